package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"caewatch/news"
)

// MaxText is the most text, in bytes, that is analysed of one article: the work
// is linear in it. Reports reads no further; who must refuse longer texts
// compares with it.
const MaxText = 1 << 20

// maxSentence bounds one sentence in bytes, so that a text without a full stop
// cannot make the steps that look at a sentence as a whole slow.
const maxSentence = 4000

// span is a half-open range of bytes of doc.text.
type span struct{ start, end int }

func (s span) empty() bool          { return s.end <= s.start }
func (s span) contains(o span) bool { return s.start <= o.start && o.end <= s.end }
func (s span) overlaps(o span) bool { return s.start < o.end && o.start < s.end }

// sentence is one sentence with the number of its paragraph.
type sentence struct {
	span
	para    int
	heading bool // a line without a full stop: a headline, a label, a byline
}

// doc is one article prepared for reading: its text cut into paragraphs and
// sentences, with a map from byte to code point offsets.
type doc struct {
	art   news.Article
	text  string // at most MaxText bytes of the article's text
	marks []int32
	ascii bool
	paras []span
	sents []sentence
}

// every markStep bytes the code points before are kept, so that runeAt is cheap.
const markStep = 128

// newDoc prepares an article. The text is cut at MaxText, at a rune boundary. Of
// a text that is not UTF-8, which news.Extraction refuses, nothing is read.
func newDoc(a news.Article) *doc {
	d := &doc{art: a, text: a.Text}
	if len(d.text) > MaxText {
		cut := MaxText
		for cut > 0 && !utf8.RuneStart(d.text[cut]) {
			cut--
		}
		d.text = d.text[:cut]
	}
	if !utf8.ValidString(d.text) {
		d.text = ""
	}
	d.index()
	d.split()
	return d
}

func (d *doc) index() {
	d.ascii = true
	for i := 0; i < len(d.text); i++ {
		if d.text[i] >= utf8.RuneSelf {
			d.ascii = false
			break
		}
	}
	if d.ascii {
		return
	}
	d.marks = make([]int32, len(d.text)/markStep+1)
	next, count := 0, 0
	for i := range d.text {
		for next*markStep <= i && next < len(d.marks) {
			// The mark of a byte inside a rune counts the runes before the next one.
			d.marks[next] = int32(count)
			next++
		}
		count++
	}
	for ; next < len(d.marks); next++ {
		d.marks[next] = int32(count)
	}
}

// runeAt turns a byte offset, which must be a rune boundary, into the number of
// code points before it.
func (d *doc) runeAt(b int) int {
	if d.ascii {
		return b
	}
	m := b / markStep
	if m >= len(d.marks) {
		m = len(d.marks) - 1
	}
	at := m * markStep
	for at < b && !utf8.RuneStart(d.text[at]) {
		at++
	}
	return int(d.marks[m]) + utf8.RuneCountInString(d.text[at:b])
}

// str returns the words of a span.
func (d *doc) str(s span) string {
	if s.start < 0 || s.end > len(d.text) || s.empty() {
		return ""
	}
	return d.text[s.start:s.end]
}

// trim narrows a span until it neither begins nor ends with white space.
func (d *doc) trim(s span) span {
	for s.start < s.end {
		r, n := utf8.DecodeRuneInString(d.text[s.start:s.end])
		if !unicode.IsSpace(r) {
			break
		}
		s.start += n
	}
	for s.start < s.end {
		r, n := utf8.DecodeLastRuneInString(d.text[s.start:s.end])
		if !unicode.IsSpace(r) {
			break
		}
		s.end -= n
	}
	return s
}

// sentenceAt returns the index of the sentence that holds the byte, or -1.
func (d *doc) sentenceAt(b int) int {
	lo, hi := 0, len(d.sents)
	for lo < hi {
		mid := (lo + hi) / 2
		if d.sents[mid].end <= b {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(d.sents) && d.sents[lo].start <= b {
		return lo
	}
	return -1
}

// find returns the first place of words in the text, or an empty span.
func (d *doc) find(words string) span {
	if words == "" {
		return span{}
	}
	if i := strings.Index(d.text, words); i >= 0 {
		return span{i, i + len(words)}
	}
	return span{}
}
