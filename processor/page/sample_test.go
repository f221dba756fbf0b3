package page_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"caewatch/news"
	"caewatch/processor/page"
	"caewatch/sample"
)

// TestSampleSite reads every article of the sample site in every layout it has:
// the text is the paragraphs that were laid out and nothing of what stands around
// them, not share bars, captions, editors, related lists or copyright.
func TestSampleSite(t *testing.T) {
	site, err := sample.New()
	if err != nil {
		t.Fatal(err)
	}
	site.Release()
	server := httptest.NewServer(site)
	defer server.Close()
	all, err := sample.Articles()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		t.Run(a.Layout+"/"+a.Slug, func(t *testing.T) {
			u := server.URL + a.Path()
			res, err := http.Get(u)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != http.StatusOK {
				t.Fatalf("%s: status %d, %v", u, res.StatusCode, err)
			}
			got, err := page.ParseHTML(body, u, "", res.Header.Get("Content-Type"), news.Content{}, page.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if want := page.Text(strings.Join(a.Paragraphs, "\n\n")); got.Text != want {
				t.Errorf("text\n%q\nwant\n%q", got.Text, want)
			}
			if got.Title != strings.TrimSpace(page.Text(a.Title)) {
				t.Errorf("title %q, want %q", got.Title, a.Title)
			}
			if got.Published != a.Day() { // every layout shows the day
				t.Errorf("published %q, want %q", got.Published, a.Day())
			}
		})
	}
}
