package gazetteer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"caewatch/processor/lang"
)

// folded is a text in the one form that names are compared in, with the way back.
type folded struct {
	bytes []byte
	from  []int32 // for each byte, where its rune starts in the text
	flags []byte  // for each byte that starts a rune
}

// What a rune of the folded text allows.
const (
	wordRune  = 1 << iota // letter, digit or mark of a script with spaces between words
	upperRune             // capital, or a letter of a script without case
	freeRune              // letter of a script that puts no spaces between words
	markRune              // belongs to the rune before it
	contRune              // not the first byte of a rune
)

func (f *folded) fold(text string) {
	f.bytes, f.from, f.flags = f.bytes[:0], f.from[:0], f.flags[:0]
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			var flag byte
			switch {
			case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
				flag = wordRune
			case 'A' <= c && c <= 'Z':
				flag = wordRune | upperRune
				c += 'a' - 'A'
			case c == ' ' || c == '\t' || c == '\r' || c == '\n':
				f.space(text, i, c)
				i++
				continue
			}
			f.bytes = append(f.bytes, c)
			f.from = append(f.from, int32(i))
			f.flags = append(f.flags, flag)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		f.rune(text, i, r)
		i += size
	}
}

// space makes runs of white space one space, or one line end when there is a blank
// line in it, so that no name reaches from one paragraph into the next.
func (f *folded) space(text string, i int, c byte) {
	if n := len(f.bytes) - 1; n >= 0 && (f.bytes[n] == ' ' || f.bytes[n] == '\n') {
		if c == '\n' && strings.IndexByte(text[f.from[n]:i], '\n') >= 0 {
			f.bytes[n] = '\n'
		}
		return
	}
	f.bytes = append(f.bytes, ' ')
	f.from = append(f.from, int32(i))
	f.flags = append(f.flags, 0)
}

func (f *folded) rune(text string, i int, r rune) {
	var flag byte
	switch {
	case 0x4E00 <= r && r <= 0x9FFF:
		r, flag = lang.SimplifyRune(r), freeRune|upperRune
	case r == 0x00A0, r == 0x3000, r == 0x202F, 0x2000 <= r && r <= 0x200A:
		f.space(text, i, ' ')
		return
	case r == 0x200B, r == 0x200C, r == 0x200D, r == 0x00AD, r == 0xFEFF, r == 0x2060:
		return // zero-width: Khmer, Lao and Burmese pages put them between words
	case r == '‘', r == '’', r == 'ʼ', r == 'ʻ', r == '＇', r == '´', r == '`':
		r = '\''
	case 0x2010 <= r && r <= 0x2015, r == '−', r == '－', r == '—':
		r = '-'
	case r == '（':
		r = '('
	case r == '）':
		r = ')'
	case r == '·', r == '・', r == '‧', r == '•':
		r = '·'
	case 0xFF01 <= r && r <= 0xFF5E: // full-width ASCII
		r -= 0xFEE0
		if 'A' <= r && r <= 'Z' {
			flag = upperRune
			r += 'a' - 'A'
		}
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			flag |= wordRune
		}
	case 0x0E00 <= r && r <= 0x0EFF, 0x1000 <= r && r <= 0x109F, 0x1780 <= r && r <= 0x17FF:
		flag = freeRune | upperRune
		if unicode.IsMark(r) {
			flag = freeRune | markRune
		}
	case unicode.IsMark(r):
		flag = wordRune | markRune
	case unicode.IsLetter(r):
		flag = wordRune
		if low := unicode.ToLower(r); low != r {
			r, flag = low, flag|upperRune
		}
		if unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r) {
			flag = freeRune | upperRune
		}
	case unicode.IsDigit(r):
		flag = wordRune
	}
	n := len(f.bytes)
	f.bytes = utf8.AppendRune(f.bytes, r)
	f.from = append(f.from, int32(i))
	f.flags = append(f.flags, flag)
	for range len(f.bytes) - n - 1 {
		f.from = append(f.from, int32(i))
		f.flags = append(f.flags, contRune)
	}
}

// mayStart tells whether a name may start at byte i.
func (f *folded) mayStart(i int) bool {
	flag := f.flags[i]
	if flag&upperRune == 0 {
		return false
	}
	if flag&freeRune != 0 || i == 0 {
		return true
	}
	return f.last(i)&wordRune == 0
}

// last gives the flags of the rune before byte i.
func (f *folded) last(i int) byte {
	for i--; i > 0 && f.flags[i] == contRune; i-- {
	}
	return f.flags[i]
}

// mayEnd tells whether a name may end before byte i.
func (f *folded) mayEnd(i int) bool {
	if i >= len(f.bytes) {
		return true
	}
	next := f.flags[i]
	if next == contRune || next&markRune != 0 {
		return false
	}
	return f.last(i)&wordRune == 0 || next&wordRune == 0
}

// start gives the offset in the text of byte i.
func (f *folded) start(i int) int { return int(f.from[i]) }

// end gives the offset in the text of the end of the rune before byte i.
func (f *folded) end(text string, i int) int {
	at := int(f.from[i-1])
	_, size := utf8.DecodeRuneInString(text[at:])
	return at + size
}

// acronym tells whether a name is a short one all in capitals, which must be
// found as it is written: AUN, not Aun.
func acronym(name string) bool {
	letters := 0
	for _, r := range name {
		if r > unicode.MaxASCII || unicode.IsLower(r) || r == ' ' {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 1 && letters <= 8
}

const (
	accented = "àáâãäåăạảấầẩẫậắằẳẵặèéêëẹẻẽếềểễệìíîïịỉĩòóôõöọỏốồổỗộơớờởỡợùúûüụủũưứừửữựỳýỵỷỹÿđñç"
	plain    = "aaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeiiiiiiioooooooooooooooooouuuuuuuuuuuuuyyyyyydnc"
)

// plainLatin takes the accents off Latin letters.
func plainLatin(name string) string {
	if !strings.ContainsAny(name, accented) {
		return name
	}
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf {
			return r
		}
		at := 0
		for _, a := range accented {
			if a == r {
				return rune(plain[at])
			}
			at++
		}
		return r
	}, name)
}
