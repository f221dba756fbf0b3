package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// split cuts the text into paragraphs at line ends and each paragraph into
// sentences. A sentence ends at . ! ? and their full-width and Burmese, Khmer
// kin, together with the quotes and brackets that close after them; not after an
// abbreviation, an initial, inside a number or before a lower-case word.
func (d *doc) split() {
	start := 0
	for start < len(d.text) {
		end := strings.IndexByte(d.text[start:], '\n')
		next := 0
		if end < 0 {
			end, next = len(d.text), len(d.text)
		} else {
			end, next = start+end, start+end+1
		}
		if p := d.trim(span{start, end}); !p.empty() {
			d.paras = append(d.paras, p)
			d.sentences(p, len(d.paras)-1)
		}
		start = next
	}
}

func (d *doc) sentences(p span, para int) {
	start := p.start
	flush := func(end int, closed bool) {
		if s := d.trim(span{start, end}); !s.empty() {
			d.sents = append(d.sents, sentence{span: s, para: para, heading: !closed})
		}
		start = end
	}
	for i := p.start; i < p.end; {
		r, n := utf8.DecodeRuneInString(d.text[i:p.end])
		i += n
		if i-start > maxSentence && (unicode.IsSpace(r) || i-start > 2*maxSentence) {
			flush(i, true)
			continue
		}
		switch r {
		case '。', '！', '？', '။', '។', '៕', '!', '?', '…':
			if r == '…' && !d.closesAfter(i, p.end) {
				continue
			}
			i = d.skipClosers(i, p.end)
			if (r == '!' || r == '?') && i < p.end && !d.spaceAt(i) {
				continue
			}
			flush(i, true)
		case '.':
			if end, ok := d.fullStop(start, i, p.end); ok {
				i = end
				flush(end, true)
			}
		}
	}
	if start < p.end {
		// A paragraph that ends with a colon or a semicolon leads a list: no heading.
		last := d.text[p.end-1]
		flush(p.end, last == ':' || last == ';')
	}
}

func (d *doc) spaceAt(i int) bool {
	r, _ := utf8.DecodeRuneInString(d.text[i:])
	return unicode.IsSpace(r)
}

func (d *doc) closesAfter(i, end int) bool {
	return i >= end || d.spaceAt(i)
}

// skipClosers moves over quotes and brackets that close after a full stop.
func (d *doc) skipClosers(i, end int) int {
	for i < end {
		r, n := utf8.DecodeRuneInString(d.text[i:end])
		switch r {
		case '”', '’', '"', '\'', ')', '）', '」', '』', '》', ']', '!', '?', '！', '？', '。':
			i += n
		default:
			return i
		}
	}
	return i
}

// abbreviations end with a full stop without ending a sentence.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "drs": true, "prof": true, "assoc": true, "asst": true, "ir": true,
	"hon": true, "rev": true, "gen": true, "col": true, "lt": true, "maj": true, "capt": true, "sgt": true, "gov": true,
	"sen": true, "rep": true, "st": true, "jr": true, "sr": true, "co": true, "corp": true, "inc": true, "ltd": true, "sdn": true, "bhd": true,
	"no": true, "nos": true, "vol": true, "fig": true, "vs": true, "etc": true, "e.g": true, "i.e": true, "u.s": true, "u.k": true, "u.n": true,
	"p.r": true, "h.e": true, "r.o": true, "ph.d": true, "m.sc": true, "b.sc": true, "m.a": true, "b.a": true, "a.m": true, "p.m": true, "d.c": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true, "sept": true, "oct": true, "nov": true, "dec": true,
	"approx": true, "dept": true, "univ": true, "tel": true, "ext": true, "al": true, "cf": true, "bros": true, "pte": true, "ts": true, "engr": true, "atty": true, "s.e": true, "tn": true, "pgs": true, "ths": true, "gs": true, "ts.": true, "tp": true, "kh": true, "ust": true, "hj": true, "hjh": true, "yb": true, "jl": true, "dra": true, "kepmen": true, "pt": true, "m.pd": true, "s.pd": true, "m.si": true, "s.si": true, "m.kom": true, "ph": true,
}

// fullStop decides whether the full stop before byte i ends a sentence and where.
func (d *doc) fullStop(start, i, end int) (int, bool) {
	after := d.skipClosers(i, end)
	if after >= end {
		return end, true
	}
	if !d.spaceAt(after) {
		return 0, false // 3.5, Ph.D, example.org
	}
	j := i - 1
	k := j
	for k > start {
		r, n := utf8.DecodeLastRuneInString(d.text[start:k])
		if !unicode.IsLetter(r) && r != '.' {
			break
		}
		k -= n
	}
	word := strings.ToLower(d.text[k:j])
	next := after
	for next < end && d.spaceAt(next) {
		_, n := utf8.DecodeRuneInString(d.text[next:])
		next += n
	}
	if next >= end {
		return end, true
	}
	r, _ := utf8.DecodeRuneInString(d.text[next:])
	if unicode.IsLower(r) || r == ',' || r == ';' {
		return 0, false
	}
	if abbreviations[word] && after == i {
		// "Co., Ltd. The", "5 p.m. The": these end a sentence when a sentence opener follows.
		switch word {
		case "co", "ltd", "inc", "corp", "bhd", "etc", "a.m", "p.m", "u.s", "u.k", "u.n", "ph.d", "jr", "sr":
			return after, opensSentence(d.text[next:end])
		}
		return 0, false
	}
	if utf8.RuneCountInString(word) == 1 && k < j && unicode.IsUpper(firstRune(d.text[k:])) {
		return 0, false // an initial
	}
	return after, true
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

var openers = map[string]bool{"the": true, "in": true, "on": true, "at": true, "it": true, "he": true, "she": true, "they": true, "this": true, "these": true,
	"a": true, "an": true, "during": true, "after": true, "as": true, "under": true, "with": true, "both": true, "meanwhile": true, "we": true, "since": true, "its": true}

func opensSentence(s string) bool {
	word := s
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		word = s[:i]
	}
	return openers[strings.ToLower(word)]
}
