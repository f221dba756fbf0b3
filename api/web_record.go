package api

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"caewatch/news"
)

// articlesShown is how many reporting articles an event's page quotes in full.
const articlesShown = 12

// eventView is the page of one event: its values, each with references to the
// passages behind it, and the articles with those passages marked.
type eventView struct {
	Event     news.Event
	When      string
	Facts     []fact
	Orgs      []orgGroup
	People    []factItem
	Inits     []factItem
	Agrees    []factItem
	Figures   []factItem
	Quotes    []factItem
	Articles  []articleView
	More      int // sources beyond articlesShown
	Conflicts []conflict
	History   []news.Revision
	Why       []string          // by source, in the order of Event.Sources
	Titles    map[string]string // of articles, by id
	Numbers   map[string]int    // of sources, from 1
	API       string
}

type fact struct {
	Label, Value, Link, Lang string
	Refs                     []ref
}

type orgGroup struct {
	Role  string
	Items []factItem
}

type factItem struct {
	Name, Link, Detail, Extra string
	Tags                      []string
	Refs                      []ref
	Org                       news.Organization
	Agreement                 news.Agreement
	Figure                    news.Figure
	Statement                 news.Statement
}

// ref is a link from a value to a passage.
type ref struct {
	Article int // number of the source, from 1
	Anchor  string
	Quote   string
}

type conflict struct {
	Field  string
	Values []conflictValue
}

type conflictValue struct {
	Value  string
	Chosen bool
	Refs   []ref
}

// articleView is one article with its marked passages.
type articleView struct {
	Number     int
	Source     news.EventSource
	Article    news.Article
	Paragraphs []template.HTML
	Missing    string // why the text cannot be shown
}

func (a *API) eventPage(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	e, err := a.event(r.Context(), id)
	if err != nil {
		return err
	}
	if e.ID != id {
		http.Redirect(w, r, "/events/"+url.PathEscape(e.ID), http.StatusPermanentRedirect)
		return nil
	}
	view := eventView{Event: e, When: dates(e.StartDate, e.EndDate), Titles: map[string]string{}, Numbers: map[string]int{}, API: "/api/v1/events/" + url.PathEscape(e.ID)}
	m := newMarker()
	for i, s := range e.Sources {
		view.Titles[s.ID], view.Numbers[s.ID] = s.Title, i+1
		m.numbers[s.ID] = i + 1
		if i >= articlesShown {
			view.More++
			continue
		}
		m.shown[s.ID] = true
	}
	view.Why = reasons(e)
	view.fill(e, m)
	for i, s := range e.Sources[:min(len(e.Sources), articlesShown)] {
		view.Articles = append(view.Articles, a.articleView(r.Context(), i+1, s, m))
	}
	view.History = slices.Clone(e.History)
	slices.Reverse(view.History)
	return a.render(w, r, http.StatusOK, "event.html", e.Name, view)
}

func (a *API) articleView(ctx context.Context, n int, s news.EventSource, m *marker) articleView {
	v := articleView{Number: n, Source: s}
	x, err := a.article(ctx, s.ID)
	switch {
	case errors.Is(err, news.ErrNotFound):
		v.Missing = "The text of this article is not in the index yet."
	case err != nil:
		v.Missing = a.asProblem(err).Detail
	default:
		v.Article = x.Article
		v.Paragraphs = m.paragraphs(x.Article)
	}
	return v
}

// reasons puts each line of e.Why beside its source. A line may begin with the
// id of its article, and name others: a person reads their numbers instead.
func reasons(e news.Event) []string {
	out := make([]string, len(e.Sources))
	var names []string
	for i, s := range e.Sources {
		if s.ID != "" {
			names = append(names, s.ID, fmt.Sprintf("report %d", i+1))
		}
	}
	numbered := strings.NewReplacer(names...)
	for i, line := range e.Why {
		at := slices.IndexFunc(e.Sources, func(s news.EventSource) bool { return s.ID != "" && strings.HasPrefix(line, s.ID+":") })
		if at >= 0 {
			line = strings.TrimSpace(strings.TrimPrefix(line, e.Sources[at].ID+":"))
		} else if at = i; at >= len(out) {
			continue
		}
		out[at] = numbered.Replace(line)
	}
	return out
}

// fill gives every value of the record its references.
func (v *eventView) fill(e news.Event, m *marker) {
	g := newGrounds(e)
	add := func(label, pointer, value, shown, to string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{Label: label, Value: shown, Link: to, Refs: m.refs(label, g.of(pointer, value))})
		}
	}
	add("Name", "/name", e.Name, e.Name, "")
	add("Kind", "/kind", e.Kind, unslug(e.Kind), "/?kind="+url.QueryEscape(e.Kind))
	add("Status", "/status", e.Status, e.Status, "")
	add("From", "/start_date", e.StartDate, dates(e.StartDate, ""), "")
	if e.EndDate != e.StartDate {
		add("To", "/end_date", e.EndDate, dates(e.EndDate, ""), "")
	}
	add("Venue", "/place/venue", e.Place.Venue, e.Place.Venue, "")
	add("City", "/place/city", e.Place.City, e.Place.City, "")
	add("Region", "/place/region", e.Place.Region, e.Place.Region, "")
	add("Country", "/place/country", e.Place.Country, countryName(e.Place.Country), "")
	add("Theme", "/theme", e.Theme, e.Theme, "")
	add("Part of", "/part_of", e.PartOf, e.PartOf, link("/", url.Values{"q": {`"` + strings.ReplaceAll(e.PartOf, `"`, " ") + `"`}}))
	if at := e.Attendance; at != nil {
		refs := m.refs("Attendance", append(g.of("/attendance/value", at.Value), g.of("/attendance", at)...))
		v.Facts = append(v.Facts, fact{Label: "Attendance", Value: qualifierSign(at.Qualifier) + number(at.Value) + " " + at.Unit, Refs: refs})
	}
	if e.Series != nil {
		s := e.Series.Name
		if e.Series.Edition > 0 {
			s += fmt.Sprintf(", no. %d", e.Series.Edition)
		}
		v.Facts = append(v.Facts, fact{Label: "Series", Value: s, Link: link("/", url.Values{"q": {`"` + strings.ReplaceAll(e.Series.Name, `"`, " ") + `"`}})})
	}
	for i, s := range e.Aliases {
		v.Facts = append(v.Facts, fact{Label: "Also called", Value: s, Refs: m.refs("Also called", g.item("aliases", i, s))})
	}
	for i, c := range e.Countries {
		v.Facts = append(v.Facts, fact{Label: "Taking part", Value: countryName(c), Link: "/?country=" + url.QueryEscape(c), Refs: m.refs("Taking part", g.item("countries", i, c))})
	}
	for i, t := range e.Topics {
		v.Facts = append(v.Facts, fact{Label: "Topic", Value: unslug(t), Link: "/?topic=" + url.QueryEscape(t), Refs: m.refs("Topic", g.item("topics", i, t))})
	}
	v.organizations(e, g, m)
	for i, p := range e.People {
		detail := p.Title
		if p.Organization != "" && !strings.Contains(p.Title, p.Organization) {
			detail = strings.TrimPrefix(detail+", "+p.Organization, ", ")
		}
		var did []string
		for _, role := range p.Roles {
			did = append(did, unslug(role))
		}
		v.People = append(v.People, factItem{Name: p.Name, Link: "/people/" + url.PathEscape(news.Slug(p.Name)), Detail: detail, Extra: countryName(p.Country), Tags: did,
			Refs: m.refs(p.Name, g.item("people", i, p))})
	}
	for i, n := range e.Initiatives {
		v.Inits = append(v.Inits, factItem{Name: n.Name, Tags: tagsOf(n.Action), Refs: m.refs("Initiative", g.item("initiatives", i, n))})
	}
	for i, ag := range e.Agreements {
		v.Agrees = append(v.Agrees, factItem{Agreement: ag, Refs: m.refs("Agreement", g.item("agreements", i, ag))})
	}
	for i, f := range e.Figures {
		v.Figures = append(v.Figures, factItem{Figure: f, Refs: m.refs("Figure", g.item("figures", i, f))})
	}
	for i, s := range e.Statements {
		v.Quotes = append(v.Quotes, factItem{Statement: s, Link: "/people/" + url.PathEscape(news.Slug(s.Speaker)), Refs: m.refs("Statement", g.item("statements", i, s))})
	}
	v.conflicts(e, g, m)
}

func tagsOf(values ...string) []string {
	return slices.DeleteFunc(values, func(s string) bool { return s == "" })
}

func (v *eventView) organizations(e news.Event, g *grounds, m *marker) {
	for _, role := range []string{news.RoleHost, news.RoleOrganizer, news.RoleCoOrganizer, news.RoleSupporter, news.RoleParticipant, ""} {
		gr := orgGroup{Role: role}
		for i, o := range e.Organizations {
			known := slices.Contains([]string{news.RoleHost, news.RoleOrganizer, news.RoleCoOrganizer, news.RoleSupporter, news.RoleParticipant}, o.Role)
			if o.Role != role && (role != "" || known) {
				continue
			}
			gr.Items = append(gr.Items, factItem{Org: o, Name: o.Name, Link: "/organizations/" + url.PathEscape(news.Slug(o.Name)), Extra: countryName(o.Country),
				Detail: strings.Join(o.Aliases, ", "), Refs: m.refs(o.Name, g.item("organizations", i, o))})
		}
		if len(gr.Items) > 0 {
			v.Orgs = append(v.Orgs, gr)
		}
	}
}

// conflicts shows every value that was asserted of a field on which the articles
// disagree.
func (v *eventView) conflicts(e news.Event, g *grounds, m *marker) {
	chosen, _ := plain(e.Report).(map[string]any)
	for _, field := range e.Conflicts {
		c := conflict{Field: strings.TrimPrefix(strings.ReplaceAll(unslug(field), "_", " "), "/")}
		pointer := field
		if !strings.HasPrefix(pointer, "/") {
			pointer = "/" + pointer
		}
		at := canonical(lookup(chosen, pointer))
		byValue := map[string][]Passage{}
		for _, as := range e.Assertions {
			if as.Field != pointer {
				continue
			}
			key := canonical(as.Value)
			byValue[key] = append(byValue[key], Passage{Article: as.Article, Field: as.Field, Quote: as.Quote, Start: as.Start, End: as.End})
		}
		for _, key := range sortedKeys(byValue) {
			c.Values = append(c.Values, conflictValue{Value: strings.Trim(key, `"`), Chosen: key == at, Refs: m.refs(c.Field, tidy(byValue[key]))})
		}
		v.Conflicts = append(v.Conflicts, c)
	}
}

func lookup(v any, pointer string) any {
	for _, part := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[part]
	}
	return v
}

type soloView struct {
	X          news.Extraction
	Paragraphs []template.HTML
	Reports    []reportView
	API        string
	Events     []EventSummary // records that this article reports
}

type reportView struct {
	Report news.Report
	Rows   []reportRow
}

type reportRow struct {
	Field, Quote string
	Refs         []ref
}

func (a *API) articlePage(w http.ResponseWriter, r *http.Request) error {
	x, err := a.article(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	m := newMarker()
	id := x.Article.ID
	m.numbers[id], m.shown[id] = 1, true
	view := soloView{X: x, API: "/api/v1/articles/" + url.PathEscape(id)}
	for _, rep := range x.Events {
		rv := reportView{Report: rep}
		for _, ev := range rep.Evidence {
			field := strings.ReplaceAll(strings.TrimPrefix(ev.Field, "/"), "_", " ")
			rv.Rows = append(rv.Rows, reportRow{Field: field, Quote: ev.Quote,
				Refs: m.refs(field, []Passage{{Article: id, Field: ev.Field, Quote: ev.Quote, Start: ev.Start, End: ev.End}})})
		}
		view.Reports = append(view.Reports, rv)
	}
	view.Paragraphs = m.paragraphs(x.Article)
	return a.render(w, r, http.StatusOK, "article.html", x.Article.Title, view)
}

type dossierView struct {
	Dossier
	Organization bool
	API          string
	Search       string
	Feed         string
}

func (a *API) personPage(w http.ResponseWriter, r *http.Request) error {
	d, err := a.person(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "dossier.html", d.Name, dossierView{Dossier: d, API: "/api/v1/people/" + url.PathEscape(d.ID),
		Search: "/?person=" + url.QueryEscape(d.ID), Feed: "/subscriptions?person=" + url.QueryEscape(d.ID) + "#new"})
}

func (a *API) organizationPage(w http.ResponseWriter, r *http.Request) error {
	d, err := a.organization(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "dossier.html", d.Name, dossierView{Dossier: d, Organization: true, API: "/api/v1/organizations/" + url.PathEscape(d.ID),
		Search: "/?organization=" + url.QueryEscape(d.ID), Feed: "/subscriptions?organization=" + url.QueryEscape(d.ID) + "#new"})
}
