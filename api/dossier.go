package api

import (
	"cmp"
	"context"
	"slices"

	"caewatch/news"
)

const dossierEvents = 1000 // events that one dossier reads

// Dossier is everything that the records say of one person or organisation.
type Dossier struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"` // the form that most events use
	Aliases []string `json:"aliases,omitempty"`
	Events  int      `json:"total_events"`
	More    bool     `json:"more,omitempty"` // there are more events than were read
	From    string   `json:"from,omitempty"` // date of the first event
	To      string   `json:"to,omitempty"`   // and of the last

	Titles        []Held  `json:"titles,omitempty"`        // of a person
	Organizations []Count `json:"organizations,omitempty"` // a person's own; an organisation's partners
	People        []Count `json:"people,omitempty"`        // of an organisation
	Countries     []Count `json:"countries,omitempty"`
	Roles         []Count `json:"roles,omitempty"`
	Topics        []Count `json:"topics,omitempty"`

	EventList  []EventSummary `json:"events"` // newest first
	Statements []Said         `json:"statements,omitempty"`
	Agreements []AgreementRow `json:"agreements,omitempty"` // that it is a party to, or signed
}

// Held is a title with the time in which events show it.
type Held struct {
	Title        string `json:"title"`
	Organization string `json:"organization,omitempty"`
	From         string `json:"from,omitempty"`
	To           string `json:"to,omitempty"`
	Events       int    `json:"events"`
}

// Count is how many events show a value. ID is set for people and organisations.
type Count struct {
	Value string `json:"value"`
	ID    string `json:"id,omitempty"`
	Count int    `json:"count"`
}

// EventSummary is the line of a list that stands for an event.
type EventSummary struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Kind      string   `json:"kind"`
	Status    string   `json:"status"`
	Date      string   `json:"date,omitempty"`
	EndDate   string   `json:"end_date,omitempty"`
	City      string   `json:"city,omitempty"`
	Country   string   `json:"country,omitempty"`
	Roles     []string `json:"roles,omitempty"` // what the subject of the dossier did there
	Countries []string `json:"countries,omitempty"`
}

// Said is one statement with where it was made.
type Said struct {
	Text     string    `json:"text"`
	EventID  string    `json:"event_id"`
	Event    string    `json:"event"`
	Date     string    `json:"date,omitempty"`
	Evidence []Passage `json:"evidence"`
}

// tally counts values by id and remembers how each is written most often.
type tally struct {
	forms  map[string]map[string]int
	counts map[string]int
}

func newTally() *tally { return &tally{map[string]map[string]int{}, map[string]int{}} }

func (t *tally) add(id, form string) {
	if id == "" {
		return
	}
	if t.forms[id] == nil {
		t.forms[id] = map[string]int{}
	}
	t.forms[id][form]++
	t.counts[id]++
}

// best is the most frequent form, the first in order among equals.
func (t *tally) best(id string) string {
	out, n := "", 0
	for _, form := range sortedKeys(t.forms[id]) {
		if c := t.forms[id][form]; c > n {
			out, n = form, c
		}
	}
	return out
}

func (t *tally) list(withID bool) []Count {
	out := make([]Count, 0, len(t.counts))
	for _, id := range sortedKeys(t.counts) {
		c := Count{Value: t.best(id), Count: t.counts[id]}
		if withID {
			c.ID = id
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Count) int { return cmp.Compare(b.Count, a.Count) })
	return out
}

func called(id, name string, aliases []string) bool {
	return news.Slug(name) == id || slices.ContainsFunc(aliases, func(s string) bool { return news.Slug(s) == id })
}

// person adds up what the records say of one person; the id may also be the name.
func (a *API) person(ctx context.Context, id string) (Dossier, error) {
	id = news.Slug(id)
	d := Dossier{ID: id, EventList: []EventSummary{}}
	names, orgs, countries, roles, topics := newTally(), newTally(), newTally(), newTally(), newTally()
	titles := map[[2]string]*Held{}
	q := news.Query{Filters: news.Filters{Person: []string{id}}, Sort: "newest"}
	more, err := a.allEvents(ctx, q, dossierEvents, func(e news.Event) bool {
		g := newGrounds(e)
		at := eventDate(e)
		var did, forms []string
		found := false
		for _, p := range e.People {
			if !called(id, p.Name, p.Aliases) {
				continue
			}
			found = true
			forms = append(append(forms, p.Name), p.Aliases...)
			names.add(id, p.Name)
			for _, s := range p.Aliases {
				names.add(news.Slug(s), s)
			}
			orgs.add(news.Slug(p.Organization), p.Organization)
			countries.add(p.Country, p.Country)
			for _, r := range p.Roles {
				roles.add(r, r)
				did = append(did, r)
			}
			if p.Title != "" {
				key := [2]string{p.Title, p.Organization}
				if titles[key] == nil {
					titles[key] = &Held{Title: p.Title, Organization: p.Organization, From: at, To: at}
				}
				titles[key].Events++
				titles[key].From, titles[key].To = span(titles[key].From, titles[key].To, at)
			}
		}
		if !found {
			return true // the filter knows more spellings than the record shows
		}
		for i, s := range e.Statements {
			if slices.ContainsFunc(forms, func(f string) bool { return news.Slug(f) == news.Slug(s.Speaker) }) {
				d.Statements = append(d.Statements, Said{Text: s.Text, EventID: e.ID, Event: e.Name, Date: at, Evidence: g.item("statements", i, s)})
			}
		}
		d.addAgreements(e, forms, func(ag news.Agreement) []string { return ag.Signatories })
		d.addEvent(e, did, topics)
		return true
	})
	if err != nil {
		return d, err
	}
	for _, h := range titles {
		d.Titles = append(d.Titles, *h)
	}
	slices.SortFunc(d.Titles, func(x, y Held) int {
		return cmp.Or(cmp.Compare(y.To, x.To), cmp.Compare(y.Events, x.Events), cmp.Compare(x.Title, y.Title), cmp.Compare(x.Organization, y.Organization))
	})
	d.More, d.Organizations, d.Countries, d.Roles, d.Topics = more, orgs.list(true), countries.list(false), roles.list(false), topics.list(false)
	return d.named(names)
}

// organization adds up what the records say of one organisation.
func (a *API) organization(ctx context.Context, id string) (Dossier, error) {
	id = news.Slug(id)
	d := Dossier{ID: id, EventList: []EventSummary{}}
	names, partners, people := newTally(), newTally(), newTally()
	countries, roles, topics := newTally(), newTally(), newTally()
	q := news.Query{Filters: news.Filters{Organization: []string{id}}, Sort: "newest"}
	more, err := a.allEvents(ctx, q, dossierEvents, func(e news.Event) bool {
		var did, forms []string
		found := false
		for _, o := range e.Organizations {
			if !called(id, o.Name, o.Aliases) {
				partners.add(news.Slug(o.Name), o.Name)
				continue
			}
			found = true
			forms = append(append(forms, o.Name), o.Aliases...)
			names.add(id, o.Name)
			for _, s := range o.Aliases {
				names.add(news.Slug(s), s)
			}
			countries.add(o.Country, o.Country)
			roles.add(o.Role, o.Role)
			if o.Role != "" {
				did = append(did, o.Role)
			}
		}
		for _, p := range e.People {
			if p.Organization == "" || !(news.Slug(p.Organization) == id || slices.Contains(forms, p.Organization)) {
				continue
			}
			if !found {
				forms = append(forms, p.Organization)
				names.add(id, p.Organization)
			}
			found = true
			people.add(news.Slug(p.Name), p.Name)
		}
		if !found {
			return true
		}
		d.addAgreements(e, forms, func(ag news.Agreement) []string { return ag.Parties })
		d.addEvent(e, did, topics)
		return true
	})
	if err != nil {
		return d, err
	}
	d.More, d.Organizations, d.People = more, partners.list(true), people.list(true)
	d.Countries, d.Roles, d.Topics = countries.list(false), roles.list(false), topics.list(false)
	return d.named(names)
}

func span(from, to, at string) (string, string) {
	if at == "" {
		return from, to
	}
	if from == "" || at < from {
		from = at
	}
	return from, max(to, at)
}

func (d *Dossier) addEvent(e news.Event, did []string, topics *tally) {
	slices.Sort(did)
	s := summary(e)
	s.Roles = slices.Compact(did)
	d.EventList = append(d.EventList, s)
	d.Events++
	d.From, d.To = span(d.From, d.To, eventDate(e))
	for _, t := range e.Topics {
		topics.add(t, t)
	}
}

func (d *Dossier) addAgreements(e news.Event, forms []string, who func(news.Agreement) []string) {
	if len(e.Agreements) == 0 {
		return
	}
	for _, row := range agreementRows(e) {
		if slices.ContainsFunc(who(row.Agreement), func(s string) bool {
			return slices.ContainsFunc(forms, func(f string) bool { return news.Slug(f) == news.Slug(s) })
		}) {
			d.Agreements = append(d.Agreements, row)
		}
	}
}

// named chooses the name to show; a dossier without events does not exist.
func (d Dossier) named(names *tally) (Dossier, error) {
	if d.Events == 0 {
		return d, news.ErrNotFound
	}
	// The id may be that of an alias; the name is the full form all the same.
	d.Name = names.best(d.ID)
	for _, id := range sortedKeys(names.forms) {
		for _, form := range sortedKeys(names.forms[id]) {
			if form != d.Name {
				d.Aliases = append(d.Aliases, form)
			}
		}
	}
	return d, nil
}

func summary(e news.Event) EventSummary {
	return EventSummary{ID: e.ID, Name: e.Name, Kind: e.Kind, Status: e.Status, Date: eventDate(e), EndDate: e.EndDate,
		City: e.Place.City, Country: e.Place.Country, Countries: e.Countries}
}
