package query

import (
	"slices"
	"strings"
	"unicode/utf8"

	"caewatch/news"
)

// The text fields of a Doc. FieldAny holds every text that a bare word searches.
const (
	FieldAny          = "any"
	FieldName         = "name"
	FieldTheme        = "theme"
	FieldPlace        = "place"
	FieldCity         = "city"
	FieldPerson       = "person"
	FieldOrganization = "organization"
)

// TextFields lists the text fields of a Doc.
var TextFields = []string{FieldAny, FieldName, FieldTheme, FieldPlace, FieldCity, FieldPerson, FieldOrganization}

// The key fields of a Doc: values that are compared whole.
const (
	KeyKind         = "kind"
	KeyCountry      = "country"
	KeyLanguage     = "language"
	KeySource       = "source"
	KeyTopic        = "topic"
	KeyStatus       = "status"
	KeyType         = "type"
	KeyPerson       = "person_id"
	KeyOrganization = "organization_id"
)

// KeyFields lists the key fields of a Doc.
var KeyFields = []string{KeyKind, KeyCountry, KeyLanguage, KeySource, KeyTopic, KeyStatus, KeyType, KeyPerson, KeyOrganization}

// PlanOp is the kind of a Plan.
type PlanOp int

// The kinds of plans.
const (
	PlanAll       PlanOp = iota // everything
	PlanNone                    // nothing
	PlanAnd                     // all of Args
	PlanOr                      // one of Args
	PlanNot                     // not Args[0]
	PlanPhrase                  // Terms in one value of the text field Field, at their distances
	PlanPrefix                  // a term of the text field Field begins with Value
	PlanFuzzy                   // a term of the text field Field is one edit from Value, or it
	PlanKey                     // the key field Field has Value
	PlanKeyPrefix               // a value of the key field Field begins with Value
	PlanDays                    // the record's days overlap Days
)

// Plan is a query made ready to run: conditions that an index and Match can both
// evaluate, with nothing left to interpret.
type Plan struct {
	Op    PlanOp
	Field string
	Terms []Token // of PlanPhrase; only Term and Pos count
	Value string
	Days  Days
	Args  []*Plan
}

var (
	planAll  = &Plan{Op: PlanAll}
	planNone = &Plan{Op: PlanNone}
)

// Compile makes a plan of a parsed query: words become terms, and the names of
// countries, well-known places and topics also find their forms in other
// languages. What stands in quotes is taken as written.
func Compile(n *Node) *Plan {
	if n == nil {
		return planAll
	}
	switch n.Op {
	case All:
		return planAll
	case And:
		return and(compileAll(n.Args)...)
	case Or:
		p := &Plan{Op: PlanOr}
		for _, a := range n.Args {
			p.Args = append(p.Args, Compile(a))
		}
		return p
	case Not:
		return not(Compile(n.Args[0]))
	case Date:
		return &Plan{Op: PlanDays, Days: n.Days}
	}
	return compileLeaf(n)
}

func and(args ...*Plan) *Plan {
	args = slices.DeleteFunc(args, func(p *Plan) bool { return p.Op == PlanAll })
	switch len(args) {
	case 0:
		return planAll
	case 1:
		return args[0]
	}
	return &Plan{Op: PlanAnd, Args: args}
}

func or(args ...*Plan) *Plan {
	switch len(args) {
	case 0:
		return planNone
	case 1:
		return args[0]
	}
	return &Plan{Op: PlanOr, Args: args}
}

func not(p *Plan) *Plan { return &Plan{Op: PlanNot, Args: []*Plan{p}} }

// compileAll compiles the parts of a conjunction. Bare words side by side may
// together be a name that has forms in other languages: Viet Nam.
func compileAll(nodes []*Node) []*Plan {
	var out []*Plan
	for i := 0; i < len(nodes); {
		n := 0
		for n < maxSynonymWords && i+n < len(nodes) && nodes[i+n].Op == Word && nodes[i+n].Field == "" {
			n++
		}
		for ; n > 1; n-- {
			var words []string
			var plain []*Plan
			for _, w := range nodes[i : i+n] {
				words = append(words, w.Text)
				plain = append(plain, textLeaf(FieldAny, w.Text))
			}
			if more := synonyms(strings.Join(words, " ")); more != nil {
				out = append(out, or(append([]*Plan{and(plain...)}, more...)...))
				break
			}
		}
		if n <= 1 {
			out = append(out, Compile(nodes[i]))
			n = 1
		}
		i += n
	}
	return out
}

func compileLeaf(n *Node) *Plan {
	if exact[n.Field] {
		if n.Op == Prefix {
			return &Plan{Op: PlanKeyPrefix, Field: n.Field, Value: keyOf(n.Field, n.Text)}
		}
		return keyLeaf(n.Field, n.Text)
	}
	field := n.Field
	if field == "" || field == "text" {
		field = FieldAny
	}
	switch n.Op {
	case Prefix:
		return prefixLeaf(field, n.Text)
	case Fuzzy:
		if utf8.RuneCountInString(queryTokens(n.Text)[0].Term) < 3 {
			break // one edit away from two letters is nearly everything
		}
		return &Plan{Op: PlanFuzzy, Field: field, Value: queryTokens(n.Text)[0].Term}
	}
	p := textLeaf(field, n.Text)
	switch {
	case n.Field == "person":
		return or(p, &Plan{Op: PlanKey, Field: KeyPerson, Value: PersonKey(n.Text)})
	case n.Field == "organization":
		return or(p, &Plan{Op: PlanKey, Field: KeyOrganization, Value: OrganizationKey(n.Text)})
	case n.Op == Word && field == FieldAny:
		return or(append([]*Plan{p}, synonyms(n.Text)...)...)
	case field == FieldPlace || field == FieldCity:
		return or(append([]*Plan{p}, placeSynonyms(field, n.Text)...)...)
	}
	return p
}

func textLeaf(field, text string) *Plan {
	toks := queryTokens(text)
	if len(toks) == 0 {
		return planNone
	}
	p := &Plan{Op: PlanPhrase, Field: field}
	for _, t := range toks {
		p.Terms = append(p.Terms, Token{Term: t.Term, Pos: t.Pos - toks[0].Pos})
	}
	return p
}

// prefixLeaf looks for the last word's beginning after the words before it. A
// word of many that are written without spaces is its own prefix search.
func prefixLeaf(field, text string) *Plan {
	toks := queryTokens(text)
	last := toks[len(toks)-1]
	if classOf([]rune(text[last.Start:])[0]) != classWord {
		return textLeaf(field, text)
	}
	var parts []*Plan
	if last.Start > 0 && len(toks) > 1 {
		parts = append(parts, textLeaf(field, text[:last.Start]))
	}
	p := &Plan{Op: PlanPrefix, Field: field, Value: last.Term}
	if raw := foldRunes(text[last.Start:last.End]); raw != "" && raw != last.Term {
		// centre* must find what center stands for, and class* must find classify.
		p = or(p, &Plan{Op: PlanPrefix, Field: field, Value: raw})
	}
	return and(append(parts, p)...)
}

func keyLeaf(field, text string) *Plan {
	return &Plan{Op: PlanKey, Field: field, Value: keyOf(field, text)}
}

// keyOf brings a value of a key field to the form in which values are compared.
func keyOf(field, v string) string {
	v = strings.TrimSpace(v)
	switch field {
	case KeyCountry:
		if code, ok := countryCode(v); ok {
			return code
		}
		return strings.ToUpper(v)
	case KeyTopic:
		if slug, ok := topicSlug(v); ok {
			return slug
		}
		return news.Slug(v)
	case KeyType:
		return typeKey(v)
	case KeyPerson:
		return PersonKey(v)
	case KeyOrganization:
		return OrganizationKey(v)
	}
	return strings.ToLower(v)
}

// PersonKey is what all writings of a person's name have in common: its words
// without case and diacritics, in alphabetical order, because given and family
// name change places between languages. It may be given the name or its slug.
func PersonKey(name string) string {
	words := keyWords(name)
	slices.Sort(words)
	return strings.Join(words, "-")
}

// OrganizationKey is an organisation's name or slug without case, diacritics and
// a leading article.
func OrganizationKey(name string) string {
	words := keyWords(name)
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	return strings.Join(words, "-")
}

func keyWords(name string) []string {
	return strings.FieldsFunc(foldKey(name), func(r rune) bool { return r == '-' })
}

func foldKey(name string) string {
	var b strings.Builder
	for _, r := range news.Slug(name) {
		b.WriteRune(foldHan(r))
	}
	return foldRunes(b.String())
}

// CompileFilters makes a plan of filters. Its error is a *news.QueryError.
func CompileFilters(f news.Filters) (*Plan, error) {
	var parts []*Plan
	for _, g := range []struct {
		field  string
		values []string
	}{
		{KeyKind, f.Kind}, {KeyCountry, f.Country}, {KeyLanguage, f.Language}, {KeySource, f.Source}, {KeyTopic, f.Topic},
		{KeyPerson, f.Person}, {KeyOrganization, f.Organization}, {KeyStatus, f.Status},
	} {
		var any []*Plan
		for _, v := range g.values {
			any = append(any, keyLeaf(g.field, v))
		}
		if len(any) > maxFilterValues {
			return nil, fail(1, "filter %s: more than %d values", g.field, maxFilterValues)
		}
		if any != nil {
			parts = append(parts, or(any...))
		}
	}
	if f.From != "" || f.To != "" {
		days, err := daysBetween(f.From, f.To)
		if err != nil {
			return nil, fail(1, "filter from, to: %s", err.Error())
		}
		parts = append(parts, &Plan{Op: PlanDays, Days: days})
	}
	return and(parts...), nil
}

const maxFilterValues = 100

// CompileType restricts to "events" or "articles"; "" and "all" do not. Its error
// is a *news.QueryError.
func CompileType(typ string) (*Plan, error) {
	if typ == "" || typ == "all" {
		return planAll, nil
	}
	k := typeKey(typ)
	if k == "" {
		return nil, fail(1, "type %.20q: want events or articles", typ)
	}
	return &Plan{Op: PlanKey, Field: KeyType, Value: k}, nil
}

// CompileSubscription makes the plan of a standing query with its filters and
// type. Its error is a *news.QueryError.
func CompileSubscription(s news.Subscription) (*Plan, error) {
	n, err := Parse(s.Query)
	if err != nil {
		return nil, err
	}
	f, err := CompileFilters(s.Filters)
	if err != nil {
		return nil, err
	}
	typ := s.Type
	if typ == "" {
		typ = "events"
	}
	t, err := CompileType(typ)
	if err != nil {
		return nil, err
	}
	return and(Compile(n), f, t), nil
}
