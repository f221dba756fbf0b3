package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"caewatch/news"
)

// Parse reads a query. Its error is a *news.QueryError.
func Parse(q string) (*Node, error) {
	p := &parser{}
	pos := 1
	for i := 0; i < len(q); pos++ {
		r, n := utf8.DecodeRuneInString(q[i:])
		if r == utf8.RuneError && n == 1 {
			return nil, fail(pos, "not UTF-8")
		}
		if pos > MaxLength {
			return nil, fail(pos, "query longer than %d characters", MaxLength)
		}
		p.in = append(p.in, r)
		i += n
	}
	if err := p.lex(); err != nil {
		return nil, err
	}
	if p.toks[0].kind == tokEnd {
		if p.skipped > 0 {
			return nil, fail(p.skipped, "nothing to search for: no letter or digit")
		}
		return &Node{Op: All, Pos: 1}, nil
	}
	n, err := p.or("")
	if err != nil {
		return nil, err
	}
	if t := p.toks[p.at]; t.kind != tokEnd {
		return nil, fail(t.pos, "%s without an opening parenthesis", t.text)
	}
	return n, nil
}

func fail(pos int, format string, args ...any) error {
	return &news.QueryError{Pos: pos, Msg: fmt.Sprintf(format, args...)}
}

type tokKind int

const (
	tokEnd tokKind = iota
	tokWord
	tokPhrase
	tokOpen
	tokClose
	tokAnd
	tokOr
	tokNot
	tokField
)

type tok struct {
	kind tokKind
	text string
	pos  int
}

type parser struct {
	in      []rune
	toks    []tok
	at      int
	depth   int
	clauses int
	open    int // clauses with * or ~
	skipped int // position of the first word without anything searchable
}

func isQuote(r rune) bool { return r == '"' || r == '“' || r == '”' || r == '＂' }
func isOpen(r rune) bool  { return r == '(' || r == '（' }
func isClose(r rune) bool { return r == ')' || r == '）' }
func isSpace(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\uFEFF' }

// lex splits the input into tokens; the last one is tokEnd.
func (p *parser) lex() error {
	for i := 0; i < len(p.in); {
		r := p.in[i]
		switch {
		case isSpace(r):
			i++
		case isOpen(r):
			p.add(tokOpen, string(r), i)
			i++
		case isClose(r):
			p.add(tokClose, string(r), i)
			i++
		case isQuote(r):
			end := i + 1
			for end < len(p.in) && !isQuote(p.in[end]) {
				end++
			}
			if end == len(p.in) {
				return fail(i+1, "quote is not closed")
			}
			text := strings.TrimFunc(string(p.in[i+1:end]), isSpace)
			if len(Tokens(text)) == 0 {
				return fail(i+1, "quotes without a word in them")
			}
			p.add(tokPhrase, text, i)
			i = end + 1
		case r == '-' && i+1 < len(p.in) && !isSpace(p.in[i+1]) && !isClose(p.in[i+1]) && p.in[i+1] != '-':
			p.add(tokNot, "-", i)
			i++
		default:
			i = p.word(i)
		}
	}
	p.add(tokEnd, "", len(p.in))
	return nil
}

// word reads the word, operator or field name that begins at i.
func (p *parser) word(i int) int {
	end := i
	for end < len(p.in) && !isSpace(p.in[end]) && !isQuote(p.in[end]) && !isOpen(p.in[end]) && !isClose(p.in[end]) {
		if (p.in[end] == ':' || p.in[end] == '：') && isFieldName(p.in[i:end]) {
			p.add(tokField, string(p.in[i:end]), i)
			return end + 1
		}
		end++
	}
	text := string(p.in[i:end])
	switch text {
	case "AND":
		p.add(tokAnd, text, i)
	case "OR":
		p.add(tokOr, text, i)
	case "NOT":
		p.add(tokNot, text, i)
	default:
		p.add(tokWord, text, i)
	}
	return end
}

// isFieldName tells whether the letters before a colon are meant as a field: two
// or more ASCII letters or underscores. So 10:30 stays a word.
func isFieldName(rs []rune) bool {
	for _, r := range rs {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' {
			return false
		}
	}
	return len(rs) > 1
}

func (p *parser) add(k tokKind, text string, i int) {
	if k == tokWord && !strings.ContainsAny(text, "*~") && len(Tokens(text)) == 0 {
		afterField := len(p.toks) > 0 && p.toks[len(p.toks)-1].kind == tokField
		// A bare dash or ampersand, as in a pasted headline, says nothing.
		// After a field it stays, to be refused there with its position.
		if !afterField {
			if p.skipped == 0 {
				p.skipped = i + 1
			}
			return
		}
	}
	p.toks = append(p.toks, tok{k, text, i + 1})
}

func (p *parser) peek() tok { return p.toks[p.at] }

func (p *parser) or(field string) (*Node, error) {
	first, err := p.and(field)
	if err != nil {
		return nil, err
	}
	args := []*Node{first}
	for p.peek().kind == tokOr {
		p.at++
		n, err := p.and(field)
		if err != nil {
			return nil, err
		}
		args = append(args, n)
	}
	return join(Or, args), nil
}

func (p *parser) and(field string) (*Node, error) {
	first, err := p.not(field)
	if err != nil {
		return nil, err
	}
	args := []*Node{first}
	for {
		switch p.peek().kind {
		case tokAnd:
			p.at++
		case tokOr, tokClose, tokEnd:
			return join(And, args), nil
		}
		n, err := p.not(field)
		if err != nil {
			return nil, err
		}
		args = append(args, n)
	}
}

// join makes one node of args, without conjunctions in conjunctions.
func join(op Op, args []*Node) *Node {
	if len(args) == 1 {
		return args[0]
	}
	n := &Node{Op: op, Pos: args[0].Pos}
	for _, a := range args {
		if a.Op == op {
			n.Args = append(n.Args, a.Args...)
		} else {
			n.Args = append(n.Args, a)
		}
	}
	return n
}

func (p *parser) not(field string) (*Node, error) {
	negative, pos := false, p.peek().pos
	for p.peek().kind == tokNot {
		negative = !negative
		p.at++
		if k := p.peek().kind; k == tokAnd || k == tokOr || k == tokClose || k == tokEnd {
			t := p.toks[p.at-1]
			return nil, fail(t.pos, "%s must stand before a word, a phrase or a parenthesis", t.text)
		}
	}
	n, err := p.primary(field)
	if err != nil || !negative {
		return n, err
	}
	if n.Op == Not {
		return n.Args[0], nil
	}
	return &Node{Op: Not, Args: []*Node{n}, Pos: pos}, nil
}

func (p *parser) primary(field string) (*Node, error) {
	t := p.peek()
	switch t.kind {
	case tokOpen:
		return p.group(field)
	case tokField:
		p.at++
		name, ok := fields[strings.ToLower(t.text)]
		if !ok {
			return nil, fail(t.pos, "unknown field %s: want %s", t.text, fieldNames)
		}
		switch p.peek().kind {
		case tokWord, tokPhrase, tokOpen:
			return p.primary(name)
		case tokAnd, tokOr, tokNot: // country:OR is Oregon to some, a mistake to us
			return nil, fail(t.pos, "%s: without a value; quote %s if it is meant", t.text, p.peek().text)
		}
		return nil, fail(t.pos, "%s: without a value", t.text)
	case tokWord, tokPhrase:
		p.at++
		p.clauses++
		if p.clauses > MaxClauses {
			return nil, fail(t.pos, "more than %d words and conditions", MaxClauses)
		}
		n, err := leaf(t, field)
		if err == nil && (n.Op == Prefix || n.Op == Fuzzy) {
			if p.open++; p.open > MaxOpen {
				return nil, fail(t.pos, "more than %d words with * or ~", MaxOpen)
			}
		}
		return n, err
	case tokClose:
		if p.depth > 0 {
			return nil, fail(t.pos, "parenthesis closes after an operator")
		}
		return nil, fail(t.pos, "%s without an opening parenthesis", t.text)
	case tokEnd:
		if p.at == 0 {
			return nil, fail(t.pos, "nothing to search for")
		}
		last := p.toks[p.at-1]
		return nil, fail(last.pos, "%s needs something after it", last.text)
	}
	return nil, fail(t.pos, "%s needs something before it", t.text)
}

func (p *parser) group(field string) (*Node, error) {
	open := p.peek()
	p.at++
	p.depth++
	if p.depth > MaxDepth {
		return nil, fail(open.pos, "more than %d parentheses within each other", MaxDepth)
	}
	switch p.peek().kind {
	case tokClose:
		return nil, fail(open.pos, "parentheses with nothing in them")
	case tokEnd:
		return nil, fail(open.pos, "parenthesis is not closed")
	}
	n, err := p.or(field)
	if err != nil {
		return nil, err
	}
	if p.peek().kind != tokClose {
		return nil, fail(open.pos, "parenthesis is not closed")
	}
	p.at++
	p.depth--
	return n, nil
}

// leaf makes the condition that one word or phrase stands for.
func leaf(t tok, field string) (*Node, error) {
	n := &Node{Op: Word, Field: field, Text: t.text, Pos: t.pos}
	if field == "date" {
		if strings.ContainsFunc(t.text, isSpace) {
			return nil, fail(t.pos, "date with a space in it: want 2025, 2025-09 or 2025-09-15")
		}
		days, err := parseRange(t.text)
		if err != nil {
			return nil, fail(t.pos, "%s", err.Error())
		}
		n.Op, n.Days = Date, days
		return n, nil
	}
	if t.kind == tokPhrase {
		n.Op = Phrase
		return n, checkValue(n)
	}
	at := strings.IndexAny(t.text, "*~")
	if at < 0 {
		if len(Tokens(t.text)) == 0 {
			return nil, fail(t.pos, "%s: without a value", field)
		}
		return n, checkValue(n)
	}
	word, tail := t.text[:at], t.text[at:]
	pos := t.pos + utf8.RuneCountInString(word)
	if len(Tokens(word)) == 0 {
		return nil, fail(t.pos, "%c must follow a word", tail[0])
	}
	n.Text = word
	switch tail {
	case "*":
		n.Op = Prefix
	case "~", "~1":
		n.Op = Fuzzy
		toks := queryTokens(word)
		if len(toks) != 1 || exact[field] || classOf([]rune(word)[0]) != classWord {
			return nil, fail(pos, "~ wants one word of an alphabet before it")
		}
	default:
		return nil, fail(pos, "%c may only end a word, and only once", tail[0])
	}
	return n, nil
}

func checkValue(n *Node) error {
	if n.Field == "type" && typeKey(n.Text) == "" {
		return fail(n.Pos, "type %s: want event or article", n.Text)
	}
	return nil
}

// typeKey names a record's type in the singular; "" is no type.
func typeKey(s string) string {
	switch strings.ToLower(s) {
	case "event", "events":
		return "event"
	case "article", "articles":
		return "article"
	}
	return ""
}
