package extract

import (
	"strings"

	"caewatch/processor/gazetteer"
)

// bodyAt reads the body that a title belongs to: "of X", "at X", "for X", "with
// X", then ", Y of Z" of the same chain.
func (e *en) bodyAt(i, end int, head string) (body span, to int, ok bool) {
	k := i
	w := e.low(k, end)
	switch w {
	case "of", "at", "from", "with", "in", "under":
		k++
	case "for", "to":
		k++
	case ",":
		k++
		if k < end && !e.t[k].cap {
			return span{}, i, false
		}
	default:
		return span{}, i, false
	}
	if e.low(k, end) == "the" {
		k++
	}
	if k >= end || !e.t[k].cap {
		return span{}, i, false
	}
	from := k
	r, ok := e.nameRun(k)
	if !ok {
		return span{}, i, false
	}
	if r.class == runOther && english[e.t[k].low] && !e.placeToken(k) && w != "," {
		// "Minister of Education and Sports Khamphay": fields, not yet the name.
		if t := e.topicPhrase(k, end); t > k {
			if p := e.placeOf(t + 1); e.low(t, end) == "of" && p != nil && e.placeToken(t+1) {
				t = p.to
			}
			return e.span(from, t), t, true
		}
	}
	if w == "," && r.class != runOrg {
		return span{}, i, false
	}
	if h := e.low(r.to, end); r.class != runOrg && orgHeads[h] && strongOrgs[h] && !e.t[r.to].cap {
		// "the Chinese embassy in Yangon", "Guizhou provincial government"
		r.to++
		r.class, r.head = runOrg, r.to-1
		if w := e.low(r.to, end); (w == "in" || w == "to") && e.placeToken(r.to+1) {
			r.to = e.placeOf(r.to + 1).to
		}
	}
	to = r.to
	// "..., Ministry of Education of China": the greater body of a smaller one.
	for n := 0; n < 2; n++ {
		w := e.low(to, end)
		k := to + 1
		if w != "," && w != "of" && w != "at" && w != "under" || k >= end {
			break
		}
		if e.low(k, end) == "the" {
			k++
		}
		if k >= end || !e.t[k].cap {
			break
		}
		next, ok := e.nameRun(k)
		if !ok || next.class != runOrg || w == "," && !(greaterBody[e.t[next.head].low] && smallerBody(e, r)) {
			break
		}
		to, r = next.to, next
	}
	// "... (ACC)" was read with the run; "..., China" or "..., Malaysia" belongs to an affiliation too.
	if e.low(to, end) == "," && to+1 < end && e.isCountry(to+1, to+2) {
		if w := e.low(e.places[e.at[to+1]-1].to, end); w == "," || w == ";" || w == "." || w == "" {
			return e.span(from, to), e.places[e.at[to+1]-1].to, true
		}
	}
	return e.span(from, to), to, true
}

// topicPhrase reads fields of work, "Education, Youth and Sport", and returns the
// token after them.
func (e *en) topicPhrase(k, end int) int {
	last := k
	for k < end {
		from := k
		for k < end && e.t[k].cap && e.t[k].word && english[e.t[k].low] && !functionWords[e.t[k].low] && !e.titleHere(k) && !honorifics[e.t[k].low] {
			k++
		}
		if k == from {
			return last
		}
		last = k
		if e.low(k, end) == "," {
			k++
		}
		if w := e.low(k, end); w == "and" || w == "&" {
			k++
		} else if k == last {
			return last
		}
	}
	return last
}

var greaterBody = set("ministry university universiti universitas college government committee commission academy group corporation council school institute")

func smallerBody(e *en, r run) bool {
	if r.head < 0 {
		return false
	}
	switch e.t[r.head].low {
	case "department", "bureau", "office", "division", "faculty", "school", "institute", "centre", "center", "directorate", "section", "college", "unit", "secretariat", "laboratory", "agency", "administration", "committee":
		return true
	}
	return false
}

// plainBody tells that tokens before a name are words of a body or a field.
func (e *en) plainBody(from, to int) bool {
	for k := from; k < to; k++ {
		if e.t[k].word && !english[e.t[k].low] && !e.placeToken(k) && !orgHeads[e.t[k].low] && !joiners[e.t[k].low] && e.t[k].low != "the" && e.placeOf(k) == nil {
			return false
		}
	}
	return to > from
}

func (e *en) tokenAt(b int) int {
	lo, hi := 0, len(e.t)
	for lo < hi {
		mid := (lo + hi) / 2
		if e.t[mid].end <= b {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// setBody gives what follows "of" to the title or to the organisation: "Minister
// of Education" is a title, "President of Guizhou University" has a body.
func (e *en) setBody(m *mention, tr titleRun, body span) {
	from, to := e.tokenAt(body.start), e.tokenAt(body.end-1)+1
	prev := e.low(from-1, len(e.t))
	if prev == "the" {
		prev = e.low(from-2, len(e.t))
	}
	switch {
	case e.orgLike(body):
		m.org = body
	case strings.Contains(tr.head, "ambassador") || strings.Contains(tr.head, "consul") || prev == "to":
		m.title = span{m.title.start, body.end}
		m.titleCountry(e, from, to)
	case e.placeToken(from) && e.placeOf(from).to >= to:
		m.org = body
	case strings.HasSuffix(tr.head, "minister") || strings.HasSuffix(tr.head, "secretary") || strings.HasSuffix(tr.head, "professor"):
		if m.title.end <= body.start {
			// "of Education of China": the country is no part of the title.
			m.title = span{m.title.start, e.withoutCountry(from, to).end}
		}
		m.titleCountry(e, from, to)
	default:
		m.org = body
	}
}

func (e *en) withoutCountry(from, to int) span {
	if p := e.placeOf(to - 1); p != nil && p.from > from && e.t[p.from-1].low == "of" && p.ent.Kind == gazetteer.Country {
		return e.span(from, p.from-1)
	}
	return e.span(from, to)
}

// titleCountry takes the country named in a title; that after "to" or "in" is the
// host's, not the person's.
func (m *mention) titleCountry(e *en, from, to int) {
	for k := from; k < to; k++ {
		prev := e.t[k-1].low
		if p := e.placeOf(k); p != nil && p.ent.Country != "" && prev != "to" && prev != "in" {
			m.country, m.countryAt = p.ent.Country, p.span
			return
		}
	}
}

// orgLike tells that a span names a body.
func (e *en) orgLike(s span) bool {
	if s.empty() {
		return false
	}
	from := e.tokenAt(s.start)
	if r, ok := e.nameRun(from); ok && (r.class == runOrg || e.t[from].upper && r.to-r.from == 1 || e.isAcronym(from)) {
		return true
	}
	if p := e.placeOf(from); p != nil && !geographic(p.ent.Kind) {
		return true
	}
	for k := from; k < len(e.t) && e.t[k].start < s.end; k++ {
		if !e.t[k].cap && strongOrgs[e.t[k].low] {
			return true // the Chinese embassy
		}
	}
	return false
}

// bodyAfterName reads the body after "Title Name": "of X", "from X".
func (e *en) bodyAfterName(k, end int) (span, int, bool) {
	switch e.low(k, end) {
	case "of", "from":
		return e.bodyAt(k, end, "")
	}
	return span{}, k, false
}
