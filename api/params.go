package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"caewatch/news"
)

const (
	maxLimit   = 1000
	maxValues  = 50   // values of one filter
	maxQuery   = 2000 // characters of q
	maxValue   = 300  // characters of one filter value
	defaultLim = 20
)

var (
	sorts    = []string{"relevance", "newest", "oldest"}
	types    = []string{"events", "articles"}
	statuses = []string{news.StatusAnnounced, news.StatusHeld, news.StatusCancelled, news.StatusPostponed}
	facets   = []string{"kind", "country", "language", "source", "topic", "person", "organization", "status", "month"}
	// filterNames is the order in which filters appear in links and forms.
	filterNames = []string{"kind", "country", "language", "source", "topic", "person", "organization", "status", "from", "to"}
)

// input carries the raw query string to a handler. The parameters are read by
// hand because a wrong one must answer 400, name itself, and lists may be
// written with commas or repeated.
type input struct{ query url.Values }

// Resolve is called by huma.
func (in *input) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	in.query = u.Query()
	return nil
}

// idInput is input with the id of a record.
type idInput struct {
	input
	ID string `path:"id" maxLength:"500" doc:"the record's id"`
}

// Resolve is called by huma.
func (in *idInput) Resolve(ctx huma.Context) []error { return in.input.Resolve(ctx) }

// only refuses parameters that nobody reads: a misspelt filter would otherwise
// silently answer too much.
func (in *input) only(names ...string) error {
	for _, name := range sortedKeys(in.query) {
		if !slices.Contains(names, name) {
			if len(names) == 0 {
				return bad("unknown parameter %q; this operation has none", name)
			}
			return bad("unknown parameter %q; known: %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// list reads a repeated or comma-separated parameter.
func list(v url.Values, name string) ([]string, error) {
	var out []string
	for _, raw := range v[name] {
		for _, s := range strings.Split(raw, ",") {
			s = strings.TrimSpace(s)
			if s == "" || slices.Contains(out, s) {
				continue
			}
			if !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxValue {
				return nil, bad("%s: a value is not UTF-8 or longer than %d characters", name, maxValue)
			}
			out = append(out, s)
		}
	}
	if len(out) > maxValues {
		return nil, bad("%s: %d values, at most %d", name, len(out), maxValues)
	}
	return out, nil
}

func oneOf(v url.Values, name string, allowed []string) ([]string, error) {
	values, err := list(v, name)
	for _, s := range values {
		if !slices.Contains(allowed, s) {
			return nil, bad("%s=%s: want one of %s", name, s, strings.Join(allowed, ", "))
		}
	}
	return values, err
}

func single(v url.Values, name string) (string, error) {
	var out string
	for _, s := range v[name] {
		if s == "" {
			continue
		}
		if out != "" && out != s {
			return "", bad("%s is given twice", name)
		}
		out = s
	}
	return strings.TrimSpace(out), nil
}

// filters reads the filters that searches, ledgers and timelines share.
func filters(v url.Values) (news.Filters, error) {
	var f news.Filters
	var err error
	take := func(name string, into *[]string, allowed []string) {
		if err != nil {
			return
		}
		if allowed != nil {
			*into, err = oneOf(v, name, allowed)
			return
		}
		*into, err = list(v, name)
	}
	take("kind", &f.Kind, news.Kinds)
	take("country", &f.Country, nil)
	take("language", &f.Language, nil)
	take("source", &f.Source, nil)
	take("topic", &f.Topic, nil)
	take("person", &f.Person, nil)
	take("organization", &f.Organization, nil)
	take("status", &f.Status, statuses)
	if err != nil {
		return f, err
	}
	for i, c := range f.Country {
		f.Country[i] = strings.ToUpper(c)
		if len(c) != 2 || !isLetters(c) {
			return f, bad("country=%s: want the two letters of ISO 3166-1, as in CN or VN", c)
		}
	}
	if f.From, err = date(v, "from"); err != nil {
		return f, err
	}
	if f.To, err = date(v, "to"); err != nil {
		return f, err
	}
	return f, checkRange(f)
}

func checkRange(f news.Filters) error {
	if n := min(len(f.From), len(f.To)); n > 0 && f.From[:n] > f.To[:n] {
		return bad("from=%s is after to=%s", f.From, f.To)
	}
	return nil
}

func isLetters(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return true
}

func date(v url.Values, name string) (string, error) {
	s, err := single(v, name)
	if err != nil || s == "" {
		return "", err
	}
	if !isDate(s) {
		return "", bad("%s=%s: want a date as 2025, 2025-09 or 2025-09-15", name, s)
	}
	return s, nil
}

func isDate(s string) bool {
	layout, ok := map[int]string{4: "2006", 7: "2006-01", 10: "2006-01-02"}[len(s)]
	if !ok {
		return false
	}
	_, err := time.Parse(layout, s)
	return err == nil
}

func limit(v url.Values, standard, most int) (int, error) {
	s, err := single(v, "limit")
	if err != nil || s == "" {
		return standard, err
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return 0, bad("limit=%s: want a number from 1 to %d", s, most)
	}
	return n, nil
}

func boolean(v url.Values, name string) (bool, error) {
	s, err := single(v, name)
	if err != nil || s == "" {
		return false, err
	}
	b, err := strconv.ParseBool(s)
	if err != nil {
		return false, bad("%s=%s: want true or false", name, s)
	}
	return b, nil
}

// searchQuery reads a whole search.
func searchQuery(v url.Values) (news.Query, error) {
	var q news.Query
	var err error
	if q.Q, err = text(v); err != nil {
		return q, err
	}
	if q.Type, err = choice(v, "type", types); err != nil {
		return q, err
	}
	if q.Filters, err = filters(v); err != nil {
		return q, err
	}
	if q.Sort, err = choice(v, "sort", sorts); err != nil {
		return q, err
	}
	if q.Facets, err = oneOf(v, "facets", facets); err != nil {
		return q, err
	}
	if q.Highlight, err = boolean(v, "highlight"); err != nil {
		return q, err
	}
	if q.Limit, err = limit(v, defaultLim, maxLimit); err != nil {
		return q, err
	}
	q.Cursor, err = single(v, "cursor")
	if err == nil && len(q.Cursor) > 4096 {
		err = bad("cursor: too long; pass on the next_cursor of an answer")
	}
	return q, err
}

func text(v url.Values) (string, error) {
	s, err := single(v, "q")
	if err != nil {
		return "", err
	}
	if !utf8.ValidString(s) {
		return "", bad("q is not UTF-8")
	}
	if n := utf8.RuneCountInString(s); n > maxQuery {
		return "", bad("q has %d characters, at most %d", n, maxQuery)
	}
	return s, nil
}

func choice(v url.Values, name string, allowed []string) (string, error) {
	s, err := single(v, name)
	if err != nil || s == "" {
		return "", err
	}
	if !slices.Contains(allowed, s) {
		return "", bad("%s=%s: want one of %s", name, s, strings.Join(allowed, ", "))
	}
	return s, nil
}

// encodeCursor makes a cursor of this room's own views opaque.
func encodeCursor(v any) string {
	b, _ := json.Marshal(v) // structs of strings and ints
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodeCursor(s string, v any) error {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		return bad("cursor: not one that this operation gave out")
	}
	return nil
}

// allEvents walks the events that q finds, page by page, until visit answers
// false or most events were seen; it tells whether there were more.
func (a *API) allEvents(ctx context.Context, q news.Query, most int, visit func(news.Event) bool) (more bool, err error) {
	q.Type, q.Facets, q.Highlight, q.Cursor = "events", nil, false, ""
	q.Limit = min(100, most)
	for seen := 0; ; {
		res, err := a.search(ctx, q)
		if err != nil {
			return false, err
		}
		for _, h := range res.Hits {
			if h.Event == nil {
				continue
			}
			if seen++; !visit(*h.Event) || seen >= most {
				return true, nil
			}
		}
		if res.NextCursor == "" || len(res.Hits) == 0 {
			return false, nil
		}
		q.Cursor = res.NextCursor
	}
}

func (a *API) search(ctx context.Context, q news.Query) (news.Results, error) {
	if a.deps.Searcher == nil {
		return news.Results{}, news.ErrUnavailable
	}
	return a.deps.Searcher.Search(ctx, q)
}
