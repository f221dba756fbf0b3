// Package relevance judges whether an article is about education cooperation
// between China and ASEAN. It needs three things at once: a Chinese side, an ASEAN
// side, and education or training as the substance; and it says which words it
// found. Each is weighed by where it stands: the title and the first paragraphs
// say what an article is about, its end often lists anything.
//
// The words are tables (terms.go), one line a language; the rule is in Judge.
package relevance

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"caewatch/news"
	"caewatch/processor/gazetteer"
)

// Threshold from which an article is relevant.
const Threshold = 0.5

// maxText bounds the work: what an article is about stands in its first pages.
const maxText = 24 << 10

// Judge says whether an article belongs, how sure that is (0 to 1), and why. The
// reports may be nil.
func Judge(a news.Article, reports []news.Report) (relevant bool, score float64, reasons []string) {
	title := fold(a.Title)
	lead, rest := split(fold(clip(a.Text)))
	china := measure(chinaTerms, title, lead, rest)
	asean := measure(aseanTerms, title, lead, rest)
	edu := measure(educationTerms, title, lead, rest)
	coop := measure(cooperationTerms, title, lead, rest)
	joint := measure(jointTerms, title, lead, rest)
	other := measure(otherPartners, title, lead, rest)
	off := measure(offTopics, title, lead, rest)
	advert := measure(adverts, title, lead, rest)

	for _, r := range reports {
		cn, as := false, 0
		for _, c := range r.Countries {
			if c == "CN" {
				cn = true
			} else if members[c] {
				as++
			}
		}
		if cn && as > 0 {
			coop.weight += 0.5
			if len(coop.words) == 0 {
				coop.words = []string{"both take part in " + r.Name}
			}
		}
	}

	places(a, &china, &asean)

	// A name like "China-ASEAN" binds both sides, wherever it stands.
	china.weight += 2 * joint.weight
	asean.weight += 2 * joint.weight

	sides := math.Min(saturate(china.weight, 2), saturate(asean.weight, 2))
	substance := saturate(edu.weight, 3)
	tie := saturate(coop.weight+2*joint.weight, 2)
	score = sides * substance * (0.45 + 0.55*tie)

	note := func(what string, f found) {
		if f.weight > 0 {
			reasons = append(reasons, fmt.Sprintf("%s: %s", what, strings.Join(f.words, ", ")))
		}
	}
	note("China", china)
	note("ASEAN", asean)
	note("both", joint)
	note("education", edu)
	note("cooperation", coop)

	against := func(factor float64, what string, f found) {
		score *= factor
		reasons = append(reasons, fmt.Sprintf("against, %s: %s", what, strings.Join(f.words, ", ")))
	}
	// Another partner is the news when it weighs more than China.
	if other.weight > china.weight && other.weight >= 2 {
		against(0.35, "another partner than China", other)
	} else if other.weight > asean.weight && other.weight >= 2 && joint.weight < 1 {
		against(0.35, "another partner than ASEAN", other)
	}
	// Trade, tourism, sport: the article must be about education all the more.
	if off.weight > 1.3*edu.weight && off.weight >= 2 {
		against(0.4, "mostly about other things", off)
	}
	if advert.weight >= 1 && advert.weight*2 > coop.weight+joint.weight {
		against(0.3, "an advertisement or a list of courses", advert)
	}
	if china.weight == 0 || asean.weight == 0 {
		score = math.Min(score, 0.2)
		missing := "no Chinese side"
		if china.weight > 0 {
			missing = "no ASEAN side"
		}
		reasons = append(reasons, "against: "+missing)
	}
	if edu.weight == 0 {
		reasons = append(reasons, "against: nothing about education or training")
	}
	score = math.Round(math.Min(1, score*1.35)*100) / 100
	return score >= Threshold, score, reasons
}

// places adds the towns, provinces and institutions of either side that the
// gazetteer knows: an agreement between a college in Penang and a university in
// Guangzhou names neither country. Names that could lie on both sides, and names
// that are a term already, add nothing.
func places(a news.Article, china, asean *found) {
	const weight = 0.7 // of a country's own name
	seen := map[string]bool{}
	add := func(text string, share float64) {
		for _, m := range gazetteer.Default().Find(text) {
			if m.Adjective || m.Entity.Kind == gazetteer.Country || seen[m.Entity.ID] || seen[m.Text] {
				continue
			}
			side := china
			switch {
			case m.Entity.Country == "CN":
			case members[m.Entity.Country]:
				side = asean
			default:
				continue
			}
			if slices.ContainsFunc(m.Also, func(e *gazetteer.Entity) bool { return e.Country != m.Entity.Country }) ||
				slices.Contains(side.words, strings.TrimSpace(fold(m.Text))) {
				continue
			}
			seen[m.Entity.ID], seen[m.Text] = true, true
			side.weight += weight * share
			if len(side.words) < 4 {
				side.words = append(side.words, m.Text)
			}
		}
	}
	lead, rest := split(clip(a.Text))
	add(a.Title, 2)
	add(lead, 1)
	add(rest, 1.0/3)
}

func saturate(w, full float64) float64 { return math.Min(1, w/full) }

// found is what one table found.
type found struct {
	weight float64
	words  []string // at most four, in the order of the table
}

// measure weighs the terms of a table: in the title thrice, in the lead once, in
// the rest a third; each term counts at most three times.
func measure(t table, title, lead, rest string) found {
	var f found
	for _, e := range t {
		n := 3*float64(min(1, occurs(title, e))) + float64(min(3, occurs(lead, e))) + float64(min(3, occurs(rest, e)))/3
		if n == 0 {
			continue
		}
		f.weight += math.Min(n, 4) * e.weight
		if len(f.words) < 4 {
			f.words = append(f.words, e.term)
		}
	}
	return f
}

// occurs counts a term in folded text; terms of spaced scripts are whole words.
func occurs(text string, e entry) int {
	if e.glued {
		return strings.Count(text, e.term)
	}
	return strings.Count(text, e.padded)
}

// fold writes a text in lower case with single spaces around every run of letters
// of spaced scripts, so that " word " finds whole words only.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteByte(' ')
	space := true
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteByte('\n')
			space = false
			b.WriteByte(' ')
			space = true
		case isWord(r):
			b.WriteRune(lower(r))
			space = false
		case !space:
			b.WriteByte(' ')
			space = true
		}
	}
	b.WriteByte(' ')
	return b.String()
}

func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText], "")
}

// split gives the lead (paragraphs until about 900 bytes) and the rest.
func split(s string) (lead, rest string) {
	const leadSize = 900
	if len(s) <= leadSize {
		return s, ""
	}
	if i := strings.IndexByte(s[leadSize:], '\n'); i >= 0 && i < 1500 {
		return s[:leadSize+i] + " ", " " + s[leadSize+i:]
	}
	if i := strings.LastIndexByte(s[:leadSize], ' '); i > 0 {
		return s[:i] + " ", s[i:]
	}
	i := leadSize
	for i > 0 && s[i]&0xc0 == 0x80 {
		i--
	}
	return s[:i], s[i:]
}
