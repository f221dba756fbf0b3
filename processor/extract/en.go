package extract

import (
	"strings"
	"unicode/utf8"

	"caewatch/news"
	"caewatch/processor/dates"
	"caewatch/processor/gazetteer"
)

// enDrafts reads an English article: tokens, then places, dates, names and people,
// then events and what belongs to them.
func enDrafts(d *doc) []*draft {
	e := &en{d: d, acr: map[string]span{}}
	e.t, e.first = tokens(d)
	if len(e.t) == 0 {
		return nil
	}
	e.findQuotes()
	e.findJunk()
	e.findPlaces()
	e.findDateline()
	e.findDates()
	e.findRuns()
	e.findPeople()
	people := e.mergePeople()

	evs := e.findEvents()
	main := e.choose(evs)
	if main == nil {
		main = e.unnamed()
		if main == nil {
			return nil
		}
	}
	chosen := e.secondary(evs, main)
	drafts := make([]*draft, len(chosen))
	for i, x := range chosen {
		drafts[i] = e.eventDraft(x, i == 0, drafts[0], evs, chosen)
	}
	e.distribute(drafts, chosen, people, evs)
	return drafts
}

// findJunk marks bylines, captions, notices and other lines that report nothing.
func (e *en) findJunk() {
	e.junk = make([]bool, len(e.d.sents))
	for s := range e.d.sents {
		from, end := e.first[s], e.first[s+1]
		if from == end {
			e.junk[s] = true
			continue
		}
		heading := e.d.sents[s].heading
		w, w2 := e.low(from, end), e.low(from+1, end)
		switch w {
		case "written", "photos", "photo", "produced", "translated", "edited", "reported", "compiled", "text", "images", "image", "picture", "pictures", "video", "graphics":
			e.junk[s] = w2 == "by" || w2 == ":" || w2 == "from" || w2 == "courtesy" || w2 == "credit" || w2 == "credits"
		case "editor", "editors", "author", "reporter", "source", "sources", "resource", "contributor", "contact", "tel", "email", "e-mail", "tags", "caption", "keywords", "website", "proofreader", "reviewer", "correspondent":
			e.junk[s] = w2 == ":" || w2 == "|" || heading && end-from <= 8
		case "by":
			e.junk[s] = heading && end-from <= 8
		case "read", "related", "share", "follow", "subscribe", "copyright", "advertisement", "nav", "comments", "leave", "print", "skip", "home", "also":
			e.junk[s] = heading && end-from <= 14
		case "(":
			e.junk[s] = w2 == "photo" || w2 == "source" || w2 == "editor" || w2 == "xinhua" && end-from < 8 || w2 == "reporting"
		}
		if heading && end-from <= 2 {
			e.junk[s] = true
		}
		if heading && end-from <= 12 {
			for k := from; k < end; k++ {
				if w := e.t[k].low; (w == "comments" || w == "login") && e.low(from, end) != "the" {
					e.junk[s] = true
				}
			}
		}
	}
}

func (e *en) findDates() {
	ref := dates.Ref{Published: e.d.art.Published, BaseYear: e.baseYear()}
	if !e.dateline.empty() {
		ref.Dateline = e.d.str(e.dateline)
	} else if len(e.d.paras) > 0 {
		p := e.d.str(e.d.paras[0])
		if len(p) > 120 {
			p = p[:120]
			for len(p) > 0 && !utf8.ValidString(p) {
				p = p[:len(p)-1]
			}
		}
		ref.Dateline = p
	}
	for _, m := range dates.Find(e.d.text, "en", ref) {
		at := span{m.Start, m.End}
		s := e.d.sentenceAt(m.Start)
		if s < 0 || at.empty() {
			continue
		}
		if n := len(e.dates); n > 0 && strings.EqualFold(e.d.str(at), "today") && e.dateline.contains(e.dates[0].span) && e.dates[0].day {
			// "today" is the day of the dateline, not that of the printing.
			m.StartDate, m.EndDate = e.dates[0].start, e.dates[0].end
		}
		e.dates = append(e.dates, date{span: at, start: m.StartDate, end: m.EndDate, day: m.Precision == dates.PrecisionDay, sent: s})
	}
}

// baseYear is the year in the name of the article's events: "2025 China-ASEAN ...".
func (e *en) baseYear() int {
	if len(e.d.art.Published) >= 4 {
		return 0
	}
	for k := range e.t {
		if e.t[k].num && isYear(e.t[k].low) && (k+1 < len(e.t) && e.t[k+1].cap || k > 0 && e.t[k-1].cap || k > 0 && e.t[k-1].low == ",") {
			y := 0
			for i := 0; i < 4; i++ {
				y = y*10 + int(e.t[k].low[i]-'0')
			}
			return y
		}
	}
	return 0
}

// findRuns reads all capitalised names and links acronyms to their long forms.
func (e *en) findRuns() {
	e.runAt = make([]int32, len(e.t))
	for pass := 0; pass < 2; pass++ {
		e.runs = e.runs[:0]
		clear(e.runAt)
		for i := 0; i < len(e.t); {
			if !e.t[i].word {
				i++
				continue
			}
			r, ok := e.nameRun(i)
			if !ok {
				i++
				continue
			}
			if r.acronym != "" {
				key := lowFold(r.acronym)
				if _, ok := e.acr[key]; !ok && utf8.RuneCountInString(key) >= 2 {
					e.acr[key] = e.span(r.from, r.to-3)
				}
			}
			e.runs = append(e.runs, r)
			for k := r.from; k < r.to; k++ {
				e.runAt[k] = int32(len(e.runs))
			}
			i = r.to
		}
	}
}

// mergePeople makes one person of all mentions of one name, and gives each mention
// its person.
func (e *en) mergePeople() []*personDraft {
	var people []*personDraft
	keys := [][]string{}
	for _, m := range e.people {
		name := e.d.val(m.name, "name beside a title or verb")
		ks := nameKey(name.text)
		if len(ks) == 0 {
			continue
		}
		var p *personDraft
		for i, old := range keys {
			if samePerson(old, ks) {
				p = people[i]
				if len(ks) > len(old) {
					keys[i] = ks
				}
				break
			}
		}
		if p == nil {
			if len(ks) == 1 && !m.titled {
				continue
			}
			p = &personDraft{name: name}
			people = append(people, p)
			keys = append(keys, ks)
		} else if p.name.text != name.text {
			if len(nameKey(name.text)) > len(nameKey(p.name.text)) || len(name.text) > len(p.name.text) && len(ks) >= len(nameKey(p.name.text)) {
				p.aliases = addVal(p.aliases, p.name)
				p.name = name
			} else {
				p.aliases = addVal(p.aliases, name)
			}
		}
		m.p = p
		if n := e.tokenAt(m.org.end); m.country == "" && !m.org.empty() && n+1 < len(e.t) && e.t[n].low == "," && e.isCountry(n+1, n+2) {
			// "Rector of X, Indonesia,"
			pl := e.placeOf(n + 1)
			m.country, m.countryAt = pl.ent.Country, pl.span
		}
		title := e.d.val(m.title, "title beside the name")
		if title.ok() && (!p.title.ok() || isAcademic(p.title.text) && !isAcademic(title.text)) {
			p.title = title
		}
		if org := e.d.val(m.org, "body of the title"); org.ok() && !p.org.ok() {
			p.org = org
		}
		if m.country != "" && !p.country.ok() {
			p.country = e.d.say(m.country, m.countryAt, "country beside the title")
		}
	}
	for _, p := range people {
		if p.org.ok() {
			c := countryOf(p.org.text)
			for _, w := range strings.Fields(p.org.text) {
				if s, ok := e.acr[lowFold(w)]; ok && c == "" {
					c = countryOf(tidy(e.d.str(s)))
				}
			}
			if c != "" && !p.country.ok() {
				p.country = e.d.say(c, p.org.at, "country of the body")
			}
		} else if low := strings.ToLower(p.title.text); !p.country.ok() && (strings.Contains(low, "minister") || strings.Contains(low, "secretary of state")) {
			// A minister without a country is the one of the place that reports.
			if pl := e.datelinePlace(); pl != nil && pl.ent.Country != "" {
				p.country = e.d.say(pl.ent.Country, pl.span, "country of the dateline")
			}
		}
	}
	return people
}

func isAcademic(title string) bool {
	switch strings.ToLower(title) {
	case "professor", "associate professor", "assistant professor", "lecturer", "academician", "":
		return true
	}
	return false
}

// nameKey are the words of a name that tell people apart.
func nameKey(name string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(lowFold(name), func(r rune) bool { return r == ' ' || r == '.' || r == '-' || r == ',' }) {
		if !particles[w] && !honorifics[w] && len(w) > 1 {
			out = append(out, w)
		}
	}
	return out
}

// samePerson: equal words, or the words of the shorter name all in the longer one
// in the same order.
func samePerson(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	j := 0
	for _, w := range b {
		if j < len(a) && a[j] == w {
			j++
		}
	}
	return j == len(a)
}

// secondary chooses the events told beside the main one: held, with a name and a
// date or a title of their own.
func (e *en) secondary(evs []*event, main *event) []*event {
	out := []*event{main}
	for _, x := range evs {
		if x == main || x.held < 0 || len(out) >= 12 {
			continue
		}
		if e.d.sents[x.held].heading || e.d.sents[x.sents[0]].heading && len(x.sents) == 1 {
			continue
		}
		dated := false
		for i := range e.dates {
			if e.dates[i].sent == x.held && e.dates[i].day && !e.historic(&e.dates[i]) {
				dated = true
			}
		}
		if x.generic && (!dated || x.held == main.held) {
			continue
		}
		if !dated && !x.quoted && e.behindPlatform(x) {
			continue
		}
		if x.held == main.held && !x.quoted {
			continue // named in passing in the main event's own sentence
		}
		if !dated && x.kind == news.KindConference && !x.quoted {
			continue
		}
		if x.kind == news.KindSigning || x.kind == news.KindTraining && !dated || x.kind == news.KindCompetition && !dated {
			continue // an outcome, told as such
		}
		out = append(out, x)
	}
	return out
}

func (e *en) behindPlatform(x *event) bool {
	k := x.from - 1
	if k >= 0 && (e.t[k].low == "the" || e.t[k].low == `"`) {
		k--
	}
	return k >= 0 && platformWords[e.t[k].low]
}

// eventDraft fills what concerns one event alone.
func (e *en) eventDraft(x *event, main bool, first *draft, evs, chosen []*event) *draft {
	r := &draft{}
	r.name = e.d.val(x.name, "name of the event")
	r.name.text = strings.Trim(r.name.text, "\"“”,. ")
	r.kind = e.d.say(x.kind, x.kindAt, "noun of the event")
	for _, a := range x.aliases {
		v := e.d.val(a, "other form of the name")
		if v.text != r.name.text {
			r.aliases = addVal(r.aliases, v)
		}
	}
	if x.acronym != "" {
		r.aliases = addVal(r.aliases, e.d.val(e.d.find(x.acronym), "acronym"))
	}
	r.start, r.end = e.when(x, main)
	var parent *draft
	if !main {
		parent = first
		r.partOf = first.name
	} else {
		e.partOf(x, r, evs)
	}
	e.where(x, r, parent)
	r.status = e.statusOf(x, r.start)
	if !x.theme.empty() {
		r.theme = e.d.val(x.theme, "quotation before the name")
	}
	sents := append([]int{x.held}, x.sents...)
	for s := range e.d.sents {
		it := s > 0 && e.t[min(e.first[s], len(e.t)-1)].low == "it" && e.speaksOf(x, s-1)
		if chosen[e.owner(s, chosen)] == x && (it || e.speaksOf(x, s) || s > x.held && e.d.sents[s].para == e.d.sents[max(x.held, 0)].para) {
			sents = append(sents, s)
		}
	}
	seen := map[int]bool{}
	for _, s := range sents {
		if s < 0 || seen[s] || e.junk[s] || e.d.sents[s].heading {
			continue
		}
		seen[s] = true
		if !r.theme.ok() {
			if v, ok := e.theme(s); ok && v.text != r.name.text {
				r.theme = v
			}
		}
		e.organizers(s, r)
		e.participants(s, r)
	}
	if main && !r.theme.ok() {
		for s := range e.d.sents {
			if !e.junk[s] && e.owner(s, chosen) == 0 {
				if v, ok := e.theme(s); ok && v.text != r.name.text {
					r.theme = v
					break
				}
			}
		}
	}
	return r
}

// partOf finds the greater event of the main one: "as part of the X", "during the
// X", "of the X", "on the sidelines of".
func (e *en) partOf(x *event, r *draft, evs []*event) {
	for _, y := range evs {
		if y == x || y.generic {
			continue
		}
		if y.noun != "week" && y.noun != "expo" && y.noun != "conference" && y.noun != "forum" && y.noun != "summit" && y.noun != "festival" && y.noun != "month" && y.noun != "fair" {
			continue
		}
		for s := range e.d.sents {
			if e.junk[s] || s != x.held && !e.speaksOf(x, s) && s != x.sents[0] {
				continue
			}
			from, end := e.first[s], e.first[s+1]
			for k := from; k < end; k++ {
				if e.runAt[k] == 0 || !y.name.overlaps(e.t[k].span) && !nameOverlap(e, k, y) {
					continue
				}
				b := k - 1
				if e.low(b, end) == "the" {
					b--
				}
				if w := e.low(b, end); w == "of" || w == "during" || w == "at" || w == "alongside" || w == "within" {
					r.partOf = e.d.val(e.span(e.runs[e.runAt[k]-1].from, e.runs[e.runAt[k]-1].to), "the greater event")
					return
				}
				k = e.runs[e.runAt[k]-1].to
			}
		}
	}
}

func nameOverlap(e *en, k int, y *event) bool {
	r := e.runs[e.runAt[k]-1]
	return r.class == runEvent && sameEvent(y, &event{words: nameWords(e.d.str(e.span(r.from, r.to))), noun: e.t[r.head].low})
}

// owner is the index of the event that a sentence speaks of: the last one that
// was named as held, inside its paragraph and the ones after.
func (e *en) owner(s int, chosen []*event) int {
	best := 0
	for i, x := range chosen {
		if x.generic && x.held != s {
			continue // an opening ceremony owns its own sentence only
		}
		if i > 0 && x.held <= s && x.held > chosen[best].held {
			best = i
		}
	}
	if best > 0 && best < len(chosen) {
		// The main event named again takes over.
		for _, m := range chosen[0].sents {
			if m > chosen[best].held && m <= s {
				return 0
			}
		}
		for k := e.first[s]; k < e.first[s+1] && k < e.first[s]+6; k++ {
			if e.t[k].low == chosen[0].noun && chosen[0].noun != chosen[best].noun && s > chosen[best].held {
				return 0
			}
		}
	}
	return best
}

// distribute gives people, outcomes, figures and statements to the event that
// their sentence speaks of.
func (e *en) distribute(drafts []*draft, chosen []*event, people []*personDraft, evs []*event) {
	first := map[*personDraft]int{}
	for _, m := range e.people {
		if m.p == nil {
			continue
		}
		s := int(e.t[m.from].sent)
		if _, ok := first[m.p]; !ok {
			first[m.p] = e.owner(s, chosen)
		}
		e.roles(m, s)
	}
	for _, p := range people {
		if p.title.ok() || p.org.ok() || len(p.roles) > 0 {
			r := drafts[first[p]]
			r.people = append(r.people, p)
		}
	}
	for s := range e.d.sents {
		if e.junk[s] {
			continue
		}
		r := drafts[e.owner(s, chosen)]
		if !e.d.sents[s].heading {
			e.initiatives(s, r, evs)
			e.agreements(s, r)
			e.figures(s, r)
			e.statements(s, r)
		}
	}
	e.countries(drafts)
	for _, r := range drafts {
		e.topics(r)
	}
}

// countries of an event: of its place, bodies and people; of the main event also
// those of China and ASEAN that the article names.
func (e *en) countries(drafts []*draft) {
	for _, r := range drafts {
		if r.country.ok() {
			e.addCountry(r, r.country.text, r.country.at, "country of the place")
		}
		for _, o := range r.orgs {
			e.addCountry(r, o.country.text, o.country.at, "country of a body")
		}
		for _, p := range r.people {
			e.addCountry(r, p.country.text, p.country.at, "country of a person")
		}
		for _, a := range r.agreements {
			for _, p := range a.parties {
				e.addCountry(r, countryOf(p.text), p.at, "country of a party")
			}
		}
	}
	for i := range e.places {
		p := &e.places[i]
		if aseanStates[p.ent.Country] && !e.junk[e.t[p.from].sent] && (geographic(p.ent.Kind)) {
			e.addCountry(drafts[0], p.ent.Country, p.span, "country named")
		}
	}
}

// roles reads what a person did from the verb after the mention.
func (e *en) roles(m *mention, s int) {
	from, end := e.first[s], e.first[s+1]
	say := func(role string, k int) {
		m.p.roles = addVal(m.p.roles, e.d.say(role, e.t[k].span, "verb of the sentence"))
	}
	for k := m.from - 1; k >= from && k >= m.from-60; k-- {
		w := e.t[k].low
		if w == "by" {
			switch e.low(k-1, end) {
			case "over":
				if e.low(k-2, end) == "presided" {
					say("presided", k-2)
				}
			case "chaired", "moderated":
				say("presided", k-1)
			case "attended", "witnessed":
				say("attended", k-1)
			case "delivered":
				say("speech", k-1)
			case "signed":
				say("signed", k-1)
			case "opened", "officiated":
				say("declared-open", k-1)
			}
			if m.from-k < 4 {
				return
			}
		}
		if w == "with" && e.low(k-1, end) == "met" {
			say("met", k-1)
		}
		if w == "present" || w == "attendance" {
			say("attended", k)
		}
	}
	for k := max(m.last, m.to); k < end && k < m.to+160; k++ {
		switch w := e.t[k].low; w {
		case "delivered", "gave", "made", "addressed", "speech", "speeches", "remarks", "keynote", "address", "addresses":
			for n := k; n < end && n < k+6; n++ {
				switch e.t[n].low {
				case "keynote":
					say("keynote", n)
					return
				case "opening", "welcome", "welcoming":
					say("opening-speech", n)
					return
				case "speech", "speeches", "remarks", "address", "addresses", "addressed":
					say("speech", n)
					return
				}
			}
		case "presided", "chaired", "moderated":
			say("presided", k)
			return
		case "declared":
			say("declared-open", k)
			return
		case "signed", "inked":
			say("signed", k)
			return
		case "met":
			say("met", k)
			return
		case "attended", "witnessed", "participated":
			say("attended", k)
			if e.low(k+1, end) != "and" {
				return
			}
		case "said", "noted", "stressed", "emphasized", "emphasised", "highlighted", "stated", "added", "pointed", "expressed", "underscored", "underlined", "remarked", "told", "explained", "urged", "called", "introduced", "says", "reaffirmed", "hoped":
			say("quoted", k)
			return
		case ".", ":":
			return
		}
	}
}

var sayVerbs = set("said noted stressed emphasized emphasised highlighted stated added remarked explained underscored underlined expressed reaffirmed reiterated says urged told pointed believed hoped advocated outlined cited")

// statements reads what a named person, or the "he" or "she" of the sentence
// before, said.
func (e *en) statements(s int, r *draft) {
	from, end := e.first[s], e.first[s+1]
	verb := -1
	for k := from; k < end; k++ {
		if sayVerbs[e.t[k].low] && e.t[k].quote == 0 {
			verb = k
			break
		}
	}
	if verb < 0 || len(r.statements) >= 60 {
		return
	}
	var who *mention
	for _, m := range e.people {
		if m.p != nil && int(e.t[m.from].sent) == s && (m.last <= verb && verb-m.last < 4 || m.from > verb && m.from-verb < 3) {
			who = m
		}
	}
	var speaker val
	if who != nil {
		speaker = val{text: who.p.name.text, at: who.name, rule: "subject of the verb of speech"}
	} else if w := e.low(from, end); (w == "he" || w == "she") && len(r.statements) > 0 {
		last := r.statements[len(r.statements)-1]
		speaker = val{text: last.speaker.text, at: e.t[from].span, rule: "pronoun for the last speaker"}
	} else if verb > from && e.t[verb-1].cap {
		for _, m := range e.people {
			if m.p != nil && int(e.t[m.from].sent) < s && strings.Contains(" "+lowFold(m.p.name.text)+" ", " "+e.t[verb-1].low+" ") {
				speaker = val{text: m.p.name.text, at: e.t[verb-1].span, rule: "part of the name"}
			}
		}
	}
	if !speaker.ok() {
		return
	}
	a := verb + 1
	if e.low(a, end) == "out" {
		a++
	}
	if e.low(a, end) == "that" {
		a++
	}
	words := e.span(a, end)
	if w := e.low(a, end); end-a < 4 || w == "on" || w == "in" || w == "at" || w == "during" || w == "after" || w == "here" || w == "." {
		// “...,” she said.
		words = e.span(from, verb)
		if who != nil && who.from < verb {
			words = e.span(from, who.from)
		}
	}
	text := e.d.val(e.trimName(words), "words of the statement")
	text.text = strings.Trim(text.text, " ,")
	r.statements = append(r.statements, statementDraft{speaker: speaker, text: text})
}

var _ = gazetteer.City
