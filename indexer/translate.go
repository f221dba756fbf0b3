package indexer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2"
	bq "github.com/blevesearch/bleve/v2/search/query"

	"caewatch/news/query"
)

// A word in an event's name or an article's title weighs this much more.
const nameBoost = 3

// translate turns a plan into bleve's terms.
func translate(p *query.Plan) (bq.Query, error) {
	switch p.Op {
	case query.PlanAll:
		return bleve.NewMatchAllQuery(), nil
	case query.PlanNone:
		return bleve.NewMatchNoneQuery(), nil
	case query.PlanAnd, query.PlanOr:
		var args []bq.Query
		for _, a := range p.Args {
			q, err := translate(a)
			if err != nil {
				return nil, err
			}
			args = append(args, q)
		}
		if p.Op == query.PlanAnd {
			return bleve.NewConjunctionQuery(args...), nil
		}
		return bleve.NewDisjunctionQuery(args...), nil
	case query.PlanNot:
		q, err := translate(p.Args[0])
		if err != nil {
			return nil, err
		}
		b := bleve.NewBooleanQuery()
		b.AddMust(bleve.NewMatchAllQuery())
		b.AddMustNot(q)
		return b, nil
	case query.PlanKey:
		return term("k_"+p.Field, p.Value), nil
	case query.PlanKeyPrefix:
		q := bleve.NewPrefixQuery(p.Value)
		q.SetField("k_" + p.Field)
		return q, nil
	case query.PlanDays:
		from, to, yes := float64(p.Days.From), float64(p.Days.To), true
		begins := bleve.NewNumericRangeInclusiveQuery(nil, &to, nil, &yes)
		begins.SetField("from")
		ends := bleve.NewNumericRangeInclusiveQuery(&from, nil, &yes, nil)
		ends.SetField("to")
		return bleve.NewConjunctionQuery(begins, ends), nil
	case query.PlanPhrase, query.PlanPrefix, query.PlanFuzzy:
		q := text(p, p.Field, 1)
		if p.Field == query.FieldAny {
			// Every name is also part of any text, so this finds nothing more.
			return bleve.NewDisjunctionQuery(q, text(p, query.FieldName, nameBoost)), nil
		}
		return q, nil
	}
	return nil, fmt.Errorf("plan with unknown condition %d", p.Op)
}

func term(field, value string) bq.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	return q
}

// text is one text condition in one field.
func text(p *query.Plan, field string, boost float64) bq.Query {
	field = "t_" + field
	switch p.Op {
	case query.PlanPrefix:
		q := bleve.NewPrefixQuery(p.Value)
		q.SetField(field)
		q.SetBoost(boost)
		return q
	case query.PlanFuzzy:
		q := bleve.NewFuzzyQuery(p.Value)
		q.SetFuzziness(1)
		q.SetField(field)
		q.SetBoost(boost)
		return q
	}
	if len(p.Terms) == 1 {
		q := bleve.NewTermQuery(p.Terms[0].Term)
		q.SetField(field)
		q.SetBoost(boost)
		return q
	}
	// A place in the phrase without a term is a gap of that width.
	var terms [][]string
	for _, t := range p.Terms {
		for len(terms) <= t.Pos {
			terms = append(terms, nil)
		}
		terms[t.Pos] = append(terms[t.Pos], t.Term)
	}
	q := bq.NewMultiPhraseQuery(terms, field)
	q.SetBoost(boost)
	return q
}

// split separates the conditions that say how well a record fits from those that
// it only must meet: a country's key must not outweigh the words.
func split(p *query.Plan) (scored, filters []*query.Plan) {
	parts := []*query.Plan{p}
	if p.Op == query.PlanAnd {
		parts = p.Args
	}
	for _, a := range parts {
		switch a.Op {
		case query.PlanKey, query.PlanKeyPrefix, query.PlanDays, query.PlanNot:
			filters = append(filters, a)
		case query.PlanAll:
		default:
			scored = append(scored, a)
		}
	}
	return scored, filters
}

// visible is every record that may be a hit. It also keeps a query of nothing but
// exclusions from matching what has no type.
var visible = &query.Plan{Op: query.PlanOr, Args: []*query.Plan{
	{Op: query.PlanKey, Field: query.KeyType, Value: "event"},
	{Op: query.PlanKey, Field: query.KeyType, Value: "article"},
}}

// whole puts the parts of a search together.
func whole(q, filters, typ *query.Plan) (bq.Query, error) {
	scored, unscored := split(q)
	if typ.Op == query.PlanAll {
		typ = visible
	}
	unscored = append(unscored, filters, typ)
	b := bleve.NewBooleanQuery()
	b.AddMust(bleve.NewMatchAllQuery())
	if len(scored) > 0 {
		m, err := translate(&query.Plan{Op: query.PlanAnd, Args: scored})
		if err != nil {
			return nil, err
		}
		b = bleve.NewBooleanQuery()
		b.AddMust(m)
	}
	f, err := translate(&query.Plan{Op: query.PlanAnd, Args: unscored})
	if err != nil {
		return nil, err
	}
	b.AddFilter(f)
	return b, nil
}

// tooBroad tells the error of a prefix or a word~ that stands for too many words.
func tooBroad(err error) bool {
	return err != nil && strings.Contains(err.Error(), "TooManyClauses")
}

var errTooBroad = errors.New("a prefix* or word~ stands for too many words: write more letters")
