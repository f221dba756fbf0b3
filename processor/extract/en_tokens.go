package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tok is one word, number or sign of an English text.
type tok struct {
	span
	low   string // lower case, without a closing full stop; the sign itself for signs
	cap   bool   // begins with a capital
	upper bool   // all capitals, two letters or more
	num   bool   // begins with a digit
	word  bool   // a word or number, no sign
	sent  int32
	quote int32 // 1 + index of the quotation that holds it, 0 none
}

// Signs are folded, so that rules need one form only.
func foldSign(r rune) string {
	switch r {
	case '“', '”', '"', '„', '«', '»', '＂', '「', '」', '『', '』', '《', '》':
		return `"`
	case '‘', '’', '\'', '`', '´':
		return "'"
	case '-', '–', '—', '−', '―', '‐', '‑':
		return "-"
	case '(', '（', '[':
		return "("
	case ')', '）', ']':
		return ")"
	case ',', '，', '、':
		return ","
	case ';', '；':
		return ";"
	case ':', '：':
		return ":"
	case '.', '。':
		return "."
	case '&':
		return "&"
	case '+':
		return "+"
	case '/':
		return "/"
	case '%', '％':
		return "%"
	case '$', '€', '¥', '￥', '£', '฿', '₱', '₫':
		return "$"
	case '!', '！':
		return "!"
	case '?', '？':
		return "?"
	case '|':
		return "|"
	}
	return "·"
}

// tokens cuts the sentences of a document into tokens.
func tokens(d *doc) (toks []tok, first []int) {
	toks = make([]tok, 0, len(d.text)/5+8)
	first = make([]int, 0, len(d.sents)+1)
	for si, s := range d.sents {
		first = append(first, len(toks))
		for i := s.start; i < s.end; {
			r, n := utf8.DecodeRuneInString(d.text[i:s.end])
			switch {
			case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff':
				i += n
			case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
				end := wordEnd(d.text, i, s.end)
				toks = append(toks, wordTok(d.text, span{i, end}, int32(si)))
				i = end
			case (r == '\'' || r == '’') && possessive(d.text, i, n, s.end) > 0:
				end := i + possessive(d.text, i, n, s.end)
				toks = append(toks, tok{span: span{i, end}, low: "'s", sent: int32(si)})
				i = end
			default:
				toks = append(toks, tok{span: span{i, i + n}, low: foldSign(r), sent: int32(si)})
				i += n
			}
		}
	}
	return toks, append(first, len(toks))
}

// possessive returns the length of 's or of the apostrophe after a plural, else 0.
func possessive(s string, i, n, end int) int {
	if i == 0 || !unicode.IsLetter(lastRune(s[:i])) {
		return 0
	}
	rest := s[i+n : end]
	if strings.HasPrefix(rest, "s") && (len(rest) == 1 || !unicode.IsLetter(firstRune(rest[1:]))) {
		return n + 1
	}
	return 0
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// wordEnd finds the end of the word that begins at i: letters and digits, joined by
// single hyphens, dashes without spaces, apostrophes inside, points and commas inside
// numbers, and a full stop that belongs to an abbreviation or initial.
func wordEnd(s string, i, end int) int {
	start := i
	num := unicode.IsDigit(firstRune(s[i:]))
	for i < end {
		r, n := utf8.DecodeRuneInString(s[i:end])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			i += n
			continue
		}
		nr := rune(0)
		if i+n < end {
			nr = firstRune(s[i+n : end])
		}
		joins := unicode.IsLetter(nr) || unicode.IsDigit(nr)
		switch r {
		case '-', '–', '—', '‐', '‑':
			if joins && !(r == '—' && !unicode.IsUpper(nr)) {
				i += n
				continue
			}
		case '\'', '’', '‘', 'ʼ':
			// D'Arcy, Qur'an, Dato' (which keeps its apostrophe), but not the possessive.
			if unicode.IsLetter(nr) && !(nr == 's' && !letterAt(s, i+n+1, end)) {
				i += n
				continue
			}
			if w := strings.ToLower(s[start:i]); w == "dato" || w == "to" && start >= 6 {
				i += n
				continue
			}
		case ',':
			if num && groupOfThree(s, i+1, end) {
				i += n
				continue
			}
		case '.':
			if num && unicode.IsDigit(nr) {
				i += n
				continue
			}
			w := s[start:i]
			if !num && unicode.IsLetter(nr) && utf8.RuneCountInString(lastPart(w)) <= 2 && unicode.IsUpper(firstRune(w)) {
				i += n // H.E, Ph.D, P.R
				continue
			}
			if !num && (abbreviations[strings.ToLower(w)] || utf8.RuneCountInString(w) == 1 && unicode.IsUpper(firstRune(w))) {
				if i+n < end || abbreviations[strings.ToLower(w)] {
					i += n
				}
			}
		}
		break
	}
	return i
}

func lastPart(w string) string {
	if k := strings.LastIndexByte(w, '.'); k >= 0 {
		return w[k+1:]
	}
	return w
}

func letterAt(s string, i, end int) bool { return i < end && unicode.IsLetter(firstRune(s[i:])) }

func groupOfThree(s string, i, end int) bool {
	for k := 0; k < 3; k++ {
		if i+k >= end || s[i+k] < '0' || s[i+k] > '9' {
			return false
		}
	}
	return i+3 >= end || s[i+3] < '0' || s[i+3] > '9'
}

func wordTok(s string, at span, sent int32) tok {
	w := s[at.start:at.end]
	t := tok{span: at, word: true, sent: sent, low: w}
	r := firstRune(w)
	t.num = unicode.IsDigit(r)
	t.cap = unicode.IsUpper(r) || unicode.IsTitle(r)
	lower, letters := false, 0
	plain := true
	for _, r := range w {
		if unicode.IsLetter(r) {
			letters++
			if unicode.IsLower(r) {
				lower = true
			} else {
				plain = false
			}
		} else if r >= utf8.RuneSelf {
			plain = false
		}
	}
	t.upper = !lower && letters > 1
	if !plain {
		t.low = lowFold(w)
	}
	t.low = strings.TrimSuffix(t.low, ".")
	return t
}

// lowFold lowers and writes dashes and apostrophes in one form.
func lowFold(w string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '–', '—', '‐', '‑':
			return '-'
		case '’', '‘', 'ʼ':
			return '\''
		}
		return unicode.ToLower(r)
	}, w)
}
