package api

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"caewatch/news"
)

// marker numbers the passages that a page refers to and marks them in the
// articles' texts.
type marker struct {
	numbers map[string]int  // of articles, from 1
	shown   map[string]bool // articles whose text the page holds
	spans   map[string][]*markedSpan
}

type markedSpan struct {
	start, end int
	anchor     string
	labels     []string
}

func newMarker() *marker {
	return &marker{numbers: map[string]int{}, shown: map[string]bool{}, spans: map[string][]*markedSpan{}}
}

// refs registers passages and answers the links to them.
func (m *marker) refs(label string, ps []Passage) []ref {
	var out []ref
	for _, p := range ps {
		n := m.numbers[p.Article]
		if n == 0 {
			continue
		}
		r := ref{Article: n, Quote: p.Quote}
		if m.shown[p.Article] && p.Start >= 0 && p.End > p.Start {
			s := m.span(p)
			if !slices.Contains(s.labels, label) {
				s.labels = append(s.labels, label)
			}
			r.Anchor = s.anchor
		}
		if !slices.ContainsFunc(out, func(o ref) bool { return o.Anchor == r.Anchor && o.Quote == r.Quote && o.Article == r.Article }) {
			out = append(out, r)
		}
	}
	return out
}

func (m *marker) span(p Passage) *markedSpan {
	for _, s := range m.spans[p.Article] {
		if s.start == p.Start && s.end == p.End {
			return s
		}
	}
	s := &markedSpan{start: p.Start, end: p.End, anchor: "s" + itoa(m.numbers[p.Article]) + "-" + itoa(p.Start) + "-" + itoa(p.End)}
	m.spans[p.Article] = append(m.spans[p.Article], s)
	return s
}

// paragraphs cuts the text at every border of a passage, so that overlapping
// ones stay well-formed: each piece is one <mark> that names all its passages.
func (m *marker) paragraphs(a news.Article) []template.HTML {
	text := []rune(a.Text)
	spans := m.spans[a.ID]
	cuts := []int{0, len(text)}
	for _, s := range spans {
		if s.end <= len(text) {
			cuts = append(cuts, s.start, s.end)
		}
	}
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '\n' && text[i+1] == '\n' {
			cuts = append(cuts, i, i+2)
			i++
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	slices.SortFunc(spans, func(x, y *markedSpan) int {
		if x.start != y.start {
			return x.start - y.start
		}
		return y.end - x.end
	})
	var out []template.HTML
	var b strings.Builder
	flush := func() {
		if strings.TrimSpace(b.String()) != "" {
			out = append(out, template.HTML(b.String())) //nolint:gosec // built below from escaped text
		}
		b.Reset()
	}
	for i := 0; i+1 < len(cuts); i++ {
		from, to := cuts[i], cuts[i+1]
		piece := string(text[from:to])
		if piece == "\n\n" {
			flush()
			continue
		}
		var over []*markedSpan
		for _, s := range spans {
			if s.end <= len(text) && s.start <= from && s.end >= to {
				over = append(over, s)
			}
		}
		writePiece(&b, piece, from, over)
	}
	flush()
	return out
}

func writePiece(b *strings.Builder, piece string, from int, over []*markedSpan) {
	escaped := template.HTMLEscapeString(piece)
	if len(over) == 0 {
		b.WriteString(escaped)
		return
	}
	var names, labels []string
	for _, s := range over {
		names = append(names, s.anchor)
		for _, l := range s.labels {
			if !slices.Contains(labels, l) {
				labels = append(labels, l)
			}
		}
	}
	depth := min(len(over), 3)
	b.WriteString(`<mark class="d` + strconv.Itoa(depth) + `" data-s="` + strings.Join(names, " ") +
		`" title="` + template.HTMLEscapeString(strings.Join(labels, " · ")) + `">`)
	for _, s := range over {
		if s.start == from {
			b.WriteString(`<a id="` + s.anchor + `"></a>`)
		}
	}
	b.WriteString(escaped + "</mark>")
}
