package indexer

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"

	"caewatch/news"
	"caewatch/news/query"
)

// The layout of a document. Text fields are query.TextFields under "t_", key
// fields query.KeyFields under "k_", facets that are no keys under "f_".
//
//	json            the whole record, stored only; every document has it
//	from, to        first and last day, days since 1970
//	newest, oldest  the first day as text, for sorting; undated records come last in both
//
// A record that is no hit (an irrelevant article, an event that was merged away)
// has nothing but json: it can be asked for by id and cannot be found.
//
// Change layoutVersion when a change of the layout or of what query.FromEvent and
// FromArticle say asks for a rebuild. Changes of the mapping and of the analysis
// are noticed by themselves.
const layoutVersion = 1

const analyzerName = "caewatch"

type tokenizer struct{}

func (tokenizer) Tokenize(input []byte) analysis.TokenStream {
	toks := query.Tokens(string(input))
	out := make(analysis.TokenStream, len(toks))
	all := make([]analysis.Token, len(toks))
	for i, t := range toks {
		all[i] = analysis.Token{Term: []byte(t.Term), Start: t.Start, End: t.End, Position: t.Pos, Type: analysis.AlphaNumeric}
		out[i] = &all[i]
	}
	return out
}

// register makes the analyzer known to bleve, whose registry is one for the
// process, before the first index is opened. The same is true of the limit on
// clauses: without it one prefix can cost seconds and hundreds of megabytes.
var register = sync.OnceValue(func() error {
	searcher.DisjunctionMaxClauseCount = maxClauses
	return registry.RegisterAnalyzer(analyzerName, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		return &analysis.DefaultAnalyzer{Tokenizer: tokenizer{}}, nil
	})
})

// maxClauses is how many different terms one prefix or range may stand for.
const maxClauses = 1024

func newMapping() mapping.IndexMapping {
	text := bleve.NewTextFieldMapping()
	text.Analyzer = analyzerName
	text.Store, text.DocValues, text.IncludeInAll, text.IncludeTermVectors = false, false, false, true

	key := bleve.NewTextFieldMapping()
	key.Analyzer = keyword.Name
	key.Store, key.IncludeInAll, key.IncludeTermVectors, key.SkipFreqNorm = false, false, false, true

	day := bleve.NewNumericFieldMapping()
	day.Store, day.IncludeInAll, day.DocValues = false, false, false

	stored := bleve.NewTextFieldMapping()
	stored.Index, stored.Store, stored.DocValues, stored.IncludeInAll, stored.IncludeTermVectors = false, true, false, false, false

	doc := bleve.NewDocumentStaticMapping()
	for _, f := range query.TextFields {
		doc.AddFieldMappingsAt("t_"+f, text)
	}
	for _, f := range query.KeyFields {
		doc.AddFieldMappingsAt("k_"+f, key)
	}
	for _, f := range []string{"f_person", "f_organization", "f_month", "newest", "oldest"} {
		doc.AddFieldMappingsAt(f, key)
	}
	doc.AddFieldMappingsAt("from", day)
	doc.AddFieldMappingsAt("to", day)
	doc.AddFieldMappingsAt("json", stored)

	m := bleve.NewIndexMapping()
	m.DefaultMapping = doc
	m.DefaultAnalyzer = analyzerName
	m.ScoringModel = index.BM25Scoring
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	return m
}

// mappingVersion names the layout, the mapping and the analysis. An index of
// another version is rebuilt.
func mappingVersion() (string, error) {
	b, err := json.Marshal(newMapping())
	if err != nil {
		return "", fmt.Errorf("mapping: %w", err)
	}
	var terms strings.Builder
	for _, t := range query.Tokens("The Universities’ centres, 30,000 Trường Đại học 職業教育 การศึกษา ການສຶກສາ អប់រំ ပညာရေး") {
		fmt.Fprintf(&terms, "%s %d\n", t.Term, t.Pos)
	}
	return fmt.Sprintf("%d-%s", layoutVersion, news.Digest(string(b), terms.String())[:8]), nil
}

// document lays a record out for the index.
func document(d *query.Doc, record []byte) map[string]any {
	doc := map[string]any{"json": string(record)}
	texts := map[string][]any{}
	for _, t := range d.Texts {
		for _, f := range t.Fields {
			texts["t_"+f] = append(texts["t_"+f], t.Value)
		}
	}
	for f, v := range texts {
		doc[f] = v
	}
	for f, v := range d.Keys {
		doc["k_"+f] = anys(v)
	}
	for _, f := range []string{"person", "organization", "month"} {
		doc["f_"+f] = anys(d.Facets[f])
	}
	newest, oldest := "0", "2"
	if d.Dated {
		doc["from"], doc["to"] = float64(d.Days.From), float64(d.Days.To)
		day := fmt.Sprintf("1%08d", d.Days.From+dayZero)
		newest, oldest = day, day
	}
	doc["newest"], doc["oldest"] = newest, oldest
	return doc
}

// dayZero keeps the days of every four-digit year positive.
const dayZero = 1_000_000

func anys(v []string) []any {
	out := make([]any, len(v))
	for i, s := range v {
		out[i] = s
	}
	return out
}
