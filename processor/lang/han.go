package lang

import (
	_ "embed"
	"sync"
	"unicode/utf8"
)

// traditionalPairs is one line: a traditional character, its simplified form,
// the next traditional one and so on, in code point order.
//
//go:embed data/traditional.txt
var traditionalPairs string

const (
	hanFirst = 0x4E00
	hanLast  = 0x9FFF
)

var simplified = sync.OnceValue(func() []uint16 {
	table := make([]uint16, hanLast-hanFirst+1)
	for s := traditionalPairs; len(s) > 0; {
		t, n := utf8.DecodeRuneInString(s)
		z, m := utf8.DecodeRuneInString(s[n:])
		if m == 0 || t < hanFirst || t > hanLast {
			break
		}
		table[t-hanFirst] = uint16(z)
		s = s[n+m:]
	}
	return table
})

// SimplifyRune gives the simplified form of a traditional Chinese character, and
// every other rune unchanged.
func SimplifyRune(r rune) rune {
	if r < hanFirst || r > hanLast {
		return r
	}
	if z := simplified()[r-hanFirst]; z != 0 {
		return rune(z)
	}
	return r
}

// Simplify gives Chinese text character by character in simplified form, so that
// names in both forms compare equal. Other scripts are left alone.
func Simplify(text string) string {
	for i, r := range text {
		if SimplifyRune(r) != r {
			out := make([]byte, 0, len(text))
			out = append(out, text[:i]...)
			for _, r := range text[i:] {
				out = utf8.AppendRune(out, SimplifyRune(r))
			}
			return string(out)
		}
	}
	return text
}

// Traditional tells whether Chinese text is written in traditional characters:
// more of its characters exist only there than only in simplified writing.
func Traditional(text string) bool {
	table := simplified()
	only := simplifiedOnly()
	trad, simp := 0, 0
	n := 0
	for _, r := range text {
		if r < hanFirst || r > hanLast {
			continue
		}
		if n++; n > 1000 {
			break
		}
		if table[r-hanFirst] != 0 {
			trad++
		} else if only[r] {
			simp++
		}
	}
	return trad > simp
}

// simplifiedOnly holds the characters that only simplified writing uses: targets
// of the table that traditional text does not use in their own right.
var simplifiedOnly = sync.OnceValue(func() map[rune]bool {
	shared := map[rune]bool{}
	for _, r := range sharedForms {
		shared[r] = true
	}
	only := map[rune]bool{}
	for _, z := range simplified() {
		if z != 0 && !shared[rune(z)] {
			only[rune(z)] = true
		}
	}
	return only
})

// sharedForms are simplified forms that are characters of traditional writing too.
const sharedForms = "后里台只面干系余征才布表谷范卷丑斗几家累蒙辟仆朴千秋舍沈胜松涂万吁佣郁御愿云芸朱准制致向" +
	"出冬刮困宁岳弦采别同志合回奸借克岩局并注游炮迹杰杯欲欣法泛洒仙修姜凶厘占卜占折灶雇韵床群峰"
