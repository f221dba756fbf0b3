package query

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// postings are the analysed texts of a Doc.
type postings struct {
	toks  [][]Token       // by text
	at    [][]int         // by text: index of the first token of each Pos
	mask  []uint8         // by text: its fields
	terms map[string][]at // where each term stands
	words []string        // the terms, sorted; made when first needed
}

type at struct{ text, tok int }

func maskOf(field string) uint8 {
	return 1 << max(0, slices.Index(TextFields, field))
}

func (d *Doc) postings() *postings {
	if d.idx != nil {
		return d.idx
	}
	p := &postings{terms: map[string][]at{}}
	for i, t := range d.Texts {
		var mask uint8
		for _, f := range t.Fields {
			mask |= maskOf(f)
		}
		toks := Tokens(t.Value)
		var first []int
		for k, tok := range toks {
			for len(first) <= tok.Pos {
				first = append(first, k)
			}
			p.terms[tok.Term] = append(p.terms[tok.Term], at{i, k})
		}
		p.toks, p.at, p.mask = append(p.toks, toks), append(p.at, first), append(p.mask, mask)
	}
	d.idx = p
	return p
}

func (p *postings) sorted() []string {
	if p.words == nil {
		p.words = make([]string, 0, len(p.terms))
		for w := range p.terms {
			p.words = append(p.words, w)
		}
		sort.Strings(p.words)
	}
	return p.words
}

// Match tells whether the record meets the plan.
func (p *Plan) Match(d *Doc) bool {
	switch p.Op {
	case PlanAll:
		return true
	case PlanAnd:
		for _, a := range p.Args {
			if !a.Match(d) {
				return false
			}
		}
		return true
	case PlanOr:
		for _, a := range p.Args {
			if a.Match(d) {
				return true
			}
		}
		return false
	case PlanNot:
		return !p.Args[0].Match(d)
	case PlanKey:
		_, ok := slices.BinarySearch(d.Keys[p.Field], p.Value)
		return ok
	case PlanKeyPrefix:
		return slices.ContainsFunc(d.Keys[p.Field], func(k string) bool { return strings.HasPrefix(k, p.Value) })
	case PlanDays:
		return d.Dated && d.Days.From <= p.Days.To && d.Days.To >= p.Days.From
	case PlanPhrase, PlanPrefix, PlanFuzzy:
		found := false
		p.find(d.postings(), func(int, int, int) bool { found = true; return false })
		return found
	}
	return false
}

// find calls fn with text, first and last token of each place that a text
// condition matches, until fn returns false.
func (p *Plan) find(idx *postings, fn func(text, first, last int) bool) {
	mask := maskOf(p.Field)
	word := func(term string) bool {
		for _, a := range idx.terms[term] {
			if idx.mask[a.text]&mask != 0 && !fn(a.text, a.tok, a.tok) {
				return false
			}
		}
		return true
	}
	switch p.Op {
	case PlanPhrase:
		for _, a := range idx.terms[p.Terms[0].Term] {
			if idx.mask[a.text]&mask == 0 {
				continue
			}
			if last, ok := idx.phrase(p.Terms, a); ok && !fn(a.text, a.tok, last) {
				return
			}
		}
	case PlanPrefix:
		words := idx.sorted()
		for i := sort.SearchStrings(words, p.Value); i < len(words) && strings.HasPrefix(words[i], p.Value); i++ {
			if !word(words[i]) {
				return
			}
		}
	case PlanFuzzy:
		for _, w := range idx.sorted() {
			if oneEdit(w, p.Value) && !word(w) {
				return
			}
		}
	}
}

// phrase tells whether the terms stand from a on, and at which token they end.
func (idx *postings) phrase(terms []Token, a at) (last int, ok bool) {
	toks, first := idx.toks[a.text], idx.at[a.text]
	begin := toks[a.tok].Pos
	last = a.tok
next:
	for _, t := range terms[1:] {
		pos := begin + t.Pos
		if pos >= len(first) {
			return 0, false
		}
		for k := first[pos]; k < len(toks) && toks[k].Pos == pos; k++ {
			if toks[k].Term == t.Term {
				last = k
				continue next
			}
		}
		return 0, false
	}
	return last, true
}

// oneEdit tells whether a becomes b by at most one insertion, deletion,
// replacement or exchange of neighbours.
func oneEdit(a, b string) bool {
	if len(a)-len(b) > utf8.UTFMax || len(b)-len(a) > utf8.UTFMax {
		return false
	}
	if a == b {
		return true
	}
	x, y := []rune(a), []rune(b)
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return len(x) <= 1 && len(y) <= 1 || len(x) == 2 && len(y) == 2 && x[0] == y[1] && x[1] == y[0]
}

// Required returns signals of which a record that meets the plan has at least
// one (see Doc.Signals); nil when there is no such list.
func (p *Plan) Required() []string {
	switch p.Op {
	case PlanNone:
		return []string{}
	case PlanAnd:
		var best []string
		for _, a := range p.Args {
			if r := a.Required(); r != nil && (best == nil || weight(r) < weight(best)) {
				best = r
			}
		}
		return best
	case PlanOr:
		all := []string{}
		for _, a := range p.Args {
			r := a.Required()
			if r == nil {
				return nil
			}
			all = append(all, r...)
		}
		slices.Sort(all)
		return slices.Compact(all)
	case PlanKey:
		return []string{"=" + p.Field + "=" + p.Value}
	case PlanPhrase:
		// The longest term is mostly the rarest.
		long := p.Terms[0].Term
		for _, t := range p.Terms[1:] {
			if len(t.Term) > len(long) {
				long = t.Term
			}
		}
		return []string{long}
	}
	return nil
}

// weight guesses how often one of the signals is met: keys are common.
func weight(signals []string) int {
	n := 0
	for _, s := range signals {
		if n += 10; strings.HasPrefix(s, "=") {
			n += 90
		}
	}
	return n
}

// Signals calls fn with each term and key of the record once.
func (d *Doc) Signals(fn func(string)) {
	for t := range d.postings().terms {
		fn(t)
	}
	for f, ks := range d.Keys {
		for _, k := range ks {
			fn("=" + f + "=" + k)
		}
	}
}
