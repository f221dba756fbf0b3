package indexer

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	"caewatch/news"
	"caewatch/news/query"
)

// Limits of one search.
const (
	DefaultLimit = 20
	MaxLimit     = 1000
	facetValues  = 100 // most values of one facet
	monthValues  = 1200
	fragments    = 5 // most passages of one hit that are highlighted
)

// facetFields maps the facets that may be asked for to the fields that hold them.
var facetFields = map[string]string{
	"kind": "k_kind", "country": "k_country", "language": "k_language", "source": "k_source", "topic": "k_topic",
	"status": "k_status", "person": "f_person", "organization": "f_organization", "month": "f_month",
}

var sortOrders = map[string][]string{
	"": {"-_score", "_id"}, "relevance": {"-_score", "_id"}, "newest": {"-newest", "_id"}, "oldest": {"oldest", "_id"},
}

func wrong(format string, args ...any) error {
	return &news.QueryError{Pos: 1, Msg: fmt.Sprintf(format, args...)}
}

// cursor is where a page ended. It is good for its own query only.
type cursor struct {
	Query string   `json:"q"`
	After []string `json:"a"`
}

// queryDigest names a query but for its page and looks.
func queryDigest(q news.Query) (string, error) {
	q.Cursor, q.Limit, q.Highlight, q.Facets = "", 0, false, nil
	b, err := json.Marshal(q)
	if err != nil {
		return "", fmt.Errorf("search: %w", err)
	}
	return news.Digest(string(b)), nil
}

func readCursor(q news.Query) ([]string, error) {
	if q.Cursor == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(q.Cursor) > 4096 {
		return nil, wrong("cursor: not one that a search gave")
	}
	var c cursor
	if err := json.Unmarshal(b, &c); err != nil || len(c.After) != 2 {
		return nil, wrong("cursor: not one that a search gave")
	}
	digest, err := queryDigest(q)
	if err != nil {
		return nil, err
	}
	if c.Query != digest {
		return nil, wrong("cursor: it belongs to another query")
	}
	if q.Sort == "" || q.Sort == "relevance" {
		if f, err := strconv.ParseFloat(c.After[0], 64); err != nil || math.IsNaN(f) {
			return nil, wrong("cursor: not one that a search gave")
		}
	}
	return c.After, nil
}

// Search answers a query. What is wrong with it is told by a *news.QueryError.
func (x *Index) Search(ctx context.Context, q news.Query) (res news.Results, err error) {
	node, err := query.Parse(q.Q)
	if err != nil {
		return res, err
	}
	plan := query.Compile(node)
	filters, err := query.CompileFilters(q.Filters)
	if err != nil {
		return res, err
	}
	typ, err := query.CompileType(q.Type)
	if err != nil {
		return res, err
	}
	bleveQuery, err := whole(plan, filters, typ)
	if err != nil {
		return res, err
	}
	req, err := x.request(q)
	if err != nil {
		return res, err
	}
	req.Query = bleveQuery

	caller := ctx
	ctx, cancel := context.WithTimeout(ctx, x.cfg.Timeout)
	defer cancel()
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return res, fmt.Errorf("index is closed: %w", news.ErrUnavailable)
	}
	defer func() {
		if r := recover(); r != nil { // a segment rotted under the index
			x.log.Error("search failed; a restart checks the index and rebuilds it if need be", "panic", r)
			err = fmt.Errorf("search: %v: %w", r, news.ErrUnavailable)
		}
	}()
	found, err := x.idx.SearchInContext(ctx, req)
	if tooBroad(err) {
		return res, wrong("%s", errTooBroad)
	}
	if err != nil && ctx.Err() != nil && caller.Err() == nil {
		return res, wrong("it takes longer than %v: ask for less", x.cfg.Timeout)
	}
	if err != nil {
		return res, fmt.Errorf("search: %w", err)
	}
	return results(q, plan, req.Size, found)
}

// request makes the parts of a search that are not its query.
func (x *Index) request(q news.Query) (*bleve.SearchRequest, error) {
	if q.Limit < 0 || q.Limit > MaxLimit {
		return nil, wrong("limit %d: want 1 to %d", q.Limit, MaxLimit)
	}
	size := q.Limit
	if size == 0 {
		size = DefaultLimit
	}
	order, ok := sortOrders[q.Sort]
	if !ok {
		return nil, wrong("sort %.20q: want relevance, newest or oldest", q.Sort)
	}
	after, err := readCursor(q)
	if err != nil {
		return nil, err
	}
	req := bleve.NewSearchRequestOptions(nil, size, 0, false)
	req.Fields = []string{"json"}
	req.SortBy(order)
	if after != nil {
		req.SetSearchAfter(after)
	}
	for _, f := range q.Facets {
		field, ok := facetFields[f]
		if !ok {
			return nil, wrong("facet %.20q: want kind, country, language, source, topic, person, organization, status or month", f)
		}
		n := facetValues
		if f == "month" {
			n = monthValues
		}
		req.AddFacet(f, bleve.NewFacetRequest(field, n))
	}
	return req, nil
}

func results(q news.Query, plan *query.Plan, size int, found *bleve.SearchResult) (news.Results, error) {
	res := news.Results{Total: found.Total, Hits: []news.Hit{}}
	for _, h := range found.Hits {
		record, _ := h.Fields["json"].(string)
		hit := news.Hit{Score: h.Score}
		var d *query.Doc
		if id, ok := strings.CutPrefix(h.ID, "e/"); ok {
			var e news.Event
			if err := json.Unmarshal([]byte(record), &e); err != nil {
				return res, fmt.Errorf("stored event %s: %w", id, err)
			}
			hit.Type, hit.ID, hit.Event = "event", id, &e
			if q.Highlight {
				d = query.FromEvent(e)
			}
		} else {
			var a news.Extraction
			if err := json.Unmarshal([]byte(record), &a); err != nil {
				return res, fmt.Errorf("stored article %s: %w", h.ID, err)
			}
			hit.Type, hit.ID, hit.Article = "article", a.Article.ID, &a.Article
			if q.Highlight {
				d = query.FromArticle(a)
			}
		}
		if d != nil {
			hit.Highlights = highlights(plan, d)
		}
		res.Hits = append(res.Hits, hit)
	}
	for name, f := range found.Facets {
		if res.Facets == nil {
			res.Facets = map[string][]news.FacetCount{}
		}
		counts := []news.FacetCount{}
		for _, t := range f.Terms.Terms() {
			counts = append(counts, news.FacetCount{Value: t.Term, Count: t.Count})
		}
		slices.SortFunc(counts, func(a, b news.FacetCount) int {
			if name == "month" {
				return cmp.Compare(a.Value, b.Value)
			}
			return cmp.Or(b.Count-a.Count, cmp.Compare(a.Value, b.Value))
		})
		res.Facets[name] = counts
	}
	if len(found.Hits) == size {
		last := found.Hits[size-1]
		after := slices.Clone(last.Sort)
		if q.Sort == "" || q.Sort == "relevance" {
			after[0] = strconv.FormatFloat(last.Score, 'g', -1, 64)
		}
		after[1] = last.ID
		digest, err := queryDigest(q)
		if err != nil {
			return res, err
		}
		b, err := json.Marshal(cursor{digest, after})
		if err != nil {
			return res, fmt.Errorf("cursor: %w", err)
		}
		res.NextCursor = base64.RawURLEncoding.EncodeToString(b)
	}
	return res, nil
}

// highlights gives the passages that show why a record was found, by the member
// of the record that they are from.
func highlights(p *query.Plan, d *query.Doc) map[string][]string {
	out := map[string][]string{}
	for _, g := range p.Passages(d, fragments) {
		field, _, _ := strings.Cut(strings.TrimPrefix(g.Field, "/"), "/")
		out[field] = append(out[field], g.HTML())
	}
	return out
}

// Event answers the event of that id, or the one that it was merged into.
func (x *Index) Event(ctx context.Context, id string) (news.Event, error) {
	var e news.Event
	for hops := 0; hops < 32; hops++ {
		if err := ctx.Err(); err != nil {
			return e, err
		}
		e = news.Event{}
		if err := x.get("e/"+id, &e); err != nil {
			return news.Event{}, err
		}
		if e.MergedInto == "" {
			return e, nil
		}
		id = e.MergedInto
	}
	return news.Event{}, fmt.Errorf("event %s: redirects do not end: %w", id, news.ErrNotFound)
}

// Article answers an article with its reports, also one that is not relevant.
func (x *Index) Article(ctx context.Context, id string) (news.Extraction, error) {
	var a news.Extraction
	if err := ctx.Err(); err != nil {
		return a, err
	}
	err := x.get("a/"+id, &a)
	return a, err
}

// get reads a stored record into v.
func (x *Index) get(id string, v any) (err error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return fmt.Errorf("index is closed: %w", news.ErrUnavailable)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v: %w", id, r, news.ErrUnavailable)
		}
	}()
	doc, err := x.idx.Document(id)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	if doc == nil {
		x.state.Lock()
		defer x.state.Unlock()
		if !x.ready {
			return fmt.Errorf("%s: the index is not complete yet: %w", id, news.ErrUnavailable)
		}
		return fmt.Errorf("%s: %w", id, news.ErrNotFound)
	}
	var record []byte
	doc.VisitFields(func(f index.Field) {
		if f.Name() == "json" {
			record = f.Value()
		}
	})
	if err := json.Unmarshal(record, v); err != nil {
		return fmt.Errorf("stored %s: %w", id, err)
	}
	return nil
}

// IndexStatus tells how far the index is.
func (x *Index) IndexStatus(ctx context.Context) (news.IndexStatus, error) {
	x.state.Lock()
	src := x.src
	st := news.IndexStatus{Ready: x.ready, Mapping: x.version, Rebuilt: x.rebuilt, Directory: x.cfg.Dir}
	at, target := map[string]uint64{}, map[string]uint64{}
	for _, s := range streams {
		at[s], target[s] = x.at[s], x.target[s]
	}
	x.state.Unlock()
	for _, s := range streams {
		last := target[s]
		if src != nil {
			n, err := src.LastSeq(ctx, s)
			if err != nil {
				return st, fmt.Errorf("end of %s: %w", s, errors.Join(err, news.ErrUnavailable))
			}
			last = n
		}
		if last > at[s] {
			st.Pending += last - at[s]
		}
	}
	var err error
	if st.Articles, err = x.count(ctx, "article"); err != nil {
		return st, err
	}
	st.Events, err = x.count(ctx, "event")
	return st, err
}

func (x *Index) count(ctx context.Context, typ string) (uint64, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return 0, fmt.Errorf("index is closed: %w", news.ErrUnavailable)
	}
	res, err := x.idx.SearchInContext(ctx, bleve.NewSearchRequestOptions(term("k_"+query.KeyType, typ), 0, 0, false))
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return res.Total, nil
}
