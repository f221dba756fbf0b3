package merge

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// threshold from which two reports are one event. The weights add up to more than
// one on purpose: agreement on few but strong things is enough.
const threshold = 0.62

// link is a decision about two reports.
type link struct {
	a, b  int
	score float64
	why   []string
	veto  string
}

// compare says whether two reports are of one event. It is symmetric, and its
// reasons are those that the record shows.
func compare(a, b features) link {
	l := link{}
	if l.veto = forbidden(a, b); l.veto != "" {
		return l
	}
	name, shared := nameSimilarity(a, b)
	if a.Kind == b.Kind {
		l.add(0.05, "same kind "+a.Kind)
	} else if !compatible(a.Kind, b.Kind) {
		l.veto = "kinds " + sorted2(a.Kind, b.Kind)
		return l
	}
	dates := 0.0
	switch {
	case len(a.From) == 10 && len(b.From) == 10:
		if a.From == b.From && a.To == b.To {
			dates = 0.30
			l.add(dates, "same dates "+span(a))
		} else if gap(a, b) == 0 {
			dates = 0.22
			l.add(dates, "dates overlap "+sorted2(span(a), span(b)))
		} else { // forbidden let it pass: the name is the same
			l.add(-0.05, "dates differ by days "+sorted2(span(a), span(b)))
		}
	case a.From != "" && b.From != "":
		dates = 0.12
		l.add(dates, "dates agree as far as stated "+sorted2(span(a), span(b)))
	}
	if (a.From == "" && a.Published == "" && a.Year == 0) != (b.From == "" && b.Published == "" && b.Year == 0) {
		l.add(-0.15, "one says nothing of its time")
	}
	switch {
	case a.City != "" && a.City == b.City:
		l.add(0.20, "same city "+a.City)
	case a.Region != "" && a.Region == b.Region:
		l.add(0.12, "same region "+a.Region)
	case a.Country != "" && a.Country == b.Country:
		l.add(0.05, "same country "+a.Country)
	}
	if name > 0 && generic(a) && generic(b) {
		part, _ := similarity(a.PartOf, b.PartOf)
		l.add(0.15*name+0.33*part, fmt.Sprintf("common names agree %.2f, of wholes that agree %.2f", name, part))
	} else if name > 0 {
		l.add(0.48*name, fmt.Sprintf("names agree %.2f on %s", name, shared))
	}
	if a.Edition > 0 && a.Edition == b.Edition {
		l.add(0.12, fmt.Sprintf("same edition %d", a.Edition))
	}
	if n := overlap(a.Orgs, b.Orgs); n > 0 {
		l.add(0.08+0.06*float64(min(n, 2)), fmt.Sprintf("%d organisers in common", n))
	}
	if n := overlap(a.People, b.People); n > 0 {
		l.add(0.06+0.06*float64(min(n, 3)), fmt.Sprintf("%d people in common", n))
	}
	if t, _ := similarity(a.Theme, b.Theme); t >= 0.5 {
		l.add(0.15*t, fmt.Sprintf("themes agree %.2f", t))
	} else if t < 0.15 && name < 0.8 && !a.Theme.empty() && !b.Theme.empty() && a.Theme.Glue == b.Theme.Glue {
		l.add(-0.45, "themes differ")
	}
	if name < 0.34 && dates < 0.2 {
		l.score = 0 // not enough alone, but a third report may tie them together
	}
	if name < 0.25 && overlap(a.Orgs, b.Orgs)+overlap(a.People, b.People) < 2 {
		l.score = 0
	}
	l.score = math.Round(l.score*1000) / 1000
	return l
}

func (l *link) add(w float64, why string) {
	l.score += w
	l.why = append(l.why, why)
}

func (l link) same() bool { return l.veto == "" && l.score >= threshold }

// forbidden names what makes two reports different events whatever else agrees.
func forbidden(a, b features) string {
	if a.Article == b.Article {
		return "one article tells them apart"
	}
	if a.Year > 0 && b.Year > 0 && a.Year != b.Year && (a.From == "" || b.From == "" || gap(a, b) != 0) {
		return fmt.Sprintf("years %d and %d", min(a.Year, b.Year), max(a.Year, b.Year))
	}
	if a.Edition > 0 && b.Edition > 0 && a.Edition != b.Edition {
		return fmt.Sprintf("editions %d and %d", min(a.Edition, b.Edition), max(a.Edition, b.Edition))
	}
	if a.Part != b.Part {
		return "a ceremony and the whole"
	}
	if elsewhere(a.City, b.City) {
		return "cities " + sorted2(a.City, b.City)
	}
	if elsewhere(a.Region, b.Region) {
		return "regions " + sorted2(a.Region, b.Region)
	}
	if a.Country != "" && b.Country != "" && a.Country != b.Country {
		return "countries " + sorted2(a.Country, b.Country)
	}
	if (a.From == "" || b.From == "") && apart(a, b) > 60 {
		return "told of more than 60 days apart, without a date"
	}
	name, _ := nameSimilarity(a, b)
	if g := gap(a, b); g > 0 {
		identical := name > 0.95 && len(a.Names[0].Keys)+len(a.Names[0].Rest) >= 4 &&
			(a.Edition > 0 && a.Edition == b.Edition || a.City != "" && a.City == b.City)
		if g > 7 || !identical || a.PartOf.empty() != b.PartOf.empty() {
			return "dates " + sorted2(span(a), span(b))
		}
	}
	if s, _ := similarity(a.PartOf, b.PartOf); s < 0.3 && !a.PartOf.empty() && !b.PartOf.empty() && a.PartOf.Glue == b.PartOf.Glue {
		return "parts of different events"
	}
	for _, p := range [][2]features{{a, b}, {b, a}} {
		if part, whole := p[0].PartOf, p[1]; !part.empty() && len(whole.Names) > 0 {
			if s, _ := similarity(part, whole.Names[0]); s >= 0.7 && s > name {
				return "one is part of the other"
			}
		}
	}
	return ""
}

// elsewhere: two places that are surely not the same. Names that the gazetteer
// does not know (they start with ~) are compared only within one script, and one
// may be a longer form of the other.
func elsewhere(a, b string) bool {
	if a == "" || b == "" || a == b {
		return false
	}
	if !strings.HasPrefix(a, "~") && !strings.HasPrefix(b, "~") {
		return true
	}
	if glued(a) != glued(b) {
		return false
	}
	a, b = strings.TrimPrefix(a, "~"), strings.TrimPrefix(b, "~")
	return !strings.Contains(a, b) && !strings.Contains(b, a)
}

func glued(s string) bool {
	for _, r := range s {
		if glue(r) {
			return true
		}
	}
	return false
}

// apart is the number of days between what is known of the time of two reports
// of which at least one states no date: there its day of publication stands in.
func apart(a, b features) int {
	stand := func(f features) features {
		if f.From == "" && len(f.Published) >= 10 {
			f.From = f.Published[:10]
			f.To = f.From
		}
		return f
	}
	return gap(stand(a), stand(b))
}

// gap is the number of days between two stated ranges, 0 when they can overlap.
func gap(a, b features) int {
	if a.From == "" || b.From == "" {
		return 0
	}
	af, at := bounds(a)
	bf, bt := bounds(b)
	if at.Before(bf) {
		return int(bf.Sub(at).Hours() / 24)
	}
	if bt.Before(af) {
		return int(af.Sub(bt).Hours() / 24)
	}
	return 0
}

func bounds(f features) (from, to time.Time) {
	return edge(f.From, false), edge(f.To, true)
}

// edge is the first or last day that a date of any precision allows.
func edge(s string, last bool) time.Time {
	switch len(s) {
	case 10:
		t, _ := time.Parse(time.DateOnly, s)
		return t
	case 7:
		t, _ := time.Parse("2006-01", s)
		if last {
			t = t.AddDate(0, 1, -1)
		}
		return t
	case 4:
		t, _ := time.Parse("2006", s)
		if last {
			t = t.AddDate(1, 0, -1)
		}
		return t
	}
	return time.Time{}
}

func span(f features) string {
	if f.To == f.From {
		return f.From
	}
	return f.From + "/" + f.To
}

func sorted2(a, b string) string {
	if b < a {
		a, b = b, a
	}
	return a + " and " + b
}

// compatible kinds may be two papers' words for one event.
func compatible(a, b string) bool {
	group := func(k string) string {
		switch k {
		case "conference", "seminar", "meeting", "exhibition", "report":
			return "gathering"
		case "signing", "launch":
			return "act"
		case "training", "scholarship":
			return "course"
		}
		return k
	}
	ga, gb := group(a), group(b)
	if ga == gb {
		return true
	}
	// A meeting where something was signed or launched is often told as the act.
	return ga == "act" && (b == "meeting" || b == "conference") || gb == "act" && (a == "meeting" || a == "conference")
}

// nameSimilarity is that of the best pair among the names and aliases of both.
func nameSimilarity(a, b features) (float64, string) {
	best, shared := 0.0, ""
	for _, x := range a.Names {
		for _, y := range b.Names {
			if s, w := similarity(x, y); s > best {
				best, shared = s, w
			}
		}
	}
	return best, shared
}

// generic: a name that any event may have ("Opening Ceremony", "签约仪式").
func generic(f features) bool {
	return len(f.Names[0].Keys) <= 3 && len(f.Names[0].Rest) == 0
}

// similarity is Dice's over the words of two names; across scripts over their
// concepts and entities alone, and less sure by a tenth.
func similarity(a, b nameKeys) (float64, string) {
	if a.empty() || b.empty() {
		return 0, ""
	}
	common, weights := []string{}, 0.0
	count := func(x, y []string, w float64) {
		for _, k := range x {
			if has(y, k) {
				common = append(common, strings.TrimLeft(k, "=@"))
				weights += w
			}
		}
	}
	count(a.Keys, b.Keys, 1)
	na, nb := float64(len(a.Keys)), float64(len(b.Keys))
	cross := a.Glue != b.Glue
	if !cross {
		count(a.Rest, b.Rest, 1)
		na, nb = na+float64(len(a.Rest)), nb+float64(len(b.Rest))
	} else if weights < 3 {
		return 0, ""
	}
	if na+nb == 0 {
		return 0, ""
	}
	s := 2 * weights / (na + nb)
	if cross {
		// What a translation leaves in words of its own script counts a little.
		loose := math.Abs(float64(len(a.Rest)) - float64(len(b.Rest))/2)
		s *= 1 - math.Min(0.2, 0.02*loose)
		s *= 0.95
	}
	if len(common) > 8 {
		common = common[:8]
	}
	return s, strings.Join(common, ", ")
}

func overlap(a, b []string) int {
	n := 0
	for _, k := range a {
		if has(b, k) {
			n++
		}
	}
	return n
}
