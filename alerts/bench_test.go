package alerts_test

import (
	"fmt"
	"strings"
	"testing"

	"caewatch/alerts"
	"caewatch/news"
	"caewatch/news/query"
)

// BenchmarkSet holds one article of 500 words against ten thousand subscriptions.
func BenchmarkSet(b *testing.B) {
	set := alerts.NewSet()
	for i := range 10_000 {
		q := []string{"word%d", "word%d word7", `"word%d word8"`, "word%d OR name%d", "word%d -word3"}[i%5]
		q = strings.ReplaceAll(q, "%d", fmt.Sprint(i))
		if err := set.Put(news.Subscription{Name: fmt.Sprintf("s%d", i), Query: q, Type: "all"}); err != nil {
			b.Fatal(err)
		}
	}
	var text strings.Builder
	for i := range 500 {
		fmt.Fprintf(&text, "word%d ", i*37%12_000)
	}
	x := news.Extraction{Article: news.Article{ID: "a", Text: text.String()}}
	for b.Loop() {
		if len(set.Match(query.FromArticle(x))) == 0 {
			b.Fatal("no match")
		}
	}
}
