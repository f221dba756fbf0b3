package dates

import (
	"strings"
	"unicode/utf8"
)

// Chinese dates are read rune by rune: 2025年9月15日至17日, 本月21日, 去年.

type chinese struct {
	text string
	ref  day
	base int
	last point // the last year and month named, for 17日 alone
}

func findChinese(text string, ref day, base int) []Span {
	c := &chinese{text: text, ref: ref, base: base}
	var out []Span
	for i := 0; i < len(text); {
		s, end, ok := c.span(i)
		if ok && end > i {
			s.Start, s.End = i, end
			out = append(out, s)
			i = end
			continue
		}
		// A number is read whole or not at all.
		if _, _, n := c.num(i); n > i {
			i = n
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return out
}

// has skips one of some words at i.
func (c *chinese) has(i int, words ...string) (int, bool) {
	for _, w := range words {
		if strings.HasPrefix(c.text[i:], w) {
			return i + len(w), true
		}
	}
	return i, false
}

func (c *chinese) space(i int) int {
	for i < len(c.text) && (c.text[i] == ' ' || strings.HasPrefix(c.text[i:], "\u3000")) {
		if c.text[i] == ' ' {
			i++
		} else {
			i += 3
		}
	}
	return i
}

var hanDigits = map[rune]int{'〇': 0, '零': 0, '○': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9, '十': 10, '廿': 20, '卅': 30}

// num reads a number in digits or in characters: its value, its digits, its end.
func (c *chinese) num(i int) (val, digits, end int) {
	end = i
	for end < len(c.text) {
		r, size := utf8.DecodeRuneInString(c.text[end:])
		d := digit(r)
		if d < 0 {
			break
		}
		if digits++; digits <= 9 {
			val = val*10 + d
		}
		end += size
	}
	if digits > 0 {
		return val, digits, end
	}
	var ds []int
	for end < len(c.text) {
		r, size := utf8.DecodeRuneInString(c.text[end:])
		d, ok := hanDigits[r]
		if !ok {
			break
		}
		ds = append(ds, d)
		end += size
	}
	switch {
	case len(ds) == 0:
		return 0, 0, i
	case len(ds) == 4 && ds[0] < 10 && ds[1] < 10 && ds[2] < 10 && ds[3] < 10:
		return ds[0]*1000 + ds[1]*100 + ds[2]*10 + ds[3], 4, end
	case len(ds) > 3:
		return 0, 0, end
	}
	tens, seen := 0, false
	for k, d := range ds {
		switch {
		case d >= 20:
			tens, seen = d, true
		case d == 10 && k == 0:
			tens, seen = 10, true
		case d == 10:
			tens, seen, val = val*10, true, 0
		default:
			val = d
		}
	}
	if len(ds) > 1 && !seen {
		return 0, 0, end
	}
	return tens + val, 2, end
}

func (c *chinese) year(i int) (int, int, bool) {
	v, n, j := c.num(i)
	k := c.space(j)
	if n == 4 && v >= 1900 && v <= 2100 {
		if k, ok := c.has(k, "年"); ok {
			return v, k, true
		}
	}
	if k, ok := c.has(i, "民国", "民國"); ok { // the Minguo calendar counts from 1912
		if v, n, j := c.num(c.space(k)); n > 0 && v > 0 && v < 200 {
			if k, ok := c.has(c.space(j), "年"); ok {
				return v + 1911, k, true
			}
		}
	}
	return 0, i, false
}

func (c *chinese) month(i int) (int, int, bool) {
	v, n, j := c.num(i)
	if n == 0 || n > 2 || v < 1 || v > 12 {
		return 0, i, false
	}
	k, ok := c.has(c.space(j), "月")
	if !ok {
		return 0, i, false
	}
	if l, ok := c.has(k, "份"); ok {
		k = l
	}
	return v, k, true
}

func (c *chinese) day(i int) (int, int, bool) {
	v, n, j := c.num(i)
	if n == 0 || n > 2 || v < 1 || v > 31 {
		return 0, i, false
	}
	k, ok := c.has(c.space(j), "日", "号", "號")
	return v, k, ok
}

// bareDay reads the first day of 15-17日 or 15至17日.
func (c *chinese) bareDay(i int) (int, int, bool) {
	v, n, j := c.num(i)
	if n == 0 || n > 2 || v < 1 || v > 31 {
		return 0, i, false
	}
	if k, ok := c.to(j); ok {
		if _, _, ok := c.day(k); ok {
			return v, j, true
		}
		if _, k2, ok := c.month(k); ok {
			if _, _, ok := c.day(k2); ok {
				return v, j, true
			}
		}
	}
	return 0, i, false
}

func (c *chinese) to(i int) (int, bool) {
	k, ok := c.has(c.space(i), "——", "--", "至", "到", "-", "—", "–", "~", "～", "－", "─", "、")
	return c.space(k), ok
}

// span reads whatever date starts at byte i.
func (c *chinese) span(i int) (Span, int, bool) {
	if s, end, ok := c.isoDate(i); ok {
		return s, end, true
	}
	from, end, relative, ok := c.start(i, false)
	if !ok {
		return c.relativeWord(i)
	}
	form := "zh-day"
	switch {
	case from.d == 0 && from.m == 0:
		form = "year"
	case from.d == 0:
		form = "zh-month"
	case from.y != 0:
		form = "zh-year-month-day"
	case from.m != 0:
		form = "zh-month-day"
	}
	to := from
	// 15日至17日, 9月30日至10月2日, 7月至9月, 2023年至2025年
	if k, ok := c.to(end); ok {
		list := strings.HasPrefix(c.text[c.space(end):], "、")
		if p, l, _, ok := c.start(k, true); ok && p.precision() == from.precision() || ok && p.d != 0 && from.d != 0 {
			if p.m == 0 && from.d != 0 {
				p.m = from.m
			}
			if p.y == 0 && from.y != 0 && p.m != 0 {
				p.y = from.y
				if p.before(from) {
					p.y++
				}
			}
			next := p.y == from.y && p.m == from.m && p.d == from.d+1
			if (p.y == 0 || !p.before(from)) && (!list || next) {
				to, end = p, l
				form += "-range"
			}
		}
	}
	if from.d != 0 && from.m == 0 {
		// 17日 alone belongs to the month that the text named last, else to the
		// latest such day before the publication.
		switch {
		case c.last.m != 0:
			from.y, from.m = c.last.y, c.last.m
		case c.ref.known():
			p := c.ref.point()
			if from.d > p.d {
				p = makeDay(p.y, p.m-1, 1).point()
			}
			from.y, from.m, relative = p.y, p.m, true
		default:
			s := complete(from, to, form, c.ref, c.base)
			s.StartDate, s.EndDate, s.Precision = "", "", ""
			return s, end, true
		}
		if to.m == 0 {
			to.y, to.m = from.y, from.m
		}
		if !from.valid() || !to.valid() {
			return Span{}, i, false
		}
	}
	s := complete(from, to, form, c.ref, c.base)
	s.Relative = relative
	c.last = point{s.EndYear, s.EndMonth, 0}
	return s, end, true
}

// start reads one date: a year, month and day as far as they are written.
func (c *chinese) start(i int, inRange bool) (at point, end int, relative, ok bool) {
	j := i
	if y, k, found := c.year(i); found {
		at.y, j, ok = y, k, true
		if l, more := c.has(k, "度", "以来", "级", "版"); more && l > k {
			return at, k, false, true
		}
	} else if k, found := c.has(i, "今年", "本年", "去年", "明年", "前年"); found {
		relative = true
		if !c.ref.known() {
			return point{}, i, false, false
		}
		n := map[string]int{"今年": 0, "本年": 0, "去年": -1, "明年": 1, "前年": -2}[c.text[i:k]]
		at.y, j, ok = c.ref.Year()+n, k, true
		if l, found := c.has(j, "的"); found {
			if _, _, m := c.month(l); m {
				j = l
			}
		}
	}
	j2 := c.space(j)
	if m, k, found := c.month(j2); found {
		at.m, j, ok = m, k, true
	} else if k, found := c.has(j2, "本月", "上月", "上个月", "下月", "下个月", "当月", "这个月"); found && at.y == 0 {
		if !c.ref.known() {
			return point{}, i, false, false
		}
		n := 0
		switch c.text[j2:][:3] {
		case "上":
			n = -1
		case "下":
			n = 1
		}
		p := makeDay(c.ref.Year(), int(c.ref.Month())+n, 1).point()
		at, j, relative, ok = point{p.y, p.m, 0}, k, true, true
	}
	if at.m != 0 || !ok {
		j2 := c.space(j)
		if d, k, found := c.day(j2); found {
			at.d, j, ok = d, k, true
		} else if d, k, found := c.bareDay(j2); found && (at.m != 0 || inRange || c.clean(i)) {
			at.d, j, ok = d, k, true
		} else if k, found := c.has(j, "上旬", "中旬", "下旬", "初", "底", "中", "末"); found && at.m != 0 {
			j = k
		}
		if at.m == 0 && at.d != 0 && !inRange && !c.clean(i) {
			return point{}, i, false, false
		}
	}
	if !ok || at.m != 0 && !at.valid() {
		return point{}, i, false, false
	}
	return at, j, relative, true
}

// clean tells whether 15日 at i stands alone and is not the end of a longer number
// or of a count such as 第15日.
func (c *chinese) clean(i int) bool {
	r, _ := utf8.DecodeLastRuneInString(c.text[:i])
	return digit(r) < 0 && !strings.ContainsRune("第近满共为期历时.-/年月", r)
}

func (c *chinese) relativeWord(i int) (Span, int, bool) {
	if end, ok := c.has(i, "近日", "日前", "近期", "不久前", "最近"); ok {
		return Span{Relative: true, Form: "vague"}, end, true
	}
	for _, w := range []struct {
		text  string
		class class
		n     int
	}{
		{"前天", relDay, -2}, {"昨天", relDay, -1}, {"昨日", relDay, -1}, {"今天", relDay, 0}, {"今日", relDay, 0}, {"明天", relDay, 1}, {"明日", relDay, 1}, {"当日", relDay, 0},
		{"上周", relWeek, -1}, {"本周", relWeek, 0}, {"下周", relWeek, 1}, {"上个月", relMonth, -1}, {"下个月", relMonth, 1}, {"本月", relMonth, 0}, {"上月", relMonth, -1}, {"下月", relMonth, 1},
		{"今年", relYear, 0}, {"去年", relYear, -1}, {"明年", relYear, 1}, {"前年", relYear, -2},
	} {
		end, ok := c.has(i, w.text)
		if !ok {
			continue
		}
		s := Span{Relative: true, Form: "relative"}
		if w.text == "当日" {
			return Span{}, i, false // the day just named, which the text has already
		}
		if w.class == relWeek {
			if r, size := utf8.DecodeRuneInString(c.text[end:]); size > 0 {
				if n := strings.IndexRune("一二三四五六日", r); n >= 0 {
					end += size
					if c.ref.known() {
						monday, _ := week(c.ref, w.n)
						at := monday.add(n / 3).point()
						s = complete(at, at, "weekday", c.ref, c.base)
						s.Relative = true
					}
					return s, end, true
				}
			}
		}
		if c.ref.known() {
			from := relativePoint(c.ref, w.class, w.n)
			to := from
			if w.class == relWeek {
				_, sunday := week(c.ref, w.n)
				to = sunday.point()
			}
			s = complete(from, to, "relative", c.ref, c.base)
			s.Relative = true
		}
		return s, end, true
	}
	return Span{}, i, false
}

// isoDate reads 2025-09-15, 2025/9/15 and 2025.9.15.
func (c *chinese) isoDate(i int) (Span, int, bool) {
	y, n, j := c.num(i)
	if n != 4 || y < 1900 || y > 2100 || j >= len(c.text) || !strings.ContainsRune("-/.", rune(c.text[j])) {
		return Span{}, i, false
	}
	m, n, k := c.num(j + 1)
	if n == 0 || n > 2 || k >= len(c.text) || c.text[k] != c.text[j] {
		return Span{}, i, false
	}
	d, n, end := c.num(k + 1)
	at := point{y, m, d}
	if n == 0 || n > 2 || d == 0 || !at.valid() {
		return Span{}, i, false
	}
	return complete(at, at, "iso", c.ref, c.base), end, true
}
