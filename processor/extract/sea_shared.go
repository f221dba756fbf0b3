package extract

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"caewatch/processor/gazetteer"
)

// localTime is a date in the text; start and end are ISO 8601 as precise as known.
type localTime struct {
	at         span
	start, end string
}

// localPlace is a name of the gazetteer.
type localPlace struct {
	at      span
	kind    string // country, region, city, or the gazetteer's other kinds
	country string
	region  string
	adj     bool
	id      string
}

// localPlaces finds the gazetteer's names in text, whose offsets are the doc's.
func (d *doc) localPlaces(text string) []localPlace {
	var out []localPlace
	for _, m := range gazetteer.Default().Find(text) {
		if m.Entity == nil {
			continue
		}
		out = append(out, localPlace{at: span{m.Start, m.End}, kind: strings.ToLower(m.Entity.Kind), country: m.Entity.Country, region: m.Entity.Region, adj: m.Adjective, id: m.Entity.ID})
	}
	return out
}

// localTopic is a topic's slug with the words that tell it.
type localTopic struct {
	slug  string
	words []string
}

func (d *doc) localTopics(text string, table []localTopic) []val {
	var out []val
	for _, t := range table {
		for _, w := range t.words {
			if i := strings.Index(text, w); i >= 0 {
				out = append(out, d.say(t.slug, span{i, i + len(w)}, "topic word"))
				break
			}
		}
	}
	return out
}

// published gives year, month and day of the article; zeros when unknown.
func (d *doc) published() (y, m, day int) {
	p := d.art.Published
	if len(p) >= 4 {
		y, _ = strconv.Atoi(p[:4])
	}
	if len(p) >= 7 {
		m, _ = strconv.Atoi(p[5:7])
	}
	if len(p) >= 10 {
		day, _ = strconv.Atoi(p[8:10])
	}
	return y, m, day
}

// isoDate writes a date as precise as its parts are known.
func isoDate(y, m, d int) string {
	if y < 1900 || y > 2200 {
		return ""
	}
	s := pad(y, 4)
	if m < 1 || m > 12 {
		return s
	}
	s += "-" + pad(m, 2)
	if d < 1 || d > 31 {
		return s
	}
	return s + "-" + pad(d, 2)
}

func pad(n, w int) string {
	s := strconv.Itoa(n)
	for len(s) < w {
		s = "0" + s
	}
	return s
}

// digitsAt reads ASCII digits at b: their value and the byte after them.
func digitsAt(s string, b int) (n, end int) {
	end = b
	for end < len(s) && s[end] >= '0' && s[end] <= '9' && end-b < 9 {
		n = n*10 + int(s[end]-'0')
		end++
	}
	if end < len(s) && s[end] >= '0' && s[end] <= '9' {
		return 0, b
	}
	return n, end
}

// runesBack returns the byte n runes before b, not before min.
func runesBack(s string, b, n, min int) int {
	for ; n > 0 && b > min; n-- {
		_, k := utf8.DecodeLastRuneInString(s[min:b])
		b -= k
	}
	return b
}

// runesOn returns the byte n runes after b, not after max.
func runesOn(s string, b, n, max int) int {
	for ; n > 0 && b < max; n-- {
		_, k := utf8.DecodeRuneInString(s[b:max])
		b += k
	}
	return b
}
