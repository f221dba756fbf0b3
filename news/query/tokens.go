package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is one searchable unit of a text. Start and End are byte offsets into
// the text that Tokens was given; Pos counts from 1 and grows by one from word to
// word, so that phrases can be found. Several tokens may share a Pos.
type Token struct {
	Term       string
	Start, End int
	Pos        int
}

// Tokens is the one analysis of texts: the search index and the alerts both use
// it, so that what one finds the other finds too.
//
// Words are folded in case, width and Latin diacritics (đ becomes d), lose a
// possessive and a plural ending, and meet their other English spelling halfway
// (centre, center). Scripts that write no spaces (Han, kana, Thai, Lao, Khmer,
// Burmese) give at each character, or cluster of base and marks, the character
// alone and the overlapping pair that begins there; traditional Han characters
// become simplified ones.
func Tokens(text string) []Token { return analyse(text, true) }

// queryTokens is the analysis of what a user searches for: of two or more
// adjoining unspaced characters only the pairs, which are rarer and in phrase
// order say the same.
func queryTokens(text string) []Token { return analyse(text, false) }

type class uint8

const (
	classNone class = iota
	classWord
	classHan
	classCluster // Thai, Lao, Khmer, Burmese
)

func classOf(r rune) class {
	switch {
	case r < 0x80:
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return classWord
		}
		return classNone
	case r >= 0xFF10 && r <= 0xFF5A: // full-width ASCII
		return classOf(r - 0xFEE0)
	case unicode.Is(unicode.Han, r), unicode.Is(unicode.Hiragana, r), unicode.Is(unicode.Katakana, r),
		unicode.Is(unicode.Hangul, r):
		if r == '・' || r == '〇' || unicode.IsLetter(r) || unicode.IsNumber(r) {
			if r == '・' {
				return classNone
			}
			return classHan
		}
		return classNone
	case unicode.Is(unicode.Thai, r), unicode.Is(unicode.Lao, r), unicode.Is(unicode.Khmer, r),
		unicode.Is(unicode.Myanmar, r):
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			return classCluster
		}
		return classNone
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return classWord
	}
	return classNone
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == 'ʼ' || r == '＇' || r == '‘'
}

// ignorable characters stand inside words without being part of them: soft
// hyphen, zero-width space and joiners, byte order mark.
func ignorable(r rune) bool {
	return r == 0xAD || r >= 0x200B && r <= 0x200D || r == 0x2060 || r == 0xFEFF
}

func analyse(text string, index bool) []Token {
	out := make([]Token, 0, len(text)/6+1)
	pos := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch classOf(r) {
		case classWord:
			end := wordEnd(text, i)
			if term := foldWord(text[i:end]); term != "" {
				pos++
				out = append(out, Token{term, i, end, pos})
			}
			i = end
		case classHan, classCluster:
			units := unspaced(text, i, classOf(r))
			out, pos = appendPairs(out, pos, text, units, index)
			i = units[len(units)-1].end
		default:
			i += n
		}
	}
	return out
}

// wordEnd returns where the word that begins at i ends. An apostrophe between
// letters, and a point or comma between digits, belong to the word.
func wordEnd(text string, i int) int {
	end, prev := i, rune(0)
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case classOf(r) == classWord:
			prev = r
			i += n
			end = i
			continue
		case ignorable(r):
			i += n
			continue
		case isApostrophe(r) || r == '.' || r == ',':
			next, _ := utf8.DecodeRuneInString(text[i+n:])
			if isApostrophe(r) && unicode.IsLetter(next) && classOf(next) == classWord ||
				r == '.' && unicode.IsDigit(prev) && unicode.IsDigit(next) ||
				r == ',' && unicode.IsDigit(prev) && thousands(text[i+n:]) {
				i += n
				continue
			}
		}
		break
	}
	return end
}

// thousands tells whether s begins with exactly three digits.
func thousands(s string) bool {
	if len(s) < 3 {
		return false
	}
	for i := range 3 {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) == 3 || s[3] < '0' || s[3] > '9'
}

// Longer terms than these are no language, only a load.
const (
	maxCluster = 48  // bytes
	maxTerm    = 192 // bytes
)

type unit struct {
	start, end int
	term       string
}

// unspaced splits the run of class c that begins at i into its units: single
// characters of Han, base and marks of the others.
func unspaced(text string, i int, c class) []unit {
	var units []unit
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if ignorable(r) && len(units) > 0 {
			// Thai and Khmer texts carry zero-width spaces between words,
			// other copies of the same text do not.
			i += n
			continue
		}
		if classOf(r) != c {
			break
		}
		if len(units) > 0 && joins(r, c) && len(units[len(units)-1].term) < maxCluster {
			u := &units[len(units)-1]
			u.term += string(r)
			u.end = i + n
		} else {
			units = append(units, unit{i, i + n, string(foldHan(r))})
		}
		i += n
	}
	return units
}

// joins tells whether r continues the cluster before it.
func joins(r rune, c class) bool {
	return c == classCluster && (unicode.IsMark(r) || r == 'ะ' || r == 'า' || r == 'ำ' || r == 'ະ' || r == 'າ' || r == 'ຳ')
}

func appendPairs(out []Token, pos int, text string, units []unit, index bool) ([]Token, int) {
	for k, u := range units {
		pos++
		if index || len(units) == 1 {
			out = append(out, Token{u.term, u.start, u.end, pos})
		}
		if k+1 < len(units) {
			v := units[k+1]
			out = append(out, Token{u.term + v.term, u.start, v.end, pos})
		}
	}
	return out, pos
}

// foldRunes is the part of the folding that works character by character.
func foldRunes(word string) string {
	var b strings.Builder
	b.Grow(len(word))
	for _, r := range word {
		if r < 0x80 {
			switch {
			case 'A' <= r && r <= 'Z':
				b.WriteByte(byte(r) + 'a' - 'A')
			case r != '\'' && r != ',':
				b.WriteByte(byte(r))
			}
			continue
		}
		if isApostrophe(r) || ignorable(r) || r >= 0x300 && r <= 0x36F {
			continue
		}
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		r = unicode.ToLower(r)
		if s, ok := latin(r); ok {
			b.WriteString(s)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// foldWord turns one word into its term.
func foldWord(word string) string {
	possessive := false
	if n := len(word); n > 2 && (word[n-1] == 's' || word[n-1] == 'S') {
		r, size := utf8.DecodeLastRuneInString(word[:n-1])
		if possessive = isApostrophe(r); possessive {
			word = word[:n-1-size]
		}
	}
	term := foldRunes(word)
	if !possessive {
		term = singular(term)
	}
	if len(term) > maxTerm {
		n := maxTerm
		for !utf8.RuneStart(term[n]) {
			n--
		}
		term = term[:n]
	}
	return spelling(term)
}
