package extract

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"caewatch/news"
)

// orgEnd goes from the beginning of an organisation's name to its end.
func (e *sea) orgEnd(b, end int) int {
	i, last, count := b, b, 0
	for i < end && i-b < 260 {
		r, n := utf8.DecodeRuneInString(e.text[i:end])
		if unicode.IsSpace(r) {
			if !e.l.spaces && count > 0 {
				return last // Thai and its kin: a space ends a name
			}
			i += n
			continue
		}
		if r == '(' && count > 0 {
			// (KLUST) belongs to the name as its acronym, but is read apart.
			return last
		}
		if seaBreak(r) && r != '.' && r != '–' {
			// Kementerian Pendidikan Tinggi, Sains, dan Teknologi
			if r == ',' && (e.lang == "id" || e.lang == "ms") && e.listGoesOn(i+n, end) {
				i += n
				continue
			}
			return last
		}
		if e.dateAt(i) {
			return last
		}
		w := i
		for w < end {
			r2, n2 := utf8.DecodeRuneInString(e.text[w:end])
			if unicode.IsSpace(r2) || seaBreak(r2) && r2 != '-' {
				break
			}
			if !e.l.spaces && w > i && e.orgStop(w, end) {
				w2 := w
				if w2 > b {
					return w2
				}
			}
			w += n2
		}
		if w == i {
			return last
		}
		tok := e.low[i:w]
		if count > 0 && e.l.spaces {
			if e.orgStop(i, end) {
				return last
			}
			f, _ := utf8.DecodeRuneInString(e.text[i:w])
			joint := tok == "dan" || tok == "của" || tok == "và" || tok == "ng" || tok == "at" || tok == "of" || tok == "na" || tok == "untuk" || tok == "the" || tok == "and" || tok == "mga" || tok == "-" || tok == "sa"
			if e.lang == "vi" && !unicode.IsUpper(f) && !joint {
				// Vietnamese writes names of bodies half in lower case: up to five such words.
				if count > 7 {
					return last
				}
			} else if !unicode.IsUpper(f) && !unicode.IsDigit(f) && !joint {
				return last
			}
			if joint && tok != "của" && tok != "ng" && tok != "of" && tok != "na" {
				// "A dan B": go on only when no other body begins after the joint.
				next := w
				for next < end && e.text[next] == ' ' {
					next++
				}
				if e.match(e.l.orgs, next, end) != "" || next >= end || e.lang != "vi" && !e.upperAt(next) {
					return last
				}
				i = w
				count++
				continue
			}
		}
		last = w
		count++
		i = w
	}
	return last
}

func (e *sea) upperAt(b int) bool {
	if b >= len(e.text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(e.text[b:])
	return unicode.IsUpper(r)
}

// listGoesOn says whether ", Sains, dan Teknologi" continues a ministry's name.
func (e *sea) listGoesOn(b, end int) bool {
	rest := strings.TrimLeft(e.low[b:min(end, b+60)], " ")
	if strings.HasPrefix(rest, "dan ") {
		return e.upperAt(b+len(" dan ")) && e.match(e.l.orgs, b+len(" dan "), end) == ""
	}
	k := strings.Index(rest, ", dan ")
	return k > 0 && k < 22 && !strings.ContainsAny(rest[:k], " .") && e.match(e.l.orgs, b+1, end) == ""
}

func (e *sea) orgStop(b, end int) bool {
	if e.match(e.l.held, b, end) != "" || e.match(e.l.signed, b, end) != "" || e.match(e.l.launched, b, end) != "" {
		return true
	}
	for _, w := range e.l.and {
		if !e.l.spaces && strings.HasPrefix(e.low[b:end], w) {
			next := b + len(w)
			return e.match(e.l.orgs, next, end) != ""
		}
	}
	switch e.lang {
	case "vi":
		for _, w := range []string{"tại", "tổ chức", "phối hợp", "đã", "sẽ", "với", "cho biết", "phát biểu", "ông", "bà", "cùng", "chủ trì", "nhấn mạnh", "khẳng định", "đánh giá", "được", "do", "ngày", "đăng cai"} {
			if strings.HasPrefix(e.low[b:end], w) && e.word(b, b+len(w)) {
				return true
			}
		}
	case "th":
		for _, w := range []string{"ร่วมกับ", "ได้", "จัด", "กล่าว", "เป็น", "เมื่อ", "โดย", "ในวัน", "ณ", "เข้าร่วม", "ที่เมือง", "ให้"} {
			if strings.HasPrefix(e.low[b:end], w) {
				return true
			}
		}
	case "lo", "km", "my":
		return e.l.stops.at(e.low[b:end]) != ""
	default:
		for _, w := range []string{"di", "pada", "dengan", "yang", "bersama", "telah", "akan", "sa", "noong", "ay", "kasama", "untuk"} {
			if strings.HasPrefix(e.low[b:end], w) && e.word(b, b+len(w)) {
				return !(w == "untuk" || w == "sa")
			}
		}
	}
	return false
}

// orgsIn lists the organisations named in s: by the words that begin their names
// and by the gazetteer.
func (e *sea) orgsIn(s span) []span {
	var out []span
	for i := s.start; i < s.end; {
		_, n := utf8.DecodeRuneInString(e.low[i:s.end])
		if w := e.match(e.l.orgs, i, s.end); w != "" && (!e.l.spaces || e.upperAt(i)) {
			end := e.orgEnd(i, s.end)
			if end > i+len(w)+2 {
				out = append(out, span{i, end})
				i = end
				continue
			}
		}
		if e.l.headLast {
			if w := e.l.last.at(e.low[i:s.end]); w != "" {
				if b := e.backward(i, s.start); i-b > 6 {
					if k := strings.LastIndexByte(e.text[b:i], ' '); k >= 0 && i-b-k > 9 {
						b += k + 1
					}
					for _, a := range e.l.and {
						if k := strings.LastIndex(e.text[b:i], a); k >= 0 {
							b += k + len(a)
						}
					}
					out = append(out, e.trim(span{b, i + len(w)}))
				}
				i += len(w)
				continue
			}
		}
		if p := e.orgPlace(i, s.end); p != nil {
			out = append(out, p.at)
			i = p.at.end
			continue
		}
		i += n
	}
	return out
}

func (e *sea) orgPlace(b, end int) *localPlace {
	for k := range e.places {
		p := &e.places[k]
		if p.at.start == b && p.at.end <= end && (p.kind == "organization" || p.kind == "university" || p.kind == "ministry") {
			return p
		}
		if p.at.start > b {
			break
		}
	}
	return nil
}

func (e *sea) addOrg(x *draft, at span, role string, why span) {
	name := e.val(at, "organisation beside a verb of organising")
	for _, o := range x.orgs {
		if news.Slug(o.name.text) == news.Slug(name.text) {
			return
		}
	}
	o := orgDraft{name: name, role: e.say(role, why, "verb of organising")}
	for _, p := range e.places {
		if at.contains(p.at) && p.country != "" {
			o.country = e.say(p.country, p.at, "place in the name")
			break
		}
	}
	x.orgs = append(x.orgs, o)
}

// readOrganizers reads diselenggarakan oleh A dan B, do A tổ chức, จัดโดย A.
func (e *sea) readOrganizers(x *draft) {
	for si := range e.sents {
		if si > 10 || len(x.orgs) > 20 {
			break
		}
		s := e.sents[si].span
		for _, pair := range e.l.bys {
			b, _ := e.anyOf([]string{pair[0]}, s)
			if b < 0 {
				continue
			}
			k := strings.Index(e.low[b:s.end], pair[1])
			if k < 0 || k > 400 {
				continue
			}
			for _, o := range e.orgsIn(span{b, b + k}) {
				e.addOrg(x, o, news.RoleHost, span{b + k, b + k + len(pair[1])})
			}
		}
		for i := s.start; i < s.end; {
			_, n := utf8.DecodeRuneInString(e.low[i:s.end])
			if w := e.match(e.l.by, i, s.end); w != "" {
				b := i + len(w)
				end := e.listEnd(b, s.end)
				for _, o := range e.orgsIn(span{b, end}) {
					e.addOrg(x, o, e.l.by.value[w], span{i, b})
				}
				i = b
				continue
			}
			i += max(n, 1)
		}
	}
}

// listEnd ends a list of organisations at the next verb, date or preposition of place.
func (e *sea) listEnd(b, end int) int {
	for i := b; i < end; {
		r, n := utf8.DecodeRuneInString(e.low[i:end])
		if r == ';' || i > b && (e.match(e.l.by, i, end) != "" || e.match(e.l.held, i, end) != "" || e.dateAt(i)) {
			return i
		}
		for _, w := range e.l.theme {
			if strings.HasPrefix(e.low[i:end], w) {
				return i
			}
		}
		i += n
	}
	return end
}

// readPeople reads a title or an honorific with a name.
func (e *sea) readPeople(x *draft) {
	seen := map[string]bool{}
	add := func(name, title, org span) {
		name, title, org = e.trim(name), e.trim(title), e.trim(org)
		t := e.str(name)
		if utf8.RuneCountInString(t) < 3 || seen[news.Slug(t)] || len(x.people) > 60 {
			return
		}
		for _, p := range e.places {
			if p.at == name || p.at.start == name.start && p.kind != "city" {
				return
			}
		}
		seen[news.Slug(t)] = true
		p := &personDraft{name: e.val(name, "name beside a title"), title: e.val(title, "title"), org: e.val(org, "organisation beside the title")}
		for _, pl := range e.places {
			if (org.contains(pl.at) || title.contains(pl.at)) && pl.country != "" {
				p.country = e.say(pl.country, pl.at, "place in the affiliation")
				break
			}
		}
		x.people = append(x.people, p)
	}
	for si := range e.sents {
		s := e.sents[si].span
		for i := s.start; i < s.end; {
			_, n := utf8.DecodeRuneInString(e.low[i:s.end])
			if w := e.match(e.l.titles, i, s.end); w != "" && !e.l.headLast {
				b := i + len(w)
				if name, org, end := e.afterTitle(b, s.end); !name.empty() {
					title := span{i, b}
					add(name, title, org)
					i = max(end, b)
					continue
				}
				i = b
				continue
			}
			if w := e.match(e.l.honors, i, s.end); w != "" && (!e.l.spaces || e.upperAt(i) || e.lang == "vi") {
				b := i + len(w)
				name := e.personName(b, s.end)
				if !name.empty() {
					title, org, end := e.titleAfter(name.end, s.end)
					if !title.empty() {
						add(name, title, org)
					}
					i = max(end, name.end)
					continue
				}
				i = b
				continue
			}
			i += n
		}
	}
}

var vietSurnames = newLexicon("", `nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý trịnh đinh đoàn mai tô cao lâm hà tạ thái châu lưu vương triệu`)

// afterTitle reads [organisation] [,] [honorific] name after a title.
func (e *sea) afterTitle(b, end int) (name, org span, next int) {
	if !e.l.spaces {
		// Thai and its kin: the organisation runs to the space.
		i := b
		for i < end && !unicode.IsSpace(rune(e.text[i])) && i-b < 200 {
			if e.match(e.l.honors, i, end) != "" && i > b {
				break
			}
			_, n := utf8.DecodeRuneInString(e.text[i:end])
			i += n
		}
		org = span{b, i}
		for i < end && e.text[i] == ' ' {
			i++
		}
		if w := e.match(e.l.honors, i, end); w != "" {
			if name = e.personName(i+len(w), end); !name.empty() {
				return name, org, name.end
			}
		}
		return span{}, span{}, b
	}
	i := b
	for i < end && e.text[i] == ' ' {
		i++
	}
	if e.lang == "vi" {
		limit := min(end, i+160)
		for k := i; k < limit; {
			_, n := utf8.DecodeRuneInString(e.text[k:limit])
			if e.text[k] == ',' || e.text[k] == ';' {
				break
			}
			if e.upperAt(k) && e.match(vietSurnames, k, end) != "" && k > 0 && e.text[k-1] == ' ' {
				if nm := e.personName(k, end); !nm.empty() && strings.Count(e.str(nm), " ") >= 1 {
					o := e.trim(span{i, k})
					if w := e.match(e.l.honors, max(i, o.end-4), end); w != "" {
						o.end = o.end - len(w)
					}
					return nm, e.trim(o), nm.end
				}
			}
			k += n
		}
		return span{}, span{}, b
	}
	oEnd := i
	if e.match(e.l.orgs, i, end) != "" || e.orgPlace(i, end) != nil {
		oEnd = e.orgEnd(i, end)
		if p := e.orgPlace(i, end); p != nil {
			oEnd = p.at.end
		}
	} else {
		// Menteri Pendidikan Tinggi, Sains, dan Teknologi X: the field of office up to an honorific or a comma.
		for k := i; k < end && k-i < 120; k++ {
			if e.text[k] == ' ' && e.match(e.l.honors, k+1, end) != "" {
				oEnd = k
				break
			}
			if strings.ContainsRune(";.(\"", rune(e.text[k])) {
				break
			}
			if e.text[k] == ',' {
				if !e.listGoesOn(k+1, end) {
					oEnd = k
					break
				}
			}
		}
	}
	org = span{i, oEnd}
	k := oEnd
	for k < end && (e.text[k] == ' ' || e.text[k] == ',') {
		k++
	}
	for w := e.match(e.l.honors, k, end); w != ""; w = e.match(e.l.honors, k, end) {
		k += len(w)
		for k < end && (e.text[k] == ' ' || e.text[k] == '.') {
			k++
		}
	}
	if nm := e.personName(k, end); !nm.empty() {
		return nm, org, nm.end
	}
	return span{}, span{}, b
}

// personName reads capitalised words, or in scripts without capitals the words up
// to a stop.
func (e *sea) personName(b, end int) span {
	i := b
	for i < end && (e.text[i] == ' ' || e.text[i] == '.') {
		i++
	}
	start := i
	if e.l.spaces {
		last, words := i, 0
		for i < end && words < 6 {
			w := i
			for w < end {
				r, n := utf8.DecodeRuneInString(e.text[w:end])
				if !(unicode.IsLetter(r) || unicode.IsMark(r) || r == '.' && w-i <= 2 || r == '-' || r == '\'' || r == '’') {
					break
				}
				w += n
			}
			if w == i {
				break
			}
			low := e.low[i:w]
			if !e.upperAt(i) && low != "bin" && low != "binti" && low != "bt" && low != "de" {
				break
			}
			if e.match(e.l.orgs, i, end) != "" && words == 0 || e.match(e.l.titles, i, end) != "" || e.match(e.l.heads, i, end) != "" {
				break
			}
			last = w
			words++
			i = w
			if i >= end || e.text[i] != ' ' {
				break
			}
			i++
		}
		if words < 1 || last-start < 4 {
			return span{}
		}
		return span{start, last}
	}
	// First name and surname with a space between; then a title, a space or a verb.
	spaces, last := 0, i
	for i < end && i-start < 150 {
		r, n := utf8.DecodeRuneInString(e.text[i:end])
		if seaBreak(r) && r != '.' {
			break
		}
		if i > start && (e.match(e.l.titles, i, end) != "" || e.match(e.l.orgs, i, end) != "") {
			break
		}
		if unicode.IsSpace(r) {
			spaces++
			if spaces > 1 {
				break
			}
			i += n
			continue
		}
		i += n
		last = i
	}
	if last-start < 6 {
		return span{}
	}
	return span{start, last}
}

// titleAfter reads ", Hiệu trưởng Trường Đại học A" or " อธิการบดีมหาวิทยาลัย" after a name.
func (e *sea) titleAfter(b, end int) (title, org span, next int) {
	i := b
	for i < end && (e.text[i] == ' ' || e.text[i] == ',' || e.text[i] == '(' || strings.HasPrefix(e.text[i:end], "–") || e.text[i] == '-') {
		_, n := utf8.DecodeRuneInString(e.text[i:end])
		i += n
	}
	if strings.HasPrefix(e.low[i:end], "ang ") {
		i += 4
	}
	w := e.match(e.l.titles, i, end)
	if w == "" {
		return span{}, span{}, b
	}
	t := i + len(w)
	o := t
	for o < end && e.text[o] == ' ' {
		o++
	}
	if e.lang == "fil" && strings.HasPrefix(e.low[o:end], "ng ") {
		o += 3
	}
	return span{i, t}, span{o, e.orgEnd(o, end)}, t
}

// readOutcomes reads what was signed by whom and what was launched.
func (e *sea) readOutcomes(x *draft) {
	signed := false
	for si := range e.sents {
		s := e.sents[si].span
		if si == 0 && e.sents[si].heading && e.l.spaces && len(e.sents) > 1 {
			continue
		}
		if b, w := e.findWord(e.l.signed, s); w != "" && len(x.agreements) < 20 && !(w == "ký" && !e.pact(s)) {
			a := agreementDraft{status: e.say("signed", span{b, b + len(w)}, "verb of signing")}
			from := s.start
			for _, o := range e.orgsIn(span{from, s.end}) {
				if len(a.parties) < 8 {
					a.parties = addVal(a.parties, e.val(o, "organisation in the sentence of signing"))
				}
			}
			if len(a.parties) < 2 {
				a.parties = nil
			}
			if len(a.parties) > 0 || !signed {
				x.agreements = append(x.agreements, a)
				signed = true
			}
		}
		for i := s.start; i < s.end; {
			_, n := utf8.DecodeRuneInString(e.low[i:s.end])
			w := e.match(e.l.launched, i, s.end)
			if w == "" {
				i += n
				continue
			}
			b := i + len(w)
			if q := e.quoteFrom(b, 60); !q.empty() && q.end <= s.end && q.start > b && len(x.initiatives) < 20 && !x.name.at.overlaps(q) && !x.theme.at.overlaps(q) {
				x.initiatives = append(x.initiatives, initiativeDraft{name: e.val(q, "quotation after "+w), action: e.say(e.l.launched.value[w], span{i, b}, "verb "+w)})
			}
			i = b
		}
	}
}

// pact says whether a sentence speaks of an agreement.
func (e *sea) pact(s span) bool {
	b, _ := e.anyOf([]string{"thỏa thuận", "thoả thuận", "biên bản", "bản ghi nhớ", "hợp tác"}, s)
	return b >= 0
}

// readFigures reads numbers with what they count.
func (e *sea) readFigures(x *draft) {
	seen := map[string]bool{}
	for si := range e.sents {
		if si == 0 && e.sents[si].heading {
			continue
		}
		s := e.sents[si].span
		for i := s.start; i < s.end; {
			r, n := utf8.DecodeRuneInString(e.text[i:s.end])
			if _, ok := localDigit(r); !ok {
				i += n
				continue
			}
			v, end, ok := e.number(i, s.end)
			if !ok {
				i += n
				continue
			}
			at := span{i, end}
			i = max(end, i+n)
			if f := e.figure(s, at, v); f != nil && len(x.figures) < 100 {
				key := strconv.FormatFloat(v, 'f', -1, 64) + f.unit.text
				if !seen[key] {
					seen[key] = true
					x.figures = append(x.figures, *f)
				}
			}
		}
	}
}

func (e *sea) figure(s, at span, v float64) *figureDraft {
	for _, t := range e.dates {
		if t.at.overlaps(at) {
			return nil
		}
	}
	for _, ev := range e.names {
		if ev.contains(at) && ev.end-ev.start > 30 {
			return nil
		}
	}
	if !e.quoteAround(at.start).empty() {
		return nil
	}
	if at.start > s.start {
		p, _ := utf8.DecodeLastRuneInString(e.text[s.start:at.start])
		if strings.ContainsRune("-/(.:", p) || unicode.IsLetter(p) && e.l.spaces {
			return nil
		}
	}
	b := at.end
	for b < s.end && e.text[b] == ' ' {
		b++
	}
	if b >= s.end || e.text[b] == '%' || e.match(e.l.skipUnits, b, s.end) != "" {
		return nil
	}
	if v >= 1990 && v <= 2100 || v >= 2530 && v <= 2620 || v < 2 {
		return nil
	}
	f := &figureDraft{value: v, at: at, rule: "number and noun"}
	qual, why := "exact", at
	before := span{max(s.start, runesBack(e.text, at.start, 16, s.start)), at.start}
	for _, q := range []struct {
		words []string
		value string
	}{{e.l.over, "over"}, {e.l.nearly, "nearly"}, {e.l.about, "about"}} {
		for _, w := range q.words {
			if k := strings.LastIndex(e.low[before.start:before.end], w); k >= 0 && before.end-before.start-k-len(w) <= 3 {
				qual, why = q.value, span{before.start + k, before.start + k + len(w)}
			}
			if strings.HasPrefix(e.low[b:s.end], w) && !e.l.spaces {
				qual, why = q.value, span{b, b + len(w)}
				b += len(w)
			}
		}
	}
	f.qualifier = e.say(qual, why, "qualifier")
	u := e.unit(b, s)
	if u.empty() {
		return nil
	}
	f.unit = e.val(u, "noun after the number")
	f.scope = e.say("this-event", at, "scope")
	return f
}

func (e *sea) unit(b int, s span) span {
	if e.l.headLast {
		// Burmese: the noun stands before the number, a classifier after it.
		if w := e.match(e.l.class, b, s.end); w != "" {
			return span{b, b + len(w)}
		}
		return span{}
	}
	i := b
	limit := 3
	if !e.l.spaces {
		limit = 1
		for i < s.end {
			r, n := utf8.DecodeRuneInString(e.low[i:s.end])
			if unicode.IsSpace(r) || seaBreak(r) || i-b > 60 || i > b && e.l.stops.at(e.low[i:s.end]) != "" {
				break
			}
			i += n
		}
		if i == b {
			return span{}
		}
		return span{b, i}
	}
	last := b
	for k := 0; k < limit && i < s.end; k++ {
		w := i
		for w < s.end {
			r, n := utf8.DecodeRuneInString(e.low[w:s.end])
			if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '-' {
				break
			}
			w += n
		}
		if w == i {
			break
		}
		if k > 0 && (e.match(e.l.stops, i, s.end) != "" || e.match(e.l.skipUnits, i, s.end) != "" || e.match(e.l.held, i, s.end) != "") {
			break
		}
		last = w
		i = w
		if i < s.end && e.text[i] == ' ' {
			i++
		} else {
			break
		}
	}
	if last == b {
		return span{}
	}
	return span{b, last}
}
