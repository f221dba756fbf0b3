// Package merge joins the reports of one real event, from any number of articles
// in any language, into one record.
//
// concepts.go and features.go fold a report into what can be compared, score.go
// decides on two reports, cluster.go on a set of them, record.go makes the record
// of a cluster and change.go says what a version changed; each is a pure function.
// merge.go and store.go are the worker: it keeps its whole state in a bucket and
// can be killed at any point.
package merge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sort"

	"caewatch/news"
)

// Merger is the worker. One must run at a time over one bucket; a second one gets
// a conflict and its message is tried again.
type Merger struct {
	log     *slog.Logger
	store   store
	publish func(context.Context, news.EventChange) error
}

// New wires the worker and starts nothing.
func New(log *slog.Logger, events news.Bucket, publish func(context.Context, news.EventChange) error) *Merger {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Merger{log: log, store: store{b: events}, publish: publish}
}

// Handle takes in one article: its reports join events, found new ones, or join
// two events into one; what the article said before and says no longer is
// withdrawn. The changes are published before anything is stored, and the store
// moves by one step, so that a second try after a crash publishes the same bytes.
func (m *Merger) Handle(ctx context.Context, x news.Extraction) error {
	if x.Article.ID == "" {
		return news.Permanent(errors.New("merge: article without an id"))
	}
	s, err := m.store.begin(ctx)
	if err != nil {
		return fmt.Errorf("merge: %w", err)
	}
	n, err := m.step(ctx, s, x)
	if err != nil {
		return fmt.Errorf("merge article %s: %w", x.Article.ID, err)
	}
	if n > 0 {
		m.log.Debug("article merged", "article", x.Article.ID, "changes", n)
	}
	return nil
}

func (m *Merger) step(ctx context.Context, s *session, x news.Extraction) (int, error) {
	next := record{Article: x.Article}
	next.Article.Text = ""
	if x.Relevant {
		next.Reports = x.Events
	}
	old, known, err := s.article(ctx, x.Article.ID)
	if err != nil {
		return 0, err
	}
	if !known && len(next.Reports) == 0 || known && same(old.bare(), next.bare()) {
		return 0, nil
	}
	w, err := m.gather(ctx, s, old, next)
	if err != nil {
		return 0, err
	}
	out, err := w.settle(ctx, s)
	if err != nil {
		return 0, err
	}
	for _, c := range out {
		if err := m.publish(ctx, c); err != nil {
			return 0, fmt.Errorf("publish event %s: %w", c.Event.ID, err)
		}
	}
	return len(out), s.commit(ctx)
}

// work is everything that one article can move.
type work struct {
	article string
	record  record
	parts   []part // as stored, before
	fs      []features
}

// gather reads the parts that the article was in and those that it may join.
func (m *Merger) gather(ctx context.Context, s *session, old, next record) (*work, error) {
	w := &work{article: next.Article.ID, record: next}
	seen := map[string]bool{}
	take := func(id string) (part, error) {
		seen[id] = true
		p, err := s.part(ctx, id)
		if errors.Is(err, news.ErrNotFound) {
			return part{}, nil
		}
		return p, err
	}
	for _, id := range old.Parts {
		p, err := take(id)
		if err != nil {
			return nil, err
		}
		if p.ID != "" {
			w.parts = append(w.parts, p)
		}
	}
	var fresh []features
	for i, r := range next.Reports {
		f := featuresOf(next.Article, i, r)
		fresh = append(fresh, f)
		_, look := f.blockKeys()
		for _, k := range look {
			ids, err := s.block(ctx, k)
			if err != nil {
				return nil, err
			}
			for _, id := range ids {
				if seen[id] {
					continue
				}
				p, err := take(id)
				if err != nil {
					return nil, err
				}
				if p.ID == "" {
					continue
				}
				if p.linked(f) {
					w.parts = append(w.parts, p)
				} else {
					seen[id] = false // another report of this article may be linked
				}
			}
		}
	}
	for _, p := range w.parts {
		for _, f := range p.Members {
			if f.Article != w.article {
				w.fs = append(w.fs, f)
			}
		}
	}
	w.fs = append(w.fs, fresh...)
	return w, nil
}

// settle divides the reports anew, gives each group its event and says what
// changed. It stages the new state; nothing is written yet.
func (w *work) settle(ctx context.Context, s *session) ([]news.EventChange, error) {
	groups, parts := clusters(w.fs)
	owners, lost := w.inherit(groups)
	var out []news.EventChange
	ids := map[string]string{} // reference to event id
	births := map[string]uint64{}
	for i, g := range groups {
		c, own, err := w.event(ctx, s, g, owners[i])
		if err != nil {
			return nil, err
		}
		for _, f := range g {
			ids[f.Ref] = own.ID
		}
		births[own.ID] = own.Birth
		out = append(out, c...)
	}
	for _, o := range lost {
		c, err := w.empty(ctx, s, o)
		if err != nil {
			return nil, err
		}
		out = append(out, c...)
	}
	return out, w.stage(ctx, s, parts, ids, births)
}

// inherit hands the ids of the old events to the new groups: an id follows its
// first report, or else most of its reports. lost are ids that have no report left.
func (w *work) inherit(groups [][]features) (owners [][]owner, lost []owner) {
	owners = make([][]owner, len(groups))
	where := map[string]int{}
	for i, g := range groups {
		for _, f := range g {
			where[f.Ref] = i
		}
	}
	for _, p := range w.parts {
		for _, o := range p.Events {
			votes := map[int]int{}
			to := -1
			for _, ref := range o.Refs {
				if i, ok := where[ref]; ok {
					if to < 0 {
						to = i // references are in the order in which they came: the first is the founder
					}
					votes[i]++
				}
			}
			if to < 0 {
				lost = append(lost, o)
				continue
			}
			if len(o.Refs) > 0 {
				if _, ok := where[o.Refs[0]]; !ok {
					for i := range groups {
						if votes[i] > votes[to] {
							to = i
						}
					}
				}
			}
			owners[to] = append(owners[to], o)
		}
	}
	for i := range owners {
		sort.Slice(owners[i], func(a, b int) bool { return owners[i][a].Birth < owners[i][b].Birth })
	}
	return owners, lost
}

// event makes the next version of one group's event, and redirects for the other
// ids that the group now owns.
func (w *work) event(ctx context.Context, s *session, g []features, own []owner) ([]news.EventChange, owner, error) {
	ms := make([]member, 0, len(g))
	for _, f := range g {
		m, err := s.member(ctx, f, w.record)
		if err != nil {
			return nil, owner{}, err
		}
		ms = append(ms, m)
	}
	e := build(ms)
	var o owner
	var old news.Event
	fresh := len(own) == 0
	if fresh {
		first := ms[0]
		for _, m := range ms {
			if m.article.ID == w.article {
				first = m
			}
		}
		var err error
		if o, old, err = s.found(ctx, first); err != nil {
			return nil, owner{}, err
		}
	} else {
		o = own[0]
		var err error
		if old, err = s.event(ctx, o.ID); err != nil {
			return nil, owner{}, err
		}
	}
	e.ID, e.Version, e.History, e.MergedFrom = o.ID, old.Version, old.History, old.MergedFrom
	var out []news.EventChange
	for _, other := range own[min(1, len(own)):] {
		gone, err := s.event(ctx, other.ID)
		if err != nil {
			return nil, owner{}, err
		}
		e.MergedFrom = append(append([]string(nil), e.MergedFrom...), append([]string{other.ID}, gone.MergedFrom...)...)
		redirect := gone
		redirect.MergedInto = o.ID
		c, err := w.revise(s, gone, redirect)
		if err != nil {
			return nil, owner{}, err
		}
		out = append(out, c...)
	}
	e.MergedFrom = unique(append([]string(nil), e.MergedFrom...))
	if len(e.MergedFrom) == 0 {
		e.MergedFrom = nil
	}
	c, err := w.revise(s, old, e)
	return append(c, out...), o, err
}

// revise stages and reports the step from one version to the next, if there is one.
func (w *work) revise(s *session, old, now news.Event) ([]news.EventChange, error) {
	a, err := content(old)
	if err != nil {
		return nil, err
	}
	b, err := content(now)
	if err != nil {
		return nil, err
	}
	if old.Version > 0 && string(a) == string(b) && same(old.MergedFrom, now.MergedFrom) && old.MergedInto == now.MergedInto {
		return nil, nil
	}
	c := news.EventChange{Action: "created"}
	if old.Version > 0 {
		c.Action = "updated"
		if c.Changes, err = changes(old, now); err != nil {
			return nil, err
		}
	}
	now.Version = old.Version + 1
	now.History = append(append([]news.Revision{}, old.History...), news.Revision{Version: now.Version, Article: w.article, Changes: brief(c.Changes)})
	c.Event = now
	s.put("e."+now.ID, now)
	return []news.EventChange{c}, nil
}

// brief leaves out of the history what can be seen in the record itself, so that
// it does not grow with the square of the sources.
func brief(cs []news.Change) []news.Change {
	var out []news.Change
	for _, c := range cs {
		switch c.Field {
		case "/assertions", "/why", "/statements":
		default:
			out = append(out, c)
		}
	}
	return out
}

// empty is an event whose last report was withdrawn: the record stays, with its
// name and without sources, so that who knows its id learns what happened.
func (w *work) empty(ctx context.Context, s *session, o owner) ([]news.EventChange, error) {
	old, err := s.event(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	now := news.Event{ID: old.ID, Report: news.Report{Kind: old.Kind, Status: old.Status, Name: old.Name, StartDate: old.StartDate, EndDate: old.EndDate, Place: old.Place},
		Sources: []news.EventSource{}, Assertions: []news.Assertion{}, Why: []string{"withdrawn: no article reports it any more"}, MergedFrom: old.MergedFrom}
	return w.revise(s, old, now)
}

// stage writes the new parts, their block keys and the article's own entry.
func (w *work) stage(ctx context.Context, s *session, groups [][]features, ids map[string]string, births map[string]uint64) error {
	was := map[string]map[string]bool{} // part to block keys
	for _, p := range w.parts {
		was[p.ID] = p.keys()
	}
	of := map[string][]string{} // event to references in the order of their coming
	for _, p := range w.parts {
		for _, o := range p.Events {
			for _, ref := range o.Refs {
				if id, ok := ids[ref]; ok && !has(of[id], ref) {
					of[id] = append(of[id], ref)
				}
			}
		}
	}
	for _, f := range w.fs {
		if id := ids[f.Ref]; !has(of[id], f.Ref) {
			of[id] = append(of[id], f.Ref)
		}
	}
	now := map[string]map[string]bool{}
	var mine []string
	for _, g := range groups {
		p := part{Version: featureVersion, Members: g}
		done := map[string]bool{}
		for _, f := range g {
			if id := ids[f.Ref]; !done[id] {
				done[id] = true
				p.Events = append(p.Events, owner{ID: id, Birth: births[id], Refs: of[id]})
			}
			if f.Article == w.article {
				p.ID = "own"
			}
		}
		sort.Slice(p.Events, func(i, j int) bool { return p.Events[i].Birth < p.Events[j].Birth })
		own := p.ID != ""
		p.ID = p.Events[0].ID
		if own {
			mine = append(mine, p.ID)
		}
		now[p.ID] = p.keys()
		s.put("g."+p.ID, p)
	}
	for _, p := range w.parts {
		if now[p.ID] == nil {
			s.drop("g." + p.ID)
		}
	}
	if err := w.moveParts(ctx, s, groups, now, ids); err != nil {
		return err
	}
	w.record.Parts = unique(mine)
	s.put("a."+w.article, w.record)
	return s.moveKeys(ctx, was, now)
}

// moveParts tells the other articles of the moved parts where their reports are.
func (w *work) moveParts(ctx context.Context, s *session, groups [][]features, now map[string]map[string]bool, ids map[string]string) error {
	home := map[string][]string{} // article to its parts among the moved
	var order []string
	for _, g := range groups {
		id := ""
		for _, f := range g {
			if e := ids[f.Ref]; now[e] != nil && (id == "" || e == id) {
				id = e
			}
		}
		for _, f := range g {
			if f.Article == w.article {
				continue
			}
			if home[f.Article] == nil {
				order = append(order, f.Article)
			}
			home[f.Article] = append(home[f.Article], id)
		}
	}
	touched := map[string]bool{}
	for _, p := range w.parts {
		touched[p.ID] = true
	}
	for _, a := range order {
		r, _, err := s.article(ctx, a)
		if err != nil {
			return err
		}
		parts := append([]string(nil), home[a]...)
		for _, id := range r.Parts {
			if !touched[id] {
				parts = append(parts, id)
			}
		}
		if parts = unique(parts); !same(parts, r.Parts) {
			r.Parts = parts
			s.put("a."+a, r)
		}
	}
	return nil
}

// record is what the store keeps of an article.
type record struct {
	Article news.Article  `json:"article"` // without its text
	Reports []news.Report `json:"reports"`
	Parts   []string      `json:"parts"`
}

// bare is the part of a record that comes from the article.
func (r record) bare() json.RawMessage {
	raw, _ := json.Marshal([]any{r.Article, len(r.Reports), r.Reports}) // plain data always marshals
	if len(r.Reports) == 0 {
		raw, _ = json.Marshal([]any{r.Article.ID})
	}
	return raw
}
