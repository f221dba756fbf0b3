package dates

import (
	"strings"

	"caewatch/processor/lang"
)

// Find gives the dates of a text from left to right, without overlaps. The tag is
// the text's language (en zh id ms th vi lo km my fil); "" lets the text tell.
func Find(text, tag string, ref Ref) []Span {
	if base, _, ok := strings.Cut(tag, "-"); ok {
		tag = base
	}
	if _, ok := languageWords[tag]; !ok && tag != "zh" {
		if tag, _ = lang.Identify(text); tag == "" {
			tag = "en"
		}
	}
	at := refDay(ref, tag)
	if tag == "zh" || tag == "ja" {
		return findChinese(text, at, ref.BaseYear)
	}
	l := lexicons()[tag]
	if l == nil {
		l = lexicons()["en"]
	}
	p := &parser{text: text, lang: tag, toks: tokenize(text, l), ref: at, base: ref.BaseYear}
	var out []Span
	for i := 0; i < len(p.toks); {
		s, next, ok := p.span(i)
		if !ok {
			i++
			continue
		}
		out = append(out, s)
		i = next
	}
	return out
}

// refDay is the day that relative words and missing years are reckoned from.
func refDay(ref Ref, tag string) day {
	if d := parseDay(ref.Published); d.known() || ref.Dateline == "" {
		return d
	}
	base := ref.BaseYear
	if base == 0 {
		base = YearIn(ref.Dateline)
	}
	for _, s := range Find(ref.Dateline, tag, Ref{BaseYear: base}) {
		if d := parseDay(s.StartDate); d.known() {
			return d
		}
	}
	return day{}
}

// span reads whatever date starts at token i.
func (p *parser) span(i int) (Span, int, bool) {
	t := p.toks[i]
	switch t.class {
	case number, dayWord, month, monthFor:
		if from, to, next, form, ok := p.dates(i); ok {
			return p.absolute(i, next, from, to, form), next, true
		}
	}
	switch t.class {
	case month, monthFor, part:
		return p.monthOnly(i)
	case number, yearWord, era:
		return p.yearOnly(i)
	case relDay, relMonth, relYear, relWeek:
		return p.relative(i)
	case weekday:
		return p.weekday(i, 0, i)
	case this:
		return p.thisOne(i)
	case vague:
		return p.make(i, i+1, Span{Relative: true, Form: "vague"}), i + 1, true
	case of:
		if t.val == 1 && p.is(i+1, number) { // the 15th of September
			if from, to, next, form, ok := p.dates(i + 1); ok && form == "day-month" {
				return p.absolute(i+1, next, from, to, form), next, true
			}
		}
	}
	return Span{}, i, false
}

// make fills a span's place from the tokens i to end.
func (p *parser) make(i, end int, s Span) Span {
	s.Start, s.End = p.toks[i].start, p.toks[end-1].end
	return s
}

func (p *parser) absolute(i, end int, from, to point, form string) Span {
	return p.make(i, end, complete(from, to, form, p.ref, p.base))
}

// complete fills in the year of what has none, and writes the dates.
func complete(from, to point, form string, ref day, base int) Span {
	s := Span{Form: form}
	if from.y == 0 && from.m != 0 {
		if y := yearFor(from, ref, base); y != 0 {
			from.y, s.YearInferred = y, true
		}
	}
	if to.y == 0 && to.m != 0 && from.y != 0 {
		to.y = from.y
		if to.before(from) {
			to.y++
		}
	}
	s.StartDate, s.EndDate, s.Precision = from.iso(), to.iso(), from.precision()
	s.Year, s.Month, s.Day = from.y, from.m, from.d
	s.EndYear, s.EndMonth, s.EndDay = to.y, to.m, to.d
	return s
}

// monthOnly reads a month, with its year, or after a word that shows that a month
// and no person or verb is meant.
func (p *parser) monthOnly(i int) (Span, int, bool) {
	m, next, ok := p.monthAt(i)
	if !ok {
		return Span{}, i, false
	}
	start, from := i, point{0, m, 0}
	if p.is(i, part) {
		for p.toks[start].class == part || p.toks[start].class == until {
			start++
		}
	}
	form := "month"
	// July-August 2025, July to September
	to := from
	if k, isRange := p.rangeAt(next); isRange {
		if m2, l, ok := p.monthAt(k); ok && !p.is(l, number) || ok && p.is(l, number) && p.toks[l].digits == 4 {
			to, next, form = point{0, m2, 0}, l, "month-range"
		}
	}
	if p.is(next, slash) && p.tight(next) && p.is(next+1, number) && p.toks[next+1].digits == 4 { // tháng 9/2025
		next++
	}
	if y, l, ok := p.yearAt(next); ok {
		from.y, to.y, next = y, y, l
		if to.m < from.m {
			from.y--
		}
		return p.absolute(start, next, from, to, form), next, true
	}
	k := next
	for p.is(k, of) || p.is(k, comma) && p.is(k+1, this) {
		k++
	}
	if p.is(k, this) && p.is(k+1, unitYear) && p.ref.known() { // May of this year
		from.y = p.ref.Year() + p.toks[k].val
		to.y = from.y
		s := p.absolute(start, k+2, from, to, form)
		s.Relative = true
		return s, k + 2, true
	}
	if p.is(k, relYear) && p.ref.known() {
		from.y = p.ref.Year() + p.toks[k].val
		to.y = from.y
		s := p.absolute(start, k+1, from, to, form)
		s.Relative = true
		return s, k + 1, true
	}
	if p.is(i, monthFor) || p.is(i, part) || form == "month-range" || p.introduced(i) || !latinWord(p.toks[i].word) {
		return p.absolute(start, next, from, to, form), next, true
	}
	return Span{}, i, false
}

func latinWord(w string) bool { return w != "" }

// introduced tells whether a preposition of time goes before.
func (p *parser) introduced(i int) bool {
	if i == 0 {
		return false
	}
	switch p.toks[i-1].word {
	case "in", "since", "by", "during", "until", "from", "between", "pada", "sejak", "noong", "sa", "mula", "before", "after":
		return true
	}
	return false
}

// plans are words before a year that names a plan and not a time.
var plans = map[string]bool{
	"agenda": true, "vision": true, "visi": true, "wawasan": true, "target": true, "iso": true, "iec": true, "rcep": true,
	"framework": true, "strategy": true, "blueprint": true, "roadmap": true, "no": true, "nomor": true, "number": true,
}

// yearOnly reads a bare year.
func (p *parser) yearOnly(i int) (Span, int, bool) {
	j := i
	for p.is(j, yearWord) || p.is(j, era) {
		j++
	}
	named := j > i
	if !p.is(j, number) || p.toks[j].digits != 4 {
		return Span{}, i, false
	}
	y, next, ok := p.yearAt(i)
	if !ok || y < 1900 || y > 2100 {
		return Span{}, i, false
	}
	if !named && (y < 1980 || y > 2049 || p.toks[j].val > 2100 && !buddhistLanguage(p.lang)) {
		return Span{}, i, false
	}
	if i > 0 && !named {
		b := p.toks[i-1]
		if plans[b.word] && !strings.HasPrefix(b.word, "no") || b.word == "no" {
			return Span{}, i, false
		}
		// $2025, +2025, 1-2025, /2025, GB2025
		if !p.toks[i].spaced && b.end == p.toks[i].start {
			switch {
			case b.class == open, b.class == stop, b.class == between, b.class == other && isQuote(p.text[b.start:b.end]), b.class == other && freeScriptText(p.text[b.start:b.end]):
			case b.class == until && (i < 2 || !p.is(i-2, number) || p.toks[i-2].digits == 4 && p.toks[i-2].val > 1900):
			case b.class == unitYear, b.class == of:
			default:
				return Span{}, i, false
			}
		}
	}
	if p.is(next, other) && !p.toks[next].spaced && latinWord(p.toks[next].word) && p.toks[next].end-p.toks[next].start <= 3 {
		return Span{}, i, false // 2025km
	}
	if !named && p.is(next, other) && counted[p.toks[next].word] {
		return Span{}, i, false
	}
	from, to, form := point{y, 0, 0}, point{y, 0, 0}, "year"
	if k, isRange := p.rangeAt(next); isRange {
		if y2, l, ok := p.yearAt(k); ok && y2 > y && y2 < y+30 && p.toks[l-1].digits == 4 {
			if !p.is(l, until) && !p.is(l, slash) {
				to, next, form = point{y2, 0, 0}, l, "year-range"
			}
		}
		// 2025-09
		if form == "year" && p.tight(next) && p.is(k, number) && p.toks[k].digits == 2 && p.toks[k].val >= 1 && p.toks[k].val <= 12 && !p.is(k+1, until) {
			from.m, to.m, next, form = p.toks[k].val, p.toks[k].val, k+1, "iso"
		}
	}
	return p.absolute(i, next, from, to, form), next, true
}

// counted are nouns after a number that looks like a year but counts.
var counted = map[string]bool{
	"students": true, "people": true, "participants": true, "teachers": true, "scholarships": true, "universities": true, "yuan": true,
	"dollars": true, "km": true, "kilometers": true, "kilometres": true, "siswa": true, "mahasiswa": true, "orang": true, "pelajar": true,
	"sinh": true, "người": true, "học": true, "persons": true, "schools": true, "hours": true, "meters": true, "metres": true, "guests": true,
	"delegates": true, "trainees": true, "graduates": true, "projects": true, "hectares": true, "peserta": true,
}

func buddhistLanguage(l string) bool { return l == "th" || l == "lo" || l == "km" }

func isQuote(s string) bool { return strings.Contains("\"'“”‘’«»「」《》", s) }

func freeScriptText(s string) bool {
	for _, r := range s {
		return freeScript(r)
	}
	return false
}

// relative reads yesterday, tháng này, ปีนี้ and the like.
func (p *parser) relative(i int) (Span, int, bool) {
	t := p.toks[i]
	s := Span{Relative: true, Form: "relative"}
	if p.ref.known() {
		s = complete(relativePoint(p.ref, t.class, t.val), relativePoint(p.ref, t.class, t.val), "relative", p.ref, p.base)
		s.Relative = true
		if t.class == relWeek {
			from, to := week(p.ref, t.val)
			s.StartDate, s.EndDate = from.point().iso(), to.point().iso()
			e := to.point()
			s.EndYear, s.EndMonth, s.EndDay = e.y, e.m, e.d
		}
	}
	return p.make(i, i+1, s), i + 1, true
}

func relativePoint(ref day, c class, n int) point {
	switch c {
	case relDay:
		return ref.add(n).point()
	case relMonth:
		q := makeDay(ref.Year(), int(ref.Month())+n, 1).point()
		q.d = 0
		return q
	case relYear:
		return point{ref.Year() + n, 0, 0}
	}
	from, _ := week(ref, n)
	return from.point()
}

// week gives Monday and Sunday of the week n weeks away.
func week(ref day, n int) (day, day) {
	monday := ref.add(-(int(ref.Weekday())+6)%7 + 7*n)
	return monday, monday.add(6)
}

// weekday reads a bare name of a day: the latest such day up to the publication,
// or after it when "next" stands before. Names that only accompany a date are
// passed over.
func (p *parser) weekday(i, shift, start int) (Span, int, bool) {
	if shift == 0 {
		for j := i + 1; j < len(p.toks) && j <= i+3; j++ {
			c := p.toks[j].class
			if c == comma || c == open || c == this || c == of || c == other && p.toks[j].end-p.toks[j].start <= 2 || c == dot {
				continue
			}
			if c == number || c == dayWord || c == month || c == monthFor {
				if _, _, _, _, ok := p.dates(j); ok {
					return Span{}, i, false
				}
			}
			break
		}
		if i > 1 && (p.is(i-1, open) || p.is(i-1, comma)) && (p.is(i-2, number) || p.is(i-2, month)) {
			return Span{}, i, false // 15 September 2025, Monday
		}
		if latinWord(p.toks[i].word) && (!p.toks[i].upper || len(p.toks[i].word) <= 3) {
			return Span{}, i, false // "sun", "minggu"
		}
	}
	if shift == 0 && (p.is(i+1, and) || p.is(i+1, until)) && p.is(i+2, weekday) && latinWord(p.toks[i+2].word) && p.toks[i+2].upper && p.toks[i].val != p.toks[i+2].val {
		if _, _, ok := p.weekday(i+2, 0, i+2); !ok {
			return Span{}, i, false // they accompany a date
		}
		s := Span{Relative: true, Form: "weekday-range"}
		if n := (p.toks[i+2].val - p.toks[i].val + 7) % 7; p.ref.known() && (n == 1 || p.is(i+1, until)) {
			from := p.ref.add(-((int(p.ref.Weekday()) - p.toks[i].val + 7) % 7))
			s = complete(from.point(), from.add(n).point(), "weekday-range", p.ref, p.base)
			s.Relative = true
			return p.make(start, i+3, s), i + 3, true
		}
	}
	s := Span{Relative: true, Form: "weekday"}
	if p.ref.known() {
		back := (int(p.ref.Weekday()) - p.toks[i].val + 7) % 7
		at := p.ref.add(-back)
		switch {
		case shift > 0:
			at = p.ref.add(7 - back)
		case shift < 0 && back == 0:
			at = p.ref.add(-7)
		}
		s = complete(at.point(), at.point(), "weekday", p.ref, p.base)
		s.Relative = true
	}
	return p.make(start, i+1, s), i + 1, true
}

// thisOne reads last month, this year, next Tuesday, last May.
func (p *parser) thisOne(i int) (Span, int, bool) {
	n := p.toks[i].val
	if i+1 >= len(p.toks) {
		return Span{}, i, false
	}
	u := p.toks[i+1]
	classes := map[class]class{unitWeek: relWeek, unitMonth: relMonth, unitYear: relYear}
	if c, ok := classes[u.class]; ok {
		s := Span{Relative: true, Form: "relative"}
		if p.ref.known() {
			at := relativePoint(p.ref, c, n)
			to := at
			if c == relWeek {
				_, sunday := week(p.ref, n)
				to = sunday.point()
			}
			s = complete(at, to, "relative", p.ref, p.base)
			s.Relative = true
		}
		return p.make(i, i+2, s), i + 2, true
	}
	switch u.class {
	case weekday:
		if n == 0 {
			s, next, ok := p.weekday(i+1, 0, i)
			return s, next, ok
		}
		return p.weekday(i+1, n, i)
	case month:
		if _, _, _, _, ok := p.dates(i + 1); ok || !p.ref.known() || !u.upper {
			return Span{}, i, false
		}
		if y, _, ok := p.yearAt(i + 2); ok && y != 0 {
			return Span{}, i, false
		}
		at := point{p.ref.Year(), u.val, 0}
		switch {
		case n < 0 && at.m >= int(p.ref.Month()):
			at.y--
		case n > 0 && at.m <= int(p.ref.Month()):
			at.y++
		}
		s := complete(at, at, "relative", p.ref, p.base)
		s.Relative = true
		return p.make(i, i+2, s), i + 2, true
	}
	return Span{}, i, false
}

// YearIn gives the year that a text names most often, of equally frequent ones the
// first; 0 when it names none.
func YearIn(text string) int {
	counts := map[int]int{}
	best, most := 0, 0
	var order []int
	add := func(y int) {
		if counts[y] == 0 {
			order = append(order, y)
		}
		counts[y]++
	}
	toks := tokenize(text, lexicons()["th"])
	p := &parser{text: text, lang: "th", toks: toks}
	for i := range toks {
		if toks[i].class != number || toks[i].digits != 4 || p.glued(i) {
			continue
		}
		y := western(toks[i].val)
		if y < 1990 || y > 2049 {
			continue
		}
		if i > 0 && (plans[toks[i-1].word] || toks[i-1].end == toks[i].start && toks[i-1].class == other && strings.Contains("$¥€£￥", p.text[toks[i-1].start:toks[i-1].end])) {
			continue
		}
		add(y)
	}
	for _, y := range order {
		if counts[y] > most {
			best, most = y, counts[y]
		}
	}
	return best
}
