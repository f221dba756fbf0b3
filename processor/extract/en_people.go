package extract

import (
	"strings"
	"unicode"

	"caewatch/processor/gazetteer"
)

// mention is one place where the text names a person.
type mention struct {
	name       span // without honorifics
	from, to   int  // tokens, honorifics included
	last       int  // token after the title and body that follow the name
	title, org span
	country    string
	countryAt  span
	titled     bool // found by a title, not only by a verb
	p          *personDraft
}

var speechVerbs = set(`said says noted notes stressed stresses emphasized emphasised emphasizes emphasises highlighted highlights stated states added adds pointed expressed expresses underscored underlined remarked told explained urged
	called hailed praised thanked reaffirmed reiterated affirmed announced delivered attended presided addressed introduced outlined shared believed hoped described welcomed signed chaired declared opened spoke revealed observed suggested proposed encouraged acknowledged congratulated disclosed commented concluded lauded appreciated recalled conveyed met visited cited led joined moderated gave made presented voiced advocated`)

// ambiguous words are names of people as well as English words.
var ambiguous = set("mar may sun song long park hall bay an so he you art mai see young king wise rose grace hope joy angel daw jan june april august will mark bill law win")

// nameWord tells that token i can be part of a person's name.
func (e *en) nameWord(i int) bool {
	t := &e.t[i]
	if !t.word || !t.cap || t.num || t.end-t.start < 2 && !t.upper {
		return false
	}
	w := t.low
	if len(w) == 1 {
		return strings.HasSuffix(e.d.str(t.span), ".")
	}
	if english[w] || orgHeads[w] || titleHeads[w] || honorifics[w] && !particles[w] && w != "tan" && w != "toh" && w != "sri" || functionWords[w] {
		return false
	}
	if _, ok := eventKind[w]; ok {
		return false
	}
	for _, r := range w {
		if unicode.IsDigit(r) || r == '+' {
			return false
		}
	}
	if k := strings.IndexByte(w, '-'); k > 0 && (english[w[:k]] || english[w[k+1:]]) {
		return false
	}
	if acronymLike(e.d.str(t.span)) && len(w) > 4 && !hasVowel(w) {
		return false
	}
	if p := e.placeOf(i); p != nil {
		if p.adj || p.ent.Kind == gazetteer.Country || p.to-p.from > 1 && geographic(p.ent.Kind) {
			return false
		}
	}
	return true
}

func hasVowel(w string) bool { return strings.ContainsAny(w, "aeiouy") }

// personName reads a person's name at token i: honorifics, then two to six words,
// or one after an honorific or where a title stands before it. It returns the
// tokens of the bare name and the token after it.
func (e *en) personName(i, end int, titled bool) (from, to int, ok bool) {
	k, hon := i, 0
	for k < end && (honorifics[e.t[k].low] && (e.t[k].cap || e.t[k].low == "h.e") || hon > 0 && e.t[k].low == "(" && e.low(k+2, end) == ")" && honorifics[e.low(k+1, end)]) {
		if e.t[k].low == "(" {
			k += 2
		}
		if particles[e.t[k].low] && !e.t[k].cap {
			break
		}
		// Tan Sri and Toh Puan are honorifics; Tan, Toh and Sri alone are names.
		if w, next := e.t[k].low, e.low(k+1, end); (w == "tan" && next != "sri" && next != "seri") || w == "toh" && next != "puan" || w == "sri" && hon == 0 {
			break
		}
		k++
		hon++
		if k < end && e.t[k].low == "," && k+1 < end && honorifics[e.t[k+1].low] {
			k++
		}
	}
	from = k
	for k < end && k-from < 7 {
		t := &e.t[k]
		if e.nameWord(k) || ambiguous[t.low] && t.cap && (k > from || k+1 < end && e.nameWord(k+1) && (k == 0 || e.t[k-1].sent == t.sent && e.t[k-1].low != ".")) {
			k++
			continue
		}
		if k > from && (particles[t.low] && t.word || t.low == "@") && k+1 < end {
			n := k + 1
			for n < end && honorifics[e.t[n].low] && e.t[n].cap && n-k < 4 {
				n++ // binti Haji Salleh
			}
			if n < end && e.nameWord(n) {
				k = n + 1
				continue
			}
		}
		if t.low == "-" && k > from && k+1 < end && e.adjacent(k-1) && e.adjacent(k) && e.nameWord(k+1) {
			k += 2
			continue
		}
		break
	}
	n := k - from
	if n == 0 {
		return 0, 0, false
	}
	if n == 1 {
		if hon == 0 && !titled {
			return 0, 0, false
		}
		if len(e.t[from].low) < 2 || e.placeToken(from) || e.isAcronym(from) && !e.t[from].upper || e.t[from].upper && hon == 0 {
			return 0, 0, false
		}
	}
	// A name is no place and no body: "Guizhou Guiyang", "KLUST".
	places, upper := 0, 0
	for m := from; m < k; m++ {
		if e.placeToken(m) {
			places++
		}
		if e.t[m].upper && len(e.t[m].low) > 2 {
			upper++
		}
		if e.isAcronym(m) {
			return 0, 0, false
		}
	}
	if places == n || places > 0 && n-places < 1 || upper == n && n > 1 && hon == 0 && !titled {
		return 0, 0, false
	}
	return from, k, true
}

func (e *en) isAcronym(i int) bool {
	_, ok := e.acr[e.t[i].low]
	return ok && e.t[i].cap
}

// personAhead tells that a person's name seems to begin at token k.
func (e *en) personAhead(k, end int) bool {
	if honorifics[e.t[k].low] && e.t[k].cap {
		return true
	}
	return false
}

// title is a title: its tokens, and whether it says enough by itself.
type titleRun struct {
	from, to int
	head     string
	weak     bool
}

// titleAt reads a title at token i in either case: modifiers, head, "and" another
// head; "Vice President and Dean", "deputy director-general", "Secretary of State".
func (e *en) titleAt(i, end int) (titleRun, bool) {
	r := titleRun{from: i}
	k := i
	if w := e.low(k, end); w == "the" || w == "a" || w == "an" || w == "also" || w == "its" || w == "his" || w == "her" {
		k++
		r.from = k
	}
	mods := 0
	for k < end {
		w := e.t[k].low
		if titleHeads[w] {
			r.head = w
			k++
			// A head may be followed by another: "Secretary General", "Director General",
			// "General Manager", "Vice President Professor".
			for k < end && titleHeads[e.t[k].low] && (e.t[k].cap == e.t[k-1].cap) && e.t[k].low != "professor" {
				r.head = e.t[k].low
				k++
			}
			if w == "chief" && r.head == w && e.low(k, end) == "executive" {
				k++
				if e.low(k, end) == "officer" {
					k++
				}
			}
			break
		}
		part := w
		if m := strings.LastIndexByte(w, '-'); m > 0 && titleHeads[w[m+1:]] {
			r.head = w[m+1:]
			k++
			break
		} else if m > 0 {
			part = w[:m]
		}
		if w == "-" && mods > 0 || titleMods[part] || titleMods[w] || mods > 0 && w == "and" && k+1 < end && (titleMods[e.t[k+1].low] || titleHeads[e.t[k+1].low]) {
			mods++
		} else if p := e.placeOf(k); e.t[k].word && english[w] && !functionWords[w] && (e.t[k].cap || mods > 0) && p == nil && e.titleAfter(k+1, end) {
			mods++
		} else {
			return r, false
		}
		if mods > 6 {
			return r, false
		}
		k++
	}
	if r.head == "" {
		return r, false
	}
	if e.low(k, end) == "(" && e.low(k+2, end) == ")" && e.t[k+1].cap && !acronymLike(e.d.str(e.t[k+1].span)) && (e.low(k+3, end) == "of" || e.low(k+3, end) == ",") {
		k += 3 // Pro-Rector (Academic)
	}
	r.weak = weakTitles[r.head] && mods == 0
	// "Secretary of State", "Chairman of the Board (of Directors)", "Member of Parliament".
	if e.low(k, end) == "of" {
		switch {
		case e.low(k+1, end) == "state" || e.low(k+1, end) == "parliament" || e.low(k+1, end) == "staff" || e.low(k+1, end) == "mission":
			k += 2
		case e.low(k+1, end) == "the" && e.low(k+2, end) == "board":
			k += 3
			if e.low(k, end) == "of" && (e.low(k+1, end) == "directors" || e.low(k+1, end) == "trustees" || e.low(k+1, end) == "regents") {
				k += 2
			}
		}
	}
	r.to = k
	if w := e.low(k, end); (w == "and" || w == "cum" || w == "-cum-" || w == "&") && k+1 < end {
		if next, ok := e.titleAt(k+1, end); ok && !next.weak {
			if w2 := e.low(next.to, end); w2 == "of" || w2 == "at" || w2 == "," || w2 == "for" || e.t[next.from].cap {
				r.to = next.to
			}
		}
	}
	return r, true
}

func (e *en) titleAfter(k, end int) bool {
	for n := 0; k < end && n < 5; k, n = k+1, n+1 {
		w := e.t[k].low
		if titleHeads[w] {
			return true
		}
		if m := strings.LastIndexByte(w, '-'); m > 0 && titleHeads[w[m+1:]] {
			return true
		}
		if !(english[w] && !functionWords[w] || titleMods[w] || w == "and" || w == "&") {
			return false
		}
	}
	return false
}

// addMention keeps a mention unless an earlier one covers it.
func (e *en) addMention(m *mention) {
	for k := len(e.people) - 1; k >= 0 && k >= len(e.people)-6; k-- {
		old := e.people[k]
		if old.name == m.name {
			if !old.titled && m.titled {
				*old = *m
			}
			return
		}
		if old.name.overlaps(m.name) {
			return
		}
	}
	e.people = append(e.people, m)
}

// findPeople reads each sentence from left to right.
func (e *en) findPeople() {
	for s := 0; s+1 < len(e.first); s++ {
		if e.junk[s] {
			continue
		}
		e.peopleIn(e.first[s], e.first[s+1])
	}
}

func (e *en) peopleIn(from, end int) {
	for i := from; i < end; {
		if e.t[i].quote != 0 && e.inTitleQuote(i) || !e.t[i].word {
			i++
			continue
		}
		// Titles first: "Deputy Minister X", "the rector of Y, X".
		if tr, ok := e.titleAt(i, end); ok && (i == from || !e.partOfName(i)) && tr.from == i {
			if m, ok := e.nameAfterTitle(tr, end); ok {
				begin := from
				if n := len(e.people); n > 0 {
					begin = max(begin, min(e.people[n-1].last, tr.from))
				}
				e.leftOfTitle(m, tr, begin)
				e.addMention(m)
				i = max(i+1, m.last)
				continue
			}
			i = tr.to
			continue
		}
		if nf, nt, ok := e.personName(i, end, false); ok {
			if m, ok := e.afterName(i, nf, nt, end); ok {
				e.addMention(m)
				i = max(nt, m.last)
				continue
			}
			i = nt
			continue
		}
		if e.t[i].cap {
			if r, ok := e.nameRun(i); ok && r.class != runOther && !e.titleInside(r) {
				i = r.to
				continue
			}
		}
		i++
	}
}

func (e *en) titleInside(r run) bool {
	for k := r.from; k < r.to; k++ {
		if titleHeads[e.t[k].low] {
			return true
		}
	}
	return false
}

// inTitleQuote tells that token i stands in a short quotation, the title of
// something, where no dignitaries are listed.
func (e *en) inTitleQuote(i int) bool {
	q := e.quotes[e.t[i].quote-1]
	return q.close-q.open < 25
}

// partOfName keeps "China" from splitting names: a title inside a capitalised body.
func (e *en) partOfName(i int) bool {
	return i > 0 && e.t[i-1].low == "of" && weakTitles[e.t[i].low]
}

// nameAfterTitle reads "Title Name", "Title of Body Name", "Title of Body, Name,".
func (e *en) nameAfterTitle(tr titleRun, end int) (*mention, bool) {
	m := &mention{title: e.span(tr.from, tr.to), titled: true}
	k := tr.to
	if e.low(k, end) == "," && k+1 < end && honorifics[e.low(k+1, end)] {
		k++
	}
	if nf, nt, ok := e.personName(k, end, !tr.weak && e.t[tr.to-1].cap); ok {
		if tr.weak && nt-nf < 2 {
			return nil, false
		}
		m.name, m.from, m.to, m.last = e.span(nf, nt), tr.from, nt, nt
		if body, to, ok := e.bodyAfterName(nt, end); ok && e.orgLike(body) {
			m.org, m.last = body, to
		} else if e.low(nt, end) == "," {
			// "Professor X, Dean of Y"
			if next, ok := e.titleAt(nt+1, end); ok && !e.namesNext(next, end) {
				old := m.title
				e.finishTitle(m, next, end)
				if isAcademic(e.d.str(e.span(next.from, next.to))) {
					m.title = old
				}
			}
		}
		return m, true
	}
	if body, to, ok := e.bodyAt(k, end, tr.head); ok {
		n := to
		comma := e.low(n, end) == ","
		if comma {
			n++
		}
		bodyFrom := e.tokenAt(body.start)
		// The body's own run may have swallowed the name: "Minister of Education Hang Chuon".
		for s := bodyFrom + 1; s < to; s++ {
			if (e.nameWord(s) || honorifics[e.t[s].low]) && !joiners[e.t[s-1].low] && e.t[s-1].low != "," {
				if nf, nt, ok := e.personName(s, end, false); ok && nt >= to && e.plainBody(bodyFrom, s) {
					m.name, m.from, m.to, m.last = e.span(nf, nt), tr.from, nt, nt
					e.setBody(m, tr, e.span(bodyFrom, s))
					return m, true
				}
			}
		}
		if nf, nt, ok := e.personName(n, end, false); ok && (!comma || e.closesApposition(nt, end)) {
			m.name, m.from, m.to, m.last = e.span(nf, nt), tr.from, nt, nt
			e.setBody(m, tr, body)
			return m, true
		}
	}
	return nil, false
}

// namesNext tells that a title has its own name after it: "X, Deputy Minister Y".
func (e *en) namesNext(tr titleRun, end int) bool {
	_, _, ok := e.personName(tr.to, end, e.t[tr.to-1].cap)
	return ok
}

// closesApposition tells that an inverted apposition ends after the name: a comma,
// a verb or the end, but no title of another person.
func (e *en) closesApposition(k, end int) bool {
	w := e.low(k, end)
	if w == "," || w == ";" {
		if _, ok := e.titleAt(k+1, end); ok {
			return false
		}
		if w == "," && k+1 < end && e.t[k+1].cap {
			if _, _, ok := e.personName(k+1, end, false); !ok {
				return true
			}
		}
		return true
	}
	return true
}

// leftOfTitle reads what stands before a title: "UTAR President", "China's
// Ambassador", "Guizhou University Vice President", "Higher Education Minister".
func (e *en) leftOfTitle(m *mention, tr titleRun, begin int) {
	k := tr.from
	if k > begin && e.t[k-1].low == "'s" {
		k--
	}
	from := k
	for from > begin && (e.t[from-1].cap && e.t[from-1].word && !functionWords[e.t[from-1].low] || (joiners[e.t[from-1].low] || e.t[from-1].low == "&") && from-1 > begin && e.t[from-2].cap && e.t[from].cap && from < k ||
		e.t[from-1].low == ")" && from-3 >= begin && e.t[from-3].low == "(" || e.t[from-1].low == "(" || e.t[from-1].low == "'s" && from-1 > begin && e.t[from-2].cap) && k-from < 16 {
		from--
	}
	for from < k && (!e.t[from].cap || !e.t[from].word) {
		from++
	}
	if from >= k {
		return
	}
	// A body that ends right before the title.
	for s := from; s < k; s++ {
		if !e.t[s].cap {
			continue
		}
		r, ok := e.nameRun(s)
		if ok && r.to == k && r.class == runOther && e.t[s].upper && len(e.t[s].low) > 2 && e.placeOf(s) == nil {
			r.class = runOrg // UNESCO Bangkok director
		}
		if ok && r.to == k && r.class == runOrg || ok && s+1 == k && (e.isAcronym(s) || e.t[s].upper && len(e.t[s].low) > 2) || ok && r.class == runOrg && r.to <= k {
			if m.org.empty() {
				m.org = e.span(r.from, r.to)
				if r.to < k && e.t[r.to].low != "'s" && e.t[r.to].cap {
					m.title = span{e.t[r.to].start, m.title.end}
				}
			}
			return
		}
		p := e.placeOf(s)
		if p == nil {
			continue
		}
		// Place or adjective, then perhaps topic words of the title.
		if p.ent.Country != "" {
			m.country, m.countryAt = p.ent.Country, p.span
		}
		t := p.to
		if t < k && e.t[t].low == "'s" {
			t++
		}
		if !p.adj && p.ent.Kind != gazetteer.Country && m.org.empty() {
			m.org = e.span(p.from, min(p.to, k))
		}
		if t < k && e.t[t].cap {
			m.title = span{e.t[t].start, m.title.end}
		}
		return
	}
	all := true
	for s := from; s < k; s++ {
		if !english[e.t[s].low] && e.t[s].low != "&" && e.t[s].low != "'s" {
			all = false
		}
	}
	if all {
		m.title = span{e.t[from].start, m.title.end}
	}
}

// afterName decides whether a run of name words is a person by what follows:
// ", Title of Body", "(Title)", "of Body" or a verb of speech or attendance.
func (e *en) afterName(i, nf, nt, end int) (*mention, bool) {
	m := &mention{name: e.span(nf, nt), from: i, to: nt, last: nt}
	k := nt
	if e.low(k, end) == "(" {
		if tr, ok := e.titleAt(k+1, end); ok {
			m.title, m.titled = e.span(tr.from, tr.to), true
			if body, to, ok := e.bodyAt(tr.to, end, tr.head); ok {
				e.setBody(m, tr, body)
				m.last = to
			}
			return m, true
		}
		for n := k; n < end && n < k+8; n++ {
			if e.t[n].low == ")" {
				k = n + 1
				break
			}
		}
	}
	hon := i < nf
	if e.low(k, end) == "," {
		n := k + 1
		for _, w := range []string{"who", "is", "was", "currently"} {
			if e.low(n, end) == w {
				n++
			}
		}
		// "Name, China's ambassador to Malaysia", "Name, UTAR president".
		lead := n
		if e.low(lead, end) == "the" {
			lead++
		}
		if tr, ok := e.titleAt(n, end); ok && !e.namesNext(tr, end) {
			return e.finishTitle(m, tr, end), true
		}
		if lead < end && e.t[lead].cap {
			t := lead
			if p := e.placeOf(lead); p != nil {
				t = p.to
			} else if r, ok := e.nameRun(lead); ok {
				t = r.to
			}
			if e.low(t, end) == "'s" {
				t++
			}
			if tr, ok := e.titleAt(t, end); ok && t > lead {
				e.leftOfTitle(m, tr, lead)
				org := m.org
				m = e.finishTitle(m, tr, end)
				if m.org.empty() {
					m.org = org
				}
				return m, true
			}
			if r, ok := e.nameRun(lead); ok && r.class == runOrg && (hon || e.speaks(r.to, end)) {
				m.org, m.last, m.titled = e.span(r.from, r.to), r.to, true
				return m, true
			}
		}
	}
	switch e.low(k, end) {
	case "from", "of", "at":
		if body, to, ok := e.bodyAt(k, end, ""); ok && e.orgLike(body) && nt-nf >= 2 {
			m.org, m.last, m.titled = body, to, true
			return m, true
		}
	case "as":
		if tr, ok := e.titleAt(k+1, end); ok {
			return e.finishTitle(m, tr, end), true
		}
	}
	if hon {
		return m, true
	}
	if nt-nf >= 2 && nt-nf <= 4 && e.speaks(k, end) && !e.orgLike(m.name) && !(nf > 0 && e.t[nf-1].low == "the") {
		return m, true
	}
	if nf > 0 && nt-nf >= 2 && (e.t[nf-1].low == "said" || e.t[nf-1].low == "says" || e.t[nf-1].low == "added" || e.t[nf-1].low == "by" && e.saidBy(nf-2)) {
		return m, true
	}
	return nil, false
}

func (e *en) saidBy(k int) bool {
	switch e.low(k, len(e.t)) {
	case "delivered", "signed", "chaired", "moderated", "attended", "hosted", "officiated", "graced", "over", "headed", "opened":
		return true
	}
	return false
}

func (e *en) speaks(k, end int) bool {
	for n := 0; n < 3 && k < end; n++ {
		w := e.t[k].low
		if speechVerbs[w] {
			return true
		}
		if w != "," && w != "also" && w != "further" && w != "respectively" && w != "who" && w != "officially" && w != "jointly" && w != "has" && w != "have" {
			return false
		}
		k++
	}
	return false
}

// finishTitle reads the body after "Name, Title".
func (e *en) finishTitle(m *mention, tr titleRun, end int) *mention {
	org := m.org
	title := m.title
	m.titled = true
	m.title = e.span(tr.from, tr.to)
	if !title.empty() && title.start < m.title.start && title.end >= m.title.start {
		m.title = span{title.start, m.title.end}
	}
	m.last = tr.to
	if body, to, ok := e.bodyAt(tr.to, end, tr.head); ok && e.low(tr.to, end) != "," {
		e.setBody(m, tr, body)
		m.last = to
		if w := e.low(to, end); !e.orgLike(body) && (w == "at" || w == "of" || w == "in" || w == ",") {
			// "Director General of Vocational Education at the Ministry of X"
			if greater, next, ok := e.bodyAt(to, end, ""); ok && e.orgLike(greater) && !e.placeToken(e.tokenAt(body.start)) {
				m.title, m.org, m.last = span{m.title.start, body.end}, greater, next
				return m
			}
		}
		// "Ambassador of China to Malaysia", "Consul General of X in Y"
		if w := e.low(to, end); (w == "to" || w == "in") && (strings.Contains(tr.head, "ambassador") || strings.Contains(tr.head, "consul") || tr.head == "general") && e.placeToken(to+1) {
			m.title = span{m.title.start, e.placeOf(to + 1).end}
			m.last = e.placeOf(to + 1).to
		}
		return m
	} else if ok && e.orgLike(body) {
		// "Deputy Director-General, Department of X": a comma instead of "of".
		if r, ok := e.nameRun(e.tokenAt(body.start)); ok && r.class == runOrg {
			m.org, m.last = body, to
			return m
		}
	}
	// "Minister Counsellor for Education", "Vice President for International Affairs of X".
	if w := e.low(tr.to, end); w == "for" || w == "in" {
		k := tr.to + 1
		for k < end && (e.t[k].cap || e.t[k].low == "and" || e.t[k].low == "&" || english[e.t[k].low] && !functionWords[e.t[k].low]) && k-tr.to < 8 {
			k++
		}
		if k > tr.to+1 && e.low(k, end) == "of" || e.low(k, end) == "at" {
			m.title = e.span(tr.from, k)
			if body, to, ok := e.bodyAt(k, end, tr.head); ok {
				m.org, m.last = body, to
			}
		}
	}
	if m.org.empty() {
		m.org = org
	}
	return m
}
