package query

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"caewatch/news"
)

// Text is one text of a record that can be searched.
type Text struct {
	Path   string   // JSON Pointer into the record
	Value  string   // as the record has it
	Fields []string // the text fields that hold it
	Silent bool     // found, but never shown: a rearranged name
}

// Doc is what can be found of one record. It is not safe for use by several
// goroutines at once.
type Doc struct {
	Type   string // event, article
	ID     string
	Texts  []Text
	Keys   map[string][]string // by key field, sorted, in the form that Compile compares
	Facets map[string][]string // by facet, values as shown
	Days   Days
	Dated  bool // Days counts

	seen map[string]int // value to index in Texts
	idx  *postings
}

func newDoc(typ, id string) *Doc {
	d := &Doc{Type: typ, ID: id, Keys: map[string][]string{}, Facets: map[string][]string{}, seen: map[string]int{}}
	d.key(KeyType, typ)
	return d
}

// text adds a value to fields. A value that is there already is not repeated:
// the same words quoted by ten sources are not ten times as relevant.
func (d *Doc) text(path, value string, fields ...string) {
	if value == "" {
		return
	}
	i, ok := d.seen[value]
	if !ok {
		d.seen[value] = len(d.Texts)
		d.Texts = append(d.Texts, Text{Path: path, Value: value, Fields: fields})
		return
	}
	t := &d.Texts[i]
	for _, f := range fields {
		if !slices.Contains(t.Fields, f) {
			t.Fields = append(slices.Clone(t.Fields), f)
		}
	}
}

func (d *Doc) key(field string, values ...string) {
	for _, v := range values {
		k := keyOf(field, v)
		if k == "" {
			continue
		}
		if i, ok := slices.BinarySearch(d.Keys[field], k); !ok {
			d.Keys[field] = slices.Insert(d.Keys[field], i, k)
		}
	}
}

func (d *Doc) facet(name, value string) {
	if value != "" && !slices.Contains(d.Facets[name], value) {
		d.Facets[name] = append(d.Facets[name], value)
	}
}

// FromEvent gives what can be found of an event: its chosen values, what every
// source asserted, and the words and titles that it rests on.
func FromEvent(e news.Event) *Doc {
	d := newDoc("event", e.ID)
	d.report(e.Report, "", FieldAny)
	if e.Series != nil {
		d.text("/series/name", e.Series.Name, FieldAny, FieldName)
	}
	published := ""
	for i, s := range e.Sources {
		d.text(fmt.Sprintf("/sources/%d/title", i), s.Title, FieldAny)
		d.key(KeyLanguage, s.Language)
		d.key(KeySource, s.Source)
		if s.Published != "" && (published == "" || s.Published < published) {
			published = s.Published
		}
	}
	for i, a := range e.Assertions {
		d.text(fmt.Sprintf("/assertions/%d/quote", i), a.Quote, FieldAny)
		d.asserted(fmt.Sprintf("/assertions/%d/value", i), a.Field, a.Value)
	}
	d.dates(e.StartDate, e.EndDate, published)
	d.finish()
	return d
}

// FromArticle gives what can be found of an article: its text, and what its
// events are about.
func FromArticle(x news.Extraction) *Doc {
	a := x.Article
	d := newDoc("article", a.ID)
	d.text("/title", a.Title, FieldAny, FieldName)
	d.text("/byline", a.Byline, FieldAny)
	d.text("/text", a.Text, FieldAny)
	d.key(KeyLanguage, a.Language)
	d.key(KeySource, a.Source)
	for i, r := range x.Events {
		d.report(r, fmt.Sprintf("/events/%d", i), "")
	}
	if len(x.Events) == 0 {
		d.key(KeyCountry, a.Country)
	}
	d.dates(a.Published, "", "")
	d.finish()
	return d
}

// report adds what a report says. Any is FieldAny, or "" where the article's text
// has the words anyway.
func (d *Doc) report(r news.Report, base, any string) {
	add := func(path, value string, fields ...string) {
		if any != "" {
			fields = append([]string{any}, fields...)
		}
		if len(fields) > 0 {
			d.text(base+path, value, fields...)
		}
	}
	// Any name is part of any text: the index counts on it when it weighs names.
	d.text(base+"/name", r.Name, FieldAny, FieldName)
	for i, s := range r.Aliases {
		d.text(fmt.Sprintf("%s/aliases/%d", base, i), s, FieldAny, FieldName)
	}
	add("/theme", r.Theme, FieldTheme)
	add("/part_of", r.PartOf)
	add("/place/venue", r.Place.Venue, FieldPlace)
	add("/place/city", r.Place.City, FieldPlace, FieldCity)
	add("/place/region", r.Place.Region, FieldPlace)
	for i, o := range r.Organizations {
		add(fmt.Sprintf("/organizations/%d/name", i), o.Name, FieldOrganization)
		d.key(KeyOrganization, o.Name)
		d.facet("organization", o.Name)
		for k, s := range o.Aliases {
			add(fmt.Sprintf("/organizations/%d/aliases/%d", i, k), s, FieldOrganization)
			d.key(KeyOrganization, s)
		}
	}
	for i, p := range r.People {
		add(fmt.Sprintf("/people/%d/name", i), p.Name, FieldPerson)
		d.person(p.Name)
		d.facet("person", p.Name)
		for k, s := range p.Aliases {
			add(fmt.Sprintf("/people/%d/aliases/%d", i, k), s, FieldPerson)
			d.person(s)
		}
		add(fmt.Sprintf("/people/%d/title", i), p.Title)
		add(fmt.Sprintf("/people/%d/organization", i), p.Organization)
	}
	for i, v := range r.Initiatives {
		add(fmt.Sprintf("/initiatives/%d/name", i), v.Name)
	}
	for i, v := range r.Agreements {
		add(fmt.Sprintf("/agreements/%d/title", i), v.Title)
		add(fmt.Sprintf("/agreements/%d/kind", i), v.Kind)
		for k, s := range v.Parties {
			add(fmt.Sprintf("/agreements/%d/parties/%d", i, k), s)
		}
		for k, s := range v.Signatories {
			add(fmt.Sprintf("/agreements/%d/signatories/%d", i, k), s)
		}
	}
	for i, v := range r.Figures {
		add(fmt.Sprintf("/figures/%d/subject", i), v.Subject)
		add(fmt.Sprintf("/figures/%d/unit", i), v.Unit)
	}
	for i, v := range r.Statements {
		add(fmt.Sprintf("/statements/%d/text", i), v.Text)
		add(fmt.Sprintf("/statements/%d/speaker", i), v.Speaker)
	}
	for i, v := range r.Topics {
		add(fmt.Sprintf("/topics/%d", i), v)
	}
	add("/kind", r.Kind)
	for i, v := range r.Evidence {
		add(fmt.Sprintf("/evidence/%d/quote", i), v.Quote)
	}
	d.key(KeyKind, r.Kind)
	d.key(KeyStatus, r.Status)
	d.key(KeyTopic, r.Topics...)
	d.key(KeyCountry, r.Countries...)
	d.key(KeyCountry, r.Place.Country)
}

// person files a name under its key, and under its rearrangements as text: the
// family name comes first in one language and last in the next.
func (d *Doc) person(name string) {
	d.key(KeyPerson, name)
	words := strings.Fields(name)
	if n := len(words); n > 1 && n < 8 {
		for _, v := range []string{
			strings.Join(append([]string{words[n-1]}, words[:n-1]...), " "),
			strings.Join(append(slices.Clone(words[1:]), words[0]), " "),
		} {
			if _, ok := d.seen[v]; !ok {
				d.seen[v] = len(d.Texts)
				d.Texts = append(d.Texts, Text{Value: v, Fields: []string{FieldPerson}, Silent: true})
			}
		}
	}
}

// coded are the members of a report whose values are codes, not words.
var coded = map[string]bool{"kind": true, "status": true, "role": true, "roles": true, "start_date": true, "end_date": true,
	"country": true, "countries": true, "qualifier": true, "scope": true, "action": true, "as_of": true, "topics": true}

// asserted adds the strings of an asserted value: the name that the other
// language's report gives is found as well as the chosen one.
func (d *Doc) asserted(path, field string, value any) {
	parts := strings.Split(strings.Trim(field, "/"), "/")
	for _, p := range parts {
		if coded[p] {
			return
		}
	}
	switch v := value.(type) {
	case string:
		fields := []string{FieldAny}
		last := parts[len(parts)-1]
		switch parts[0] {
		case "name", "aliases":
			fields = append(fields, FieldName)
		case "theme":
			fields = append(fields, FieldTheme)
		case "place":
			fields = append(fields, FieldPlace)
			if last == "city" {
				fields = append(fields, FieldCity)
			}
		case "organizations":
			if last == "name" || slices.Contains(parts, "aliases") {
				fields = append(fields, FieldOrganization)
				d.key(KeyOrganization, v)
			}
		case "people":
			if last == "name" || slices.Contains(parts, "aliases") {
				fields = append(fields, FieldPerson)
				defer d.person(v)
			}
		}
		d.text(path, v, fields...)
	case []any:
		for i, e := range v {
			d.asserted(fmt.Sprintf("%s/%d", path, i), fmt.Sprintf("%s/%d", field, i), e)
		}
	case map[string]any:
		names := make([]string, 0, len(v))
		for k := range v {
			names = append(names, k)
		}
		sort.Strings(names)
		for _, k := range names {
			d.asserted(path+"/"+k, field+"/"+k, v[k])
		}
	}
}

// dates sets the days of the record. A record that states none counts at the day
// of its first report, so that a range still finds it.
func (d *Doc) dates(start, end, otherwise string) {
	for _, s := range []string{start, end, otherwise} {
		days, err := ParseDay(s)
		if err != nil {
			continue
		}
		d.Days, d.Dated = days, true
		if s == start {
			if e, err := ParseDay(end); err == nil && e.To > d.Days.To {
				d.Days.To = e.To
			}
		}
		d.facet("month", s[:min(7, len(s))])
		return
	}
}

func (d *Doc) finish() {
	for _, f := range []string{KeyKind, KeyCountry, KeyLanguage, KeySource, KeyTopic, KeyStatus} {
		d.Facets[f] = d.Keys[f]
	}
}
