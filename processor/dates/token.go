package dates

import (
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

type token struct {
	class      class
	val        int
	digits     int // of a number
	start, end int
	spaced     bool // white space goes before
	upper      bool // starts with a capital
	word       string
}

// lexicon is the words of a language and of English, ready to be looked up.
type lexicon struct {
	spaced map[string]word // words of scripts with spaces, also of several words
	starts map[string]bool // first words of the latter
	free   map[rune][]word // by first letter, the longest first
}

var lexicons = sync.OnceValue(func() map[string]*lexicon {
	out := make(map[string]*lexicon, len(languageWords))
	for lang := range languageWords {
		l := &lexicon{spaced: map[string]word{}, starts: map[string]bool{}, free: map[rune][]word{}}
		for _, source := range []string{"en", lang} {
			for _, w := range languageWords[source] {
				if r, _ := utf8.DecodeRuneInString(w.text); freeScript(r) {
					l.free[r] = append(l.free[r], w)
					continue
				}
				l.spaced[w.text] = w
				if first, _, ok := strings.Cut(w.text, " "); ok {
					l.starts[first] = true
				}
			}
		}
		for _, words := range l.free {
			sort.SliceStable(words, func(i, j int) bool { return len(words[i].text) > len(words[j].text) })
		}
		out[lang] = l
	}
	return out
})

func freeScript(r rune) bool {
	return 0x0E00 <= r && r <= 0x0EFF || 0x1000 <= r && r <= 0x109F || 0x1780 <= r && r <= 0x17FF
}

// digit gives the value of a digit of any of the watched scripts, -1 for other runes.
func digit(r rune) int {
	for _, zero := range [...]rune{'0', '๐', '໐', '០', '၀', '０'} {
		if r >= zero && r <= zero+9 {
			return int(r - zero)
		}
	}
	return -1
}

func tokenize(text string, l *lexicon) []token {
	toks := make([]token, 0, len(text)/6+8)
	spaced := false
	add := func(c class, val, start, end int) *token {
		toks = append(toks, token{class: c, val: val, start: start, end: end, spaced: spaced})
		spaced = false
		return &toks[len(toks)-1]
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch d := digit(r); {
		case d >= 0:
			start, val, n := i, 0, 0
			for i < len(text) {
				r, size := utf8.DecodeRuneInString(text[i:])
				d := digit(r)
				if d < 0 {
					break
				}
				if n++; n <= 9 {
					val = val*10 + d
				}
				i += size
			}
			add(number, val, start, i).digits = n
			continue
		case unicode.IsSpace(r):
			start, ends := i, 0
			for i < len(text) {
				r, size := utf8.DecodeRuneInString(text[i:])
				if !unicode.IsSpace(r) {
					break
				}
				if r == '\n' {
					ends++
				}
				i += size
			}
			if ends > 1 {
				add(stop, 0, start, i)
			}
			spaced = true
			continue
		case r == 0x200B || r == 0x200C || r == 0x200D || r == 0xFEFF:
			i += size
			continue
		case freeScript(r):
			if w, ok := l.at(r, text[i:]); ok {
				add(w.class, w.val, i, i+len(w.text))
				i += len(w.text)
				continue
			}
			if n := len(toks); n > 0 && toks[n-1].class == other && toks[n-1].end == i && !spaced {
				toks[n-1].end = i + size
			} else {
				add(other, 0, i, i+size)
			}
			i += size
			continue
		case unicode.IsLetter(r):
			i = l.latin(text, i, r, add)
			continue
		}
		c := other
		switch r {
		case '-', '–', '—', '‑', '‐', '−', '~', '～', '－':
			c = until
		case ',', '，':
			c = comma
		case '/', '／':
			c = slash
		case '.':
			c = dot
		case '(', '（':
			c = open
		case ')', '）':
			c = closing
		}
		add(c, 0, i, i+size).word = text[i : i+size]
		i += size
	}
	return toks
}

// at gives the longest word of a script without spaces that text starts with.
func (l *lexicon) at(r rune, text string) (word, bool) {
	for _, w := range l.free[r] {
		if strings.HasPrefix(text, w.text) {
			return w, true
		}
	}
	return word{}, false
}

// latin takes one word, or the longest known run of up to four words, from a text
// in letters that stand between spaces, and returns where it ends.
func (l *lexicon) latin(text string, i int, first rune, add func(class, int, int, int) *token) int {
	end := wordEnd(text, i)
	w := strings.ToLower(text[i:end])
	found, known := l.spaced[w]
	stop := end
	if l.starts[w] {
		at, phrase := end, w
		for range 3 {
			gap := at
			for gap < len(text) && text[gap] == ' ' {
				gap++
			}
			next := wordEnd(text, gap)
			if gap == at || next == gap {
				break
			}
			phrase += " " + strings.ToLower(text[gap:next])
			at = next
			if f, ok := l.spaced[phrase]; ok {
				found, known, stop = f, true, at
			}
		}
	}
	switch {
	case !known && strings.HasPrefix(text[i:], "s/d"), !known && strings.HasPrefix(text[i:], "s.d."):
		found, known, stop = word{class: until}, true, i+3
		if text[i+1] == '.' {
			stop++
		}
	case w == "ika" && stop < len(text) && text[stop] == '-':
		if f, ok := l.spaced["ika-"]; ok {
			found, known, stop = f, true, stop+1
		}
	case w == "baru" && strings.HasPrefix(strings.ToLower(text[i:]), "baru-baru ini"):
		found, known, stop = word{class: vague}, true, i+len("baru-baru ini")
	}
	t := add(other, 0, i, stop)
	if known {
		t.class, t.val = found.class, found.val
	}
	t.upper, t.word = unicode.IsUpper(first), w
	if t.class == month && !t.upper && w != "tháng" && !strings.HasPrefix(w, "th") {
		t.class = other
	}
	return stop
}

func wordEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if freeScript(r) || !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' {
			break
		}
		i += size
	}
	return i
}
