package sample

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func get(t *testing.T, s *Site, path string) (int, []byte) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, body
}

func TestSiteHoldsWhatItPromises(t *testing.T) {
	all, err := Articles()
	if err != nil {
		t.Fatal(err)
	}
	langs, layouts, irrelevant, late := map[string]int{}, map[string]int{}, 0, 0
	for _, a := range all {
		langs[a.Lang]++
		layouts[a.Layout]++
		if !a.Relevant {
			irrelevant++
		}
		if a.Late {
			late++
		}
	}
	if len(all) < 30 || len(layouts) < 6 || irrelevant < 3 || late != 1 {
		t.Errorf("got %d articles, %d layouts, %d irrelevant, %d late", len(all), len(layouts), irrelevant, late)
	}
	for _, lang := range []string{"en", "zh", "id", "ms", "vi", "th", "fil"} {
		if langs[lang] == 0 {
			t.Errorf("no article in %s", lang)
		}
	}
}

func TestEveryArticleIsServedAndFound(t *testing.T) {
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	discovered := ""
	for _, p := range []string{"/press/feed.xml", "/embassy/atom.xml", "/portal/feed.json", "/news-sitemap.xml"} {
		code, body := get(t, s, p)
		if code != 200 {
			t.Fatalf("%s: %d", p, code)
		}
		discovered += string(body)
	}
	_, list := get(t, s, "/gov/")
	utf, err := simplifiedchinese.GBK.NewDecoder().Bytes(list)
	if err != nil || utf8.Valid(list) {
		t.Fatalf("the government's list is not GBK (%v)", err)
	}
	discovered += string(utf)
	for _, a := range s.all {
		code, body := get(t, s, a.Path())
		if a.Late {
			if code != 404 || strings.Contains(discovered, a.Slug) {
				t.Errorf("%s shows before its release: %d", a.Slug, code)
			}
			s.Release()
			if code, _ := get(t, s, a.Path()); code != 200 {
				t.Errorf("%s after its release: %d", a.Slug, code)
			}
			continue
		}
		if code != 200 || len(body) < 300 {
			t.Errorf("%s: %d, %d bytes", a.Path(), code, len(body))
		}
		if !strings.Contains(discovered, a.Slug) {
			t.Errorf("%s is in no feed, sitemap or list", a.Slug)
		}
	}
}
