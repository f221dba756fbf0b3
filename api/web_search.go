package api

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"caewatch/news"
)

var pageFacets = []string{"kind", "country", "topic", "organization", "person", "language", "source", "status"}

// searchView is the search page.
type searchView struct {
	Q, Type, Sort string
	From, To      string
	Error         *Problem
	Results       news.Results
	Chips         []chip
	Facets        []facetView
	Hidden        []param // the filters, for forms that change something else
	Next, First   string
	API           string
	Subscribe     string
	Bare          bool // neither query nor filter: the front page
	Bars          chart
}

type chip struct{ Label, Remove string }

type param struct{ Name, Value string }

type facetView struct {
	Name, Title string
	Open        bool
	Values      []facetValue
}

type facetValue struct {
	Label, Link string
	Count       int
	On          bool
	Lang        string
}

func (a *API) searchPage(w http.ResponseWriter, r *http.Request) error {
	v := lenient(r.URL.Query())
	view := searchView{Q: strings.TrimSpace(v.Get("q")), Type: v.Get("type"), Sort: v.Get("sort"), From: v.Get("from"), To: v.Get("to")}
	q, err := searchQuery(v)
	if err == nil {
		view.Bare = q.Q == "" && q.Filters.IsZero() && q.Type == "" && q.Cursor == ""
		if view.Bare {
			q.Type = "events" // the front page shows what happened, not each report of it
			view.Type = "events"
		}
		if q.Sort == "" && q.Q == "" {
			q.Sort = "newest"
		}
		view.Sort = q.Sort
		q.Highlight, q.Facets = true, append(slices.Clone(pageFacets), "month")
		view.Results, err = a.search(r.Context(), q)
	}
	if view.Sort == "" {
		view.Sort = "relevance"
	}
	status := http.StatusOK
	if err != nil {
		p := a.asProblem(err)
		if p.Status != http.StatusBadRequest {
			return p
		}
		status, view.Error = p.Status, p
	}
	view.chips(v, q.Filters)
	for _, name := range pageFacets {
		if f := view.facet(name, v, filterOf(q.Filters, name)); len(f.Values) > 0 {
			view.Facets = append(view.Facets, f)
		}
	}
	view.Bars = bars(monthsOf(view.Results.Facets["month"]), without(v, "from", "to", "cursor", "limit"), "/")
	if c := view.Results.NextCursor; c != "" {
		next := maps.Clone(v)
		next.Set("cursor", c)
		view.Next = link("/", next)
	}
	if v.Get("cursor") != "" {
		view.First = link("/", without(v, "cursor"))
	}
	view.API = link("/api/v1/search", without(v, "cursor"))
	view.Subscribe = link("/subscriptions", without(v, "cursor", "sort", "limit")) + "#new"
	return a.render(w, r, status, "search.html", view.Q, view)
}

func without(v url.Values, names ...string) url.Values {
	out := maps.Clone(v)
	for _, n := range names {
		delete(out, n)
	}
	return out
}

func filterOf(f news.Filters, name string) []string { return filterValues(f)[name] }

// toggled is v with one value of a filter added or taken away; the cursor of the
// old results goes.
func toggled(v url.Values, name, value string, current []string) url.Values {
	out := without(v, "cursor", name)
	var values []string
	for _, s := range current {
		if s != value && news.Slug(s) != value {
			values = append(values, s)
		}
	}
	if len(values) == len(current) {
		values = append(values, value)
	}
	if len(values) > 0 {
		out[name] = values
	}
	return out
}

func (s *searchView) chips(v url.Values, f news.Filters) {
	values := filterValues(f)
	for _, name := range filterNames {
		for _, value := range values[name] {
			s.Chips = append(s.Chips, chip{Label: name + ": " + labelOf(name, value), Remove: link("/", toggled(v, name, value, values[name]))})
			s.Hidden = append(s.Hidden, param{name, value})
		}
	}
}

func labelOf(facet, value string) string {
	switch facet {
	case "country":
		return countryName(value)
	case "language":
		return languageName(value)
	case "topic", "kind", "status":
		return unslug(value)
	case "person", "organization":
		if !strings.Contains(value, " ") {
			return unslug(value) // an id; a name keeps its hyphens
		}
	}
	return value
}

func facetLabel(facet, value string) string {
	if facet == "person" || facet == "organization" {
		return value
	}
	return labelOf(facet, value)
}

func (s *searchView) facet(name string, v url.Values, on []string) facetView {
	f := facetView{Name: name, Title: map[string]string{"kind": "Kind", "country": "Country", "topic": "Topic", "organization": "Organisation",
		"person": "Person", "language": "Language", "source": "Source", "status": "Status"}[name], Open: len(on) > 0 || name == "kind" || name == "country"}
	counts := s.Results.Facets[name]
	for i, c := range counts {
		value := c.Value
		if name == "person" || name == "organization" {
			value = news.Slug(value) // a name may hold a comma, which would make two of it
		}
		chosen := slices.ContainsFunc(on, func(o string) bool { return o == c.Value || news.Slug(o) == news.Slug(c.Value) })
		if i >= 12 && !chosen {
			continue
		}
		f.Values = append(f.Values, facetValue{Label: facetLabel(name, c.Value), Link: link("/", toggled(v, name, value, on)), Count: c.Count, On: chosen})
	}
	return f
}

// chart is a row of bars, one a month, drawn as SVG by a template.
type chart struct {
	Bars          []bar
	Years         []tick
	Width, Height int
	Max           int
}

type bar struct {
	X, Y, W, H   int
	Month, Label string
	Count        int
	Link         string
}

type tick struct {
	X    int
	Text string
}

func monthsOf(counts []news.FacetCount) []MonthCount {
	var out []MonthCount
	for _, c := range counts {
		if len(c.Value) == 7 && isDate(c.Value) && c.Count > 0 {
			out = append(out, MonthCount{c.Value, c.Count})
		}
	}
	slices.SortFunc(out, func(a, b MonthCount) int { return strings.Compare(a.Month, b.Month) })
	return out
}

const mostMonths = 120 // bars; older months are left to the table beside the chart

// bars draws every month between the first and the last, empty ones too.
func bars(months []MonthCount, v url.Values, to string) chart {
	c := chart{Height: 120}
	if len(months) == 0 {
		return c
	}
	counts := map[string]int{}
	for _, m := range months {
		counts[m.Month] = m.Count
	}
	first, last := monthNumber(months[0].Month), monthNumber(months[len(months)-1].Month)
	first = max(first, last-mostMonths+1)
	if last-first < 11 {
		first = last - 11
	}
	step := 24
	if last-first >= 36 {
		step = 10
	}
	for n := first; n <= last; n++ {
		c.Max = max(c.Max, counts[monthText(n)])
	}
	const foot, head = 20, 14
	for n := first; n <= last; n++ {
		month := monthText(n)
		x := (n - first) * step
		if n%12 == 0 || n == first {
			c.Years = append(c.Years, tick{X: x, Text: month[:4]})
		}
		count := counts[month]
		if count == 0 {
			continue
		}
		h := max(3, count*(c.Height-foot-head)/c.Max)
		values := maps.Clone(v)
		values.Set("from", month)
		values.Set("to", month)
		c.Bars = append(c.Bars, bar{X: x + 1, Y: c.Height - foot - h, W: step - 2, H: h, Month: month, Label: dates(month, ""), Count: count, Link: link(to, values)})
	}
	if len(c.Years) > 1 && c.Years[1].X-c.Years[0].X < 36 {
		c.Years = c.Years[1:]
	}
	c.Width = (last - first + 1) * step
	return c
}

func monthNumber(m string) int {
	year, _ := strconv.Atoi(m[:4])
	month, _ := strconv.Atoi(m[5:])
	return year*12 + month - 1
}

func monthText(n int) string {
	return string([]byte{byte('0' + n/12000), byte('0' + n/1200%10), byte('0' + n/120%10), byte('0' + n/12%10), '-', byte('0' + (n%12+1)/10), byte('0' + (n%12+1)%10)})
}

type timelineView struct {
	Q     string
	Total uint64
	Bars  chart
	Rows  []yearRow
	Kinds []param
	Kind  string
}

type yearRow struct {
	Year   string
	Total  int
	Months [12]bar
}

func (a *API) timelinePage(w http.ResponseWriter, r *http.Request) error {
	v := lenient(r.URL.Query())
	q, err := searchQuery(v)
	if err != nil {
		return err
	}
	t, err := a.timeline(r.Context(), q)
	if err != nil {
		return err
	}
	keep := without(v, "from", "to", "cursor", "limit", "facets")
	keep.Set("type", "events")
	view := timelineView{Q: q.Q, Total: t.Total, Bars: bars(t.Months, keep, "/"), Kind: v.Get("kind")}
	for _, m := range slices.Backward(t.Months) {
		if n := len(view.Rows); n == 0 || view.Rows[n-1].Year != m.Month[:4] {
			view.Rows = append(view.Rows, yearRow{Year: m.Month[:4]})
		}
		row := &view.Rows[len(view.Rows)-1]
		row.Total += m.Count
		values := maps.Clone(keep)
		values.Set("from", m.Month)
		values.Set("to", m.Month)
		row.Months[monthNumber(m.Month)%12] = bar{Count: m.Count, Label: dates(m.Month, ""), Link: link("/", values)}
	}
	for _, k := range news.Kinds {
		view.Kinds = append(view.Kinds, param{k, unslug(k)})
	}
	return a.render(w, r, http.StatusOK, "timeline.html", "Timeline", view)
}
