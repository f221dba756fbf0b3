package extract

import (
	"unicode"
	"unicode/utf8"
)

// Classes of a name run.
const (
	runOther = iota
	runOrg
	runEvent
	runInitiative
)

// run is a capitalised name: tokens [from, to), classed by its head noun.
type run struct {
	from, to int
	class    int
	head     int // token of the head noun, -1
	acronym  string
}

// en is one English article being read.
type en struct {
	d        *doc
	t        []tok
	first    []int // first token of each sentence, and the end
	quotes   []quotation
	places   []place
	dates    []date
	at       []int32 // token to 1 + index of the place that begins or covers it
	runs     []run
	runAt    []int32 // token to 1 + index of the run that covers it
	people   []*mention
	acr      map[string]span // acronym to the words of its long form
	dateline span            // "Guiyang, 30 July -"
	junk     []bool          // by sentence: bylines, captions, notices
}

// quotation is a quoted passage: tokens open and close are the quote signs.
type quotation struct{ open, close int }

func (e *en) sentEnd(i int) int { return e.first[e.t[i].sent+1] }

// low is the token's lower-case word, "" outside the sentence of the tokens given.
func (e *en) low(i, end int) string {
	if i < 0 || i >= end {
		return ""
	}
	return e.t[i].low
}

func (e *en) span(from, to int) span {
	if from >= to {
		return span{}
	}
	return span{e.t[from].start, e.t[to-1].end}
}

// adjacent tells that no white space separates two neighbouring tokens.
func (e *en) adjacent(i int) bool { return i+1 < len(e.t) && e.t[i].end == e.t[i+1].start }

func (e *en) findQuotes() {
	open, para := -1, -1
	var openRune rune
	for i := range e.t {
		t := &e.t[i]
		if p := e.d.sents[t.sent].para; p != para {
			open, para = -1, p
		}
		if t.word || (t.low != `"` && t.low != "'") {
			continue
		}
		r := firstRune(e.d.text[t.start:])
		if open < 0 {
			if r == '”' || r == '’' || r == '»' || r == '\'' && !e.opensQuote(i) {
				continue
			}
			open, openRune = i, r
			continue
		}
		if closesQuote(openRune, r) {
			if i-open <= 90 {
				e.quotes = append(e.quotes, quotation{open, i})
				for k := open + 1; k < i; k++ {
					e.t[k].quote = int32(len(e.quotes))
				}
			}
			open = -1
		} else if r == openRune {
			open = i
		}
	}
}

func (e *en) opensQuote(i int) bool {
	return (i == 0 || e.t[i-1].end < e.t[i].start) && e.adjacent(i)
}

func closesQuote(open, r rune) bool {
	switch open {
	case '“', '„':
		return r == '”' || r == '"' || r == '“' && false
	case '"':
		return r == '"' || r == '”'
	case '‘':
		return r == '’'
	case '\'':
		return r == '\'' || r == '’'
	case '«', '《', '「', '『':
		return r == '»' || r == '》' || r == '」' || r == '』'
	}
	return false
}

// isYear tells a four-digit year from other numbers.
func isYear(low string) bool {
	return len(low) == 4 && (low[:2] == "19" || low[:2] == "20") && low[2] >= '0' && low[2] <= '9' && low[3] >= '0' && low[3] <= '9'
}

func isOrdinal(low string) bool {
	n := len(low)
	if n < 3 || low[0] < '0' || low[0] > '9' {
		return ordinals[low]
	}
	switch low[n-2:] {
	case "st", "nd", "rd", "th":
		return true
	}
	return false
}

var ordinals = set("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth inaugural")

// capital tells that a token can stand in a name: capitalised and, at the start
// of a sentence, no function word.
func (e *en) capital(i int) bool {
	t := &e.t[i]
	return t.word && t.cap && !functionWords[t.low]
}

var functionWords = set(`the a an of and or for in on at to from with by into under over between among through during after before since until as is are was were be been has have had this that these those it its he she they we his her their our who which when where while how why also both however meanwhile according moreover furthermore additionally if but not no so then there here
	said says upon amid despite although because once unlike like including thus therefore hence you your i my what addressing speaking citing`)

// participles hang what follows on the noun before, as "of" does.
var participles = set("facing focusing targeting serving involving including featuring covering concerning regarding aimed")

// joiners link the words of one name.
var joiners = set("of and for on in to with & towards toward between through the among under")

// nameRun reads the longest name that begins at token i.
func (e *en) nameRun(i int) (run, bool) {
	end := e.sentEnd(i)
	r := run{from: i, head: -1}
	q := e.t[i].quote
	j := i
	if days[e.t[i].low] && (i+1 >= end || !e.capital(i+1)) {
		return r, false // "on Tuesday for the Fifth Dialogue"
	}
	if e.t[i].num {
		if !isYear(e.t[i].low) && !isOrdinal(e.t[i].low) {
			return r, false
		}
		j++
		for j < end && (isOrdinal(e.low(j, end)) || isYear(e.low(j, end))) {
			j++
		}
		if j >= end || !(e.capital(j) || e.low(j, end) == `"`) {
			return r, false
		}
	} else if !e.capital(i) {
		return r, false
	}
	ofSeen, listed := -1, false
	for j < end {
		t := &e.t[j]
		if t.quote != q && q != 0 {
			break
		}
		switch {
		case t.word && (t.cap && !functionWords[t.low] || t.num && j > i && (t.cap || isYear(t.low) || e.t[j].end-e.t[j].start <= 4) && r.head < 0 && j+1 < end && e.t[j+1].cap):
			if e.titleStop(i, j, end) {
				goto done
			}
			if participles[t.low] && r.head >= 0 && ofSeen < 0 {
				ofSeen = j
			}
			if _, ok := eventKind[t.low]; ok || orgHeads[t.low] || initiativeHeads[t.low] {
				// The noun before the first "of" is the head; later words qualify it.
				if ofSeen < 0 {
					r.head = j
				}
			}
			j++
			continue
		case t.word && t.num && isYear(t.low) && r.head >= 0 && r.head == j-1:
			j++ // Summit 2025
			continue
		case t.low == "'s" && j+1 < end && e.t[j+1].cap:
			if len(e.at) > 0 && e.at[j-1] != 0 && j-1 == i && e.placeToken(j-1) {
				j++
				continue
			}
			if e.t[j-1].low == "people" || e.t[j-1].low == "women" || e.t[j-1].low == "children" || e.t[j-1].low == "teacher" || e.t[j-1].low == "teachers" || e.t[j-1].low == "workers" {
				j++
				continue
			}
			goto done
		case joiners[t.low] && t.word || t.low == "&":
			k := j + 1
			if e.low(k, end) == "the" && t.low != "the" {
				k++
			}
			if qi := e.quoteOpening(k); qi >= 0 && t.low == "of" && r.head >= 0 && k+1 < end && e.capital(k+1) && e.quotes[qi].close < end && e.quotes[qi].close-k <= 16 {
				j, ofSeen = e.quotes[qi].close+1, j
				continue
			}
			if k >= end || !e.capital(k) || r.head < 0 && k > j+1 && t.low != "of" {
				goto done
			}
			if !e.joins(i, j, k, end, r.head, ofSeen) {
				goto done
			}
			if r.head >= 0 && t.low != "and" && t.low != "&" && ofSeen < 0 {
				ofSeen = j
			}
			j = k
			continue
		case t.low == "," && !listed && r.head >= 0 && ofSeen > r.head && ministryHead[e.t[r.head].low]:
			if k := e.topicList(j, end); k > 0 {
				j, listed = k, true
				continue
			}
			goto done
		case t.low == "-" || t.low == "+" || t.low == "/":
			if j+1 < end && (e.capital(j+1) || e.t[j+1].low == `"` && t.low == "+") && j > i && !e.personAhead(j+1, end) {
				j++
				continue
			}
			goto done
		case t.low == "(":
			// (CAECW) belongs to the name and ends it; (Guangxi) goes on; (left) is none.
			k := j + 1
			for k < end && k-j <= 6 && e.t[k].word {
				k++
			}
			if k < end && e.t[k].low == ")" && k > j+1 && e.capital(j+1) {
				if k == j+2 && acronymLike(e.d.text[e.t[j+1].start:e.t[j+1].end]) && r.head >= 0 {
					r.acronym = e.d.str(e.span(j+1, k))
					j = k + 1
					goto done
				}
				if k+1 < end && (e.capital(k+1) || e.t[k+1].low == "-" && k+2 < end && e.capital(k+2)) && r.head < 0 {
					j = k + 1
					continue
				}
			}
			goto done
		case t.low == `"` || t.low == "'":
			// A quoted part inside a name: “Chinese Bridge” Competition, Competition of “X”.
			if qi := e.quoteOpening(j); qi >= 0 && j > i && e.quotes[qi].close < end && e.quotes[qi].close-j <= 14 && e.capital(j+1) &&
				(e.t[j-1].low == "of" || e.quotes[qi].close+1 < end && e.capital(e.quotes[qi].close+1)) {
				j = e.quotes[qi].close + 1
				continue
			}
			goto done
		case t.low == ",":
			// Co., Ltd.
			if w := e.low(j+1, end); (w == "ltd" || w == "inc" || w == "limited" || w == "llc") && e.t[j+1].cap {
				r.head = j + 1
				j += 2
				continue
			}
			goto done
		default:
			goto done
		}
	}
done:
	for j > i && (!e.t[j-1].word || joiners[e.t[j-1].low] && !e.t[j-1].cap) && e.t[j-1].low != ")" && e.t[j-1].low != `"` && e.t[j-1].low != "'" {
		j--
	}
	if j <= i {
		return r, false
	}
	r.to = j
	e.classify(&r)
	return r, true
}

var ministryHead = set("ministry department bureau office committee administration agency commission faculty school college institute council directorate division centre center university")

// topicList reads ", Youth and Sports" or ", Research, and Technology" after the
// comma j: topic words only, closed by "and"; returns the token after it or 0.
func (e *en) topicList(j, end int) int {
	k, items := j+1, 0
	for k < end {
		from := k
		for k < end && e.t[k].cap && english[e.t[k].low] && !strongOrgs[e.t[k].low] && !e.titleHere(k) {
			k++
		}
		if k == from || k-from > 4 {
			return 0
		}
		items++
		switch e.low(k, end) {
		case ",":
			k++
			if w := e.low(k, end); w == "and" || w == "&" {
				k++
				return e.listTail(k, end)
			}
		case "and", "&":
			return e.listTail(k+1, end)
		default:
			return 0
		}
		if items > 5 {
			return 0
		}
	}
	return 0
}

func (e *en) listTail(k, end int) int {
	from := k
	for k < end && e.t[k].cap && english[e.t[k].low] && !strongOrgs[e.t[k].low] && !e.titleHere(k) {
		k++
	}
	if k == from {
		return 0
	}
	return k
}

// joins decides whether the joiner j links what follows at k to the name.
func (e *en) joins(i, j, k, end, head, ofSeen int) bool {
	w := e.t[j].low
	switch w {
	case "the":
		return false
	case "and", "&":
		if e.t[j+1].low == "the" {
			return false
		}
		if head < 0 {
			// "Vocational and Technical College", but not "China and ASEAN countries".
			return e.headAhead(k, end) && !e.isCountry(i, j)
		}
		if ofSeen < head {
			// "Conference and Exhibition", "Ministry and": a second head right after.
			_, a := eventKind[e.t[j-1].low]
			_, b := eventKind[e.t[k].low]
			return a && b || w == "&" && e.adjacentName(k, end) || !strongOrgs[e.t[j-1].low] && initiativeHeads[e.t[k].low] && !initiativeHeads[e.t[head].low]
		}
		// After "of": go on unless a new body, person or place begins.
		for m := k; m < end && (e.t[m].cap || e.t[m].low == "'s"); m++ {
			if strongOrgs[e.t[m].low] || e.titleHere(m) {
				return false
			}
		}
		if e.placeToken(k) {
			return false
		}
		for m := k; m < end && e.t[m].cap; m++ {
			if english[e.t[m].low] || topicLike(e.t[m].low) || !e.nameWord(m) {
				return true
			}
		}
		return false
	case "of":
		return true
	case "for", "on":
		if w == "on" && (months[e.t[k].low] || days[e.t[k].low]) {
			return false
		}
		return head >= 0 || e.headAhead(k, end)
	case "in", "to", "with", "towards", "toward", "between", "through", "among", "under":
		if months[e.t[k].low] || days[e.t[k].low] || head < 0 && w != "to" {
			return false
		}
		if e.t[k].num || e.personAhead(k, end) {
			return false
		}
		if head == j-1 && w != "with" && (e.t[head].low == "embassy" || e.t[head].low == "consulate" || e.t[head].low == "mission") && e.placeToken(k) {
			return true
		}
		if e.placeToken(k) && (w == "in" || w == "to" || w == "with") {
			return false
		}
		if w == "in" || w == "with" || w == "between" || w == "under" || w == "through" || w == "among" {
			if e.headIsStrongOrg(head) && !e.eventAhead(k, end) {
				return false
			}
			_, ev := eventKind[e.t[j-1].low]
			return !ev
		}
		return head >= 0 && !e.headIsStrongOrg(head)
	}
	return false
}

func (e *en) headIsStrongOrg(head int) bool { return head >= 0 && strongOrgs[e.t[head].low] }

// eventAhead tells that the capitalised words from k end in the noun of an event.
func (e *en) eventAhead(k, end int) bool {
	for ; k < end && e.t[k].cap; k++ {
		if _, ok := eventKind[e.t[k].low]; ok {
			return true
		}
	}
	return false
}

func (e *en) headAhead(k, end int) bool {
	for n := 0; k < end && n < 7 && (e.t[k].cap || e.t[k].low == "and" || e.t[k].low == "&"); k, n = k+1, n+1 {
		w := e.t[k].low
		if _, ok := eventKind[w]; ok || orgHeads[w] || initiativeHeads[w] {
			return true
		}
	}
	return false
}

func (e *en) adjacentName(k, end int) bool { return k < end && e.capital(k) }

func topicLike(low string) bool {
	n := len(low)
	return n > 5 && (low[n-2:] == "cs" || low[n-3:] == "ing" || low[n-3:] == "ogy" || low[n-4:] == "tion" || low[n-4:] == "ment" || low[n-4:] == "ture" || low[n-3:] == "ism" || low[n-4:] == "ness")
}

// titleStop ends a name before a title: "Guizhou University | Vice President".
func (e *en) titleStop(i, j, end int) bool {
	if j == i {
		return false
	}
	w := e.t[j].low
	if w == "general" && (e.t[j-1].low == "consulate" || e.t[j-1].low == "attorney") {
		return false
	}
	return e.titleHere(j) && !(e.low(j+1, end) == "'s")
}

// titleHere tells that a title begins at token k: modifiers, then a head that is
// no common noun.
func (e *en) titleHere(k int) bool {
	end := e.sentEnd(k)
	n := 0
	for m := k; m < end && n < 5; m, n = m+1, n+1 {
		w := e.t[m].low
		if titleHeads[w] && !weakTitles[w] {
			if orgHeads[e.low(m+1, end)] || initiativeHeads[e.low(m+1, end)] {
				return false // President Forum, Ministers Conference
			}
			if _, ok := eventKind[e.low(m+1, end)]; ok {
				return false
			}
			return e.t[k].cap
		}
		if !titleStrongMods[w] && !(w == "-" && n > 0) {
			return false
		}
	}
	return false
}

var titleStrongMods = set("deputy vice assistant associate acting executive permanent former chief honorary founding managing prime state pro party co senior")

func acronymLike(s string) bool {
	n, up := 0, 0
	for _, r := range s {
		n++
		if unicode.IsUpper(r) {
			up++
		}
	}
	return n >= 2 && n <= 12 && up >= 2 && up*2 >= n
}

func (e *en) quoteOpening(tok int) int {
	lo, hi := 0, len(e.quotes)
	for lo < hi {
		mid := (lo + hi) / 2
		if e.quotes[mid].open < tok {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(e.quotes) && e.quotes[lo].open == tok {
		return lo
	}
	return -1
}

func (e *en) classify(r *run) {
	last := r.to - 1
	for last > r.from && (!e.t[last].word || e.t[last].num) {
		last--
	}
	if r.acronym != "" {
		last = r.to - 4
	}
	if last < r.from {
		last = r.from
	}
	w := e.t[last].low
	// "Institute in Colourful X Exchange Seminar": the last word is the head when
	// no "of" or "for" hangs it on another.
	if _, ok := eventKind[w]; ok && !e.hangs(r, last) {
		r.class, r.head = runEvent, last
		return
	}
	if r.head < 0 {
		if r.to-r.from == 1 && e.t[r.from].upper && utf8.RuneCountInString(e.t[r.from].low) <= 8 && e.acr != nil {
			if _, ok := e.acr[e.t[r.from].low]; ok {
				r.class = runOrg
			}
		}
		return
	}
	h := e.t[r.head].low
	if initiativeHeads[w] && !strongOrgs[w] && !e.hangs(r, last) {
		r.class, r.head = runInitiative, last
		return
	}
	_, ev := eventKind[h]
	switch {
	case ev:
		r.class = runEvent
	case strongOrgs[h]:
		r.class = runOrg
	case initiativeHeads[h]:
		r.class = runInitiative
	default:
		r.class = runOrg
	}
}

// hangs tells that token last belongs to a phrase with "of" or "for" after an
// earlier head noun.
func (e *en) hangs(r *run, last int) bool {
	seen := false
	for k := r.from; k < last; k++ {
		w := e.t[k].low
		_, ev := eventKind[w]
		if ev || orgHeads[w] || initiativeHeads[w] {
			seen = true
		}
		if seen && participles[w] {
			return true
		}
		if seen && (w == "of" || w == "for" || w == "on" || w == "to" || w == "with") && e.t[k].quote == e.t[r.from].quote {
			return true
		}
	}
	return false
}
