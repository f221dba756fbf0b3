package extract

import (
	"strings"

	"caewatch/news"
)

// actionOf gives the action that a verb of founding or publishing names.
func actionOf(w string) string {
	switch w {
	case "launched", "launch", "launches", "launching", "kicked-off", "rolled":
		return "launched"
	case "announced", "announces", "announcing":
		return "announced"
	case "established", "establishes", "establishment", "founded", "set-up", "formed", "inaugurated", "inauguration", "establishing", "created":
		return "established"
	case "unveiled", "unveils", "unveiling":
		return "unveiled"
	case "released", "releases", "issued", "published", "adopted":
		return "released"
	}
	return ""
}

// initiatives reads what a sentence says was launched, announced or founded.
func (e *en) initiatives(s int, r *draft, evs []*event) {
	from, end := e.first[s], e.first[s+1]
	for k := from; k < end; k++ {
		w := e.t[k].low
		action := actionOf(w)
		if action == "" || e.t[k].quote != 0 && e.inTitleQuote(k) || e.t[k].cap && k > from {
			continue
		}
		at := e.t[k].span
		prev := e.low(k-1, end)
		passive := prev == "was" || prev == "were" || prev == "officially" || prev == "been" || prev == "formally" || prev == "be" || prev == "also" || prev == "jointly"
		if prev == "to" || prev == "will" || e.low(k-1, end) == "be" && (e.low(k-2, end) == "will" || e.low(k-2, end) == "to") {
			action = "planned"
		}
		noun := w == "launch" || w == "establishment" || w == "inauguration" || w == "launching" || w == "unveiling" || w == "establishing"
		n := k + 1
		if noun {
			if e.low(n, end) == "ceremony" {
				n++
			}
			if (w != "launch" || prev == "the") && e.low(n, end) != "of" && w != "launching" && w != "establishing" {
				continue
			}
			if e.low(n, end) == "of" {
				n++
			}
		} else if passive && e.low(n, end) != ":" {
			e.passiveInitiatives(k, from, r, action, at, evs)
			if e.low(n, end) != ":" {
				continue
			}
		}
		if e.low(n, end) == ":" {
			n++
		}
		e.itemsAt(n, end, r, action, at, evs)
	}
}

// passiveInitiatives reads "the X, the Y and the Z were launched".
func (e *en) passiveInitiatives(k, from int, r *draft, action string, at span, evs []*event) {
	b := k
	for b > from && (helpers[e.t[b-1].low]) {
		b--
	}
	// Back to the start of the clause, then forward over the list.
	a := b
	for a > from && b-a < 60 {
		w := e.t[a-1].low
		if e.t[a-1].word && !e.t[a-1].cap && e.t[a-1].quote == 0 && !joiners[w] && w != "the" && w != "a" && w != "first" && w != "as" && w != "well" && w != "brand" && w != "project" && w != "programme" && w != "program" && w != "vocational" && w != "education" && w != "flagship" {
			break
		}
		if w == ";" {
			break
		}
		a--
	}
	e.itemsUntil(a, b, r, action, at, evs)
}

func (e *en) itemsAt(k, end int, r *draft, action string, at span, evs []*event) {
	e.itemsUntil(k, end, r, action, at, evs)
}

// itemsUntil reads a list of named things from token k on; it ends at the first
// word that cannot stand between items.
func (e *en) itemsUntil(k, end int, r *draft, action string, at span, evs []*event) {
	last := span{}
	for gap := 0; k < end && gap < 4; {
		w := e.t[k].low
		if !e.t[k].word && w != `"` && w != "'" {
			if w == ";" || w == "," || w == "(" || w == ")" || w == ":" {
				k++
				continue
			}
			return
		}
		if qi := e.quoteOpening(k); qi >= 0 && e.quotes[qi].close < end {
			q := e.quotes[qi]
			item := span{e.t[q.open].end, e.t[q.close].start}
			next := q.close + 1
			// “X” Y Project: the words after belong to it.
			if next < end && e.t[next].cap {
				if rn, ok := e.nameRun(next); ok && rn.head >= 0 {
					item = span{e.t[q.open].start, e.t[rn.to-1].end}
					next = rn.to
				}
			} else if next < end && (e.t[next].low == "brand" || e.t[next].low == "project") {
				// The “X” brand of ... “Y”: the later quotation is the thing.
				if next+1 < end {
					for m := next + 1; m < end && m < next+9; m++ {
						if e.quoteOpening(m) >= 0 {
							item = span{}
							next = m
							break
						}
					}
				}
			}
			if !item.empty() && q.close-q.open >= 2 && (e.t[q.open+1].cap || e.t[q.open+1].num || !item.empty() && item.start == e.t[q.open].start) {
				e.addInitiative(r, item, action, at, evs)
				last = item
			}
			k, gap = next, 0
			continue
		}
		if e.capital(k) || isOrdinal(w) && k+1 < end && e.t[k+1].cap {
			start := k
			if isOrdinal(w) && !e.t[k].num && !e.t[k].cap {
				k++
			}
			rn, ok := e.nameRun(k)
			if ok && rn.head >= 0 && (initiativeHeads[e.t[rn.head].low] || rn.class == runInitiative || rn.class == runEvent && initiativeHeads[e.t[rn.head].low]) && rn.to-rn.from >= 2 {
				item := e.span(start, rn.to)
				if rn.acronym != "" {
					item.end = e.t[rn.to-4].end
				}
				if start == k && k-1 >= 0 && isOrdinal(e.t[k-1].low) {
					item.start = e.t[k-1].start
				}
				e.addInitiative(r, item, action, at, evs)
				last = item
				k, gap = rn.to, 0
				continue
			}
			if ok {
				k = rn.to
				gap++
				continue
			}
		}
		if holdVerbs[w] || speechVerbs[w] || w == "by" || w == "in" && !last.empty() || w == "at" || w == "on" && !last.empty() || w == "which" || w == "that" || w == "to" || w == "aiming" || w == "aimed" || w == "for" && last.empty() || w == "when" || w == "while" {
			return
		}
		if w != "and" && w != "the" && w != "a" && w != "an" && w != "as" && w != "well" && w != "of" {
			gap++
		}
		k++
	}
}

func (e *en) addInitiative(r *draft, s span, action string, at span, evs []*event) {
	s = e.trimName(s)
	for s.end > s.start && strings.HasSuffix(e.d.text[:s.end], ",") {
		s.end--
	}
	if len(r.initiatives) >= 40 {
		return
	}
	name := e.d.val(s, "named thing beside the verb")
	name.text = strings.Trim(name.text, ",; ")
	words := nameWords(name.text)
	for _, x := range evs {
		if sameEvent(x, &event{words: words, noun: x.noun}) && x.held >= 0 {
			return // an event that was launched is no outcome of itself
		}
	}
	for _, old := range r.initiatives {
		if news.Slug(old.name.text) == news.Slug(name.text) {
			return
		}
	}
	r.initiatives = append(r.initiatives, initiativeDraft{name: name, action: e.d.say(action, at, "verb")})
}

var agreementNouns = map[string]string{
	"agreement": "agreement", "agreements": "agreement", "memorandum": "memorandum", "memoranda": "memorandum", "memorandums": "memorandum", "mou": "memorandum", "mous": "memorandum", "moa": "agreement",
	"moas": "agreement", "mous'": "memorandum", "loi": "letter of intent", "letter": "letter of intent", "letters": "letter of intent", "pact": "agreement", "pacts": "agreement", "contract": "contract", "contracts": "contract", "deal": "agreement", "deals": "agreement", "declaration": "declaration", "protocol": "protocol",
}

// agreements reads signings: "X signed A with Y and Z", "A was signed between X and
// Y", "X and Y signed A".
func (e *en) agreements(s int, r *draft) {
	from, end := e.first[s], e.first[s+1]
	for k := from; k < end; k++ {
		w := e.t[k].low
		verb := w == "signed" || w == "inked" || w == "signs" || w == "inks" || w == "renewed" || w == "sign" || w == "sealed" || w == "concluded" || w == "exchanged"
		noun := w == "signing"
		if !verb && !noun || e.t[k].cap && noun && e.t[k].quote != 0 {
			continue
		}
		nounAt, nounTok := "", -1
		lo, hi := k+1, min(end, k+22)
		for n := lo; n < hi; n++ {
			if kind, ok := agreementNouns[e.t[n].low]; ok {
				nounAt, nounTok = kind, n
				break
			}
			if e.t[n].low == "with" && verb && n > k+1 {
				break
			}
		}
		passive := false
		if nounTok < 0 && verb {
			for n := k - 1; n >= from && n > k-40; n-- {
				if kind, ok := agreementNouns[e.t[n].low]; ok {
					nounAt, nounTok, passive = kind, n, true
					break
				}
			}
		}
		if nounTok < 0 {
			if noun && e.low(k+1, end) == "ceremony" && e.low(k-1, end) != "the" {
				a := agreementDraft{kind: e.d.say("agreement", e.t[k].span, "signing ceremony"), status: e.d.say("signed", e.t[k].span, "signing ceremony")}
				e.addAgreement(r, a)
			}
			continue
		}
		status := "signed"
		prev := e.low(k-1, end)
		switch {
		case w == "renewed":
			status = "renewed"
		case w == "sign" && (prev == "will" || prev == "to" && e.low(k-2, end) != "attend" || prev == "would"):
			status = "planned"
		case prev == "be" && (e.low(k-2, end) == "will" || e.low(k-2, end) == "to"):
			status = "planned"
		case w == "sign" && prev == "and":
			continue // "was invited to attend and sign": told again where it happens
		}
		a := agreementDraft{kind: e.d.say(nounAt, e.t[nounTok].span, "noun of the signing"), status: e.d.say(status, e.t[k].span, "verb of signing")}
		ta := nounTok
		for ta > from && e.t[ta-1].word && !functionWords[e.t[ta-1].low] && !holdVerbs[e.t[ta-1].low] && ta-1 != k && nounTok-ta < 8 {
			ta--
		}
		tb := nounTok + 1
		for tb < end && (e.t[tb].low == "of" || e.t[tb].low == "on" || e.t[tb].low == "understanding" || e.t[tb].low == "intent" || e.t[tb].low == "cooperation" || e.t[tb].low == "agreement") {
			tb++
		}
		for tb > nounTok+1 && joiners[e.t[tb-1].low] {
			tb--
		}
		a.title = e.d.val(e.span(ta, tb), "phrase of the agreement")
		// Parties: the subject, then those after "with" or "between".
		if passive || noun {
			begin := nounTok
			if noun {
				begin = k
			}
			for n := begin; n < end; n++ {
				if e.t[n].low == "between" || e.t[n].low == "among" || e.t[n].low == "by" && n > k {
					list, to := e.bodiesAt(n+1, end)
					a.parties = e.partyVals(nil, list)
					if e.t[n].low == "by" {
						e.signersAfter(n, &a)
					}
					if e.low(to, end) == "between" && len(a.parties) > 1 {
						e.addAgreement(r, a) // "between A and B, and between C and D"
						n = to - 1
						continue
					}
					break
				}
				if e.t[n].low == "with" && n > nounTok {
					list, _ := e.bodiesAt(n+1, end)
					a.parties = e.partyVals(a.parties, list)
				}
			}
		} else {
			e.subjectParties(k, from, &a)
			for n := nounTok + 1; n < end && n < nounTok+30; n++ {
				if e.t[n].low == "with" || e.t[n].low == "between" {
					list, _ := e.bodiesAt(n+1, end)
					a.parties = e.partyVals(a.parties, list)
					if len(list) > 0 {
						break
					}
				}
			}
		}
		if len(a.parties) == 1 && len(a.signatories) == 0 && !passive {
			// "KLUST signed agreements" tells one side only; the other may be "both".
			if e.plural(nounTok) {
				a.parties = a.parties[:1]
			}
		}
		if len(a.parties) == 0 && len(a.signatories) == 0 {
			e.bothParties(k, from, s, &a)
		}
		e.addAgreement(r, a)
		k = max(k, nounTok)
	}
}

var pairNouns = set("universities institutions colleges sides parties schools institutes academies organisations organizations polytechnics")

// bothParties resolves "the two universities" and "both sides" before the verb k
// to the pair of bodies that was named last.
func (e *en) bothParties(k, from, s int, a *agreementDraft) {
	at := -1
	for n := from; n+1 < k; n++ {
		if (e.t[n].low == "two" || e.t[n].low == "both") && pairNouns[e.t[n+1].low] {
			at = n
		}
	}
	if at < 0 {
		return
	}
	schools := e.t[at+1].low != "sides" && e.t[at+1].low != "parties" && e.t[at+1].low[:5] != "organ"
	for b := s - 1; b >= 0 && b >= s-6; b-- {
		if e.junk[b] || e.d.sents[b].heading {
			continue
		}
		var pair, joined []span
		last := -1
		names := map[string]bool{}
		for i := range e.runs {
			rn := e.runs[i]
			if int(e.t[rn.from].sent) != b || rn.class != runOrg || !e.headIsStrongOrg(rn.head) || schools && !schoolHeads[e.t[rn.head].low] {
				continue
			}
			sp := e.span(rn.from, rn.to)
			name := news.Slug(e.d.str(sp))
			if names[name] {
				continue
			}
			names[name] = true
			if last >= 0 && joined == nil && e.onlyAnd(last, rn.from) {
				joined = []span{pair[len(pair)-1], sp}
			}
			pair = append(pair, sp)
			last = rn.to
		}
		if len(pair) > 2 && joined != nil {
			pair = joined
		}
		if len(pair) == 2 && !schools {
			// Two sides are of two countries.
			if c := countryOf(e.d.str(pair[0])); c != "" && c == countryOf(e.d.str(pair[1])) {
				return
			}
		}
		if len(pair) == 2 {
			a.parties = e.partyVals(nil, pair)
			return
		}
		if len(pair) > 2 {
			return // which two is not told
		}
	}
}

// onlyAnd tells that nothing but "and the" stands between two tokens.
func (e *en) onlyAnd(a, b int) bool {
	seen := false
	for ; a < b; a++ {
		switch e.t[a].low {
		case "and", "with", "&":
			seen = true
		case "the", ",":
		default:
			return false
		}
	}
	return seen
}

var schoolHeads = set("university universiti universitas college institute institut institution academy school polytechnic politeknik kolej centre center conservatory")

func (e *en) plural(k int) bool { return strings.HasSuffix(e.t[k].low, "s") }

func (e *en) partyVals(list []val, more []span) []val {
	for _, s := range more {
		v := e.d.val(e.trimName(s), "party beside the verb of signing")
		dup := false
		for i, old := range list {
			if e.sameBody(old.text, v.text) {
				dup = true
				if len(v.text) > len(old.text) {
					list[i] = v
				}
			}
		}
		if !dup {
			list = addVal(list, v)
		}
	}
	return list
}

// sameBody tells that one is the acronym of the other, as the article links them.
func (e *en) sameBody(a, b string) bool {
	if news.Slug(a) == news.Slug(b) {
		return true
	}
	x, y := e.longForm(a), e.longForm(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	// "Chongqing University" and "Chongqing University of China", "..., China".
	return x == y || len(x) > 6 && strings.HasPrefix(y, x) && (strings.HasPrefix(y[len(x):], " of ") || strings.HasPrefix(y[len(x):], ",") || strings.HasPrefix(y[len(x):], " in "))
}

// longForm gives the long form of an acronym, or the name itself.
func (e *en) longForm(name string) string {
	if k := strings.LastIndex(name, " ("); k > 0 {
		name = name[:k]
	}
	if s, ok := e.acr[lowFold(name)]; ok {
		return lowFold(tidy(e.d.str(s)))
	}
	return lowFold(name)
}

// signersAfter reads "was signed by X, Title of A, and Y, Title of B".
func (e *en) signersAfter(by int, a *agreementDraft) {
	for _, m := range e.people {
		if m.p == nil || m.from <= by || m.from > by+60 || e.t[m.from].sent != e.t[by].sent {
			continue
		}
		a.signatories = addVal(a.signatories, val{text: m.p.name.text, at: m.name, rule: "signed by"})
		if !m.org.empty() {
			a.parties = e.partyVals(a.parties, []span{m.org})
		} else if m.p.org.ok() {
			a.parties = e.partyVals(a.parties, []span{m.p.org.at})
		}
	}
}

// subjectParties reads who signed: bodies and people before the verb, and "on
// behalf of X".
func (e *en) subjectParties(k, from int, a *agreementDraft) {
	begin := from
	for n := k - 1; n > from; n-- {
		if e.t[n].low == ";" {
			begin = n + 1
			break
		}
	}
	covered := begin
	for _, m := range e.people {
		if m.from >= begin && m.to <= k && k-m.last < 25 {
			if m.p != nil {
				a.signatories = addVal(a.signatories, val{text: m.p.name.text, at: m.name, rule: "subject of the signing"})
			}
			if !m.org.empty() {
				a.parties = e.partyVals(a.parties, []span{m.org})
			} else if m.p != nil && m.p.org.ok() {
				a.parties = e.partyVals(a.parties, []span{m.p.org.at})
			}
			covered = max(covered, m.last)
		}
	}
	for n := begin; n < k; n++ {
		if e.t[n].low == "behalf" && e.low(n+1, k) == "of" {
			list, to := e.bodiesAt(n+2, k)
			if len(list) > 0 {
				a.parties = e.partyVals(nil, list[:1])
			}
			covered = max(covered, to)
		}
	}
	if len(a.parties) > 0 {
		return
	}
	// Bodies right before the verb.
	b := k
	for b > covered && helpers[e.t[b-1].low] {
		b--
	}
	if b > covered {
		if ri := e.runAt[b-1]; ri != 0 && e.runs[ri-1].class == runOrg {
			end := e.runs[ri-1].to
			start := e.runs[ri-1].from
			for start-1 > begin {
				c := start - 1
				for c > begin && (e.t[c].low == "and" || e.t[c].low == "," || e.t[c].low == "the") {
					c--
				}
				ri := e.runAt[c]
				if c == start-1 || ri == 0 || e.runs[ri-1].class != runOrg {
					break
				}
				start = e.runs[ri-1].from
			}
			list, _ := e.bodiesAt(start, end)
			a.parties = e.partyVals(a.parties, list)
		}
	}
}

func (e *en) addAgreement(r *draft, a agreementDraft) {
	if len(r.agreements) >= 40 {
		return
	}
	for i, old := range r.agreements {
		if len(a.parties) == 0 || len(old.parties) == 0 {
			if len(a.parties) == 0 && len(a.signatories) == 0 {
				return // told already
			}
			if len(old.parties) == 0 && len(old.signatories) == 0 {
				r.agreements[i] = a
				return
			}
			continue
		}
		n := 0
		for _, p := range a.parties {
			for _, q := range old.parties {
				if e.sameBody(p.text, q.text) {
					n++
				}
			}
		}
		if n == len(a.parties) || n == len(old.parties) && n > 0 {
			if len(a.parties) > len(old.parties) {
				a, old = old, a
			}
			for _, p := range a.signatories {
				old.signatories = addVal(old.signatories, p)
			}
			r.agreements[i] = old
			return
		}
	}
	r.agreements = append(r.agreements, a)
}
