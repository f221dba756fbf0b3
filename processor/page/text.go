package page

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"caewatch/news"
)

// ParseText reads plain text, for example a saved article. The text is kept
// nearly as it is, so that offsets can be followed: line ends become "\n", the
// characters are composed (NFC), controls, zero-width and direction characters go,
// runs of white space within a line become one space, and every line is a
// paragraph, set apart by "\n\n". Lines of a hard-wrapped text (all but the last of
// a block between 45 and 100 characters, broken within sentences) are joined by a
// space first. Nothing else is left out: titles, captions and credits stay.
//
// The title is the first line that reads like one. Published is a stamp line
// ("Updated: 2023-09-05", "Jul 30, 2025 |"), or a dateline ("Guiyang, 30 July -")
// with the year that the first paragraphs state; "" otherwise. A date in a
// sentence is the event's, never the publication's.
func ParseText(text, url string) news.Article {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\f", "\n", "\v", "\n").Replace(strings.ToValidUTF8(text, ""))
	var paras []string
	var chunk []string
	flush := func() {
		paras = append(paras, unwrap(chunk)...)
		chunk = nil
	}
	for _, l := range strings.Split(text, "\n") {
		if t := line(l); t != "" {
			chunk = append(chunk, t)
		} else {
			flush()
		}
	}
	flush()
	a := news.Article{URL: url, Text: norm.NFC.String(strings.Join(paras, "\n\n"))}
	a.Title = textTitle(paras)
	a.Published = textDate(paras)
	for _, p := range paras {
		if kindOf(p) == "credit" {
			a.Byline = creditOf(p)
			break
		}
	}
	a.Language = language(a, "")
	return a
}

// unwrap joins the lines of one block when they were wrapped by width.
func unwrap(lines []string) []string {
	if len(lines) < 3 {
		return lines
	}
	broken := 0
	for i, l := range lines[:len(lines)-1] {
		n := runes(l)
		if n < 45 || n > 100 {
			return lines
		}
		r, _ := firstRune(lines[i+1])
		if !endsSentence(l) || unicode.IsLower(r) {
			broken++
		}
	}
	if broken*3 < (len(lines)-1)*2 {
		return lines
	}
	return []string{strings.Join(lines, " ")}
}

func firstRune(s string) (rune, bool) {
	for _, r := range s {
		return r, true
	}
	return 0, false
}

// textTitle: within the first lines, one that is short, does not end like a
// sentence and is no furniture, with a longer text after it.
func textTitle(paras []string) string {
	for i, p := range paras {
		if i >= 4 || i+1 >= len(paras) {
			break
		}
		n := runes(p)
		if n > 200 || kindOf(p) != "" || mixedStamp(p) {
			continue
		}
		if endsSentence(p) && !strings.HasSuffix(p, "?") && !strings.HasSuffix(p, "”") {
			return ""
		}
		if len(strings.Fields(p)) >= 4 || !strings.ContainsRune(p, ' ') && n >= 8 || n >= 20 {
			return p
		}
	}
	return ""
}

var (
	dateline = regexp.MustCompile(`^\p{Lu}[\p{L} .'’-]{2,40}(?:, ?[\p{Lu}][\p{L} ]{2,30})?,? ?\(?(\d{1,2} (?:\p{L}{3,9})|\p{L}{3,9}\.? \d{1,2}),? ?((?:19|20)\d\d)?\)? ?(?:\([^)]{2,30}\) ?)?[-–—:]`)
	stampZh  = regexp.MustCompile(`^(?:新华社|中新社|中新网|人民网|本报|光明网)[^，。]{1,12}?(\d{1,2})月(\d{1,2})日电`)
	bareDay  = regexp.MustCompile(`^(\d{1,2}) (\p{L}{3,9})$`)
	bareMon  = regexp.MustCompile(`^(\p{L}{3,9})\.? (\d{1,2})$`)
)

// textDate finds the day of publication among the first lines.
func textDate(paras []string) string {
	for i, p := range paras {
		if i >= 10 {
			break
		}
		if kindOf(p) == "stamp" || mixedStamp(p) && runes(p) <= 120 || runes(p) <= 40 && strings.HasSuffix(p, "|") {
			if v := day(p); v != "" {
				return v
			}
		}
	}
	for i, p := range paras {
		if i >= 6 {
			break
		}
		if m := dateline.FindStringSubmatch(p); m != nil {
			if v := withYear(m[1], m[2], paras[i:]); v != "" {
				return v
			}
		}
		if m := stampZh.FindStringSubmatch(p); m != nil {
			if y := statedYear(paras[i:]); y != "" {
				return iso(y, m[1], m[2])
			}
		}
	}
	for i := len(paras) - 1; i >= 0 && i >= len(paras)-3; i-- {
		if kindOf(paras[i]) == "stamp" {
			if v := day(paras[i]); v != "" {
				return v
			}
		}
	}
	return ""
}

func withYear(dm, year string, paras []string) string {
	if year == "" {
		year = statedYear(paras)
	}
	if year == "" {
		return ""
	}
	if m := bareDay.FindStringSubmatch(dm); m != nil {
		return iso(year, month(m[2]), m[1])
	}
	if m := bareMon.FindStringSubmatch(dm); m != nil {
		return iso(year, month(m[1]), m[2])
	}
	return ""
}

// statedYear is the year that the first paragraph names, when it names just one.
func statedYear(paras []string) string {
	if len(paras) == 0 {
		return ""
	}
	year := ""
	for _, m := range yearShown.FindAllStringSubmatch(paras[0], -1) {
		if year != "" && m[1] != year {
			return ""
		}
		year = m[1]
	}
	return year
}

// Text gives a text in the form that Article.Text has: NFC, paragraphs separated
// by "\n\n". A text already in that form is returned unchanged.
func Text(text string) string { return ParseText(text, "").Text }
