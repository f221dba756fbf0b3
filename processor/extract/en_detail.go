package extract

import (
	"caewatch/news"
	"caewatch/processor/gazetteer"
)

// where gives an event its place.
func (e *en) where(x *event, r *draft, main *draft) {
	sents := []int{x.held}
	sents = append(sents, x.sents...)
	found := false
	for _, s := range sents {
		if s >= 0 && !(e.d.sents[s].heading && s != x.held) && e.placeIn(s, x, r) {
			found = true
			break
		}
	}
	if !found && main == nil && x.held >= 0 {
		for s := x.held + 1; s < x.held+3 && s+1 < len(e.first); s++ {
			if e.speaksOf(x, s) && e.placeIn(s, x, r) {
				break
			}
		}
	}
	if main == nil && !r.city.ok() && !r.region.ok() && !r.country.ok() {
		for s, n := 0, 0; s+1 < len(e.first) && n < 2; s++ {
			if e.junk[s] || e.d.sents[s].heading {
				continue
			}
			n++
			if e.placeIn(s, x, r) {
				break
			}
		}
	}
	if r.city.ok() || r.region.ok() || r.country.ok() {
		return
	}
	if main != nil && (main.city.ok() || main.country.ok()) {
		r.city, r.region, r.country = main.city, main.region, main.country
		return
	}
	// The dateline, then the first city, region or country of the lead.
	if p := e.datelinePlace(); p != nil {
		e.setPlace(r, p, "dateline")
		return
	}
	// The place in the description of a signing or a meeting is the other side's.
	if named := e.namePlaces(x); len(named) > 0 && !(x.unnamed && (x.kind == news.KindSigning || x.kind == news.KindMeeting)) {
		e.setPlace(r, named[0], "place in the name")
		return
	}
	n := 0
	for s := 0; s+1 < len(e.first) && n < 2; s++ {
		if e.junk[s] || e.d.sents[s].heading {
			continue
		}
		n++
		for i := range e.places {
			p := &e.places[i]
			if int(e.t[p.from].sent) == s && !p.adj && (p.ent.Kind == gazetteer.City || p.ent.Kind == gazetteer.Region) {
				e.setPlace(r, p, "first place of the lead")
				return
			}
		}
	}
	e.anyCountry(r)
}

// anyCountry is the last resort: the country of the first city or region that the
// article names, even inside the name of a body.
func (e *en) anyCountry(r *draft) {
	for i := range e.places {
		p := &e.places[i]
		if !p.adj && p.ent.Country != "" && !e.junk[e.t[p.from].sent] && (p.ent.Kind == gazetteer.City || p.ent.Kind == gazetteer.Region) {
			r.country = e.d.say(p.ent.Country, p.span, "country of the first place named")
			return
		}
	}
}

func (e *en) namePlaces(x *event) []*place {
	var out []*place
	for i := range e.places {
		p := &e.places[i]
		if x.name.contains(p.span) && !p.adj && (p.ent.Kind == gazetteer.City || p.ent.Kind == gazetteer.Region) {
			out = append(out, p)
		}
	}
	return out
}

// datelinePlace is the place that begins the text: "Guiyang, 30 July -", "NANNING,
// Sept. 15 (Xinhua) --".
func (e *en) datelinePlace() *place {
	for s := 0; s+1 < len(e.first) && s < 4; s++ {
		if e.junk[s] || e.d.sents[s].heading {
			continue
		}
		k := e.first[s]
		if p := e.placeOf(k); p != nil && p.from == k && geographic(p.ent.Kind) && !p.adj {
			for n := p.to; n < e.first[s+1] && n < p.to+12; n++ {
				if w := e.t[n].low; (w == "-" || w == ":" && n < p.to+4) && !(e.adjacent(n-1) && e.adjacent(n)) {
					return p
				}
				if e.t[n].word && !e.t[n].cap && !e.t[n].num {
					break
				}
			}
		}
		return nil
	}
	return nil
}

// findDateline keeps the span of the dateline, so that its date is not taken for
// the event's.
func (e *en) findDateline() {
	p := e.datelinePlace()
	if p == nil {
		return
	}
	for n := p.to; n < len(e.t) && n < p.to+16; n++ {
		if e.t[n].low == "-" && !(e.adjacent(n-1) && e.adjacent(n)) || e.t[n].low == ":" {
			for n+1 < len(e.t) && e.t[n+1].low == "-" && e.t[n+1].sent == e.t[n].sent {
				n++ // "MANILA --"
			}
			e.dateline = span{p.start, e.t[n].end}
			return
		}
	}
}

// placeIn looks for the place in one sentence: behind "in" or "at", the most exact
// one first; a body's or an event's own name gives none.
func (e *en) placeIn(s int, x *event, r *draft) bool {
	var best *place
	rank := 0
	from, end := e.first[s], e.first[s+1]
	for i := range e.places {
		p := &e.places[i]
		if p.from < from || p.from >= end || p.adj || !geographic(p.ent.Kind) {
			continue
		}
		if v := e.low(p.from-1, end); x.name.overlaps(p.span) && v != "visits" && v != "visited" && v != "in" && v != "at" || e.insideBody(p) {
			continue
		}
		n := 0
		prev := e.low(p.from-1, end)
		if prev == "the" {
			prev = e.low(p.from-2, end)
		}
		switch prev {
		case "in", "at":
			n = 6
		case "visits", "visited", "visit", "toured":
			n = 4
		case ",", "of", "capital", "city":
			n = 2
		case "'s", "and", "from", "to", "between", "with":
			n = -3
		}
		if p.from == from {
			n = 2
		}
		if prev == "," {
			// "in Gui'an New Area, Guizhou Province"
			k := p.from - 2
			for k > from && (e.t[k].cap || e.t[k].low == "'s") {
				k--
			}
			if w := e.t[max(k, from)].low; w == "in" || w == "at" {
				n = 6
			}
		}
		for k := p.from - 2; k > from && k > p.from-8; k-- {
			if w := e.t[k].low; w == "told" || w == "said" || w == "announced" {
				n -= 4 // where it was said
				break
			}
		}
		switch p.ent.Kind {
		case gazetteer.City:
			n += 3
		case gazetteer.Region:
			n += 2
		case gazetteer.Country:
			n++
		}
		if n <= 2 {
			continue
		}
		if best == nil || n > rank {
			best, rank = p, n
		}
	}
	e.venue(s, x, r)
	if best == nil || rank < 4 && best.ent.Kind == gazetteer.Country {
		if r.venue.ok() {
			for i := range e.places {
				p := &e.places[i]
				if r.venue.at.contains(p.span) && p.ent.Country != "" {
					r.country = e.d.say(p.ent.Country, p.span, "country of the venue")
				}
			}
			return r.country.ok()
		}
		return false
	}
	if pl := e.datelinePlace(); best.ent.Kind == gazetteer.Country && pl != nil && pl.ent.Country == best.ent.Country {
		best = pl // "will be held in Brunei", told from its capital
	}
	e.setPlace(r, best, "place in the sentence")
	// "Nanning, Guangxi" and "Kuala Lumpur, Malaysia" name the greater place too.
	for i := range e.places {
		p := &e.places[i]
		if p.from >= best.to && p.from <= best.to+4 && int(e.t[p.from].sent) == s && p.ent.Country == best.ent.Country {
			if p.ent.Kind == gazetteer.Region && !r.region.ok() {
				r.region = e.d.say(shortRegion(e.d.str(p.span), p.ent), p.span, "place in the sentence")
			}
		}
	}
	return true
}

// insideBody tells that a place is part of the name of a body: Guangxi University.
func (e *en) insideBody(p *place) bool {
	if ri := e.runAt[p.from]; ri != 0 {
		r := e.runs[ri-1]
		if r.class != runOther && (r.from < p.from || r.to > p.to) {
			return true
		}
	}
	return false
}

// setPlace fills city, region and country from one place.
func (e *en) setPlace(r *draft, p *place, rule string) {
	words := e.d.str(p.span)
	switch p.ent.Kind {
	case gazetteer.City:
		r.city = e.d.say(properCase(words), p.span, rule)
		if p.ent.Region != "" {
			r.region = e.d.say(p.ent.Region, p.span, rule+"; region of the city")
		}
	case gazetteer.Region:
		r.region = e.d.say(shortRegion(words, p.ent), p.span, rule)
	}
	if p.ent.Country != "" {
		r.country = e.d.say(p.ent.Country, p.span, rule+"; country of the place")
	}
}

// shortRegion writes "Guangxi" for "Guangxi Zhuang Autonomous Region".
func shortRegion(words string, ent *gazetteer.Entity) string {
	if ent.Region != "" {
		return ent.Region
	}
	if ent.Canonical != "" {
		return ent.Canonical
	}
	return words
}

// properCase writes NANNING as Nanning.
func properCase(s string) string {
	out, start := []rune(s), true
	upper := true
	for _, r := range out {
		if r != ' ' && r != '-' && lowFold(string(r)) == string(r) {
			upper = false
		}
	}
	if !upper {
		return s
	}
	for i, r := range out {
		if !start {
			out[i] = []rune(lowFold(string(r)))[0]
		}
		start = r == ' ' || r == '-'
	}
	return string(out)
}

var venueNouns = set("venue hotel hall center centre university college campus building theatre theater auditorium institute school museum stadium headquarters palace resort embassy academy library ministry park")

// venue reads "at the X Hotel", "at its permanent venue".
func (e *en) venue(s int, x *event, r *draft) {
	if r.venue.ok() {
		return
	}
	from, end := e.first[s], e.first[s+1]
	begin := from
	for k := begin; k < end; k++ {
		if e.t[k].low != "at" || e.t[k].quote != 0 && x.name.contains(e.t[k].span) {
			continue
		}
		a := k + 1
		if w := e.low(a, end); w == "the" || w == "its" || w == "their" || w == "a" {
			a++
		}
		b := a
		if a < end && e.t[a].cap {
			rn, ok := e.nameRun(a)
			if !ok || rn.class == runEvent || x.name.overlaps(e.span(rn.from, rn.to)) {
				continue
			}
			last := e.t[rn.to-1].low
			if rn.head < 0 || !venueNouns[e.t[rn.head].low] && !venueNouns[last] {
				continue
			}
			b = rn.to
		} else {
			for b < end && e.t[b].word && b-a < 5 && !venueNouns[e.t[b].low] && !functionWords[e.t[b].low] {
				b++
			}
			if b >= end || !venueNouns[e.t[b].low] || e.t[b].low == "university" {
				continue
			}
			b++
			if e.low(b, end) == "of" {
				c := b + 1
				if e.low(c, end) == "the" {
					c++
				}
				if c < end && e.t[c].cap {
					if rn, ok := e.nameRun(c); ok {
						b = rn.to
					}
				}
			}
		}
		r.venue = e.d.val(e.span(a, b), "venue after at")
		return
	}
}

// theme reads the stated theme from the event's sentences: "with the theme Q",
// "under the theme of Q", "themed Q".
func (e *en) theme(s int) (val, bool) {
	from, end := e.first[s], e.first[s+1]
	for k := from; k < end; k++ {
		w := e.t[k].low
		if w != "theme" && w != "themed" && w != "theming" && w != "themes" && w != "centred" && w != "centered" {
			continue
		}
		for n := k + 1; n < end && n < k+7; n++ {
			if qi := e.quoteOpening(n); qi >= 0 {
				q := e.quotes[qi]
				return e.d.val(e.trimName(span{e.t[q.open].end, e.t[q.close].start}), "quotation after theme"), true
			}
		}
		if w == "centred" || w == "centered" {
			continue
		}
		// Without quotation marks: "under the theme of Building a Shared Future".
		a := k + 1
		for a < end && (e.t[a].low == "of" || e.t[a].low == ":" || e.t[a].low == "is" || e.t[a].low == "was" || e.t[a].low == "as") {
			a++
		}
		if a < end && e.t[a].cap && !functionWords[e.t[a].low] {
			b := a
			for b < end && (e.t[b].cap || joiners[e.t[b].low] || e.t[b].low == "a" || e.t[b].low == "the" || e.t[b].low == "," && b+1 < end && e.t[b+1].cap || e.t[b].low == "'s" || e.t[b].low == "-" || e.t[b].low == ":") {
				b++
			}
			for b > a && !e.t[b-1].cap {
				b--
			}
			if b-a >= 3 {
				return e.d.val(e.span(a, b), "capitalised words after theme"), true
			}
		}
	}
	return val{}, false
}

// roleOf gives the role that a verb of organising names.
func roleOf(w string) string {
	switch w {
	case "hosted", "hosts", "host", "hosting", "co-hosted", "co-hosts":
		return news.RoleHost
	case "organised", "organized", "organises", "organizes", "undertaken", "held", "convened", "arranged", "conducted", "organise", "organize", "initiated", "sponsored-by":
		return news.RoleOrganizer
	case "co-organised", "co-organized", "co-sponsored", "co-organizes", "co-organises":
		return news.RoleCoOrganizer
	case "supported", "sponsored", "guided", "backed", "funded", "supports":
		return news.RoleSupporter
	}
	return ""
}

// bodiesAt reads a list of bodies from token k: "the X, Y and Z".
func (e *en) bodiesAt(k, end int) (list []span, to int) {
	for k < end {
		w := e.low(k, end)
		if w == "the" || w == "both" || w == "," && len(list) > 0 || w == "and" || w == "&" || w == ";" && len(list) > 0 || w == "as" || w == "well" || w == "along" || w == "with" && len(list) > 0 || w == "together" || w == "its" {
			k++
			continue
		}
		if !e.t[k].cap || !e.t[k].word {
			if w == `"` {
				break
			}
			break
		}
		r, ok := e.nameRun(k)
		if !ok {
			break
		}
		place := e.placeOf(k)
		if r.class == runEvent || r.class == runOther && !(r.to-r.from == 1 && e.t[k].upper) && place == nil && !(len(list) > 0 && e.plainOrg(r)) {
			break
		}
		if e.low(r.to, end) == "'s" && r.to+1 < end && e.t[r.to+1].cap {
			if nx, ok := e.nameRun(r.to + 1); ok && nx.class == runOrg {
				r.to = nx.to
			}
		}
		to = r.to
		// The greater body of a department goes with it.
		if e.low(to, end) == "of" || e.low(to, end) == "," && smallerBody(e, r) {
			n := to + 1
			if e.low(n, end) == "the" {
				n++
			}
			if n < end && e.t[n].cap {
				if nx, ok := e.nameRun(n); ok && nx.class == runOrg && nx.head >= 0 && greaterBody[e.t[nx.head].low] && e.t[nx.head].low != "university" && e.t[nx.head].low != "college" {
					to = nx.to
				}
			}
		}
		list = append(list, e.span(r.from, to))
		k = to
	}
	return list, k
}

func (e *en) plainOrg(r run) bool { return r.to-r.from <= 3 && !e.placeToken(r.from) }

// organizers reads who held the event from one of its sentences.
func (e *en) organizers(s int, r *draft) {
	from, end := e.first[s], e.first[s+1]
	for k := from; k < end; k++ {
		w := e.t[k].low
		role := roleOf(w)
		if role == "" && r.kind.text == news.KindLaunch && founding[w] {
			if n := e.byAfter(k, end); n > 0 {
				list, _ := e.bodiesAt(n+1, end)
				e.addOrgs(r, list, news.RoleOrganizer, e.t[k].span)
			}
			continue
		}
		if role == "" && !(w == "guidance" || w == "support" || w == "sponsorship" || w == "auspices") {
			continue
		}
		at := e.t[k].span
		if w == "guidance" || w == "support" || w == "sponsorship" || w == "auspices" {
			if e.low(k+1, end) != "of" && e.low(k+1, end) != "from" {
				continue
			}
			list, _ := e.bodiesAt(k+2, end)
			e.addOrgs(r, list, news.RoleSupporter, at)
			continue
		}
		// "hosted and organised by": both words, one list.
		n := k + 1
		for n < end && (e.t[n].low == "and" || roleOf(e.t[n].low) != "" || e.t[n].low == "jointly" || e.t[n].low == "together" || e.t[n].low == "also" || e.t[n].low == "up" || e.t[n].low == "mainly") {
			n++
		}
		if e.low(n, end) == "by" || e.low(n, end) == "under" && role == news.RoleSupporter {
			if w == "held" && role == news.RoleOrganizer && n > k+2 {
				role = news.RoleHost
			}
			list, _ := e.bodiesAt(n+1, end)
			e.addOrgs(r, list, role, at)
			continue
		}
		// "in collaboration with Y" after the verb.
		// Active: "X hosted the Y".
		if k+1 < end && (e.t[k+1].low == "the" || e.t[k+1].low == "a" || e.t[k+1].low == "an" || e.t[k+1].low == "its" || e.t[k+1].cap || e.t[k+1].low == `"`) && w != "supported" && w != "supports" && w != "backed" && (w != "host" && w != "organise" && w != "organize" || e.low(k-1, end) == "will") && w != "guided" {
			b := k
			for b > from && (e.t[b-1].low == "jointly" || e.t[b-1].low == "successfully" || e.t[b-1].low == "officially" || e.t[b-1].low == "recently" || e.t[b-1].low == "also" || e.t[b-1].low == "has" || e.t[b-1].low == "have" || e.t[b-1].low == "will" || e.t[b-1].low == ")" && false) {
				b--
			}
			if ri := e.runAt[max(b-1, 0)]; b > from && ri != 0 {
				var list []span
				a := e.runs[ri-1].from
				list = append(list, e.span(a, e.runs[ri-1].to))
				// "X and Y hosted"
				for a-1 > from && (e.t[a-1].low == "and" || e.t[a-1].low == "," || e.t[a-1].low == "the") {
					c := a - 1
					for c > from && (e.t[c].low == "and" || e.t[c].low == "," || e.t[c].low == "the") {
						c--
					}
					ri := e.runAt[c]
					if ri == 0 || e.runs[ri-1].class != runOrg {
						break
					}
					a = e.runs[ri-1].from
					list = append([]span{e.span(a, e.runs[ri-1].to)}, list...)
				}
				if e.orgLike(list[len(list)-1]) && (e.objectIsEvent(k+1, end) || role != news.RoleOrganizer || w == "organised" || w == "organized") && e.objectIsEvent(k+1, end) {
					if role == news.RoleOrganizer && w == "held" {
						role = news.RoleHost
					}
					e.addOrgs(r, list, role, at)
				}
			}
		}
	}
	// "in collaboration with", "in partnership with" the organisers named before.
	for k := from; k+2 < end; k++ {
		if (e.t[k].low == "collaboration" || e.t[k].low == "partnership" || e.t[k].low == "cooperation" || e.t[k].low == "conjunction" || e.t[k].low == "coordination") && e.t[k+1].low == "with" && e.low(k-1, end) == "in" && len(r.orgs) > 0 {
			list, _ := e.bodiesAt(k+2, end)
			e.addOrgs(r, list, news.RoleCoOrganizer, e.t[k].span)
		}
	}
}

var founding = set("launched established founded inaugurated unveiled set-up created built developed")

// byAfter gives the "by" that names who did what the passive verb k says, past
// words of place and time: "was launched in X on May 3 by A and B"; 0 for none.
func (e *en) byAfter(k, end int) int {
	for n := k + 1; n < end && n < k+16; n++ {
		w := e.t[n].low
		switch {
		case w == "by":
			return n
		case e.t[n].cap, e.t[n].num, w == ",", w == "in", w == "at", w == "on", w == "the", w == "up", w == "of", w == "jointly", w == "here", w == "today", w == "yesterday":
		default:
			return 0
		}
	}
	return 0
}

// objectIsEvent tells that what follows a verb is an event, not a project.
func (e *en) objectIsEvent(k, end int) bool {
	for n := 0; k < end && n < 24; k, n = k+1, n+1 {
		if _, ok := eventKind[e.t[k].low]; ok {
			return true
		}
		if e.t[k].low == ";" || e.t[k].low == "by" {
			return false
		}
	}
	return false
}

func (e *en) addOrgs(r *draft, list []span, role string, at span) {
	for _, s := range list {
		name := e.d.val(e.trimName(s), "body beside the verb of organising")
		if !name.ok() {
			continue
		}
		dup := false
		for _, o := range r.orgs {
			if news.Slug(o.name.text) == news.Slug(name.text) {
				dup = true
			}
		}
		if dup || len(r.orgs) > 40 {
			continue
		}
		o := orgDraft{name: name, role: e.d.say(role, at, "verb of organising")}
		if c := countryOf(name.text); c != "" {
			o.country = e.d.say(c, s, "country of the body")
		}
		if s, ok := e.acr[lowFold(name.text)]; ok {
			o.aliases = addVal(o.aliases, e.d.val(s, "long form of the acronym"))
		}
		r.orgs = append(r.orgs, o)
	}
}

// participants reads bodies that were invited or took part.
func (e *en) participants(s int, r *draft) {
	from, end := e.first[s], e.first[s+1]
	for k := from; k < end; k++ {
		w := e.t[k].low
		ok := w == "invited" && e.low(k+1, end) == "to" || w == "participated" || w == "attended" || w == "joined" && e.low(k+1, end) == "the" || (w == "took" || w == "takes") && e.low(k+1, end) == "part"
		if !ok {
			continue
		}
		b := k
		for b > from && helpers[e.t[b-1].low] {
			b--
		}
		if b == from {
			continue
		}
		if ri := e.runAt[b-1]; ri != 0 && e.runs[ri-1].class == runOrg {
			e.addOrgs(r, []span{e.span(e.runs[ri-1].from, e.runs[ri-1].to)}, news.RoleParticipant, e.t[k].span)
		}
	}
}
