package extract

import (
	"strings"

	"caewatch/news"
)

// event is one event that the article names, with the places that speak of it.
type event struct {
	name    span
	kind    string
	kindAt  span
	noun    string // seminar, conference, week
	acronym string
	aliases []span
	quoted  bool // the name is a quoted title
	theme   span // a quoted title before the official name
	from    int  // token of the first mention
	held    int  // sentence that says that it takes place, -1
	heldTok int  // the verb that says so
	created bool // said to be launched or founded, as a project is
	sents   []int
	words   map[string]bool // of the name, without years and small words
	score   float64
	unnamed bool // the name is a phrase of the text
	generic bool // an opening ceremony and the like, without a name of its own
}

var holdVerbs = set(`held convened staged opened kicked concluded launched inaugurated organised organized hosted wrapped commenced began begins started closed took takes place unveiled
	co-hosted co-organised co-organized jointly-held opens opened kicks convenes concludes ran scheduled slated runs postponed cancelled canceled conducted hosts celebrated`)

// passive helpers between a name and its verb.
var helpers = set("was were is are will be has have had been being to officially successfully grandly jointly recently also formally virtually online today yesterday which that off and the up took both in-person here")

// findEvents collects the names of events, quoted titles included.
func (e *en) findEvents() []*event {
	var evs []*event
	add := func(x *event) {
		if x.created {
			return
		}
		x.words = nameWords(e.d.str(x.name))
		sent := int(e.t[x.from].sent)
		for _, old := range evs {
			if sameEvent(old, x) {
				old.sents = append(old.sents, sent)
				if x.held >= 0 && old.held < 0 {
					old.held, old.heldTok = x.held, x.heldTok
				}
				if len(x.words) > len(old.words) || x.quoted && !old.quoted {
					if tidy(e.d.str(old.name)) != tidy(e.d.str(x.name)) {
						old.aliases = append(old.aliases, old.name)
					}
					old.name, old.words, old.quoted = x.name, x.words, old.quoted || x.quoted
				} else if tidy(e.d.str(old.name)) != tidy(e.d.str(x.name)) {
					old.aliases = append(old.aliases, x.name)
				}
				if old.acronym == "" {
					old.acronym = x.acronym
				}
				if old.theme.empty() {
					old.theme = x.theme
				}
				return
			}
		}
		x.sents = []int{sent}
		evs = append(evs, x)
	}
	for s := 0; s+1 < len(e.first); s++ {
		if e.junk[s] {
			continue
		}
		end := e.first[s+1]
		for i := e.first[s]; i < end; {
			if qi := e.quoteOpening(i); qi >= 0 && e.quotes[qi].close < end {
				q := e.quotes[qi]
				if x := e.quotedEvent(q, e.first[s], end); x != nil {
					add(x)
					i = q.close + 1
					continue
				}
				if e.t[q.open].low == "'" || q.close-q.open > 40 {
					i++
					continue
				}
				i = q.close + 1
				continue
			}
			if !e.t[i].word {
				i++
				continue
			}
			r, ok := e.nameRun(i)
			if !ok {
				i++
				continue
			}
			if r.class == runEvent {
				if x := e.runEvent(r, e.first[s], end); x != nil {
					add(x)
				}
			}
			i = r.to
		}
	}
	return evs
}

// nameWords are the words that tell events apart.
func nameWords(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.FieldsFunc(lowFold(s), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127) }) {
		if !joiners[w] && w != "the" && !isYear(w) && !isOrdinal(w) {
			m[w] = true
		}
	}
	return m
}

// sameEvent tells that two names mean one event: the words of one are all in the
// other, and the head noun agrees.
func sameEvent(a, b *event) bool {
	small, big := a.words, b.words
	if len(small) > len(big) {
		small, big = big, small
	}
	if len(small) == 0 {
		return false
	}
	n := 0
	for w := range small {
		if big[w] {
			n++
		}
	}
	if a.noun != b.noun && !(a.quoted && b.quoted) {
		return n == len(small) && len(small) == len(big)
	}
	if n == len(small) && (len(small) >= 3 || len(small)*2 >= len(big)) {
		// "X Week" is not "Opening Ceremony of X Week", and a seminar at a week is not the week.
		return a.generic == b.generic
	}
	return n*10 >= len(small)*8 && n*10 >= len(big)*8
}

// quotedEvent reads a quoted title with an event noun before or after it, or whose
// own last word is one.
func (e *en) quotedEvent(q quotation, from, end int) *event {
	inner := span{e.t[q.open].end, e.t[q.close].start}
	if q.close-q.open < 3 || !e.t[q.open+1].cap && !e.t[q.open+1].num {
		return nil
	}
	x := &event{name: e.trimName(inner), from: q.open, held: -1, quoted: true}
	// seminar titled "Q", forum themed "Q" is a theme, "Q" seminar.
	for k, n := q.close+1, 0; k < end && n < 5; k, n = k+1, n+1 {
		w := e.t[k].low
		if kind, ok := eventKind[w]; ok && kind != "" && w != "week" && w != "sharing" && w != "exchange" && w != "training" && w != "class" {
			if e.t[k].cap && k+1 < end && e.t[k+1].cap {
				continue
			}
			x.kind, x.kindAt, x.noun = kind, e.t[k].span, w
			if e.t[k].cap && k > q.close {
				x.name = span{x.name.start, e.t[k].end} // "Chinese Bridge" Competition
				x.quoted = false
				x.name = e.trimName(span{inner.start, e.t[k].end})
			}
			e.holds(x, from, q.open, k+1, end)
			return x
		}
		if w == "-" && k+1 < end && (e.t[k+1].num || e.t[k+1].cap) {
			return nil // the official name follows; runEvent takes the quotation as theme
		}
		if !e.t[k].word || functionWords[w] || holdVerbs[w] {
			break
		}
	}
	if q.open-1 >= from {
		switch w := e.t[q.open-1].low; w {
		case "titled", "entitled", "named", "called", "dubbed", ",", ":", "on":
			for k, n := q.open-2, 0; k >= from && n < 4; k, n = k-1, n+1 {
				w := e.t[k].low
				if kind, ok := eventKind[w]; ok && kind != "" && w != "week" && w != "exchange" && w != "visit" && w != "training" {
					x.kind, x.kindAt, x.noun = kind, e.t[k].span, w
					e.holds(x, from, k, q.close+1, end)
					return x
				}
				if w == "," || holdVerbs[w] {
					break
				}
			}
		}
	}
	// The quotation is the official name itself, or begins it.
	if r, ok := e.nameRun(q.open + 1); ok && r.class == runEvent && r.to >= q.close-1 {
		y := e.runEvent(r, from, end)
		if y != nil {
			y.name, y.from = e.trimName(inner), q.open
			y.held = -1
			e.holds(y, from, q.open, q.close+1, end)
		}
		return y
	}
	return nil
}

func (e *en) trimName(s span) span {
	s = e.d.trim(s)
	for s.end > s.start && (e.d.text[s.end-1] == ',' || e.d.text[s.end-1] == '.') {
		s.end--
	}
	return s
}

// runEvent reads a capitalised official name.
func (e *en) runEvent(r run, from, end int) *event {
	noun := e.t[r.head].low
	kind := eventKind[noun]
	words := r.to - r.from
	generic := false
	switch noun {
	case "ceremony", "opening", "launch", "signing", "inauguration", "launching":
		for k := r.from; k < r.to; k++ {
			switch e.t[k].low {
			case "signing":
				kind = news.KindSigning
			case "launch", "launching", "inauguration", "unveiling":
				kind = news.KindLaunch
			case "opening", "closing":
				generic = true
				if kind == "" {
					kind = news.KindConference
				}
			case "graduation", "award", "awarding", "awards":
				kind = news.KindConference
			}
		}
		if kind == "" {
			kind = news.KindConference
		}
		if words < 3 && !generic {
			return nil
		}
	case "day", "month", "class", "course", "final", "finals", "session", "exchange", "sharing", "challenge", "cup", "games", "visit", "talks", "meeting", "opening-up", "training", "camp":
		if words < 3 {
			return nil
		}
	default:
		if words < 2 {
			return nil
		}
	}
	if noun == "workshop" && e.low(r.head-1, end) == "luban" {
		kind = news.KindLaunch // a training centre, no meeting
	}
	if noun == "exchange" && words < 4 {
		return nil
	}
	name := e.span(r.from, r.to)
	x := &event{from: r.from, held: -1, kind: kind, kindAt: e.t[r.head].span, noun: noun, acronym: r.acronym, generic: generic}
	if r.acronym != "" {
		name.end = e.t[r.to-4].end
	}
	x.name = e.trimName(name)
	// "Theme" - 2025 X Seminar.
	if k := r.from - 1; k > from && e.t[k].low == "-" && e.t[k-1].low == `"` {
		for qi := range e.quotes {
			if e.quotes[qi].close == k-1 {
				x.theme = e.trimName(span{e.t[e.quotes[qi].open].end, e.t[k-1].start})
				x.aliases = append(x.aliases, x.theme)
			}
		}
	}
	e.holds(x, from, r.from, r.to, end)
	return x
}

// holds looks whether the sentence says that the event takes place: a verb after
// the name (passive) or before it (somebody hosted it).
func (e *en) holds(x *event, from, a, b, end int) {
	sent := int(e.t[x.from].sent)
	// ", hosted by ..., organized by ..., was held in" reaches far: look at the whole clause.
	depth := 0
	for k, n := b, 0; k < end && n < 70; k, n = k+1, n+1 {
		w := e.t[k].low
		if holdVerbs[w] && !(w == "place" && e.low(k-1, end) != "took" && e.low(k-1, end) != "takes" && e.low(k-1, end) != "taking" && e.low(k-1, end) != "take") && (e.t[k].quote == 0 || e.t[k].quote == e.t[x.from].quote) {
			if n <= 4 || depth > 0 || helpers[e.low(k-1, end)] || e.t[k-1].low == "," {
				x.held, x.heldTok = sent, k
				x.created = actionOf(w) != "" && projectLike[x.noun]
				return
			}
		}
		if w == "," {
			depth++
		}
		if !e.t[k].word && w != "," && w != "(" && w != ")" && w != `"` && w != "'s" && w != "-" {
			break
		}
		if n > 3 && depth == 0 && !helpers[w] && !e.t[k].cap && !joiners[w] && !e.t[k].num && w != "from" {
			break
		}
	}
	for k, n := a-1, 0; k >= from && n < 6; k, n = k-1, n+1 {
		w := e.t[k].low
		switch w {
		case "hosted", "hosts", "hosting", "organised", "organized", "held", "hold", "convened", "launched", "co-hosted", "co-organised", "co-organized", "inaugurated", "opened", "staged", "holds", "conducted", "host", "organise", "organize":
			x.held, x.heldTok = sent, k
			x.created = actionOf(w) != "" && projectLike[x.noun]
			return
		case "during", "of", "at", "since", "than", "at-the", "as":
			return
		}
	}
}

// projectLike nouns name an event when it is held and a project when it is launched.
var projectLike = set("workshop course class camp training competition contest tournament challenge exchange day month cup")

var platformWords = set("of during platform platforms through via like including as than since by")

// choose scores the events: what a sentence near the top says took place is the
// article's subject; what stands behind "during", "part of" or "such as" is not.
func (e *en) choose(evs []*event) *event {
	var best *event
	for _, x := range evs {
		first := x.sents[0]
		x.score = 4 / float64(2+first)
		if x.held >= 0 {
			x.score += 2 + 2/float64(1+x.held)
		}
		x.score += 0.35 * float64(min(len(x.sents), 6))
		name := e.d.str(x.name)
		if strings.Contains(name, "20") || x.acronym != "" {
			x.score += 0.5
		}
		if x.quoted {
			x.score += 0.5
		}
		if x.generic {
			x.score -= 2.5
		}
		if k := x.from - 1; k >= 0 && e.t[k].sent == e.t[x.from].sent {
			if e.t[k].low == "the" || e.t[k].low == `"` {
				k--
			}
			if k >= 0 && platformWords[e.t[k].low] {
				x.score -= 1.5
			}
		}
		if e.d.sents[first].heading && len(x.sents) == 1 {
			x.score -= 1
		}
		if best == nil || x.score > best.score {
			best = x
		}
	}
	if best != nil && best.score < 1.4 {
		return nil
	}
	return best
}

// unnamed makes the main event of an article that names none: by the strongest
// noun or verb of its headline and first sentences, named by their words.
func (e *en) unnamed() *event {
	best, bestScore := (*event)(nil), 0.0
	bodies := 0
	for s := 0; s+1 < len(e.first) && bodies < 4; s++ {
		if e.junk[s] {
			continue
		}
		heading := e.d.sents[s].heading
		if !heading {
			bodies++
		}
		from, end := e.first[s], e.first[s+1]
		for k := from; k < end; k++ {
			kind, weight := e.cue(k, from, end)
			if kind == "" {
				continue
			}
			score := weight / float64(1+bodies)
			if heading {
				score *= 0.9
			}
			if score > bestScore {
				bestScore = score
				best = &event{kind: kind, kindAt: e.t[k].span, noun: e.t[k].low, from: k, held: s, sents: []int{s}}
			}
		}
	}
	if best == nil {
		for s := 0; s+1 < len(e.first); s++ {
			if !e.junk[s] && !e.d.sents[s].heading && e.first[s+1] > e.first[s]+3 {
				best = &event{kind: news.KindReport, kindAt: e.d.sents[s].span, from: e.first[s], held: s, sents: []int{s}}
				break
			}
		}
	}
	if best == nil {
		return nil
	}
	best.unnamed = true
	best.name = e.describe(best)
	best.words = nameWords(e.d.str(best.name))
	if k := e.tokenAt(best.name.end - 1); best.kind == news.KindLaunch && k >= 0 && k < len(e.t) && initiativeHeads[e.t[k].low] {
		best.noun = e.t[k].low // "The centre was jointly established by"
	}
	return best
}

// cue gives the kind that a word in running text points to, and how strongly.
func (e *en) cue(k, from, end int) (string, float64) {
	w := e.t[k].low
	next := e.low(k+1, end)
	switch w {
	case "signed", "inked", "sign", "signs", "inks", "sealed":
		for n := k + 1; n < end && n < k+12; n++ {
			switch e.t[n].low {
			case "agreement", "agreements", "memorandum", "memoranda", "mou", "mous", "moa", "loi", "pact", "letter", "deal", "contract", "partnership":
				return news.KindSigning, 5
			}
		}
	case "signing":
		if next == "ceremony" || next == "of" {
			return news.KindSigning, 5
		}
	case "scholarship", "scholarships":
		return news.KindScholarship, 4
	case "trainees", "training":
		if next == "programme" || next == "program" || next == "course" || next == "workshop" || next == "class" || next == "session" || next == "camp" {
			return news.KindTraining, 4
		}
	case "conference":
		if e.low(k-1, end) == "press" {
			return news.KindReport, 4
		}
		return news.KindConference, 4
	case "met":
		if next == "with" {
			return news.KindMeeting, 4.5
		}
	case "talks", "visited", "visit", "delegation", "courtesy", "meeting", "dialogue":
		return news.KindMeeting, 3
	case "launched", "inaugurated", "unveiled", "launch", "inauguration", "launches", "unveils", "inaugurates":
		return news.KindLaunch, 4.2
	case "opened":
		return news.KindLaunch, 2
	case "ceremony":
		switch e.low(k-1, end) {
		case "signing":
			return news.KindSigning, 5
		case "launch", "launching", "inauguration", "unveiling", "groundbreaking", "opening":
			return news.KindLaunch, 4.2
		}
		return news.KindMeeting, 3.8
	case "handed", "donated", "donates", "presented":
		return news.KindMeeting, 2.2
	case "statistics", "data", "figures", "report":
		return news.KindReport, 2
	}
	if kind := eventKind[w]; kind != "" && w != "week" && w != "class" && w != "course" && w != "final" && w != "exchange" && w != "opening" && w != "month" && w != "day" && w != "challenge" && w != "sharing" && w != "games" && w != "launch" && w != "training" && w != "session" {
		return kind, 3.6
	}
	return "", 0
}

// describe chooses the words that name an unnamed event: the headline when the
// text has one, else the noun phrase or clause around the cue.
func (e *en) describe(x *event) span {
	for s := 0; s+1 < len(e.first) && s < x.held+1; s++ {
		if e.d.sents[s].heading && !e.junk[s] && e.first[s+1]-e.first[s] >= 5 {
			return e.d.sents[s].span
		}
	}
	from, end := e.first[x.held], e.first[x.held+1]
	if n := e.tokenAt(e.dateline.end); e.dateline.end > 0 && n > from && n < end {
		from = n
	}
	for from < x.from && !e.t[from].word && e.t[from].low != `"` {
		from++
	}
	if s := e.phrase(x, from, end); !s.empty() {
		return s
	}
	a, b := max(x.from, from), max(x.from, from)+1
	// The phrase: back to the article or the start of the clause, on to the verb or sign.
	for a > from && (e.t[a-1].word || e.t[a-1].low == "'s" || e.t[a-1].low == "-") && x.from-a < 14 {
		a--
		if w := e.t[a].low; (w == "a" || w == "an" || w == "the") && eventKind[e.t[x.from].low] != "" {
			a++
			break
		}
	}
	for b < end && (e.t[b].word || e.t[b].low == "'s" || e.t[b].low == "(" || e.t[b].low == ")" || e.t[b].low == "-" || e.t[b].low == "&") && b-x.from < 22 {
		if w := e.t[b].low; helpers[w] && (holdVerbs[e.low(b+1, end)] || w == "was" || w == "will" || w == "which" || w == "that") || holdVerbs[w] && eventKind[x.noun] != "" {
			break
		}
		b++
	}
	for b > a+1 && (joiners[e.t[b-1].low] || functionWords[e.t[b-1].low] || !e.t[b-1].word && e.t[b-1].low != ")") {
		b--
	}
	return e.trimName(e.span(a, b))
}

// phrase gives the noun phrase of what an unnamed event is about: the thing
// launched, the agreement signed, who was met.
func (e *en) phrase(x *event, from, end int) span {
	k := x.from
	switch x.kind {
	case news.KindLaunch:
		if e.low(k+1, end) == "of" {
			n := k + 2
			if w := e.low(n, end); w == "the" || w == "a" || w == "an" {
				n++
			}
			if r, ok := e.runFrom(n, end); ok {
				return e.span(k, r.to)
			}
			return e.nounPhrase(k, k, end)
		}
		b := k
		for b > from && helpers[e.t[b-1].low] {
			b--
		}
		if b > from && b < k && e.runAt[b-1] != 0 { // "the X was launched"
			if r := e.runs[e.runAt[b-1]-1]; r.head >= 0 && r.to == b {
				return e.span(r.from, r.to)
			}
		}
		n := k + 1
		if w := e.low(n, end); w == "the" || w == "a" || w == "an" || w == "its" || w == "their" {
			n++
		}
		if r, ok := e.runFrom(n, end); ok && r.head >= 0 {
			return e.span(r.from, r.to)
		}
		if n > k+1 && n < end && e.t[k].low != "launch" && e.t[k].low != "ceremony" {
			return e.nounPhrase(n, n, end)
		}
	case news.KindSigning:
		for n := k; n < end && n < k+14; n++ {
			if _, ok := agreementNouns[e.t[n].low]; ok {
				return e.nounPhrase(e.leftOf(n, k), n, end)
			}
		}
	case news.KindMeeting:
		if e.t[k].low == "met" && e.low(k+1, end) == "with" {
			n := k + 2
			if w := e.low(n, end); w == "a" || w == "the" || w == "an" {
				n++
			}
			if n < end {
				return e.nounPhrase(n, n, end)
			}
		}
		if w := e.t[k].low; w == "delegation" || w == "visit" || w == "talks" || w == "meeting" || w == "dialogue" {
			return e.nounPhrase(e.leftOf(k, from), k, end)
		}
	case news.KindScholarship:
		return e.nounPhrase(e.leftOf(k, from), k, end)
	}
	return span{}
}

func (e *en) runFrom(n, end int) (run, bool) {
	if n >= end || !e.t[n].word {
		return run{}, false
	}
	return e.nameRun(n)
}

// leftOf goes from a noun back over the words that qualify it.
func (e *en) leftOf(n, low int) int {
	for n-1 > low && e.t[n-1].word && !functionWords[e.t[n-1].low] && !joiners[e.t[n-1].low] && !holdVerbs[e.t[n-1].low] && !speechVerbs[e.t[n-1].low] && !helpers[e.t[n-1].low] {
		n--
	}
	return n
}

// nounPhrase goes on from a noun over "of", "with", "between" and their names.
func (e *en) nounPhrase(a, n, end int) span {
	b := n + 1
grow:
	for b < end && b-a < 18 {
		w := e.t[b].low
		switch {
		case holdVerbs[w] && !e.t[b].cap || speechVerbs[w] && !e.t[b].cap:
		case w == "of" || w == "with" || w == "between" || w == "from" || w == "and" || w == "for" && b+1 < end && !e.t[b+1].num:
			b++
			if e.low(b, end) == "the" || e.low(b, end) == "a" {
				b++
			}
			continue
		case e.t[b].word && !functionWords[w] && !joiners[w] && !helpers[w] && !days[w] && !months[w] && (e.t[b].end-e.t[b].start > 1) || w == "'s":
			b++
			continue
		}
		break grow
	}
	for b > a+1 && (joiners[e.t[b-1].low] || functionWords[e.t[b-1].low] || !e.t[b-1].word) {
		b--
	}
	return e.trimName(e.span(a, b))
}
