package merge

import (
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/mozillazg/go-pinyin"

	"caewatch/news"
	"caewatch/processor/gazetteer"
)

// featureVersion changes with the meaning of features: stored ones of another
// version are computed anew from their reports.
const featureVersion = "1"

// features is what the decision looks at: one report, folded.
type features struct {
	Ref     string     `json:"ref"` // article id + "#" + index of the report
	Article string     `json:"article"`
	Kind    string     `json:"kind"`
	Names   []nameKeys `json:"names"` // the name, then the aliases
	Theme   nameKeys   `json:"theme"`
	PartOf  nameKeys   `json:"part_of"`
	From    string     `json:"from,omitempty"` // as precise as known
	To      string     `json:"to,omitempty"`
	Year    int        `json:"year,omitempty"`
	Edition int        `json:"edition,omitempty"`
	City    string     `json:"city,omitempty"` // gazetteer id, or folded name
	Region  string     `json:"region,omitempty"`
	Country string     `json:"country,omitempty"`
	Orgs    []string   `json:"orgs,omitempty"`
	People  []string   `json:"people,omitempty"`
	Part    string     `json:"part,omitempty"` // opening, closing: a ceremony of something larger
	// Published is the article's, for reports without a date.
	Published string `json:"published,omitempty"`
}

// nameKeys is a name taken apart.
type nameKeys struct {
	Keys []string `json:"k,omitempty"` // concepts and entities
	Rest []string `json:"r,omitempty"` // words of its own script
	Glue bool     `json:"g,omitempty"`
}

func (n nameKeys) empty() bool { return len(n.Keys)+len(n.Rest) == 0 }

func keysOf(name string) nameKeys {
	if name == "" {
		return nameKeys{}
	}
	var n nameKeys
	n.Keys, n.Rest = concepts.words(name)
	for _, r := range name {
		if glue(r) {
			n.Glue = true
			break
		}
	}
	seen := map[string]bool{}
	for _, k := range n.Keys {
		seen[k] = true
	}
	for _, m := range gazetteer.Default().Find(name) {
		if k := "@" + m.Entity.ID; !seen[k] && m.Entity.ID != "CN" && m.Entity.ID != "org-asean" && !m.Adjective {
			seen[k] = true
			n.Keys = append(n.Keys, k)
		}
	}
	sort.Strings(n.Keys)
	return n
}

func featuresOf(a news.Article, i int, r news.Report) features {
	f := features{Ref: a.ID + "#" + strconv.Itoa(i), Article: a.ID, Published: a.Published, Kind: r.Kind, From: r.StartDate, To: r.EndDate}
	if f.From == "" {
		f.From = f.To
	}
	if f.To == "" || f.To < f.From {
		f.To = f.From
	}
	f.Names = append(f.Names, keysOf(r.Name))
	for _, a := range r.Aliases {
		if k := keysOf(a); len(k.Keys)+len(k.Rest) >= 3 {
			f.Names = append(f.Names, k)
		}
	}
	f.Theme, f.PartOf = keysOf(r.Theme), keysOf(r.PartOf)
	s := series(r.Name)
	f.Edition = s.Edition
	f.Year = s.Year
	if len(f.From) >= 4 {
		f.Year, _ = strconv.Atoi(f.From[:4])
	}
	f.City, f.Region, f.Country = place(r.Place)
	for _, o := range r.Organizations {
		if o.Role == news.RoleParticipant {
			continue
		}
		f.Orgs = append(f.Orgs, orgKey(o.Name))
	}
	for _, p := range r.People {
		if k := PersonKey(p.Name); k != "" {
			f.People = append(f.People, k)
		}
	}
	f.Orgs, f.People = unique(f.Orgs), unique(f.People)
	keys := f.Names[0].Keys
	switch {
	case has(keys, "opening") && has(keys, "ceremony"):
		f.Part = "opening"
	case has(keys, "closing") && has(keys, "ceremony"):
		f.Part = "closing"
	}
	return f
}

func unique(s []string) []string {
	sort.Strings(s)
	out := s[:0]
	for i, v := range s {
		if v != "" && (i == 0 || v != s[i-1]) {
			out = append(out, v)
		}
	}
	return out
}

func has(s []string, v string) bool {
	for _, x := range s {
		if x == v {
			return true
		}
	}
	return false
}

// place gives each level of a place one identity in all languages.
func place(p news.Place) (city, region, country string) {
	g := gazetteer.Default()
	country = p.Country
	id := func(name, kind string) string {
		if name == "" {
			return ""
		}
		for _, e := range g.Lookup(name) {
			if e.Kind == kind && (country == "" || e.Country == "" || e.Country == country) {
				if country == "" {
					country = e.Country
				}
				return e.ID
			}
		}
		return "~" + foldName(name)
	}
	city = id(strings.TrimSuffix(p.City, " City"), gazetteer.City)
	region = id(p.Region, gazetteer.Region)
	if city != "" {
		if e := g.Entity(city); e != nil && region == "" && e.Region != "" {
			region = id(e.Region, gazetteer.Region)
		}
	}
	return city, region, country
}

// orgKey is one identity of an organisation: the gazetteer's, else its words in
// any order ("Guangxi Department of Education", "Department of Education of
// Guangxi").
func orgKey(name string) string {
	g := gazetteer.Default()
	if es := g.Lookup(strings.TrimPrefix(name, "the ")); len(es) > 0 {
		switch es[0].Kind {
		case gazetteer.Organization, gazetteer.University, gazetteer.Ministry:
			return "@" + es[0].ID
		}
	}
	if i := strings.IndexAny(name, "(（"); i > 0 {
		name = name[:i]
	}
	k := keysOf(name)
	all := append(append([]string{}, k.Keys...), k.Rest...)
	out := all[:0]
	for _, w := range all {
		switch w {
		case "=zhuang", "=autonomou", "=autonomous", "=region", "=province", "=provincial", "=people", "=republic", "=壮族", "=族自", "=自治", "=治区", "=区教", "=省教":
		default:
			if !strings.HasPrefix(w, "@") {
				out = append(out, w)
			}
		}
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}

// foldName is lower-case letters, marks and digits only.
func foldName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

var honorific = map[string]bool{"mr": true, "ms": true, "mrs": true, "madam": true, "dr": true, "prof": true, "professor": true, "he": true, "hon": true,
	"dato": true, "datuk": true, "seri": true, "sri": true, "tan": false, "tun": false, "ir": true, "assoc": true, "assistant": true, "associate": true,
	"bin": true, "binti": true, "al": true, "a": true, "l": true, "p": true, "phd": true, "excellency": true, "her": true, "his": true, "h": true, "e": true,
	"ông": true, "bà": true, "gs": true, "ts": true, "pgs": true, "u": true, "daw": true, "bapak": true, "ibu": true, "tsđ": true}

// PersonKey is one identity of a person's name: honorifics and the particles of
// descent left out, Chinese characters as pinyin, parts in the order of the
// alphabet, so that FAN Xianrui, Xianrui Fan and 范先睿 can meet.
func PersonKey(name string) string {
	if i := strings.IndexAny(name, "(（"); i > 0 {
		name = name[:i]
	}
	han := 0
	var chars []rune
	for _, r := range name {
		if unicode.Is(unicode.Han, r) {
			han++
			chars = append(chars, r)
		} else if unicode.IsLetter(r) {
			han = -100
		}
	}
	if han >= 2 && han <= 4 {
		parts := pinyin.LazyConvert(string(chars), nil)
		if len(parts) == han {
			cutAt := 1
			if han == 4 {
				cutAt = 2
			}
			two := []string{strings.Join(parts[:cutAt], ""), strings.Join(parts[cutAt:], "")}
			sort.Strings(two)
			return strings.Join(two, " ")
		}
	}
	if han > 0 {
		return string(chars)
	}
	var parts []string
	for _, w := range latinWords(strings.NewReplacer("'", "", "’", "").Replace(name)) {
		if !honorific[w] {
			parts = append(parts, w)
		}
	}
	sort.Strings(parts)
	return strings.Join(parts, " ")
}

var (
	yearIn  = regexp.MustCompile(`(?:^|[^\d])((?:19|20)\d\d)(?:年度?)?(?:[^\d]|$)`)
	ordinal = regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])(\d{1,3})(?:st|nd|rd|th)(?:$|[^\p{L}])`)
	diZh    = regexp.MustCompile(`第([0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:届|屆|期|次)`)
	diSea   = regexp.MustCompile(`(?i)(?:ke-|ครั้งที่ ?|lần thứ |ຄັ້ງທີ ?|លើកទី ?|ika-)(\d{1,3})`)
	wordOrd = regexp.MustCompile(`(?i)(?:^|\s)(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s`)
)

var ordWords = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}

// series takes year and edition out of a name. Name is what remains, "" when the
// name states neither.
func series(name string) news.Series {
	var s news.Series
	rest := name
	take := func(re *regexp.Regexp, group func(string) int) int {
		m := re.FindStringSubmatchIndex(rest)
		if m == nil {
			return 0
		}
		v := group(rest[m[2]:m[3]])
		if v > 0 {
			from, to := m[0], m[1]
			if re == yearIn || re == ordinal {
				from = m[2]
				to = m[3]
				for _, suf := range []string{"年度", "年", "st", "nd", "rd", "th", "ST", "ND", "RD", "TH"} {
					if strings.HasPrefix(rest[to:], suf) {
						to += len(suf)
						break
					}
				}
			}
			rest = rest[:from] + " " + rest[to:]
		}
		return v
	}
	num := func(v string) int { n, _ := strconv.Atoi(v); return n }
	s.Year = take(yearIn, num)
	if s.Edition = take(ordinal, num); s.Edition == 0 {
		if s.Edition = take(diZh, hanNumber); s.Edition == 0 {
			if s.Edition = take(diSea, num); s.Edition == 0 {
				s.Edition = take(wordOrd, func(w string) int { return ordWords[strings.ToLower(w)] })
			}
		}
	}
	if s.Year > 0 || s.Edition > 0 {
		s.Name = strings.Trim(strings.Join(strings.Fields(rest), " "), " ,，-–—:：")
	}
	return s
}

func hanNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	val := map[rune]int{'一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	n, digit := 0, 0
	for _, r := range s {
		if r == '十' {
			n += max(digit, 1) * 10
			digit = 0
			continue
		}
		digit = val[r]
	}
	return n + digit
}

// days lists the days of an exact range, at most 16.
func (f features) days() []string {
	if len(f.From) != 10 {
		return nil
	}
	from, err := time.Parse(time.DateOnly, f.From)
	if err != nil {
		return nil
	}
	to := from
	if len(f.To) == 10 {
		if t, err := time.Parse(time.DateOnly, f.To); err == nil {
			to = t
		}
	}
	var out []string
	for d := from; !d.After(to) && len(out) < 16; d = d.AddDate(0, 0, 1) {
		out = append(out, d.Format(time.DateOnly))
	}
	return out
}

// blockKeys are the keys under which a report is stored, and those under which
// others are looked up. Two reports that may be one event share at least one, in
// both directions.
func (f features) blockKeys() (store, look []string) {
	if days := f.days(); days != nil {
		for _, d := range days {
			store = append(store, "d:"+d)
			look = append(look, "d:"+d)
		}
		for _, m := range []string{f.From[:7], days[len(days)-1][:7]} {
			store = append(store, "m:"+m)
			look = append(look, "M:"+m)
		}
	} else if len(f.From) == 7 {
		store = append(store, "M:"+f.From)
		look = append(look, "m:"+f.From, "M:"+f.From)
	}
	for _, n := range f.Names {
		// The whole name, for reports of other dates or of none.
		if len(n.Keys) >= 3 {
			k := "n:" + strings.Join(core(n.Keys), " ")
			store, look = append(store, k), append(look, k)
		}
		if len(n.Keys)+len(n.Rest) >= 2 {
			k := "w:" + strings.Join(n.Keys, " ") + strings.Join(n.Rest, " ")
			store, look = append(store, k), append(look, k)
		}
	}
	return hashed(store), hashed(look)
}

// core leaves out concepts that translations add or drop freely.
func core(keys []string) []string {
	var out []string
	for _, k := range keys {
		switch k {
		case "international", "ceremony", "opening", "programme", "high-quality":
		default:
			if !strings.HasPrefix(k, "@") {
				out = append(out, k)
			}
		}
	}
	return out
}

func hashed(keys []string) []string {
	for i, k := range keys {
		keys[i] = "k." + news.Digest(k)
	}
	return unique(keys)
}
