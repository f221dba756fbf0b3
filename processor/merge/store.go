package merge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"

	"caewatch/news"
)

// The bucket "events":
//
//	head        {birth, pending, step}: the number of the last event, and whether a
//	            step was decided but perhaps not yet written
//	w.<n>       the n-th write of the pending step
//	a.<article> the article's reports and the parts that hold them
//	g.<part>    a part: reports that are linked, and the events they make up
//	k.<hash>    block key to parts
//	e.<event>   the newest version of an event
//
// A step is decided when head says so; until then nothing but w.<n> changed. After
// that the writes are done again, as often as needed, before anything else.

type store struct{ b news.Bucket }

type head struct {
	Birth   uint64 `json:"birth"`
	Pending int    `json:"pending"` // writes w.0 to w.<Pending-1> are decided
}

type write struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value,omitempty"` // none: delete
}

// owner is an event within a part, with its reports in the order of their coming.
type owner struct {
	ID    string   `json:"id"`
	Birth uint64   `json:"birth"`
	Refs  []string `json:"refs"`
}

type part struct {
	ID      string     `json:"id"`
	Version string     `json:"version"`
	Members []features `json:"members"`
	Events  []owner    `json:"events"`
}

func (p part) linked(f features) bool {
	for _, m := range p.Members {
		if m.Article != f.Article && compare(m, f).same() {
			return true
		}
	}
	return false
}

func (p part) keys() map[string]bool {
	out := map[string]bool{}
	for _, f := range p.Members {
		keys, _ := f.blockKeys()
		for _, k := range keys {
			out[k] = true
		}
	}
	return out
}

// session is one step: reads see what was staged before, nothing is written until
// commit.
type session struct {
	b        news.Bucket
	head     head
	revision uint64
	staged   map[string]json.RawMessage // nil value: deleted
	order    []string
}

// begin finishes a step that a crash interrupted and opens the next one.
func (s store) begin(ctx context.Context) (*session, error) {
	e, err := s.b.Get(ctx, "head")
	x := &session{b: s.b, staged: map[string]json.RawMessage{}}
	switch {
	case errors.Is(err, news.ErrNotFound):
		return x, nil
	case err != nil:
		return nil, fmt.Errorf("read head: %w", err)
	}
	if err := json.Unmarshal(e.Value, &x.head); err != nil {
		return nil, fmt.Errorf("read head: %w", err)
	}
	x.revision = e.Revision
	if x.head.Pending > 0 {
		if err := x.apply(ctx); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// commit decides the staged step and writes it.
func (s *session) commit(ctx context.Context) error {
	if len(s.order) == 0 {
		return nil
	}
	for i, k := range s.order {
		raw, err := json.Marshal(write{Key: k, Value: s.staged[k]})
		if err != nil {
			return err
		}
		if _, err := s.b.Put(ctx, fmt.Sprintf("w.%d", i), raw); err != nil {
			return fmt.Errorf("stage %s: %w", k, err)
		}
	}
	s.head.Pending = len(s.order)
	if err := s.putHead(ctx); err != nil {
		return err
	}
	return s.apply(ctx)
}

func (s *session) putHead(ctx context.Context) error {
	raw, err := json.Marshal(s.head)
	if err != nil {
		return err
	}
	if s.revision == 0 {
		s.revision, err = s.b.Create(ctx, "head", raw)
	} else {
		s.revision, err = s.b.Update(ctx, "head", raw, s.revision)
	}
	if err != nil {
		return fmt.Errorf("write head: %w", err)
	}
	return nil
}

// apply does the decided writes; doing them twice does no harm.
func (s *session) apply(ctx context.Context) error {
	for i := range s.head.Pending {
		e, err := s.b.Get(ctx, fmt.Sprintf("w.%d", i))
		if err != nil {
			return fmt.Errorf("decided write %d: %w", i, err)
		}
		var w write
		if err := json.Unmarshal(e.Value, &w); err != nil {
			return fmt.Errorf("decided write %d: %w", i, err)
		}
		if len(w.Value) == 0 || string(w.Value) == "null" {
			err = s.b.Delete(ctx, w.Key)
			if errors.Is(err, news.ErrNotFound) {
				err = nil
			}
		} else {
			_, err = s.b.Put(ctx, w.Key, w.Value)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", w.Key, err)
		}
	}
	s.head.Pending = 0
	return s.putHead(ctx)
}

func (s *session) put(key string, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		// Only plain records come here; an unmarshalable one is a fault of the program.
		panic(fmt.Sprintf("merge: %s: %v", key, err))
	}
	s.stage(key, raw)
}

func (s *session) drop(key string) { s.stage(key, nil) }

func (s *session) stage(key string, raw json.RawMessage) {
	if _, ok := s.staged[key]; !ok {
		s.order = append(s.order, key)
	}
	s.staged[key] = raw
}

func (s *session) get(ctx context.Context, key string, v any) error {
	raw, ok := s.staged[key]
	if ok && raw == nil {
		return news.ErrNotFound
	}
	if !ok {
		e, err := s.b.Get(ctx, key)
		if err != nil {
			return fmt.Errorf("read %s: %w", key, err)
		}
		raw = e.Value
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("read %s: %w", key, err)
	}
	return nil
}

func (s *session) article(ctx context.Context, id string) (r record, known bool, err error) {
	err = s.get(ctx, "a."+id, &r)
	if errors.Is(err, news.ErrNotFound) {
		return record{}, false, nil
	}
	return r, err == nil, err
}

func (s *session) part(ctx context.Context, id string) (part, error) {
	var p part
	if err := s.get(ctx, "g."+id, &p); err != nil {
		return part{}, err
	}
	if p.Version != featureVersion {
		for i, f := range p.Members {
			r, known, err := s.article(ctx, f.Article)
			if err != nil {
				return part{}, err
			}
			var n int
			if _, err := fmt.Sscanf(f.Ref[len(f.Article):], "#%d", &n); err == nil && known && n < len(r.Reports) {
				p.Members[i] = featuresOf(r.Article, n, r.Reports[n])
			}
		}
	}
	return p, nil
}

func (s *session) block(ctx context.Context, key string) ([]string, error) {
	var ids []string
	err := s.get(ctx, key, &ids)
	if errors.Is(err, news.ErrNotFound) {
		return nil, nil
	}
	return ids, err
}

func (s *session) event(ctx context.Context, id string) (news.Event, error) {
	var e news.Event
	err := s.get(ctx, "e."+id, &e)
	if errors.Is(err, news.ErrNotFound) {
		return news.Event{}, nil
	}
	return e, err
}

// member loads the report behind features; now is the article at hand, whose
// entry is not written yet.
func (s *session) member(ctx context.Context, f features, now record) (member, error) {
	r := now
	if f.Article != now.Article.ID {
		var known bool
		var err error
		if r, known, err = s.article(ctx, f.Article); err != nil {
			return member{}, err
		} else if !known {
			return member{}, fmt.Errorf("%s: its article is not stored", f.Ref)
		}
	}
	var n int
	if _, err := fmt.Sscanf(f.Ref[len(f.Article):], "#%d", &n); err != nil || n >= len(r.Reports) {
		return member{}, fmt.Errorf("%s: no such report", f.Ref)
	}
	return member{f: f, article: r.Article, report: r.Reports[n], index: n}, nil
}

// found gives a new event its id and number. An id that was withdrawn lives again;
// one that redirects elsewhere, or belongs to another event, stays what it is.
func (s *session) found(ctx context.Context, m member) (owner, news.Event, error) {
	for n := 0; ; n++ {
		parts := []string{m.article.ID, m.report.Name, m.report.StartDate, m.report.EndDate}
		if n > 0 {
			parts = append(parts, fmt.Sprint(n))
		}
		id := "e" + news.Digest(parts...)
		old, err := s.event(ctx, id)
		if err != nil {
			return owner{}, news.Event{}, err
		}
		if old.MergedInto != "" || len(old.Sources) > 0 {
			continue
		}
		s.head.Birth++
		return owner{ID: id, Birth: s.head.Birth}, old, nil
	}
}

// moveKeys brings the block keys from what they were to what they are now.
func (s *session) moveKeys(ctx context.Context, was, now map[string]map[string]bool) error {
	add, del := map[string][]string{}, map[string][]string{}
	for id, keys := range now {
		for k := range keys {
			if !was[id][k] {
				add[k] = append(add[k], id)
			}
		}
	}
	for id, keys := range was {
		for k := range keys {
			if !now[id][k] {
				del[k] = append(del[k], id)
			}
		}
	}
	touched := map[string]bool{}
	for k := range add {
		touched[k] = true
	}
	for k := range del {
		touched[k] = true
	}
	keys := sortedKeys(touched)
	for _, k := range keys {
		ids, err := s.block(ctx, k)
		if err != nil {
			return err
		}
		left := append([]string(nil), add[k]...)
		for _, id := range ids {
			if !has(del[k], id) {
				left = append(left, id)
			}
		}
		if left = unique(left); len(left) == 0 {
			s.drop(k)
			continue
		}
		sort.Strings(left)
		s.put(k, left)
	}
	return nil
}
