package dates

// parser reads dates from the tokens of one text.
type parser struct {
	text string
	lang string
	toks []token
	ref  day // the day of publication, zero when unknown
	base int
}

// point is one end of a written date: zero fields are not written.
type point struct{ y, m, d int }

// is tells whether token i is of a class.
func (p *parser) is(i int, c class) bool { return i < len(p.toks) && p.toks[i].class == c }

// near tells whether a separator at i really joins: a dash may have spaces around,
// a slash or dot may not.
func (p *parser) tight(i int) bool {
	return i < len(p.toks) && !p.toks[i].spaced && i+1 < len(p.toks) && !p.toks[i+1].spaced
}

// dayAt reads the number of a day with what may stand around it.
func (p *parser) dayAt(i int) (int, int, bool) {
	for p.is(i, dayWord) || p.is(i, of) && p.toks[i].val == 1 {
		i++
	}
	if !p.is(i, number) || p.toks[i].digits > 2 || p.toks[i].val < 1 || p.toks[i].val > 31 {
		return 0, i, false
	}
	d := p.toks[i].val
	i++
	if p.is(i, ordinal) && !p.toks[i].spaced {
		i++
	}
	if p.is(i, dayAfter) {
		i++
	}
	return d, i, true
}

// monthAt reads a month, as a name or as "month 9".
func (p *parser) monthAt(i int) (int, int, bool) {
	if p.is(i, part) && p.is(i+1, until) && !p.toks[i+1].spaced {
		i += 2 // mid-September
	} else if p.is(i, part) {
		i++
	}
	if p.is(i, monthFor) {
		if p.is(i+1, number) && p.toks[i+1].digits <= 2 && p.toks[i+1].val >= 1 && p.toks[i+1].val <= 12 {
			return p.toks[i+1].val, i + 2, true
		}
		i++
	}
	if !p.is(i, month) {
		return 0, i, false
	}
	m := p.toks[i].val
	i++
	if p.is(i, monthFor) && !p.toks[i].spaced {
		i++ // စက်တင်ဘာလ
	}
	if p.is(i, dot) && !p.toks[i].spaced && i+1 < len(p.toks) && (p.is(i+1, number) || p.is(i+1, comma)) {
		i++ // Sept. 15
	}
	return m, i, true
}

// yearAt reads a year after a day or month.
func (p *parser) yearAt(i int) (int, int, bool) {
	buddhist, named := false, false
	if p.is(i, comma) {
		i++
	}
	for p.is(i, yearWord) || p.is(i, era) || p.is(i, of) && p.toks[i].val == 0 {
		buddhist = buddhist || p.is(i, era)
		named = named || !p.is(i, of)
		i++
		if p.is(i, dot) && !p.toks[i].spaced {
			i++
		}
	}
	if !p.is(i, number) || p.glued(i) {
		return 0, i, false
	}
	t := p.toks[i]
	switch {
	case t.digits == 4 && t.val >= 1900 && t.val <= 2100:
		return t.val, i + 1, true
	case t.digits == 4 && t.val >= 2443 && t.val <= 2643:
		return t.val - 543, i + 1, true
	case t.digits == 2 && p.lang == "th" && t.val >= 40 && !named, t.digits == 2 && buddhist:
		return 2500 + t.val - 543, i + 1, true
	}
	return 0, i, false
}

// glued tells whether number i is part of something longer: 2,025 or 2025.5 or 2025%.
func (p *parser) glued(i int) bool {
	if i+1 < len(p.toks) && !p.toks[i+1].spaced {
		n := p.toks[i+1]
		if n.class == other && (n.word == "%" || n.word == "％") {
			return true
		}
		if (n.class == comma || n.class == dot) && i+2 < len(p.toks) && p.is(i+2, number) && !p.toks[i+2].spaced {
			return true
		}
	}
	return false
}

// skipOf skips "of", "ng", "hb" and a comma between a day and its month.
func (p *parser) skipOf(i int) int {
	for p.is(i, of) || p.is(i, comma) && p.is(i+1, monthFor) {
		i++
	}
	return i
}

// rangeAt skips the word of a range.
func (p *parser) rangeAt(i int) (int, bool) {
	if p.is(i, until) {
		i++
		if p.is(i, until) {
			i++
		}
		return i, true
	}
	return i, false
}

// date reads one date, as precise as a month and a day.
func (p *parser) date(i int) (point, int, string, bool) {
	// 2025-09-15, 2025/9/15, 2025.9.15
	if p.is(i, number) && p.toks[i].digits == 4 && p.toks[i].val >= 1900 && p.toks[i].val <= 2643 {
		if p.is(i+2, number) && p.is(i+4, number) && p.tight(i+1) && p.tight(i+3) && p.toks[i+1].class == p.toks[i+3].class {
			if c := p.toks[i+1].class; (c == until || c == slash || c == dot) && p.toks[i+2].digits <= 2 && p.toks[i+4].digits <= 2 {
				d := point{western(p.toks[i].val), p.toks[i+2].val, p.toks[i+4].val}
				return d, i + 5, "iso", d.valid()
			}
		}
		// ၂၀၂၅ ခုနှစ် စက်တင်ဘာလ ၁၅ ရက်
		j := i + 1
		for p.is(j, yearWord) || p.is(j, comma) {
			j++
		}
		if j > i+1 {
			if m, k, ok := p.monthAt(j); ok {
				if d, l, ok := p.dayAt(k); ok {
					at := point{western(p.toks[i].val), m, d}
					return at, l, "year-month-day", at.valid()
				}
			}
		}
	}
	// 15 September 2025; ngày 15 tháng 9 năm 2025
	if d, j, ok := p.dayAt(i); ok {
		if m, k, ok := p.monthAt(p.skipOf(j)); ok {
			at := point{0, m, d}
			if p.is(k, slash) && p.tight(k) { // 15 tháng 9/2025
				k++
			}
			if y, l, ok := p.yearAt(k); ok {
				at.y, k = y, l
			}
			return at, k, "day-month", at.valid()
		}
		// 15/9/2025, 15/9, 15-9-2025
		if p.is(j-1, number) && p.is(j, slash) && p.tight(j) && p.is(j+1, number) && p.toks[j+1].digits <= 2 {
			at := point{0, p.toks[j+1].val, d}
			k, full := j+2, false
			if p.is(k, slash) && p.tight(k) && p.is(k+1, number) && (p.toks[k+1].digits == 4 || p.toks[k+1].digits == 2) {
				at.y = p.shortYear(p.toks[k+1])
				k, full = k+2, true
			}
			if at.m > 12 && full {
				at.m, at.d = at.d, at.m // 9/25/2025
			}
			named := p.is(i, dayWord)
			if p.is(k, slash) || !full && !named && !p.slashed(i, k) {
				return point{}, i, "", false
			}
			return at, k, "numeric", at.valid() && (at.y == 0 || at.y > 1900)
		}
		if p.is(j-1, number) && (p.is(j, until) || p.is(j, dot)) && p.tight(j) && p.is(j+1, number) && p.is(j+2, p.toks[j].class) && p.tight(j+2) &&
			p.is(j+3, number) && p.toks[j+3].digits == 4 && p.toks[j+1].digits <= 2 {
			at := point{western(p.toks[j+3].val), p.toks[j+1].val, d}
			return at, j + 4, "numeric", at.valid() && at.y > 1900 && at.y < 2100
		}
	}
	// September 15, 2025
	if m, j, ok := p.monthAt(i); ok && p.is(i, month) || ok && p.is(i, monthFor) {
		for p.is(j, of) && p.toks[j].val == 1 {
			j++
		}
		if d, k, ok := p.dayAt(j); ok && !p.glued(k-1) {
			at := point{0, m, d}
			if y, l, ok := p.yearAt(k); ok {
				at.y, k = y, l
			}
			return at, k, "month-day", at.valid()
		}
	}
	return point{}, i, "", false
}

// slashed tells whether a bare 21/1 is a date: after a weekday, or in brackets, in
// the languages that write dates so.
func (p *parser) slashed(i, end int) bool {
	switch p.lang {
	case "id", "ms", "vi", "th", "lo", "fil":
	default:
		return false
	}
	if i > 0 && p.is(i-1, open) && p.is(end, closing) {
		return true
	}
	return i > 0 && (p.is(i-1, weekday) || p.is(i-1, between) || p.is(i-1, comma) && i > 1 && p.is(i-2, weekday) || p.is(i-1, open) && i > 1 && p.is(i-2, weekday))
}

func (p *parser) shortYear(t token) int {
	if t.digits == 4 {
		return western(t.val)
	}
	if p.lang == "th" && t.val >= 40 {
		return 2500 + t.val - 543
	}
	return 2000 + t.val
}

// western takes a year of the Buddhist era to the common one.
func western(y int) int {
	if y >= 2443 {
		return y - 543
	}
	return y
}

// dates reads one date or a range of dates at token i.
func (p *parser) dates(i int) (from, to point, next int, form string, ok bool) {
	// 24-27 July 2025; ngày 24 đến 27 tháng 7; 15-17/9/2025; 24 and 25 July
	if d, j, ok := p.dayAt(i); ok {
		k, isRange := p.rangeAt(j)
		if !isRange && p.is(j, and) {
			k, isRange = j+1, true
		}
		if isRange {
			if end, next, form, ok := p.date(k); ok && end.d != 0 && (form == "day-month" || form == "numeric") {
				start := point{end.y, end.m, d}
				if p.is(j, and) && end.d != d+1 {
					return end, end, next, form, true // "on 3 and 20 July": the caller reads the first one too
				}
				if start.valid() && d <= end.d {
					return start, end, next, "day-range", true
				}
			}
		}
	}
	from, next, form, ok = p.date(i)
	if !ok {
		return point{}, point{}, i, "", false
	}
	to = from
	// September 15-17, 2025; 24-27 ngày
	if k, isRange := p.rangeAt(next); isRange {
		if end, l, f, ok := p.date(k); ok && (f != "iso" || from.y != 0) {
			if from.y == 0 {
				from.y = end.y
				if end.y != 0 && (end.m < from.m) {
					from.y--
				}
			} else if end.y == 0 {
				end.y = from.y
				if end.m < from.m {
					end.y++
				}
			}
			if !end.before(from) || from.y == 0 {
				return from, end, l, form + "-range", true
			}
		} else if d, l, ok := p.dayAt(k); ok && form == "month-day" && d > from.d || ok && form == "year-month-day" && d > from.d {
			end := point{from.y, from.m, d}
			if y, n, ok := p.yearAt(l); ok && from.y == 0 {
				end.y, from.y, l = y, y, n
			}
			if end.valid() {
				return from, end, l, form + "-range", true
			}
		}
	}
	if p.is(next, and) && form == "month-day" && from.y == 0 { // July 24 and 25, 2025
		if d, l, ok := p.dayAt(next + 1); ok && d == from.d+1 {
			if _, _, ok := p.monthAt(p.skipOf(l)); !ok {
				end := point{from.y, from.m, d}
				if y, n, ok := p.yearAt(l); ok {
					end.y, from.y, l = y, y, n
				}
				if end.valid() {
					return from, end, l, form + "-range", true
				}
			}
		}
	}
	return from, to, next, form, true
}
