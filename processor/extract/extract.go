// Package extract reads articles: what happened, when, where, who took part and
// what came of it, each value with the words that say so.
//
// It works in layers. doc.go and text.go cut an article into paragraphs and
// sentences; each language's engine finds typed spans (dates, places,
// organisations, people with titles, numbers, quoted names) and relations
// between them and fills drafts; report.go turns drafts into news.Report, where a
// value without words cannot pass. The package is pure: no clock, no randomness,
// no network, the same article always gives the same reports.
//
// Engines: en*.go English, zh*.go Chinese, sea*.go the languages of ASEAN.
package extract

import "caewatch/news"

// Reports says what an article reports, its main event first. At most MaxText
// bytes of the text are read.
func Reports(a news.Article) []news.Report {
	reports, _ := read(a)
	return reports
}

// Explain gives the same reports with the rule behind every value.
func Explain(a news.Article) ([]news.Report, []Note) { return read(a) }

func read(a news.Article) ([]news.Report, []Note) {
	d := newDoc(a)
	var reports []news.Report
	var notes []Note
	for _, x := range engine(a.Language)(d) {
		r, n := d.report(x, len(reports))
		if r.Name == "" || r.Kind == "" {
			continue // no words for the name or the kind: nothing to show
		}
		reports = append(reports, r)
		notes = append(notes, n...)
	}
	return reports, notes
}

// engine chooses by language; an unknown language is read as English.
func engine(language string) func(*doc) []*draft {
	for i := 0; i < len(language); i++ {
		if language[i] == '-' || language[i] == '_' {
			language = language[:i]
		}
	}
	switch language {
	case "zh":
		return zhDrafts
	case "id", "ms", "vi", "th", "fil", "tl", "lo", "km", "my":
		return seaDrafts
	}
	return enDrafts
}
