package merge

import (
	"bytes"
	"encoding/json"
	"fmt"

	"caewatch/news"
)

// content is an event without what depends on its life: id, version, history,
// redirects. Two events of equal content need no new version.
func content(e news.Event) ([]byte, error) {
	e.ID, e.Version, e.History, e.MergedFrom, e.MergedInto = "", 0, nil, nil, ""
	return json.Marshal(e)
}

// changes lists what differs between two versions, field by field: single values
// with old and new, lists with what went (old) and what came (new). For the
// assertions only their number is told; the record holds them all.
func changes(old, now news.Event) ([]news.Change, error) {
	a, err := object(old)
	if err != nil {
		return nil, err
	}
	b, err := object(now)
	if err != nil {
		return nil, err
	}
	var out []news.Change
	put := func(field string, x, y any) {
		if !same(x, y) {
			out = append(out, news.Change{Field: field, Old: x, New: y})
		}
	}
	for _, k := range single {
		if k != "place" {
			put("/"+k, a[k], b[k])
			continue
		}
		x, _ := a[k].(map[string]any)
		y, _ := b[k].(map[string]any)
		for _, sub := range []string{"venue", "city", "region", "country"} {
			put("/place/"+sub, x[sub], y[sub])
		}
	}
	put("/series", a["series"], b["series"])
	for _, k := range append(append([]string{}, listed...), "sources", "conflicts", "why", "merged_from") {
		x, _ := a[k].([]any)
		y, _ := b[k].([]any)
		if gone, come := minus(x, y), minus(y, x); len(gone)+len(come) > 0 {
			c := news.Change{Field: "/" + k}
			if len(gone) > 0 {
				c.Old = gone
			}
			if len(come) > 0 {
				c.New = come
			}
			out = append(out, c)
		}
	}
	put("/merged_into", a["merged_into"], b["merged_into"])
	x, _ := a["assertions"].([]any)
	y, _ := b["assertions"].([]any)
	if !same(x, y) {
		out = append(out, news.Change{Field: "/assertions", Old: float64(len(x)), New: float64(len(y))})
	}
	return out, nil
}

// object gives the plain JSON form, so that a value just built and one read back
// from the store compare equal.
func object(e news.Event) (map[string]any, error) {
	raw, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", e.ID, err)
	}
	var doc map[string]any
	err = json.Unmarshal(raw, &doc)
	return doc, err
}

func same(a, b any) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

func minus(a, b []any) []any {
	have := map[string]bool{}
	for _, v := range b {
		raw, _ := json.Marshal(v)
		have[string(raw)] = true
	}
	var out []any
	for _, v := range a {
		if raw, _ := json.Marshal(v); !have[string(raw)] {
			out = append(out, v)
		}
	}
	return out
}
