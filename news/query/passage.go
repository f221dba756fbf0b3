package query

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"caewatch/news"
)

// Passage is a piece of a record around words that matched. Start and End count
// code points of the value at Field; Quote is that slice.
type Passage struct {
	Field      string // JSON Pointer into the record
	Quote      string
	Start, End int
	Marks      [][2]int // the matching words, byte offsets into Quote, in order
	rank       int      // how many different conditions it shows
}

// Evidence returns the passage as rooms tell it to each other.
func (p Passage) Evidence() news.Evidence {
	return news.Evidence{Field: p.Field, Quote: p.Quote, Start: p.Start, End: p.End}
}

// HTML returns the quote with the matching words in <mark>; all else is escaped.
func (p Passage) HTML() string {
	var b strings.Builder
	last := 0
	for _, m := range p.Marks {
		b.WriteString(html.EscapeString(p.Quote[last:m[0]]))
		b.WriteString("<mark>")
		b.WriteString(html.EscapeString(p.Quote[m[0]:m[1]]))
		b.WriteString("</mark>")
		last = m[1]
	}
	b.WriteString(html.EscapeString(p.Quote[last:]))
	return b.String()
}

const (
	wholeValue  = 240 // code points up to which a value is shown whole
	aroundMatch = 120 // code points kept on either side otherwise
	maxWindows  = 32  // looked at in one text
)

// span is one matching place: bytes of a text, and which condition matched.
type span struct{ start, end, leaf int }

// Passages returns at most limit passages of d that show why it meets the plan,
// those that show most conditions first. What only keys or dates match has none.
func (p *Plan) Passages(d *Doc, limit int) []Passage {
	idx := d.postings()
	spans := make([][]span, len(d.Texts))
	for leaf, l := range p.leaves(nil) {
		l.find(idx, func(text, first, last int) bool {
			if !d.Texts[text].Silent {
				toks := idx.toks[text]
				spans[text] = append(spans[text], span{toks[first].Start, toks[last].End, leaf})
			}
			return true
		})
	}
	var out []Passage
	for i, s := range spans {
		if len(s) > 0 {
			out = append(out, windows(d.Texts[i], s)...)
		}
	}
	slices.SortStableFunc(out, func(a, b Passage) int { return b.rank - a.rank })
	return out[:min(limit, len(out))]
}

// leaves lists the text conditions that speak for a match, not against it.
func (p *Plan) leaves(out []*Plan) []*Plan {
	switch p.Op {
	case PlanAnd, PlanOr:
		for _, a := range p.Args {
			out = a.leaves(out)
		}
	case PlanPhrase, PlanPrefix, PlanFuzzy:
		out = append(out, p)
	}
	return out
}

// windows cuts the pieces of a text that hold its spans.
func windows(t Text, spans []span) []Passage {
	slices.SortFunc(spans, func(a, b span) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	whole := utf8.RuneCountInString(t.Value) <= wholeValue
	var out []Passage
	for i := 0; i < len(spans) && len(out) < maxWindows; {
		start, end := 0, len(t.Value)
		if !whole {
			start, end = before(t.Value, spans[i].start), after(t.Value, spans[i].end)
		}
		if n := len(out); n > 0 {
			start = max(start, out[n-1].End) // bytes until they are counted below
		}
		p := Passage{Field: t.Path}
		leaves := map[int]bool{}
		for ; i < len(spans) && spans[i].start < end; i++ {
			s := spans[i]
			end = max(end, s.end)
			leaves[s.leaf] = true
			if n := len(p.Marks); n > 0 && s.start < p.Marks[n-1][1]+start {
				p.Marks[n-1][1] = max(p.Marks[n-1][1], s.end-start)
				continue
			}
			p.Marks = append(p.Marks, [2]int{s.start - start, s.end - start})
		}
		p.Quote, p.Start, p.End, p.rank = t.Value[start:end], start, end, len(leaves)
		out = append(out, p)
	}
	points, bytes := 0, 0
	for i := range out {
		p := &out[i]
		points += utf8.RuneCountInString(t.Value[bytes:p.Start])
		bytes = p.Start
		p.Start = points
		p.End = points + utf8.RuneCountInString(p.Quote)
	}
	return out
}

func endsSentence(r rune) bool { return strings.ContainsRune(".!?。！？\n", r) }

// before returns where the piece begins that leads to byte i: at its sentence, or
// at a word not too far away.
func before(s string, i int) int {
	start, word, n := i, i, 0
	for start > 0 && n < aroundMatch {
		r, size := utf8.DecodeLastRuneInString(s[:start])
		if endsSentence(r) && (r != '.' || start == len(s) || !alnum(s[start:])) {
			break
		}
		if unicode.IsSpace(r) {
			word = start
		}
		start -= size
		n++
	}
	if n == aroundMatch && word < i {
		start = word
	}
	for start < i {
		r, size := utf8.DecodeRuneInString(s[start:])
		if !unicode.IsSpace(r) {
			break
		}
		start += size
	}
	return start
}

func after(s string, i int) int {
	end, word, n := i, i, 0
	for end < len(s) && n < aroundMatch {
		r, size := utf8.DecodeRuneInString(s[end:])
		if r == '\n' {
			break
		}
		if unicode.IsSpace(r) {
			word = end
		}
		end += size
		n++
		if endsSentence(r) && (r != '.' || end == len(s) || !alnum(s[end:])) {
			return end
		}
	}
	if n == aroundMatch && word > i {
		return word
	}
	return end
}

func alnum(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
