package news

import "context"

// Filters narrow a search or a subscription; an empty field does not filter.
// Several values of one field mean any of them.
type Filters struct {
	Kind         []string `json:"kind,omitempty"`
	Country      []string `json:"country,omitempty"`
	Language     []string `json:"language,omitempty"`
	Source       []string `json:"source,omitempty"`
	Topic        []string `json:"topic,omitempty"`
	Person       []string `json:"person,omitempty"`       // name or id (Slug of the name)
	Organization []string `json:"organization,omitempty"` // name or id
	Status       []string `json:"status,omitempty"`
	From         string   `json:"from,omitempty"` // ISO 8601, as precise as wanted; inclusive
	To           string   `json:"to,omitempty"`
}

// IsZero lets encoding/json leave empty filters out.
func (f Filters) IsZero() bool {
	return len(f.Kind)+len(f.Country)+len(f.Language)+len(f.Source)+len(f.Topic)+len(f.Person)+
		len(f.Organization)+len(f.Status) == 0 && f.From == "" && f.To == ""
}

// Query is one search.
type Query struct {
	Q         string   `json:"q"`
	Type      string   `json:"type,omitempty"` // "" or events, articles; "" means both
	Filters   Filters  `json:"filters,omitzero"`
	Sort      string   `json:"sort,omitempty"`   // relevance (default), newest, oldest
	Facets    []string `json:"facets,omitempty"` // kind country language source topic person organization status month
	Highlight bool     `json:"highlight,omitempty"`
	Limit     int      `json:"limit,omitempty"` // 0 means 20; at most 1000
	Cursor    string   `json:"cursor,omitempty"`
}

// Results answers a Query.
type Results struct {
	Total      uint64                  `json:"total"`
	Hits       []Hit                   `json:"hits"`
	Facets     map[string][]FacetCount `json:"facets,omitempty"`
	NextCursor string                  `json:"next_cursor,omitempty"`
}

// Hit is one found record. Exactly one of Event and Article is set.
type Hit struct {
	Type       string              `json:"type"` // event, article
	ID         string              `json:"id"`
	Score      float64             `json:"score"`
	Event      *Event              `json:"event,omitempty"`
	Article    *Article            `json:"article,omitempty"`
	Highlights map[string][]string `json:"highlights,omitempty"` // field to fragments; HTML-escaped but for <mark>
}

// FacetCount is one value of a facet.
type FacetCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// IndexStatus tells how far the index is.
type IndexStatus struct {
	Ready     bool   `json:"ready"`
	Articles  uint64 `json:"articles"`
	Events    uint64 `json:"events"`
	Pending   uint64 `json:"pending"` // messages of the streams not yet in the index
	Mapping   string `json:"mapping"` // version
	Rebuilt   string `json:"rebuilt,omitempty"`
	Directory string `json:"directory,omitempty"`
}

// Searcher is implemented by the indexer, and by the bus for everybody else.
// Errors: *QueryError for a wrong query, ErrNotFound, ErrUnavailable.
type Searcher interface {
	Search(ctx context.Context, q Query) (Results, error)
	// Event follows redirects of merged ids: the answer's ID may differ from id.
	Event(ctx context.Context, id string) (Event, error)
	Article(ctx context.Context, id string) (Extraction, error)
	IndexStatus(ctx context.Context) (IndexStatus, error)
}
