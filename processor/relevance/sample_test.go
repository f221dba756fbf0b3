package relevance_test

import (
	"strings"
	"testing"

	"caewatch/news"
	"caewatch/processor/extract"
	"caewatch/processor/relevance"
	"caewatch/sample"
)

// TestSampleArticles holds the verdict to what the head of each sample article
// says, with the reports of the extraction and without.
func TestSampleArticles(t *testing.T) {
	all, err := sample.Articles()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		a := news.Article{Title: s.Title, Language: s.Lang, Published: s.Day(), Text: strings.Join(s.Paragraphs, "\n\n")}
		for name, reports := range map[string][]news.Report{"without reports": nil, "with reports": extract.Reports(a)} {
			if got, score, reasons := relevance.Judge(a, reports); got != s.Relevant {
				t.Errorf("%s, %s: relevant %v (%.2f), want %v\n%q", s.Slug, name, got, score, s.Relevant, reasons)
			}
		}
	}
}
