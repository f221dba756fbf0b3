package api

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"caewatch/news"
)

// Passage is the words of one article behind one value. Start and End count
// Unicode code points of the article's text.
type Passage struct {
	Article string `json:"article"`
	Field   string `json:"field"` // JSON Pointer into the report of that article
	Quote   string `json:"quote"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
}

// grounds finds the passages behind the values of one event record. An
// assertion's pointer counts in its own article's report, so that the third
// person of a record may be the first of an article: items of a list are told
// by what they are called, and where they have no name by what they say.
type grounds struct {
	event   news.Event
	scalars map[string][]asserted // by pointer
	groups  map[string][]*group   // by list
	// byWords finds the article of a passage of Event.Evidence.
	byWords map[words]Passage
}

type asserted struct {
	value   string // canonical JSON
	passage Passage
}

type group struct {
	values   map[string]any // by member; "" for a plain value
	passages []Passage
}

type words struct {
	quote      string
	start, end int
}

// identities are the members that tell one item of a list from another.
var identities = []string{"name", "title", "text"}

func newGrounds(e news.Event) *grounds {
	g := &grounds{event: e, scalars: map[string][]asserted{}, groups: map[string][]*group{}, byWords: map[words]Passage{}}
	byKey := map[string]*group{}
	for _, as := range e.Assertions {
		p := Passage{Article: as.Article, Field: as.Field, Quote: as.Quote, Start: as.Start, End: as.End}
		if p.Quote != "" {
			g.byWords[words{p.Quote, p.Start, p.End}] = p
		}
		name, index, member := splitPointer(as.Field)
		if index == "" {
			g.scalars[as.Field] = append(g.scalars[as.Field], asserted{canonical(as.Value), p})
			continue
		}
		key := as.Article + " " + name + " " + index
		gr := byKey[key]
		if gr == nil {
			gr = &group{values: map[string]any{}}
			byKey[key] = gr
			g.groups[name] = append(g.groups[name], gr)
		}
		if whole, ok := plain(as.Value).(map[string]any); ok && member == "" {
			for k, v := range whole {
				gr.values[k] = v
			}
		} else {
			gr.values[member] = plain(as.Value)
		}
		if p.Quote != "" {
			gr.passages = append(gr.passages, p)
		}
	}
	return g
}

// splitPointer takes "/people/2/title" apart into list, index and member. A
// pointer outside any list has no index.
func splitPointer(pointer string) (name, index, member string) {
	parts := strings.SplitN(strings.TrimPrefix(pointer, "/"), "/", 3)
	if len(parts) < 2 {
		return parts[0], "", ""
	}
	if _, err := strconv.Atoi(parts[1]); err != nil {
		return parts[0], "", ""
	}
	if len(parts) == 3 {
		member = parts[2]
	}
	return parts[0], parts[1], member
}

func plain(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	var out any
	if json.Unmarshal(b, &out) != nil {
		return nil
	}
	return out
}

func canonical(v any) string {
	b, err := json.Marshal(plain(v))
	if err != nil {
		return ""
	}
	return string(b)
}

// of answers the passages behind the chosen value of a plain field.
func (g *grounds) of(pointer string, value any) []Passage {
	var out []Passage
	want := canonical(value)
	for _, as := range g.scalars[pointer] {
		if as.value == want && as.passage.Quote != "" {
			out = append(out, as.passage)
		}
	}
	if len(out) == 0 {
		out = g.own(pointer)
	}
	return tidy(out)
}

// item answers the passages behind item number i of a list.
func (g *grounds) item(list string, i int, value any) []Passage {
	var out []Passage
	v := plain(value)
	for _, gr := range g.groups[list] {
		if same(v, gr.values) {
			out = append(out, gr.passages...)
		}
	}
	if len(out) == 0 {
		out = g.own("/" + list + "/" + strconv.Itoa(i))
	}
	return tidy(out)
}

// own reads the record's own evidence, whose pointers count in the record.
func (g *grounds) own(pointer string) []Passage {
	var out []Passage
	for _, e := range g.event.Evidence {
		if e.Field != pointer && !strings.HasPrefix(e.Field, pointer+"/") {
			continue
		}
		if p, ok := g.byWords[words{e.Quote, e.Start, e.End}]; ok {
			out = append(out, p)
		} else if len(g.event.Sources) == 1 {
			out = append(out, Passage{Article: g.event.Sources[0].ID, Field: e.Field, Quote: e.Quote, Start: e.Start, End: e.End})
		}
	}
	return out
}

// same tells whether what an article asserted of an item is about this item.
func same(item any, values map[string]any) bool {
	m, ok := item.(map[string]any)
	if !ok {
		got, _ := values[""].(string)
		want, _ := item.(string)
		return want != "" && news.Slug(got) == news.Slug(want)
	}
	for _, id := range identities {
		want, _ := m[id].(string)
		got, _ := values[id].(string)
		if want == "" || got == "" {
			continue
		}
		if news.Slug(got) == news.Slug(want) {
			return true
		}
		aliases, _ := m["aliases"].([]any)
		return slices.ContainsFunc(aliases, func(a any) bool {
			s, _ := a.(string)
			return s != "" && news.Slug(s) == news.Slug(got)
		})
	}
	agree := false
	for k, got := range values {
		want, ok := m[k]
		if !ok {
			continue
		}
		if canonical(got) != canonical(want) {
			return false
		}
		agree = true
	}
	return agree
}

// tidy sorts and drops repetitions, by article and place.
func tidy(ps []Passage) []Passage {
	slices.SortFunc(ps, func(a, b Passage) int {
		return cmp.Or(cmp.Compare(a.Article, b.Article), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Field, b.Field))
	})
	return slices.CompactFunc(ps, func(a, b Passage) bool {
		return a.Article == b.Article && a.Start == b.Start && a.End == b.End
	})
}

// eventDate is the day that an event is listed under: its own, else that of its
// first report.
func eventDate(e news.Event) string {
	if e.StartDate != "" {
		return e.StartDate
	}
	first := ""
	for _, s := range e.Sources {
		if d := day(s.Published); d != "" && (first == "" || d < first) {
			first = d
		}
	}
	return first
}

func day(moment string) string { return moment[:min(len(moment), 10)] }
