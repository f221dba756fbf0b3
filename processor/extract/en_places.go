package extract

import (
	"caewatch/processor/gazetteer"
)

// place is a country, region or city named in the text.
type place struct {
	span
	from, to int // tokens
	ent      *gazetteer.Entity
	adj      bool
}

// findPlaces keeps the gazetteer's matches with the tokens they cover.
func (e *en) findPlaces() {
	e.at = make([]int32, len(e.t))
	k := 0
	for _, m := range gazetteer.Default().Find(e.d.text) {
		for k < len(e.t) && e.t[k].end <= m.Start {
			k++
		}
		if k >= len(e.t) {
			return
		}
		to := k
		for to < len(e.t) && e.t[to].start < m.End {
			to++
		}
		if to == k {
			continue
		}
		e.places = append(e.places, place{span: span{m.Start, m.End}, from: k, to: to, ent: m.Entity, adj: m.Adjective})
		for i := k; i < to; i++ {
			e.at[i] = int32(len(e.places))
		}
	}
}

// placeOf gives the place that covers token i, or nil.
func (e *en) placeOf(i int) *place {
	if i < 0 || i >= len(e.at) || e.at[i] == 0 {
		return nil
	}
	return &e.places[e.at[i]-1]
}

func geographic(kind string) bool {
	return kind == gazetteer.Country || kind == gazetteer.Region || kind == gazetteer.City
}

// placeToken tells that token i is part of the name of a country, region or city.
func (e *en) placeToken(i int) bool {
	p := e.placeOf(i)
	return p != nil && geographic(p.ent.Kind)
}

// isCountry tells that the tokens from i to j are the name of a country.
func (e *en) isCountry(i, j int) bool {
	p := e.placeOf(i)
	return p != nil && p.ent.Kind == gazetteer.Country && p.to >= j && !p.adj
}

// countryOf infers the country of a body from its name.
func countryOf(name string) string {
	if name == "" {
		return ""
	}
	return gazetteer.Default().CountryOf(name)
}
