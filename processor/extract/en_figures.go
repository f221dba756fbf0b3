package extract

import (
	"strconv"
	"strings"

	"caewatch/news"
)

var numberWords = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
	"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var scales = map[string]float64{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

// number reads a number at token k: digits, words, with a scale; unit words such as
// "hundreds" are no numbers.
func (e *en) number(k, end int) (float64, int, bool) {
	t := &e.t[k]
	if t.num {
		digits := strings.ReplaceAll(t.low, ",", "")
		v, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			return 0, k, false
		}
		k++
		for k < end && scales[e.t[k].low] > 0 {
			v *= scales[e.t[k].low]
			k++
		}
		return v, k, true
	}
	w := t.low
	tens := 0.0
	if m := strings.IndexByte(w, '-'); m > 0 && numberWords[w[:m]] >= 20 && numberWords[w[m+1:]] > 0 && numberWords[w[m+1:]] < 10 {
		tens = numberWords[w[:m]] + numberWords[w[m+1:]]
	} else {
		tens = numberWords[w]
	}
	if tens == 0 {
		if (w == "a") && k+1 < end && scales[e.t[k+1].low] > 0 {
			return scales[e.t[k+1].low], k + 2, true
		}
		return 0, k, false
	}
	k++
	total := tens
	for k < end {
		if s := scales[e.t[k].low]; s > 0 {
			total *= s
			k++
			continue
		}
		if e.t[k].low == "and" && k+1 < end && numberWords[e.t[k+1].low] > 0 && total >= 100 {
			total += numberWords[e.t[k+1].low]
			k += 2
			continue
		}
		break
	}
	return total, k, true
}

// qualifierAt reads "more than", "over", "nearly", "about" before token k.
func (e *en) qualifierAt(k, from int) (string, int) {
	w1, w2 := "", ""
	if k-1 >= from {
		w1 = e.t[k-1].low
	}
	if k-2 >= from {
		w2 = e.t[k-2].low
	}
	switch w1 {
	case "over", "exceeding", "exceeds", "exceeded", "surpassing", "surpassed", "surpasses", "topped", "above":
		return "over", k - 1
	case "nearly", "almost":
		return "nearly", k - 1
	case "about", "around", "some", "approximately", "roughly":
		return "about", k - 1
	case "than":
		if w2 == "more" || w2 == "greater" || w2 == "higher" {
			return "over", k - 2
		}
		if w2 == "less" || w2 == "fewer" {
			return "nearly", k - 2
		}
	case "least":
		if w2 == "at" {
			return "over", k - 2
		}
	case "to":
		if w2 == "close" {
			return "nearly", k - 2
		}
		if w2 == "up" {
			return "nearly", k - 2
		}
	}
	return "exact", k
}

var notUnits = set(`percent per percentage years year-old months month days day weeks week hours hour minutes am pm a.m p.m o'clock degrees km kilometers kilometres meters metres
	of the a an to in on at and or by from is was were has have had with for after later ago more since until than as`)

var monthOrTime = set("am pm a.m p.m o'clock gmt")

// figures reads every number with a unit in one sentence.
func (e *en) figures(s int, r *draft) {
	from, end := e.first[s], e.first[s+1]
	for k := from; k < end; {
		if !e.t[k].word || e.t[k].quote != 0 && e.inTitleQuote(k) || e.t[k].cap && !e.t[k].num && k > from {
			k++
			continue
		}
		v, to, ok := e.number(k, end)
		if !ok {
			k++
			continue
		}
		start := k
		k = to
		if e.numberElsewhere(start, to, from, end, v) {
			continue
		}
		unit, last, ok := e.unit(to, end)
		subject := span{}
		if !ok {
			// "The number of enrolled international students exceeds 800."
			if u := e.numberOf(start, from); !u.empty() {
				unit, last, ok = u, to, true
			}
		}
		if !ok {
			continue
		}
		if !e.t[start].num && (e.low(start-1, end) == "the" || e.low(start-1, end) == "these" || e.low(start-1, end) == "all" || e.low(last, end) == ":") && v < 20 {
			continue // "the two institutions", "three principles: ..." refer, they do not count
		}
		q, qa := e.qualifierAt(start, from)
		if e.t[start].num && e.low(to, end) == "+" {
			q = "over"
		}
		f := figureDraft{value: v, at: e.span(start, to), rule: "number before its unit"}
		if q == "exact" {
			f.qualifier = e.d.say(q, f.at, "no qualifier")
		} else {
			f.qualifier = e.d.say(q, e.span(qa, to), "words before the number")
		}
		f.unit = e.d.val(unit, "noun phrase of the number")
		if !subject.empty() {
			f.subject = e.d.val(subject, "subject")
		}
		f.scope = e.scope(s, start, last)
		if len(r.figures) < 200 && !(v == 1 && !e.t[start].num) && !e.sameFigure(r, f) {
			r.figures = append(r.figures, f)
			if r.attendance == nil && f.scope.text == "this-event" && e.attendees(f.unit.text) && e.attends(s, from, end) && v >= 5 {
				a := f
				r.attendance = &a
			}
		}
		if last > k {
			k = last
		}
	}
}

func (e *en) sameFigure(r *draft, f figureDraft) bool {
	for _, old := range r.figures {
		if old.value == f.value && old.unit.text == f.unit.text {
			return true
		}
	}
	return false
}

// numberElsewhere tells numbers that count nothing: dates, times, ordinals, parts
// of names and codes.
func (e *en) numberElsewhere(start, to, from, end int, v float64) bool {
	at := e.t[start].span
	for i := range e.dates {
		if e.dates[i].span.overlaps(at) {
			return true
		}
	}
	w := e.t[start].low
	if isYear(w) && to == start+1 && !strings.Contains(e.d.str(at), ",") || isOrdinal(w) || monthOrTime[e.low(to, end)] {
		return true
	}
	if e.runAt[start] != 0 && e.t[start].num {
		return true
	}
	prev := e.low(start-1, end)
	if start > from && (months[prev] || prev == "no" || prev == "top" || prev == ":" && e.adjacent(start-1) || prev == "$" || prev == "/" && e.adjacent(start-1) || prev == "page" || prev == "age" || prev == "aged" || prev == "version" || prev == "vol") {
		return true
	}
	if start+1 < end && e.t[start].num && (e.t[start+1].low == ":" || e.t[start+1].low == "/") && e.adjacent(start) {
		return true
	}
	if months[e.low(to, end)] {
		return true
	}
	return strings.ContainsAny(w, "-") && e.t[start].num
}

// unit reads the noun phrase after a number: "officials, industry organisations,
// vocational colleges, and enterprise representatives from China".
func (e *en) unit(k, end int) (span, int, bool) {
	if e.low(k, end) == "+" {
		k++
	}
	if e.low(k, end) == "%" || e.low(k, end) == "percent" {
		return e.span(k, k+1), k + 1, true
	}
	if e.low(k, end) == "of" && e.low(k+1, end) == "the" {
		return span{}, k, false
	}
	from := k
	for k < end {
		t := &e.t[k]
		w := t.low
		if !t.word || t.quote != 0 {
			if w == "-" && k > from && k+1 < end && e.t[k+1].word && e.adjacent(k) {
				k++
				continue
			}
			break
		}
		if functionWords[w] || joiners[w] || notUnits[w] || helpers[w] || speechVerbs[w] || t.num || holdVerbs[w] || e.verbLike(k, from) {
			break
		}
		if _, isNum := numberWords[w]; isNum {
			break
		}
		k++
		if k-from > 9 {
			break
		}
	}
	if k == from || k == from+1 && !strings.HasSuffix(e.t[from].low, "s") && !collective[e.t[from].low] {
		return span{}, k, false
	}
	last := k - 1
	if !pluralNoun(e.t[last].low) {
		return span{}, k, false
	}
	// A list of units of one number: ", X, and Y".
	to := k
	for n := 0; n < 5; n++ {
		j := to
		comma := e.low(j, end) == ","
		if comma {
			j++
		}
		and := e.low(j, end) == "and" || e.low(j, end) == "&"
		if and {
			j++
		}
		if !comma && !and || j >= end {
			break
		}
		a := j
		for j < end && e.t[j].word && !functionWords[e.t[j].low] && !joiners[e.t[j].low] && !notUnits[e.t[j].low] && !helpers[e.t[j].low] && !speechVerbs[e.t[j].low] && !e.t[j].num && !e.verbLike(j, a) && j-a < 6 && numberWords[e.t[j].low] == 0 {
			j++
		}
		if j == a || !pluralNoun(e.t[j-1].low) || e.t[a].cap && !e.t[from].cap && !e.placeToken(a) {
			break
		}
		if comma && !and {
			// Only when the list is closed by "and" further on.
			if w := e.low(j, end); w != "," && w != "and" {
				break
			}
		}
		to = j
		if and {
			break
		}
	}
	return e.span(from, to), to, true
}

var collective = set("people staff personnel youth faculty alumni media majors series sets percent members children women men personnel countries")

func pluralNoun(w string) bool {
	return collective[w] || len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is") || w == "mous"
}

// verbLike ends a noun phrase at a verb: "students attended".
func (e *en) verbLike(k, from int) bool {
	w := e.t[k].low
	if k == from || e.t[k].cap {
		return false
	}
	if strings.HasSuffix(w, "ly") && pluralNoun(e.t[k-1].low) {
		return true
	}
	return len(w) > 4 && strings.HasSuffix(w, "ed") && !pluralNoun(w) && k > from && pluralNoun(e.t[k-1].low) || len(w) > 5 && strings.HasSuffix(w, "ing") && pluralNoun(e.t[k-1].low) ||
		w == "took" || w == "take" || w == "gathered" || w == "came" || w == "won" || w == "now" || w == "each" || w == "across" || w == "annually" || w == "worldwide" || w == "nationwide" || w == "today" || w == "every" || w == "last" || w == "this"
}

// numberOf reads "the number of X exceeds N" and "X totalled N".
func (e *en) numberOf(k, from int) span {
	for n := k - 1; n > from && k-n < 16; n-- {
		if e.t[n].low == "of" && e.t[n-1].low == "number" {
			a := n + 1
			b := a
			for b < k && e.t[b].word && !helpers[e.t[b].low] && !functionWords[e.t[b].low] && e.t[b].low != "exceeds" && e.t[b].low != "reached" && e.t[b].low != "exceeded" && e.t[b].low != "in" && e.t[b].low != "from" {
				b++
			}
			return e.span(a, b)
		}
	}
	return span{}
}

func (e *en) attendees(unit string) bool {
	for _, w := range strings.Fields(strings.ToLower(unit)) {
		switch strings.Trim(w, ",") {
		case "participants", "delegates", "guests", "representatives", "attendees", "officials", "experts", "people", "scholars", "students", "teachers", "contestants", "educators", "leaders", "visitors", "trainees", "players", "professionals":
			return true
		}
	}
	return false
}

func (e *en) attends(s, from, end int) bool {
	for k := from; k < end; k++ {
		switch e.t[k].low {
		case "attended", "participated", "participating", "attending", "gathered", "attendance", "joined", "brought", "attracted", "drew", "part", "took", "attracting", "gathering", "present", "participate", "attend":
			return true
		}
	}
	return false
}

// scope tells a running total, a yearly number and a plan from this event's own.
func (e *en) scope(s, start, last int) val {
	from, end := e.first[s], e.first[s+1]
	for k := from; k < end; k++ {
		w := e.t[k].low
		switch {
		case w == "annually" || w == "yearly" || w == "annual" && k > start || w == "per" && e.low(k+1, end) == "year" || w == "every" && e.low(k+1, end) == "year" || w == "each" && e.low(k+1, end) == "year":
			return e.d.say("annual", e.t[k].span, "word of the sentence")
		}
	}
	for k := from; k < end; k++ {
		w := e.t[k].low
		switch {
		case w == "since" || w == "so" && e.low(k+1, end) == "far" || w == "cumulative" || w == "cumulatively" || w == "already" || w == "date" && e.low(k-1, end) == "to" || w == "now" && e.low(k-1, end) == "by" || w == "currently" || w == "past" || w == "total" && e.low(k-1, end) == "a" && !e.attends(s, from, end) || w == "over" && e.low(k+1, end) == "the":
			return e.d.say("cumulative", e.t[k].span, "word of the sentence")
		}
	}
	for k := from; k < end && k < last+5; k++ {
		w := e.t[k].low
		if k > start && w != "expected" {
			continue
		}
		if (w == "will" || w == "aims" || w == "plans" || w == "target" || w == "expected" || w == "aim" || w == "plan") && start-k < 12 {
			return e.d.say("planned", e.t[k].span, "word before the number")
		}
	}
	if e.attends(s, from, end) {
		return e.d.say("this-event", e.span(start, last), "counted at the event")
	}
	for k := from; k+1 < end; k++ {
		if (e.t[k].low == "has" || e.t[k].low == "have") && k < start && strings.HasSuffix(e.t[k+1].low, "ed") {
			return e.d.say("cumulative", e.t[k].span, "present perfect")
		}
	}
	return val{}
}

// topics, by slug: a topic is there when one of its phrases is.
var topicPhrases = []struct{ slug, phrases string }{
	{"vocational-education", "vocational education|vocational training|tvet|vocational college|vocational school|vocational skill|vocational and technical|craftsm"},
	{"higher-education", "higher education|universit"},
	{"artificial-intelligence", "artificial intelligence| ai |ai-|ai empower"},
	{"digital-education", "digital education|smart education|online education|digital learning|digitalis|digitaliz|e-learning"},
	{"language-education", "chinese language|mandarin|confucius|language education|chinese bridge|language teaching"},
	{"scholarships", "scholarship"},
	{"teacher-training", "teacher training|train teachers|teacher development|teachers' training"},
	{"student-exchange", "student exchange|exchange student|international students|student mobility|study tour"},
	{"industry-education-integration", "industry-education|industry–education|school-enterprise|industry–academia|industry-academia|university–enterprise|university-enterprise"},
	{"people-to-people-exchange", "people-to-people"},
	{"research-cooperation", "joint research|scientific research|research cooperation|collaborative research|research collaboration"},
	{"luban-workshop", "luban workshop"},
	{"transportation", "transportation|railway"},
	{"agriculture", "agricultur"},
	{"medicine", "medical|medicine|nursing"},
	{"youth-exchange", "youth exchange|young people|youth camp"},
	{"qualifications", "qualification|mutual recognition|credit transfer"},
}

func (e *en) topics(r *draft) {
	low := strings.ToLower(e.d.text)
	if len(low) != len(e.d.text) {
		low = e.d.text // some letter changes its length: byte offsets would not hold
	}
	for _, t := range topicPhrases {
		best := -1
		n := 0
		for _, p := range strings.Split(t.phrases, "|") {
			if i := strings.Index(low, p); i >= 0 && (best < 0 || i < best) {
				best, n = i, len(p)
			}
		}
		if best >= 0 {
			r.topics = append(r.topics, e.d.say(t.slug, span{best, best + n}, "phrase of the topic"))
		}
	}
}

// taking part: China and the states of ASEAN that the article names, others only
// as somebody's or some body's country.
var aseanStates = set("CN BN KH ID LA MY MM PH SG TH VN TL")

func (e *en) addCountry(r *draft, code string, at span, rule string) {
	if code == "" || at.empty() {
		return
	}
	for _, v := range r.countries {
		if v.text == code {
			return
		}
	}
	r.countries = append(r.countries, e.d.say(code, at, rule))
}

// statusOf tells announced, held, cancelled or postponed by the words around the
// name.
func (e *en) statusOf(x *event, start val) val {
	s := x.held
	if s < 0 {
		s = x.sents[0]
	}
	from, end := e.first[s], e.first[s+1]
	future := -1
	for k := from; k < end; k++ {
		switch e.t[k].low {
		case "cancelled", "canceled":
			return e.d.say(news.StatusCancelled, e.t[k].span, "verb")
		case "postponed", "rescheduled":
			return e.d.say(news.StatusPostponed, e.t[k].span, "verb")
		case "will", "slated", "scheduled", "upcoming", "expected":
			if future < 0 && k < x.from+60 && e.t[k].quote == 0 {
				future = k
			}
		}
	}
	if future >= 0 {
		// A past verb of holding at the name weighs more than a later "will".
		if x.held >= 0 {
			for k := from; k < end; k++ {
				if (e.t[k].low == "was" || e.t[k].low == "were") && k < future {
					return e.d.say(news.StatusHeld, e.t[k].span, "past tense")
				}
			}
		}
		p := e.d.art.Published
		if start.ok() && len(p) >= 10 && len(start.text) >= 10 && start.text[:10] < p[:10] {
			return e.d.say(news.StatusHeld, start.at, "before the publication")
		}
		return e.d.say(news.StatusAnnounced, e.t[future].span, "future")
	}
	p := e.d.art.Published
	if start.ok() && len(p) >= 10 && len(start.text) == 10 && start.text > p[:10] {
		return e.d.say(news.StatusAnnounced, start.at, "after the publication")
	}
	return e.d.say(news.StatusHeld, x.kindAt, "no sign of the future")
}
