// Package query is the query language of searches and subscriptions, and the
// analysis of texts that both share.
//
// A query is words, "phrases", AND, OR, NOT, -word, parentheses, field:value,
// date:2025-07..2025-09, prefix* and word~ (one typing error). Terms beside each
// other must all be there; OR binds loosest, NOT and - tightest.
//
//	Parse ─► Node ─► Compile ─► Plan ─► Plan.Match(Doc)         alerts, back-tests, highlights
//	                                └─► the search index's own query objects
//
// A Plan is made of few and simple conditions, so that the index and Match can be
// held against each other; everything clever (spelling, scripts, names of one
// country in ten languages) happens before it, in Tokens and Compile.
//
// The package imports the standard library and news only.
package query

import (
	"strings"
)

// Limits of a query; beyond them Parse answers a *news.QueryError.
const (
	MaxLength  = 4096 // code points
	MaxDepth   = 50   // parentheses within parentheses
	MaxClauses = 64   // words, phrases and field conditions
	MaxOpen    = 16   // of them prefix* and word~, each of which may stand for many words
)

// Op is the kind of a Node.
type Op int

// The kinds of nodes.
const (
	All    Op = iota // an empty query: everything
	And              // all of Args
	Or               // one of Args
	Not              // not Args[0]
	Word             // Text
	Phrase           // Text, word after word
	Prefix           // a word that begins with Text
	Fuzzy            // a word one edit away from Text
	Date             // Days, written as Text
)

// Node is a parsed query.
type Node struct {
	Op    Op
	Field string // canonical name, "" for any text
	Text  string
	Days  Days // of Date
	Args  []*Node
	Pos   int // 1-based code point where it begins
}

// fields maps every name that a user may write to the canonical one.
var fields = map[string]string{
	"kind": "kind", "country": "country", "language": "language", "lang": "language", "source": "source",
	"topic": "topic", "person": "person", "people": "person", "organization": "organization",
	"organisation": "organization", "org": "organization", "status": "status", "title": "name", "name": "name",
	"place": "place", "city": "city", "theme": "theme", "text": "text", "type": "type", "date": "date",
}

const fieldNames = "kind, country, language, source, topic, person, organization, status, title, name, place, city, theme, text, type or date"

// exact fields hold values, not text.
var exact = map[string]bool{"kind": true, "country": true, "language": true, "source": true, "topic": true, "status": true, "type": true}

// String writes the query in its canonical form; parsing that gives it again.
func (n *Node) String() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	n.write(&b, All)
	return b.String()
}

func (n *Node) write(b *strings.Builder, parent Op) {
	if n.Field != "" {
		b.WriteString(n.Field)
		b.WriteByte(':')
	}
	switch n.Op {
	case And, Or:
		// A conjunction inside a disjunction needs none, but eyes like them.
		paren := parent != All
		if paren {
			b.WriteByte('(')
		}
		for i, a := range n.Args {
			if i > 0 && n.Op == And {
				b.WriteByte(' ')
			} else if i > 0 {
				b.WriteString(" OR ")
			}
			a.write(b, n.Op)
		}
		if paren {
			b.WriteByte(')')
		}
	case Not:
		b.WriteByte('-')
		n.Args[0].write(b, Not)
	case Phrase:
		b.WriteString(`"` + n.Text + `"`)
	case Prefix:
		b.WriteString(n.Text + "*")
	case Fuzzy:
		b.WriteString(n.Text + "~")
	case Word, Date:
		b.WriteString(n.Text)
	}
}
