package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"caewatch/news"
)

// Timeline counts records by month.
type Timeline struct {
	Total  uint64       `json:"total"`
	Months []MonthCount `json:"months"` // oldest first, months without a record left out
}

// MonthCount is one bar of a Timeline.
type MonthCount struct {
	Month string `json:"month"` // 2025-09
	Count int    `json:"count"`
}

// LedgerEntry says which event a row of a ledger belongs to and in which words.
type LedgerEntry struct {
	EventID   string    `json:"event_id"`
	Event     string    `json:"event"` // its name
	Date      string    `json:"date,omitempty"`
	Countries []string  `json:"countries,omitempty"` // of the event
	Article   string    `json:"article"`             // the first that reports it
	Evidence  []Passage `json:"evidence"`
}

// AgreementRow is one line of the ledger of agreements.
type AgreementRow struct {
	LedgerEntry
	news.Agreement
}

// FigureRow is one line of the ledger of figures. Rows of different scope must
// not be added up: a cumulative figure contains earlier ones.
type FigureRow struct {
	LedgerEntry
	news.Figure
}

// Ledger is one page of rows. Events counts the events that the filters find,
// with or without rows.
type Ledger[R any] struct {
	Events     uint64 `json:"events"`
	Rows       []R    `json:"rows"`
	NextCursor string `json:"next_cursor,omitempty"`
}

type output[T any] struct {
	Body T
}

var (
	searchParams   = []string{"q", "type", "kind", "country", "language", "source", "topic", "person", "organization", "status", "from", "to", "sort", "facets", "highlight", "limit", "cursor"}
	timelineParams = []string{"q", "type", "kind", "country", "language", "source", "topic", "person", "organization", "status", "from", "to"}
	ledgerParams   = []string{"q", "kind", "country", "language", "source", "topic", "person", "organization", "status", "from", "to", "sort", "limit", "cursor"}
)

func (a *API) searchOperations(h huma.API) {
	huma.Register(h, operation("search", "GET", "/api/v1/search", "search", "Search events and articles",
		"An empty q matches everything; then the newest come first. Several values of one filter mean any of them, several filters mean all of them.",
		searchParams), func(ctx context.Context, in *input) (*output[news.Results], error) {
		if err := in.only(searchParams...); err != nil {
			return nil, err
		}
		q, err := searchQuery(in.query)
		if err != nil {
			return nil, err
		}
		res, err := a.search(ctx, q)
		if err != nil {
			return nil, a.fail(err)
		}
		if res.Hits == nil {
			res.Hits = []news.Hit{}
		}
		return &output[news.Results]{res}, nil
	})
	huma.Register(h, operation("timeline", "GET", "/api/v1/timeline", "search", "Count records by month",
		"Events count in the month in which they start, articles in that in which they were published. Only events unless type says articles.",
		timelineParams), func(ctx context.Context, in *input) (*output[Timeline], error) {
		if err := in.only(timelineParams...); err != nil {
			return nil, err
		}
		q, err := searchQuery(in.query)
		if err != nil {
			return nil, err
		}
		t, err := a.timeline(ctx, q)
		if err != nil {
			return nil, a.fail(err)
		}
		return &output[Timeline]{t}, nil
	})
	huma.Register(h, operation("agreements", "GET", "/api/v1/agreements", "ledgers", "List agreements, one a row",
		"Every agreement of the events that the filters find, with the event, the article and the words that report it.",
		ledgerParams), ledgerOperation(a, agreementRows))
	huma.Register(h, operation("figures", "GET", "/api/v1/figures", "ledgers", "List figures, one a row",
		"Every figure of the events that the filters find. Figures of different scope must not be added up: a cumulative one contains earlier ones.",
		ledgerParams), ledgerOperation(a, figureRows))
}

func (a *API) timeline(ctx context.Context, q news.Query) (Timeline, error) {
	if q.Type == "" {
		q.Type = "events"
	}
	q.Facets, q.Limit, q.Highlight, q.Cursor, q.Sort = []string{"month"}, 1, false, "", ""
	res, err := a.search(ctx, q)
	if err != nil {
		return Timeline{}, err
	}
	t := Timeline{Total: res.Total, Months: []MonthCount{}}
	for _, f := range res.Facets["month"] {
		if isDate(f.Value) && len(f.Value) == 7 && f.Count > 0 {
			t.Months = append(t.Months, MonthCount{Month: f.Value, Count: f.Count})
		}
	}
	slices.SortFunc(t.Months, func(x, y MonthCount) int {
		if x.Month < y.Month {
			return -1
		}
		return 1
	})
	return t, nil
}

func ledgerOperation[R any](a *API, rows func(news.Event) []R) func(context.Context, *input) (*output[Ledger[R]], error) {
	return func(ctx context.Context, in *input) (*output[Ledger[R]], error) {
		if err := in.only(ledgerParams...); err != nil {
			return nil, err
		}
		q, err := ledgerQuery(in)
		if err != nil {
			return nil, err
		}
		l, err := ledger(ctx, a, q, rows)
		if err != nil {
			return nil, a.fail(err)
		}
		return &output[Ledger[R]]{l}, nil
	}
}

func ledgerQuery(in *input) (news.Query, error) {
	q, err := searchQuery(in.query)
	if err != nil {
		return q, err
	}
	if len(in.query["limit"]) == 0 {
		q.Limit = 100
	}
	if q.Sort == "" {
		q.Sort = "newest"
	}
	return q, nil
}

// ledgerCursor continues a ledger: after the search cursor, and after so many
// rows of the event that comes next.
type ledgerCursor struct {
	After string `json:"a,omitempty"`
	Rows  int    `json:"r,omitempty"`
}

const (
	ledgerPage = 100 // events read at once
	ledgerMost = 50  // pages read for one answer
)

// ledger walks events until it has q.Limit rows. An answer may be short, even
// empty, and still have a next cursor, when few of very many events have rows.
func ledger[R any](ctx context.Context, a *API, q news.Query, rows func(news.Event) []R) (Ledger[R], error) {
	out := Ledger[R]{Rows: []R{}}
	var at ledgerCursor
	if q.Cursor != "" {
		if err := decodeCursor(q.Cursor, &at); err != nil {
			return out, err
		}
		if at.Rows < 0 {
			return out, bad("cursor: not one that this operation gave out")
		}
	}
	want := q.Limit
	q.Type, q.Facets, q.Highlight = "events", nil, false
	for page := 0; ; page++ {
		q.Limit, q.Cursor = ledgerPage, at.After
		res, err := a.search(ctx, q)
		if err != nil {
			return out, err
		}
		out.Events = res.Total
		for i, h := range res.Hits {
			if h.Event == nil {
				continue
			}
			rs := rows(*h.Event)
			rs = rs[min(at.Rows, len(rs)):]
			room := want - len(out.Rows)
			if len(rs) <= room {
				out.Rows = append(out.Rows, rs...)
				at.Rows = 0
				continue
			}
			out.Rows = append(out.Rows, rs[:room]...)
			at.Rows += room
			if i > 0 {
				// The cursor before this event is that of a search that ends there.
				q.Limit = i
				short, err := a.search(ctx, q)
				if err != nil {
					return out, err
				}
				at.After = short.NextCursor
			}
			out.NextCursor = encodeCursor(at)
			return out, nil
		}
		if res.NextCursor == "" || len(res.Hits) == 0 {
			return out, nil
		}
		at = ledgerCursor{After: res.NextCursor}
		if page+1 >= ledgerMost || len(out.Rows) >= want {
			out.NextCursor = encodeCursor(at)
			return out, nil
		}
	}
}

func entryOf(e news.Event, ps []Passage) LedgerEntry {
	l := LedgerEntry{EventID: e.ID, Event: e.Name, Date: eventDate(e), Countries: e.Countries, Evidence: ps}
	if l.Evidence == nil {
		l.Evidence = []Passage{}
	}
	// Sources are in the record's own order, which does not depend on arrival.
	for _, s := range e.Sources {
		if len(ps) == 0 || slices.ContainsFunc(ps, func(p Passage) bool { return p.Article == s.ID }) {
			l.Article = s.ID
			break
		}
	}
	return l
}

func agreementRows(e news.Event) []AgreementRow {
	g := newGrounds(e)
	out := make([]AgreementRow, 0, len(e.Agreements))
	for i, ag := range e.Agreements {
		out = append(out, AgreementRow{entryOf(e, g.item("agreements", i, ag)), ag})
	}
	return out
}

func figureRows(e news.Event) []FigureRow {
	g := newGrounds(e)
	out := make([]FigureRow, 0, len(e.Figures))
	for i, f := range e.Figures {
		out = append(out, FigureRow{entryOf(e, g.item("figures", i, f)), f})
	}
	return out
}

// operation describes one JSON operation. Parameters are read by hand, so huma
// is told of them here.
func operation(id, method, path, tag, summary, text string, params []string) huma.Operation {
	op := huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary, Description: text, Tags: []string{tag},
		MaxBodyBytes: maxBody, Errors: []int{http.StatusBadRequest, http.StatusServiceUnavailable},
	}
	for _, name := range params {
		op.Parameters = append(op.Parameters, parameter(name))
	}
	if method != http.MethodGet && id != "test-subscription" {
		op.Security = []map[string][]string{{"token": {}}}
		op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	return op
}
