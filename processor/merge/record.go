package merge

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"caewatch/news"
)

// member is one report in a cluster, with the article that makes it.
type member struct {
	f       features
	article news.Article // without its text
	report  news.Report
	index   int
}

// build makes the record of one cluster. It is a function of the set of members.
//
// The rule: members are ranked, main events before others, then the earliest
// published, then by article id. A single value is the most precise one, among
// those the one that most articles assert, then that of the best ranked member. A
// name is first of all one in the script of most reports.
// Lists are the union, best ranked member first, one entry for each identity.
func build(ms []member) news.Event {
	ms = rank(ms)
	e := news.Event{Sources: []news.EventSource{}, Assertions: []news.Assertion{}, History: []news.Revision{}}
	pick := func(get func(news.Report) string, key func(string) string, better func(string) int) string {
		return choose(ms, get, key, better)
	}
	plain := func(string) int { return 0 }
	e.Kind = pick(func(r news.Report) string { return r.Kind }, foldName, func(k string) int {
		if k == news.KindReport {
			return -1 // somebody else saw what kind of event it was
		}
		return 0
	})
	e.Name = pick(func(r news.Report) string { return r.Name }, foldName, func(name string) int {
		n := 0 // the script that most of the reports are written in
		for _, m := range ms {
			if glued(m.report.Name) == glued(name) {
				n++
			}
		}
		return n
	})
	e.Status = status(ms)
	e.PartOf = pick(func(r news.Report) string { return r.PartOf }, foldName, plain)
	e.Theme = pick(func(r news.Report) string { return r.Theme }, foldName, plain)
	when := pick(func(r news.Report) string {
		if r.StartDate == "" && r.EndDate == "" {
			return ""
		}
		return r.StartDate + "/" + r.EndDate
	}, func(s string) string { return s }, func(s string) int { return len(s) })
	e.StartDate, e.EndDate, _ = strings.Cut(when, "/")
	e.Place = places(ms)
	lists(&e, ms)
	if s := series(e.Name); s.Name != "" {
		if s.Year == 0 && len(e.StartDate) >= 4 {
			fmt.Sscanf(e.StartDate[:4], "%d", &s.Year)
		}
		e.Series = &s
	}
	sources(&e, ms)
	for _, m := range ms {
		e.Assertions = append(e.Assertions, assertions(m)...)
	}
	e.Conflicts = conflicts(ms)
	e.Why = why(ms)
	return e
}

func rank(ms []member) []member {
	ms = append([]member(nil), ms...)
	sort.Slice(ms, func(i, j int) bool {
		a, b := ms[i], ms[j]
		if (a.index == 0) != (b.index == 0) {
			return a.index == 0
		}
		if pa, pb := late(a.article.Published), late(b.article.Published); pa != pb {
			return pa < pb
		}
		if a.article.ID != b.article.ID {
			return a.article.ID < b.article.ID
		}
		return a.index < b.index
	})
	return ms
}

// late puts articles without a date after those that have one.
func late(published string) string {
	if published == "" {
		return "9999"
	}
	return published
}

// choose picks one value by the rule: better first, then the number of members
// that assert it, then the best ranked member.
func choose(ms []member, get func(news.Report) string, key func(string) string, better func(string) int) string {
	type option struct {
		value       string
		good, votes int
	}
	var options []option
	at := map[string]int{}
	for _, m := range ms {
		v := get(m.report)
		if v == "" {
			continue
		}
		k := key(v)
		i, ok := at[k]
		if !ok {
			i = len(options)
			at[k] = i
			options = append(options, option{value: v, good: better(v)})
		}
		options[i].votes++
	}
	best := option{}
	for _, o := range options {
		if best.value == "" || o.good > best.good || o.good == best.good && o.votes > best.votes {
			best = o
		}
	}
	return best.value
}

// status is the farthest that any article knows: an event that was held is no
// longer announced. Between cancelled and postponed the later article knows.
func status(ms []member) string {
	best, latest := "", ""
	for _, m := range ms {
		switch s := m.report.Status; {
		case s == news.StatusHeld:
			return s
		case s == news.StatusCancelled, s == news.StatusPostponed:
			if best == "" || best == news.StatusAnnounced || m.article.Published > latest {
				best, latest = s, m.article.Published
			}
		case best == "":
			best = s
		}
	}
	return best
}

func places(ms []member) news.Place {
	var p news.Place
	any := func(string) int { return 0 }
	vote := func(get func(member) (string, string)) (string, string) {
		ids := map[string]string{}
		id := choose(ms, func(r news.Report) string {
			for _, m := range ms {
				if sameReport(m.report, r) {
					v, k := get(m)
					if v != "" {
						if _, ok := ids[k]; !ok {
							ids[k] = v
						}
						return k
					}
				}
			}
			return ""
		}, func(s string) string { return s }, any)
		return ids[id], id
	}
	p.City, _ = vote(func(m member) (string, string) { return m.report.Place.City, m.f.City })
	p.Region, _ = vote(func(m member) (string, string) { return m.report.Place.Region, m.f.Region })
	p.Country, _ = vote(func(m member) (string, string) { return m.report.Place.Country, m.report.Place.Country })
	p.Venue = choose(ms, func(r news.Report) string { return r.Place.Venue }, foldName, any)
	return p
}

func sameReport(a, b news.Report) bool {
	return a.Name == b.Name && a.Place == b.Place && a.StartDate == b.StartDate && a.Kind == b.Kind
}

// merged adds v to list unless an entry of its identity is there, which then
// learns what it lacks.
func merged[T any](list []T, seen map[string]int, key string, v T, learn func(have *T, v T)) []T {
	if i, ok := seen[key]; ok {
		if learn != nil {
			learn(&list[i], v)
		}
		return list
	}
	seen[key] = len(list)
	return append(list, v)
}

func fill(dst *string, v string) {
	if *dst == "" {
		*dst = v
	}
}

func union(have, more []string, but string) []string {
	seen := map[string]bool{foldName(but): true}
	for _, h := range have {
		seen[foldName(h)] = true
	}
	for _, m := range more {
		if k := foldName(m); k != "" && !seen[k] {
			seen[k] = true
			have = append(have, m)
		}
	}
	return have
}

func lists(e *news.Event, ms []member) {
	orgs, people, inits, agrs, figs, said := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	countries, topics := map[string]bool{}, map[string]bool{}
	for _, m := range ms {
		r := m.report
		if r.Name != "" {
			e.Aliases = union(e.Aliases, []string{r.Name}, e.Name)
		}
		e.Aliases = union(e.Aliases, r.Aliases, e.Name)
		for _, o := range r.Organizations {
			o.Aliases = append([]string(nil), o.Aliases...)
			e.Organizations = merged(e.Organizations, orgs, orgKey(o.Name)+"\x00"+o.Role, o, func(have *news.Organization, v news.Organization) {
				fill(&have.Country, v.Country)
				have.Aliases = union(have.Aliases, append([]string{v.Name}, v.Aliases...), have.Name)
			})
		}
		for _, p := range r.People {
			p.Aliases, p.Roles = append([]string(nil), p.Aliases...), append([]string(nil), p.Roles...)
			e.People = merged(e.People, people, personIdentity(people, p), p, func(have *news.Person, v news.Person) {
				fill(&have.Title, v.Title)
				fill(&have.Organization, v.Organization)
				fill(&have.Country, v.Country)
				have.Aliases = union(have.Aliases, append([]string{v.Name}, v.Aliases...), have.Name)
				have.Roles = union(have.Roles, v.Roles, "")
			})
		}
		if r.Attendance != nil && (e.Attendance == nil || r.Attendance.Value > 0 && e.Attendance.Value == 0) {
			a := *r.Attendance
			e.Attendance = &a
		}
		for _, v := range r.Initiatives {
			e.Initiatives = merged(e.Initiatives, inits, strings.Join(nameWords(v.Name), " "), v, nil)
		}
		for _, v := range r.Agreements {
			e.Agreements = merged(e.Agreements, agrs, agreementKey(v), v, func(have *news.Agreement, v news.Agreement) {
				fill(&have.Title, v.Title)
				have.Signatories = union(append([]string(nil), have.Signatories...), v.Signatories, "")
			})
		}
		for _, v := range r.Figures {
			e.Figures = merged(e.Figures, figs, fmt.Sprintf("%g %s %s %s", v.Value, v.Scope, v.AsOf, strings.Join(nameWords(v.Unit), " ")), v, nil)
		}
		for _, v := range r.Statements {
			e.Statements = merged(e.Statements, said, PersonKey(v.Speaker)+"\x00"+foldName(v.Text), v, nil)
		}
		for _, c := range r.Countries {
			countries[c] = true
		}
		for _, t := range r.Topics {
			topics[t] = true
		}
	}
	e.Countries, e.Topics = sortedKeys(countries), sortedKeys(topics)
}

// personIdentity lets a name that lacks a part of another (a patronymic, say) meet it.
func personIdentity(seen map[string]int, p news.Person) string {
	k := PersonKey(p.Name)
	if _, ok := seen[k]; ok {
		return k
	}
	parts := strings.Fields(k)
	if len(parts) < 2 {
		return k
	}
	best := ""
	for other := range seen {
		o := strings.Fields(other)
		if len(o) < 2 {
			continue
		}
		if n := overlap(parts, o); n == min(len(parts), len(o)) && (best == "" || other < best) {
			best = other
		}
	}
	if best != "" {
		return best
	}
	return k
}

func nameWords(s string) []string {
	k := keysOf(s)
	return append(append([]string{}, k.Keys...), k.Rest...)
}

func agreementKey(a news.Agreement) string {
	if len(a.Parties) > 0 {
		var ps []string
		for _, p := range a.Parties {
			ps = append(ps, orgKey(p))
		}
		sort.Strings(ps)
		return strings.Join(ps, "|")
	}
	return a.Status + " " + strings.Join(nameWords(a.Title), " ")
}

func sortedKeys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func sources(e *news.Event, ms []member) {
	at := map[string]int{}
	for _, m := range ms {
		if i, ok := at[m.article.ID]; ok {
			e.Sources[i].Main = e.Sources[i].Main || m.index == 0
			continue
		}
		at[m.article.ID] = len(e.Sources)
		a := m.article
		e.Sources = append(e.Sources, news.EventSource{ID: a.ID, URL: a.URL, Title: a.Title, Source: a.Source, Country: a.Country,
			Language: a.Language, Published: a.Published, Main: m.index == 0})
	}
}

// single fields of a report, in the order of the contract.
var single = []string{"kind", "status", "name", "part_of", "start_date", "end_date", "place", "theme", "attendance"}

var listed = []string{"aliases", "organizations", "people", "initiatives", "agreements", "figures", "statements", "countries", "topics"}

// assertions lists every value of one report with the words behind it.
func assertions(m member) []news.Assertion {
	var doc map[string]any
	raw, err := json.Marshal(m.report)
	if err != nil || json.Unmarshal(raw, &doc) != nil {
		return nil // a Report is plain data: it always marshals
	}
	quotes := map[string][]news.Evidence{}
	for _, ev := range m.report.Evidence {
		quotes[ev.Field] = append(quotes[ev.Field], ev)
	}
	var out []news.Assertion
	add := func(field string, v any) {
		for _, ev := range quotes[field] {
			out = append(out, news.Assertion{Field: field, Value: v, Article: m.article.ID, Quote: ev.Quote, Start: ev.Start, End: ev.End})
		}
		if len(quotes[field]) == 0 {
			out = append(out, news.Assertion{Field: field, Value: v, Article: m.article.ID})
		}
	}
	for _, k := range single {
		switch v := doc[k].(type) {
		case map[string]any:
			if k == "attendance" {
				add("/"+k, v)
			}
			for _, sub := range []string{"venue", "city", "region", "country"} {
				if s, ok := v[sub]; ok && s != "" {
					add("/"+k+"/"+sub, s)
				}
			}
		case string:
			if v != "" {
				add("/"+k, v)
			}
		}
	}
	for _, k := range listed {
		l, _ := doc[k].([]any)
		for i, v := range l {
			field := fmt.Sprintf("/%s/%d", k, i)
			add(field, v)
			sub, ok := v.(map[string]any)
			if !ok {
				continue
			}
			var names []string
			for name := range sub {
				names = append(names, name)
			}
			sort.Strings(names)
			for _, name := range names {
				if f := field + "/" + name; len(quotes[f]) > 0 {
					add(f, sub[name])
				}
			}
		}
	}
	return out
}

// conflicts names the fields whose asserted values exclude one another.
func conflicts(ms []member) []string {
	var out []string
	disagree := func(field string, get func(member) string, agree func(a, b string) bool) {
		for i, a := range ms {
			for _, b := range ms[i+1:] {
				if x, y := get(a), get(b); x != "" && y != "" && !agree(x, y) {
					out = append(out, field)
					return
				}
			}
		}
	}
	prefix := func(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }
	same := func(a, b string) bool { return a == b }
	disagree("/kind", func(m member) string { return m.report.Kind }, same)
	disagree("/status", func(m member) string {
		if m.report.Status == news.StatusAnnounced {
			return "" // what was announced may be held or cancelled later
		}
		return m.report.Status
	}, same)
	disagree("/start_date", func(m member) string { return m.report.StartDate }, prefix)
	disagree("/end_date", func(m member) string { return m.report.EndDate }, prefix)
	disagree("/place/city", func(m member) string { return m.f.City }, func(a, b string) bool { return !elsewhere(a, b) })
	disagree("/place/region", func(m member) string { return m.f.Region }, func(a, b string) bool { return !elsewhere(a, b) })
	disagree("/place/country", func(m member) string { return m.report.Place.Country }, same)
	disagree("/theme", func(m member) string { return m.report.Theme }, func(a, b string) bool {
		x, y := keysOf(a), keysOf(b)
		if x.Glue != y.Glue {
			return true // translations are not compared word by word
		}
		s, _ := similarity(x, y)
		return s >= 0.6
	})
	disagree("/attendance", func(m member) string {
		if m.report.Attendance == nil {
			return ""
		}
		return fmt.Sprintf("%g", m.report.Attendance.Value)
	}, same)
	return out
}

// why says of each source what ties it to another.
func why(ms []member) []string {
	var out []string
	for i, m := range ms {
		if len(ms) == 1 {
			return []string{m.article.ID + ": the only report"}
		}
		best := link{score: -1}
		other := ""
		for j, o := range ms {
			if i == j {
				continue
			}
			l := compare(m.f, o.f)
			if l.veto == "" && (l.score > best.score || l.score == best.score && o.f.Ref < other) {
				best, other = l, o.f.Ref
			}
		}
		if other == "" {
			out = append(out, m.article.ID+": by its links to the others' sources")
			continue
		}
		id, _, _ := strings.Cut(other, "#")
		out = append(out, fmt.Sprintf("%s: same event as in %s (%.2f): %s", m.article.ID, id, best.score, strings.Join(best.why, "; ")))
	}
	return out
}
