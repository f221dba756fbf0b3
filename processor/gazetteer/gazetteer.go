// Package gazetteer knows the names of countries, their regions and cities, and of
// the ministries, universities and organisations that education news between China
// and ASEAN is about, in ten languages. It finds those names in running text and
// tells the country that an affiliation belongs to.
//
// The names are the embedded TSV files of the folder data, whose README tells
// where each comes from. A text is folded once (case, traditional to simplified
// characters, kinds of dashes, apostrophes and spaces) and then read against a
// trie of all names from every place where a name may start: linear in the text,
// and the longest name at a place wins.
package gazetteer

//go:generate go run ./gen -sources $GAZETTEER_SOURCES

import (
	"embed"
	"fmt"
	"sort"
	"strings"
	"sync"
)

//go:embed data/*.tsv
var files embed.FS

// Kinds of entities.
const (
	Country      = "country"
	Region       = "region"
	City         = "city"
	Organization = "organization"
	University   = "university"
	Ministry     = "ministry"
	Venue        = "venue"
)

// Entity is one thing that has names. It is shared and must not be changed.
type Entity struct {
	ID        string              // stable, for example "CN", "CN-guangxi", "C-450100", "uni-cn-guangxi-university"
	Kind      string              // one of the kinds above
	Country   string              // ISO 3166-1 alpha-2; "" for what belongs to no single country
	Region    string              // short English name of its region, for example "Guangxi"
	City      string              // English name of its city
	Canonical string              // the name to show in English
	Names     map[string][]string // by language (BCP 47), the commonest first; adjectives are kept apart
}

// Match is one place in a text that names an entity.
type Match struct {
	Start, End int // byte offsets into the text
	Text       string
	Entity     *Entity
	Also       []*Entity // others of the same name, when the text does not tell them apart
	Adjective  bool      // an adjective or demonym ("Chinese", "Thai"), not the name itself
}

// Gazetteer is a set of names. It is safe for use by several goroutines.
type Gazetteer struct {
	entities []*Entity
	byID     map[string]*Entity
	keys     []key // by number, what the trie's values stand for
	tree     *trie
}

// key is one folded name and everything that it may mean.
type key struct {
	name    string
	senses  []sense
	exact   string // the only spelling accepted, for acronyms; "" when case does not matter
	quiet   bool   // known to Lookup, but too common a word to be found in running text
	blocker bool   // hides the names inside it, for example 中国 in 发展中国家
}

type sense struct {
	entity    *Entity
	adjective bool
}

// Default is the gazetteer of the embedded files, made at the first call.
func Default() *Gazetteer { return defaultGazetteer() }

var defaultGazetteer = sync.OnceValue(func() *Gazetteer {
	g, err := load()
	if err != nil {
		// The files are part of the program and a test loads them.
		panic(err)
	}
	return g
})

func load() (*Gazetteer, error) {
	entries, err := files.ReadDir("data")
	if err != nil {
		return nil, fmt.Errorf("gazetteer: %w", err)
	}
	b := newBuilder()
	for _, e := range entries { // ReadDir sorts by name: the files are numbered by precedence
		data, err := files.ReadFile("data/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("gazetteer: %w", err)
		}
		if err := b.read(e.Name(), string(data)); err != nil {
			return nil, err
		}
	}
	return b.build(), nil
}

// Entity gives the entity with an id, nil when there is none.
func (g *Gazetteer) Entity(id string) *Entity { return g.byID[id] }

// Entities gives all entities in the order of the data. The slice must not be changed.
func (g *Gazetteer) Entities() []*Entity { return g.entities }

// Lookup gives every entity with this very name, in any language and spelling of
// case, also names that Find passes over because they are common words.
func (g *Gazetteer) Lookup(name string) []*Entity {
	var f folded
	f.fold(strings.TrimSpace(name))
	k := g.tree.get(f.bytes)
	if k < 0 {
		return nil
	}
	var out []*Entity
	for _, s := range g.keys[k].senses {
		out = append(out, s.entity)
	}
	return out
}

var foldBuffers = sync.Pool{New: func() any { return new(folded) }}

// Find gives the names in a text, from left to right; where names overlap, the one
// that starts first, and of those the longest. Names in Latin letters must start
// with a capital and stand between word boundaries; names in scripts that put no
// spaces between words are found anywhere.
func (g *Gazetteer) Find(text string) []Match {
	f := foldBuffers.Get().(*folded)
	defer foldBuffers.Put(f)
	f.fold(text)
	var out []Match
	for i := 0; i < len(f.bytes); {
		if !f.mayStart(i) {
			i++
			continue
		}
		k, end := g.longest(f, text, i)
		if k < 0 {
			i++
			continue
		}
		if n := &g.keys[k]; !n.blocker {
			m := Match{Start: f.start(i), End: f.end(text, end), Entity: n.senses[0].entity, Adjective: n.senses[0].adjective}
			m.Text = text[m.Start:m.End]
			for _, s := range n.senses[1:] {
				m.Also = append(m.Also, s.entity)
			}
			if !personName(text, m) {
				out = append(out, m)
			}
		}
		i = end
	}
	settle(out)
	return out
}

// longest gives the longest acceptable name that starts at byte i of the folded
// text, and where it ends there; -1 when there is none.
func (g *Gazetteer) longest(f *folded, text string, i int) (int, int) {
	var found [16]struct{ k, end int }
	n := 0
	g.tree.walk(f.bytes[i:], func(k, size int) {
		if n == len(found) {
			copy(found[:], found[1:])
			n--
		}
		found[n] = struct{ k, end int }{k, i + size}
		n++
	})
	for n--; n >= 0; n-- {
		k, end := found[n].k, found[n].end
		name := &g.keys[k]
		if name.quiet || !f.mayEnd(end) {
			continue
		}
		if name.exact != "" && text[f.start(i):f.end(text, end)] != name.exact {
			continue
		}
		return k, end
	}
	return -1, 0
}

// settle chooses among entities of one name by what else the text names: the city
// of a region or country that is named nearest.
func settle(ms []Match) {
	for i := range ms {
		m := &ms[i]
		if len(m.Also) == 0 {
			continue
		}
		best, distance := -1, 1<<30
		all := append([]*Entity{m.Entity}, m.Also...)
		for c, e := range all {
			for j := range ms {
				if j == i || ms[j].Entity == e || len(ms[j].Also) > 0 {
					continue
				}
				d := ms[j].Start - m.End
				if d < 0 {
					d = m.Start - ms[j].End
				}
				o := ms[j].Entity
				near := o.Kind == Region && o.Region == e.Region && o.Country == e.Country
				if !near {
					// A country tells less than a region: it counts as far away.
					d += 1 << 20
					near = o.Country != "" && o.Country == e.Country
				}
				if near && d < distance {
					best, distance = c, d
				}
			}
		}
		if best > 0 {
			m.Entity = all[best]
			m.Also = append(append([]*Entity{}, all[:best]...), all[best+1:]...)
		}
	}
}

// builder collects entities and names.
type builder struct {
	g     *Gazetteer
	names map[string]int // folded name to key
}

func newBuilder() *builder {
	return &builder{g: &Gazetteer{byID: map[string]*Entity{}}, names: map[string]int{}}
}

// read takes one file: id, kind, country, region, city, canonical name and then
// any number of columns "language:name|name". The language "LANG-adj" holds
// adjectives. A name that starts with ~ is known to Lookup only; one that starts
// with = is found in this spelling only. A line whose kind is "block" holds words
// that hide the names inside them.
func (b *builder) read(file, data string) error {
	for n, line := range strings.Split(data, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		cols := strings.Split(strings.TrimRight(line, "\t"), "\t")
		if len(cols) < 6 {
			return fmt.Errorf("gazetteer: %s:%d: %d columns, want 6 or more", file, n+1, len(cols))
		}
		e := &Entity{ID: cols[0], Kind: cols[1], Country: cols[2], Region: cols[3], City: cols[4], Canonical: cols[5],
			Names: make(map[string][]string, len(cols)-5)}
		if e.Kind != "block" {
			if old := b.g.byID[e.ID]; old != nil {
				e = old // a later file adds names to an entity
			} else {
				b.g.byID[e.ID] = e
				b.g.entities = append(b.g.entities, e)
				b.name(e, "en", e.Canonical)
				e.Canonical = strings.TrimPrefix(e.Canonical, "~")
			}
		}
		for _, col := range cols[6:] {
			lang, names, ok := strings.Cut(col, ":")
			if !ok || lang == "" {
				return fmt.Errorf("gazetteer: %s:%d: column %q: want language:names", file, n+1, col)
			}
			for name := range strings.SplitSeq(names, "|") {
				if name = strings.TrimSpace(name); name != "" {
					b.name(e, lang, name)
				}
			}
		}
	}
	return nil
}

func (b *builder) name(e *Entity, lang, name string) {
	quiet := strings.HasPrefix(name, "~")
	exact := strings.HasPrefix(name, "=")
	name = strings.TrimLeft(name, "~=")
	lang, adjective := strings.CutSuffix(lang, "-adj")
	if !adjective && e.Kind != "block" {
		for _, have := range e.Names[lang] {
			if have == name {
				adjective = true
			}
		}
		if !adjective {
			e.Names[lang] = append(e.Names[lang], name)
		}
		adjective = false
	}
	var f folded
	f.fold(name)
	folds := string(f.bytes)
	if folds == "" {
		return
	}
	b.add(e, folds, name, quiet, exact || acronym(name), adjective)
	// English pages write Vietnamese and other local names without their accents.
	if plain := plainLatin(folds); plain != folds {
		b.add(e, plain, name, quiet, false, adjective)
	}
}

func (b *builder) add(e *Entity, folds, name string, quiet, exact, adjective bool) {
	k, ok := b.names[folds]
	if !ok {
		k = len(b.g.keys)
		b.names[folds] = k
		b.g.keys = append(b.g.keys, key{name: folds, quiet: quiet})
		if exact {
			b.g.keys[k].exact = name
		}
	}
	n := &b.g.keys[k]
	n.quiet = n.quiet && quiet
	if n.exact != name && !(quiet && ok) {
		if !exact {
			n.exact = ""
		}
	}
	if e.Kind == "block" {
		n.blocker = true
		return
	}
	for _, s := range n.senses {
		if s.entity == e {
			return
		}
	}
	n.senses = append(n.senses, sense{entity: e, adjective: adjective})
}

func (b *builder) build() *Gazetteer {
	order := make([]int, len(b.g.keys))
	for i := range order {
		order[i] = i
	}
	keys := b.g.keys
	for i := range keys {
		// A country's own name before a city or an adjective of the same letters.
		s := keys[i].senses
		sort.SliceStable(s, func(i, j int) bool { return rank(s[i]) < rank(s[j]) })
	}
	sort.Slice(order, func(i, j int) bool { return keys[order[i]].name < keys[order[j]].name })
	names := make([]string, len(order))
	for i, k := range order {
		names[i] = keys[k].name
	}
	b.g.tree = newTrie(names, order)
	return b.g
}

func rank(s sense) int {
	switch {
	case s.entity.Kind == Country && !s.adjective:
		return 0
	case s.adjective:
		return 2
	}
	return 1
}
