package extract

import (
	"strconv"
	"strings"

	"caewatch/news"
)

// val is a value with the words that it was read or inferred from. A val without
// words is no value: build leaves it out, so nothing unproven leaves the engine.
type val struct {
	text string
	at   span
	rule string // what found it, for Explain
}

func (v val) ok() bool { return v.text != "" && !v.at.empty() }

// draft is a report in the making. Engines fill and merge drafts; build turns
// one into a news.Report with its evidence.
type draft struct {
	kind, status, name, partOf, start, end val
	venue, city, region, country, theme    val
	aliases                                []val
	orgs                                   []orgDraft
	people                                 []*personDraft
	attendance                             *figureDraft
	initiatives                            []initiativeDraft
	agreements                             []agreementDraft
	figures                                []figureDraft
	statements                             []statementDraft
	countries, topics                      []val
}

type orgDraft struct {
	name, role, country val
	aliases             []val
}

type personDraft struct {
	name, title, org, country val
	aliases, roles            []val
}

type initiativeDraft struct{ name, action val }

type agreementDraft struct {
	title, kind, status  val
	parties, signatories []val
}

// figureDraft is a number; at are its words.
type figureDraft struct {
	value                                 float64
	at                                    span
	rule                                  string
	qualifier, unit, subject, scope, asOf val
}

type statementDraft struct{ speaker, text val }

// val makes a value of the words of s as they stand, cleaned of line ends.
func (d *doc) val(s span, rule string) val {
	s = d.trim(s)
	return val{text: tidy(d.str(s)), at: s, rule: rule}
}

// say makes an inferred value: text, because of the words of s.
func (d *doc) say(text string, s span, rule string) val {
	return val{text: text, at: d.trim(s), rule: rule}
}

// tidy makes runs of white space one space.
func tidy(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x80 || c < ' ' || c == ' ' && i+1 < len(s) && s[i+1] == ' ' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// addVal appends v unless its text is there already (by news.Slug).
func addVal(list []val, v val) []val {
	if !v.ok() {
		return list
	}
	key := news.Slug(v.text)
	for _, old := range list {
		if old.text == v.text || key != "" && news.Slug(old.text) == key {
			return list
		}
	}
	return append(list, v)
}

// Note says which rule set one field of one report, and the words behind it.
type Note struct {
	Event int    `json:"event"` // index into the reports; -1 for a span of the article
	Field string `json:"field"` // JSON Pointer, or the kind of the span
	Rule  string `json:"rule"`
	Quote string `json:"quote"`
	Start int    `json:"start"` // code points of the text
	End   int    `json:"end"`
}

// build writes a draft as a report.
type build struct {
	d     *doc
	event int
	rep   news.Report
	notes []Note
}

// cite records the words of v for field and returns its text; "" without words.
func (b *build) cite(field string, v val) string {
	v.at = b.d.trim(v.at)
	if !v.ok() || v.at.start < 0 || v.at.end > len(b.d.text) {
		return ""
	}
	e := news.Evidence{Field: field, Quote: b.d.text[v.at.start:v.at.end], Start: b.d.runeAt(v.at.start), End: b.d.runeAt(v.at.end)}
	b.rep.Evidence = append(b.rep.Evidence, e)
	b.notes = append(b.notes, Note{Event: b.event, Field: field, Rule: v.rule, Quote: e.Quote, Start: e.Start, End: e.End})
	return v.text
}

func (b *build) list(field string, vals []val) []string {
	var out []string
	for _, v := range vals {
		if s := b.cite(field+"/"+strconv.Itoa(len(out)), v); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// report writes the draft as report number event of the article.
func (d *doc) report(x *draft, event int) (news.Report, []Note) {
	b := &build{d: d, event: event}
	r := &b.rep
	r.Kind = b.cite("/kind", x.kind)
	r.Status = b.cite("/status", x.status)
	r.Name = b.cite("/name", x.name)
	r.Aliases = b.list("/aliases", x.aliases)
	r.PartOf = b.cite("/part_of", x.partOf)
	r.StartDate = b.cite("/start_date", x.start)
	r.EndDate = b.cite("/end_date", x.end)
	r.Place = news.Place{
		Venue:   b.cite("/place/venue", x.venue),
		City:    b.cite("/place/city", x.city),
		Region:  b.cite("/place/region", x.region),
		Country: b.cite("/place/country", x.country),
	}
	r.Theme = b.cite("/theme", x.theme)
	for _, o := range x.orgs {
		if !o.name.ok() || !o.role.ok() {
			continue
		}
		at := "/organizations/" + strconv.Itoa(len(r.Organizations))
		r.Organizations = append(r.Organizations, news.Organization{
			Name:    b.cite(at+"/name", o.name),
			Aliases: b.list(at+"/aliases", o.aliases),
			Role:    b.cite(at+"/role", o.role),
			Country: b.cite(at+"/country", o.country),
		})
	}
	for _, p := range x.people {
		if !p.name.ok() {
			continue
		}
		at := "/people/" + strconv.Itoa(len(r.People))
		r.People = append(r.People, news.Person{
			Name:         b.cite(at+"/name", p.name),
			Aliases:      b.list(at+"/aliases", p.aliases),
			Title:        b.cite(at+"/title", p.title),
			Organization: b.cite(at+"/organization", p.org),
			Country:      b.cite(at+"/country", p.country),
			Roles:        b.list(at+"/roles", p.roles),
		})
	}
	if a := x.attendance; a != nil && !a.at.empty() {
		b.cite("/attendance/value", val{text: "n", at: a.at, rule: a.rule})
		r.Attendance = &news.Attendance{
			Value:     a.value,
			Qualifier: b.cite("/attendance/qualifier", a.qualifier),
			Unit:      b.cite("/attendance/unit", a.unit),
		}
	}
	for _, i := range x.initiatives {
		if !i.name.ok() {
			continue
		}
		at := "/initiatives/" + strconv.Itoa(len(r.Initiatives))
		r.Initiatives = append(r.Initiatives, news.Initiative{Name: b.cite(at+"/name", i.name), Action: b.cite(at+"/action", i.action)})
	}
	for _, a := range x.agreements {
		if !a.status.ok() {
			continue
		}
		at := "/agreements/" + strconv.Itoa(len(r.Agreements))
		r.Agreements = append(r.Agreements, news.Agreement{
			Title:       b.cite(at+"/title", a.title),
			Kind:        b.cite(at+"/kind", a.kind),
			Parties:     b.list(at+"/parties", a.parties),
			Signatories: b.list(at+"/signatories", a.signatories),
			Status:      b.cite(at+"/status", a.status),
		})
	}
	for _, f := range x.figures {
		if f.at.empty() {
			continue
		}
		at := "/figures/" + strconv.Itoa(len(r.Figures))
		b.cite(at+"/value", val{text: "n", at: f.at, rule: f.rule})
		r.Figures = append(r.Figures, news.Figure{
			Value:     f.value,
			Qualifier: b.cite(at+"/qualifier", f.qualifier),
			Unit:      b.cite(at+"/unit", f.unit),
			Subject:   b.cite(at+"/subject", f.subject),
			Scope:     b.cite(at+"/scope", f.scope),
			AsOf:      b.cite(at+"/as_of", f.asOf),
		})
	}
	for _, s := range x.statements {
		if !s.speaker.ok() || !s.text.ok() {
			continue
		}
		at := "/statements/" + strconv.Itoa(len(r.Statements))
		r.Statements = append(r.Statements, news.Statement{Speaker: b.cite(at+"/speaker", s.speaker), Text: b.cite(at+"/text", s.text)})
	}
	r.Countries = b.list("/countries", x.countries)
	r.Topics = b.list("/topics", x.topics)
	return b.rep, b.notes
}
