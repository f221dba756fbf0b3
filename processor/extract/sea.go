package extract

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"caewatch/news"
	"caewatch/processor/dates"
)

// sea is an article of a language of ASEAN. low is the text in lower case with the
// same offsets.
type sea struct {
	*doc
	l      *seaLang
	lang   string
	low    string
	dates  []localTime
	places []localPlace
	quotes []span // inner spans
	names  []seaEvent
}

type seaEvent struct {
	span
	kind   string
	head   span
	sent   int
	quoted bool
}

// seaDrafts reads an article in Indonesian, Malay, Vietnamese, Thai, Filipino,
// Lao, Khmer or Burmese.
func seaDrafts(d *doc) []*draft {
	lang := d.art.Language
	if i := strings.IndexAny(lang, "-_"); i > 0 {
		lang = lang[:i]
	}
	if lang == "tl" {
		lang = "fil"
	}
	l := seaLangs[lang]
	if l == nil {
		return nil
	}
	e := &sea{doc: d, l: l, lang: lang, low: lowerSame(d.text)}
	for _, s := range dates.Find(d.text, lang, dates.Ref{Published: d.art.Published}) {
		if s.StartDate != "" {
			t := localTime{at: span{s.Start, s.End}, start: s.StartDate}
			if s.EndDate != s.StartDate {
				t.end = s.EndDate
			}
			e.dates = append(e.dates, t)
		}
	}
	e.places = d.localPlaces(d.text)
	e.findQuotes()
	e.findEvents()
	x := e.mainEvent()
	if x == nil {
		return nil
	}
	e.readTheme(x)
	e.readOrganizers(x)
	e.readPeople(x)
	e.readOutcomes(x)
	e.readFigures(x)
	e.readCountries(x)
	return []*draft{x}
}

// lowerSame lowers letters whose lower case has as many bytes.
func lowerSame(s string) string {
	return strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
			return l
		}
		return r
	}, s)
}

func (e *sea) findQuotes() {
	open := -1
	for i, r := range e.text {
		switch r {
		case '\n':
			open = -1
		case '“', '«':
			open = i + utf8.RuneLen(r)
		case '”', '»':
			if open >= 0 && i-open < 400 && i > open {
				e.quotes = append(e.quotes, span{open, i})
			}
			open = -1
		case '"':
			if open >= 0 {
				if i-open < 400 && i > open {
					e.quotes = append(e.quotes, span{open, i})
				}
				open = -1
			} else {
				open = i + 1
			}
		}
	}
}

func (e *sea) quoteFrom(b, within int) span {
	lo, hi := 0, len(e.quotes)
	for lo < hi {
		if m := (lo + hi) / 2; e.quotes[m].start < b {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(e.quotes) && e.quotes[lo].start <= b+within {
		return e.quotes[lo]
	}
	return span{}
}

func (e *sea) quoteAround(b int) span {
	for _, q := range e.quotes {
		if q.start > b {
			break
		}
		if q.start <= b && b < q.end {
			return q
		}
	}
	return span{}
}

// word says whether [b,end) stands between word boundaries, where words do.
func (e *sea) word(b, end int) bool {
	if !e.l.spaces {
		return true
	}
	if b > 0 {
		if r, _ := utf8.DecodeLastRuneInString(e.low[:b]); unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return false
		}
	}
	if end < len(e.low) {
		if r, _ := utf8.DecodeRuneInString(e.low[end:]); unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return false
		}
	}
	return true
}

// match returns the longest word of the lexicon that stands at b.
func (e *sea) match(l *lexicon, b, end int) string {
	if l == nil || b >= end {
		return ""
	}
	r, _ := utf8.DecodeRuneInString(e.low[b:end])
	for _, w := range l.first[r] {
		t := spaced(w)
		if strings.HasPrefix(e.low[b:end], t) && e.word(b, b+len(t)) {
			return w
		}
	}
	return ""
}

// spaced turns the _ of the tables into the space of the text: both one byte.
func spaced(w string) string { return strings.ReplaceAll(w, "_", " ") }

// find returns the first word of the lexicon in s.
func (e *sea) findWord(l *lexicon, s span) (int, string) {
	for i := s.start; i < s.end; {
		_, n := utf8.DecodeRuneInString(e.low[i:s.end])
		if w := e.match(l, i, s.end); w != "" {
			return i, w
		}
		i += n
	}
	return -1, ""
}

// any returns the first place of one of the words in s, with the word.
func (e *sea) anyOf(words []string, s span) (int, string) {
	best, word := -1, ""
	for _, w := range words {
		for from := s.start; from < s.end; {
			k := strings.Index(e.low[from:s.end], w)
			if k < 0 {
				break
			}
			at := from + k
			if e.word(at, at+len(w)) {
				if best < 0 || at < best {
					best, word = at, w
				}
				break
			}
			from = at + len(w)
		}
	}
	return best, word
}

func seaBreak(r rune) bool {
	switch r {
	case ',', ';', ':', '(', ')', '.', '!', '?', '“', '”', '"', '«', '»', '\n', '،', '၊', '។', '။', '–', '—', '|':
		return true
	}
	return false
}

// findEvents finds nouns of events and the names that begin, or end, with them.
func (e *sea) findEvents() {
	for si := range e.sents {
		s := e.sents[si].span
		for i := s.start; i < s.end; {
			_, n := utf8.DecodeRuneInString(e.low[i:s.end])
			w := e.match(e.l.heads, i, s.end)
			if w == "" {
				i += n
				continue
			}
			head := span{i, i + len(w)}
			ev := seaEvent{head: head, kind: e.l.heads.value[w], sent: si}
			if q := e.quoteAround(i); !q.empty() {
				ev.span, ev.quoted = q, true
			} else if e.l.headLast {
				ev.span = span{e.backward(i, s.start), head.end}
			} else {
				ev.span = span{i, e.forward(head.end, s.end)}
				if e.lang == "fil" || e.lang == "id" || e.lang == "ms" {
					ev.span.start = e.leading(i, s.start)
				}
			}
			ev.span = e.trim(ev.span)
			if k := len(e.names); k > 0 && e.names[k-1].span == ev.span {
				i = max(i+n, min(ev.end, s.end))
				continue
			}
			e.names = append(e.names, ev)
			i = max(head.end, i+n)
			if !ev.quoted && ev.end > i {
				i = ev.end
			}
		}
	}
}

// leading takes 2025 China-ASEAN and Ika-5 before the noun into the name.
func (e *sea) leading(b, min int) int {
	for k := 0; k < 6; k++ {
		p := strings.TrimRight(e.text[min:b], " ")
		at := strings.LastIndexByte(p, ' ') + 1
		w := p[at:]
		r, _ := utf8.DecodeRuneInString(w)
		if w == "" || strings.ContainsAny(w, ",;:()\"“”.") || !unicode.IsUpper(r) && !unicode.IsDigit(r) || at == 0 && !strings.Contains(strings.ToLower(w), "ika-") && !unicode.IsDigit(r) {
			break
		}
		if e.l.stops.at(strings.ToLower(w)) == strings.ToLower(w) {
			break
		}
		b = min + at
	}
	return b
}

// forward goes from the noun to the end of the name: a stop word, a break, or in
// languages that capitalise names the first word in lower case that joins nothing.
func (e *sea) forward(b, end int) int {
	i, last, count := b, b, 0
	capitals := e.lang == "id" || e.lang == "ms" || e.lang == "fil"
	for i < end && i-b < 330 {
		r, n := utf8.DecodeRuneInString(e.low[i:end])
		if e.match(e.l.stops, i, end) != "" || e.match(e.l.held, i, end) != "" {
			break
		}
		if seaBreak(r) {
			if (r == '–' || r == '—') && i+n < end && e.text[i+n] != '\n' {
				i += n
				continue
			}
			if r == '"' || r == '“' || r == '«' {
				if q := e.quoteFrom(i, 4); !q.empty() && q.start == i+n && count < 4 && q.end < end {
					return min(end, q.end+utf8.RuneLen(r))
				}
			}
			break
		}
		if unicode.IsSpace(r) {
			i += n
			continue
		}
		w := i
		for w < end {
			r2, n2 := utf8.DecodeRuneInString(e.low[w:end])
			if unicode.IsSpace(r2) || seaBreak(r2) && r2 != '.' {
				break
			}
			if !e.l.spaces && w > i && (e.match(e.l.stops, w, end) != "" || e.match(e.l.held, w, end) != "") {
				break
			}
			w += n2
		}
		if w == i {
			w = i + n
		}
		if capitals {
			f, _ := utf8.DecodeRuneInString(e.text[i:w])
			tok := e.low[i:w]
			joint := tok == "dan" || tok == "untuk" || tok == "ke" || tok == "of" || tok == "and" || tok == "hinggil" || tok == "sa" || tok == "ng" || tok == "na" || tok == "mga" || tok == "antara" || tok == "-" || tok == "bagi" || tok == "at" || tok == "di" || tok == "pada" || tok == "the" || tok == "tentang" || tok == "dalam" || strings.HasPrefix(tok, "ke-")
			if !unicode.IsUpper(f) && !unicode.IsDigit(f) && !joint {
				if count > 1 {
					break
				}
			} else if !joint {
				last = w
			}
		} else {
			last = w
		}
		count++
		i = w
	}
	if capitals && last == b {
		last = i
	}
	return min(last, end)
}

func (e *sea) backward(b, min int) int {
	i := b
	for i > min && b-i < 300 {
		r, n := utf8.DecodeLastRuneInString(e.low[min:i])
		if seaBreak(r) && r != '–' && r != '—' {
			break
		}
		if w := e.l.stops.before(e.low[min:i]); w != "" && len(w) > 3 {
			break
		}
		i -= n
	}
	return i
}

func (e *sea) mainEvent() *draft {
	best, score := -1, 0
	for k, ev := range e.names {
		if ev.sent > 12 {
			break
		}
		words := utf8.RuneCountInString(e.str(ev.span))
		n := 30 - 3*ev.sent
		if words-utf8.RuneCountInString(e.str(ev.head)) < 6 {
			n -= 14
		} else {
			n += min(10, words/5)
		}
		s := e.sents[ev.sent].span
		if _, w := e.findWord(e.l.held, span{min(ev.end, s.end), s.end}); w != "" {
			n += 12
		} else if e.heldIn(s) >= 0 {
			n += 6
		}
		if ev.quoted {
			n += 3
		}
		if e.sents[ev.sent].heading {
			n -= 4
		}
		if n > score {
			best, score = k, n
		}
	}
	x := &draft{}
	si := 0
	if best >= 0 {
		ev := e.names[best]
		x.name = e.val(ev.span, "name with an event's noun")
		x.kind = e.say(ev.kind, ev.head, "noun of an event")
		si = ev.sent
		for _, o := range e.names {
			if len(x.aliases) < 3 && o.span != ev.span && strings.Contains(e.str(ev.span), e.str(o.span)) && o.end-o.start > 20 {
				x.aliases = addVal(x.aliases, e.val(o.span, "another mention"))
			}
		}
		// (CAECW) after the name.
		if ev.end+2 < len(e.text) && strings.HasPrefix(strings.TrimLeft(e.text[ev.end:], " "), "(") {
			b := ev.end + strings.Index(e.text[ev.end:], "(") + 1
			if k := strings.IndexByte(e.text[b:], ')'); k > 1 && k < 40 {
				x.aliases = addVal(x.aliases, e.val(span{b, b + k}, "bracket after the name"))
			}
		}
	} else {
		kind, at := "", span{}
		for k := 0; k < len(e.sents) && k < 4 && kind == ""; k++ {
			if b, w := e.findWord(e.l.signed, e.sents[k].span); w != "" {
				kind, at, si = news.KindSigning, span{b, b + len(w)}, k
			} else if b, w := e.findWord(e.l.launched, e.sents[k].span); w != "" {
				kind, at, si = news.KindLaunch, span{b, b + len(w)}, k
			}
		}
		if kind == "" {
			return nil
		}
		name := e.sents[0].span
		if name.end-name.start > 400 {
			name.end = runesOn(e.text, name.start, 120, name.end)
		}
		x.name = e.val(name, "headline or lead of a nameless event")
		x.kind = e.say(kind, at, "verb of the lead")
	}
	e.placeAndTime(x, si)
	return x
}

func (e *sea) heldIn(s span) int {
	b, w := e.findWord(e.l.held, s)
	if w == "" {
		return -1
	}
	return b
}

func (e *sea) placeAndTime(x *draft, si int) {
	order := []int{}
	for k := si; k < len(e.sents) && k < si+4; k++ {
		order = append(order, k)
	}
	for k := 0; k < si && k < 3; k++ {
		order = append(order, k)
	}
	for _, k := range order {
		s := e.sents[k].span
		anchor := e.heldIn(s)
		if anchor < 0 {
			anchor = s.start
		}
		if !x.start.ok() {
			best, far := -1, 0
			for i, t := range e.dates {
				if t.at.start < s.start || t.at.end > s.end || len(t.start) < 7 || x.name.at.contains(t.at) {
					continue
				}
				d := max(anchor-t.at.start, t.at.start-anchor)
				if len(t.start) < 10 {
					d += 200
				}
				if best < 0 || d < far {
					best, far = i, d
				}
			}
			if best >= 0 {
				t := e.dates[best]
				x.start = e.say(t.start, t.at, "date beside the verb of holding")
				if t.end != "" {
					x.end = e.say(t.end, t.at, "end of the range")
				}
			}
		}
		if !x.status.ok() {
			if b, w := e.anyOf(e.l.cancelled, s); b >= 0 {
				x.status = e.say(news.StatusCancelled, span{b, b + len(w)}, "word of cancelling")
			} else if b, w := e.anyOf(e.l.planned, span{s.start, s.end}); b >= 0 && anchor >= 0 && b-anchor < 40 && anchor-b < 60 && k == si {
				x.status = e.say(news.StatusAnnounced, span{b, b + len(w)}, "word of the future")
			}
		}
		if !x.city.ok() && !x.venue.ok() && !x.region.ok() {
			e.placeAfter(x, s, anchor)
		}
	}
	if !x.status.ok() {
		x.status = e.say(news.StatusHeld, x.name.at, "reported")
	}
	if !x.city.ok() && !x.region.ok() && len(e.sents) > 0 {
		// The dateline, or a city named in the lead.
		for _, k := range order {
			for _, p := range e.places {
				if e.sents[k].contains(p.at) && p.kind == "city" && !x.city.ok() && !x.name.at.contains(p.at) && (x.country.text == "" || x.country.text == p.country) {
					x.city = e.val(p.at, "city named in the lead")
					if !x.country.ok() {
						x.country = e.say(p.country, p.at, "country of the city")
					}
				}
			}
		}
	}
}

// placeAfter reads the words after a preposition of place.
func (e *sea) placeAfter(x *draft, s span, anchor int) {
	for _, from := range []int{anchor, s.start} {
		for b := from; b < s.end; {
			at, w := e.anyOf(e.l.at, span{b, s.end})
			if at < 0 {
				break
			}
			after := at + len(w)
			b = after
			end := after
			for end < s.end && end-after < 200 {
				r, n := utf8.DecodeRuneInString(e.low[end:s.end])
				if r == ';' || r == '.' && end-after > 3 || r == '(' || e.dateAt(end) || end > after+2 && e.match(e.l.by, end, s.end) != "" {
					break
				}
				end += n
			}
			if e.l.headLast {
				// Burmese: the place stands before its particle.
				end = at
				after = runesBack(e.text, at, 40, s.start)
			}
			found := false
			for _, p := range e.places {
				if p.at.start < after || p.at.end > end || p.adj || x.name.at.contains(p.at) {
					continue
				}
				switch {
				case p.kind == "city" && !x.city.ok():
					x.city = e.val(p.at, "city after the preposition")
				case p.kind == "region" && !x.region.ok():
					x.region = e.val(p.at, "region after the preposition")
				case p.kind == "country":
				default:
					continue
				}
				found = true
				if p.country != "" && !x.country.ok() {
					x.country = e.say(p.country, p.at, "country of the place")
				}
			}
			v := e.trim(span{after, min(end, s.end)})
			if k := strings.IndexAny(e.text[v.start:v.end], ",.;"); k > 0 {
				v.end = v.start + k
			}
			if e.match(e.l.venues, v.start, v.end) != "" && !e.l.headLast {
				v.end = e.orgEnd(v.start, v.end)
				x.venue = e.val(v, "venue after the preposition")
				found = true
				e.cityOfVenue(x, v)
			}
			if found {
				return
			}
		}
	}
}

// cityOfVenue finds the town in a school's name: Trường Đại học Hà Nội.
func (e *sea) cityOfVenue(x *draft, v span) {
	b := v.start
	for w := e.match(e.l.venues, b, v.end); w != ""; w = e.match(e.l.venues, b, v.end) {
		b += len(w)
		for b < v.end && e.text[b] == ' ' {
			b++
		}
	}
	for _, p := range e.localPlaces(e.text[b:v.end]) {
		at := span{p.at.start + b, p.at.end + b}
		if x.country.ok() && p.country != x.country.text || p.adj {
			continue
		}
		if p.kind == "city" && !x.city.ok() {
			x.city = e.val(at, "city in the venue's name")
		} else if p.kind == "region" && !x.city.ok() {
			x.city = e.val(at, "city in the venue's name")
		}
		if !x.country.ok() && p.country != "" {
			x.country = e.say(p.country, at, "country of the place")
		}
	}
	for _, p := range e.places {
		if v.contains(p.at) && p.country != "" && !x.country.ok() {
			x.country = e.say(p.country, p.at, "country of the venue")
		}
	}
}

func (e *sea) dateAt(b int) bool {
	for _, t := range e.dates {
		if t.at.start == b {
			return true
		}
		if t.at.start > b {
			break
		}
	}
	return false
}

func (e *sea) readTheme(x *draft) {
	for _, s := range e.sents {
		for _, w := range e.l.theme {
			b, _ := e.anyOf([]string{w}, s.span)
			if b < 0 {
				continue
			}
			if q := e.quoteFrom(b, len(w)+24); !q.empty() && q.end <= s.end+6 && q.start > b {
				x.theme = e.val(q, "quotation after "+w)
				return
			}
			if e.l.headLast || e.lang == "my" {
				for _, q := range e.quotes {
					if q.end <= b && b-q.end < 30 {
						x.theme = e.val(q, "quotation before "+w)
						return
					}
				}
			}
		}
	}
}

func (e *sea) readCountries(x *draft) {
	seen := map[string]bool{}
	for _, p := range e.places {
		if p.country == "" || !asean[p.country] || seen[p.country] {
			continue
		}
		seen[p.country] = true
		x.countries = append(x.countries, e.say(p.country, p.at, "country or place named"))
	}
}

// localDigit gives the value of a digit of any of the scripts.
func localDigit(r rune) (int, bool) {
	for _, zero := range []rune{'0', '๐', '໐', '០', '၀'} {
		if r >= zero && r <= zero+9 {
			return int(r - zero), true
		}
	}
	return 0, false
}

// number reads a number at b with its thousands, decimals and multipliers.
func (e *sea) number(b, end int) (v float64, after int, ok bool) {
	var digits strings.Builder
	i := b
	for i < end && i-b < 60 {
		r, n := utf8.DecodeRuneInString(e.text[i:end])
		if d, is := localDigit(r); is {
			digits.WriteByte(byte('0' + d))
			i += n
			continue
		}
		if (r == '.' || r == ',') && digits.Len() > 0 {
			next := e.text[i+n : end]
			k, at := 0, 0
			for at < len(next) {
				r2, n2 := utf8.DecodeRuneInString(next[at:])
				if _, is := localDigit(r2); !is {
					break
				}
				k++
				at += n2
			}
			if k == 3 {
				i += n
				continue // a group of thousands
			}
			if k == 1 || k == 2 {
				digits.WriteByte('.')
				i += n
				continue
			}
		}
		break
	}
	f, err := strconv.ParseFloat(digits.String(), 64)
	if err != nil {
		return 0, b, false
	}
	for k := 0; k < 2; k++ {
		at := i
		for at < end && e.text[at] == ' ' {
			at++
		}
		long := ""
		for w := range e.l.more { // the longest: the order of the map does not matter
			if len(w) > len(long) && strings.HasPrefix(e.low[at:end], w) && e.word(at, at+len(w)) {
				long = w
			}
		}
		if long == "" {
			break
		}
		f *= e.l.more[long]
		i = at + len(long)
	}
	return f, i, true
}
