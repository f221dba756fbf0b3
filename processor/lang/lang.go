// Package lang tells in which of the watched languages a text is written. It
// looks at the script first, which settles everything but the languages in Latin
// letters; those are told apart by their commonest words and by letters that only
// one of them uses. It holds no state and reads at most the first 2 KB.
package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// limit is how many bytes of a text are read.
const limit = 2048

// Identify gives the language of a text as BCP 47 (en zh id ms th vi lo km my fil,
// also ja and ko, so that they are not taken for Chinese) and how sure that is, 0
// to 1; "" when the text is too short or in another language.
func Identify(text string) (tag string, confidence float64) {
	if len(text) > limit {
		cut := limit
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	var n [scripts]int
	total := 0
	for _, r := range text {
		s := scriptOf(r)
		if s != none {
			n[s]++
			total++
		}
	}
	if total == 0 {
		return "", 0
	}
	// A character of the scripts without alphabets says about as much as two letters.
	weight := func(s int) int {
		if s == han || s == kana || s == hangul {
			return 2 * n[s]
		}
		return n[s]
	}
	best, all := latin, 0
	for s := 1; s < scripts; s++ {
		all += weight(s)
		if weight(s) > weight(best) {
			best = s
		}
	}
	share := float64(weight(best)) / float64(all)
	switch best {
	case han, kana:
		if n[kana]*12 > n[han] {
			return "ja", share
		}
		if n[hangul]*4 > n[han] {
			return "ko", share
		}
		return "zh", share
	case hangul:
		return "ko", share
	case thai:
		return "th", share
	case lao:
		return "lo", share
	case khmer:
		return "km", share
	case burmese:
		return "my", share
	case latin:
		return identifyLatin(text)
	}
	return "", 0
}

// The scripts that are told apart.
const (
	none = iota
	latin
	han
	kana
	hangul
	thai
	lao
	khmer
	burmese
	foreign
	scripts
)

func scriptOf(r rune) int {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return latin
		}
		return none
	case 0x00C0 <= r && r <= 0x024F, 0x1E00 <= r && r <= 0x1EFF:
		return latin
	case 0x4E00 <= r && r <= 0x9FFF, 0x3400 <= r && r <= 0x4DBF:
		return han
	case 0x3040 <= r && r <= 0x30FF && r != '・' && r != 'ー':
		return kana
	case 0xAC00 <= r && r <= 0xD7AF:
		return hangul
	case 0x0E00 <= r && r <= 0x0E7F:
		return thai
	case 0x0E80 <= r && r <= 0x0EFF:
		return lao
	case 0x1780 <= r && r <= 0x17FF:
		return khmer
	case 0x1000 <= r && r <= 0x109F:
		return burmese
	case unicode.IsLetter(r):
		return foreign
	}
	return none
}

// identifyLatin tells en, id, ms, vi and fil apart.
func identifyLatin(text string) (string, float64) {
	var s [latins]float64
	words, marks, strange := 0, 0, 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) {
			i += size
			continue
		}
		start := i
		for i < len(text) {
			r, size := utf8.DecodeRuneInString(text[i:])
			if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' {
				break
			}
			if r >= utf8.RuneSelf && r != '’' {
				if vietnamese(r) {
					marks++
				} else {
					strange++
				}
			}
			i += size
		}
		w := strings.ToLower(text[start:i])
		words++
		if score, ok := commonWords()[w]; ok {
			for l := range s {
				s[l] += score[l]
			}
			continue
		}
		for l, e := range endings {
			for _, end := range e {
				if len(w) > len(end)+3 && strings.HasSuffix(w, end) {
					s[l] += 0.25
					break
				}
			}
		}
	}
	if words == 0 {
		return "", 0
	}
	if marks*2 > words {
		return "vi", 1
	}
	s[vi] += float64(marks)
	// Indonesian and Malay share most of their words: together they compete with
	// the others, then between themselves.
	best := en
	for l := range s {
		if s[l] > s[best] {
			best = l
		}
	}
	second := 0.0
	for l := range s {
		if l != best && !(best <= ms && best >= id && l >= id && l <= ms) {
			second = max(second, s[l])
		}
	}
	if s[best] < 0.06*float64(words) && s[best] < 3 || s[best] == 0 || strange > words/3 {
		return "", 0
	}
	confidence := (s[best] - second) / (s[best] + 0.5)
	return latinTags[best], min(1, max(0.1, confidence))
}

// vietnamese tells letters that no other watched language has.
func vietnamese(r rune) bool {
	switch {
	case 0x1EA0 <= r && r <= 0x1EF9:
		return true
	case r >= 0x0300 && r <= 0x0323: // marks of decomposed text
		return true
	}
	return strings.ContainsRune("ăĂâÂđĐêÊôÔơƠưƯàáãèéìíòóõùúýĩũÀÁÃÈÉÌÍÒÓÕÙÚÝĨŨ", r)
}
