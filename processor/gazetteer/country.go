package gazetteer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// surnames are the commonest Chinese family names in pinyin. A city's name right
// after one of them is a given name: Zhang Anyang, Li Baoding.
const surnames = " wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng feng han cao zeng peng xiao cai pan tian dong yuan yu ye jiang du su wei cheng lu ding ren yao shen fan qian bai cui tan liao mo qin gong shi shao meng "

// personName tells whether a match is rather the given name of a Chinese person.
func personName(text string, m Match) bool {
	if m.Entity.Kind != City || m.Entity.Country != "CN" || m.Text[0] >= utf8.RuneSelf || strings.Contains(m.Text, " ") {
		return false
	}
	before, ok := strings.CutSuffix(text[:m.Start], " ")
	if !ok {
		return false
	}
	at := strings.LastIndexFunc(before, func(r rune) bool { return !unicode.IsLetter(r) }) + 1
	word := before[at:]
	if len(word) < 2 || !unicode.IsUpper(rune(word[0])) || !strings.Contains(surnames, " "+strings.ToLower(word)+" ") {
		return false
	}
	// "Xu Chang City" and "He Xi'an University" are no people.
	after := strings.TrimLeft(text[m.End:], " ")
	return !strings.HasPrefix(after, "City") && !strings.HasPrefix(after, "Universit") && !strings.HasPrefix(after, "Municip")
}

// missions are words of posts abroad: the country named first is the sender.
var missions = []string{
	"embassy", "ambassador", "consul", "chargé d", "permanent representative",
	"大使", "领事", "駐", "驻", "kedutaan", "duta besar", "konsul", "kedubes", "pesuruhjaya",
	"đại sứ", "lãnh sự", "embahada", "konsulado", "สถานทูต", "เอกอัครราชทูต", "กงสุล",
	"ສະຖານທູດ", "ເອກອັກຄະລັດຖະທູດ", "ກົງສຸນ", "ស្ថានទូត", "ឯកអគ្គរដ្ឋទូត", "សំရုံး", "သံရုံး", "သံအမတ်",
}

// subjects are what follows the adjective of a country when a language or a
// culture is meant and not where somebody comes from.
var subjects = []string{
	"language", "languages", "studies", "medicine", "culture", "literature", "character", "characters",
	"proficiency", "bridge", "teacher", "teachers", "teaching", "learning", "course", "courses",
	"calligraphy", "speech", "education", "major", "department", "international education",
}

// CountryOf gives the country that an affiliation, or the name of an organisation
// or of a place, belongs to; "" when it tells none or belongs to several. In order
// of weight: the sender of an embassy, a known university, a country named
// outright, another known organisation, a region or city, an adjective.
func (g *Gazetteer) CountryOf(text string) string {
	ms := g.Find(text)
	if len(ms) == 0 {
		return ""
	}
	low := strings.ToLower(text)
	for _, w := range missions {
		if strings.Contains(low, w) {
			for _, m := range ms {
				if (m.Entity.Kind == Country || m.Entity.Kind == Ministry) && m.Entity.Country != "" {
					return m.Entity.Country
				}
			}
		}
	}
	joined := g.joined(text, ms)
	var university, name, org, place, adjective vote
	for i, m := range ms {
		if joined[i] {
			continue
		}
		switch m.Entity.Kind {
		case Country:
			if !m.Adjective {
				name.add(m.Entity.Country, true)
			} else if !isSubject(text[m.End:]) {
				adjective.add(m.Entity.Country, false)
			}
		case Region, City, Venue:
			if country, ok := agreed(m); ok {
				place.add(country, false)
			}
		default:
			country, ok := agreed(m)
			if m.Entity.Country == "" && len(m.Also) == 0 {
				// A body of several countries: what it says of itself goes before
				// the words around it, unless those name a country of their own.
				org.regional = true
			} else if ok && m.Entity.Kind == University {
				university.add(country, false)
			} else if ok {
				org.add(country, false)
			}
		}
	}
	for _, v := range []*vote{&university, &name, &org, &place, &adjective} {
		if v.country != "" {
			return v.country
		}
		if v.regional && name.country == "" {
			return ""
		}
	}
	return ""
}

// vote holds what the names of one sort say: the first or the last country.
type vote struct {
	country  string
	regional bool
}

func (v *vote) add(country string, last bool) {
	if v.country == "" || last {
		v.country = country
	}
}

// agreed gives the country that all entities of a match share.
func agreed(m Match) (string, bool) {
	for _, e := range m.Also {
		if e.Country != m.Entity.Country {
			return "", false
		}
	}
	return m.Entity.Country, m.Entity.Country != ""
}

func isSubject(after string) bool {
	after = strings.ToLower(strings.TrimLeft(after, " "))
	for _, s := range subjects {
		if rest, ok := strings.CutPrefix(after, s); ok && (rest == "" || !unicode.IsLetter(rune(rest[0]))) {
			return true
		}
	}
	return false
}

// joined tells which countries are named in one breath with another country or
// with ASEAN: China-ASEAN, Malaysia–China, 中国—东盟, 中泰. They say what a body
// is about and not where it is.
func (g *Gazetteer) joined(text string, ms []Match) []bool {
	out := make([]bool, len(ms))
	pole := func(m Match) bool {
		return m.Entity.Kind == Country || m.Entity.ID == "org-asean"
	}
	for i := 1; i < len(ms); i++ {
		a, b := ms[i-1], ms[i]
		if !pole(a) || !pole(b) {
			continue
		}
		switch strings.TrimSpace(text[a.End:b.Start]) {
		case "-", "–", "—", "‑", "－", "——", "/", "·", "and", "&", "与", "和", "dan", "và", "และ", "ແລະ", "និង", "နှင့်", "at":
			out[i-1], out[i] = true, true
		case "":
			if a.Text[0] >= utf8.RuneSelf {
				out[i-1], out[i] = true, true
			}
		}
	}
	return out
}
