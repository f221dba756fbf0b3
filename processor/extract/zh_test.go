package extract

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caewatch/news"
)

// asiaArticles reads the corpus articles of the languages of this file's engines.
func asiaArticles(t testing.TB) []news.Article {
	t.Helper()
	files, err := filepath.Glob("../testdata/corpus/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var out []news.Article
	for _, f := range files {
		var g struct{ ID, Language, Published string }
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &g); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		if g.Language == "en" {
			continue
		}
		text, err := os.ReadFile(strings.TrimSuffix(f, ".json") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, news.Article{ID: g.ID, Language: g.Language, Published: g.Published, Text: strings.TrimSpace(string(text))})
	}
	if len(out) < 20 {
		t.Fatalf("%d articles, want 20 or more", len(out))
	}
	return out
}

func TestAsiaEvidence(t *testing.T) {
	for _, a := range asiaArticles(t) {
		got := Reports(a)
		if len(got) == 0 {
			t.Errorf("%s: no report", a.ID)
		}
		if err := (news.Extraction{Article: a, Events: got}).Validate(); err != nil {
			t.Errorf("%s: %v", a.ID, err)
		}
		one, _ := json.Marshal(got)
		two, _ := json.Marshal(Reports(a))
		if string(one) != string(two) {
			t.Errorf("%s: two readings differ", a.ID)
		}
	}
}

func TestAsiaLinear(t *testing.T) {
	for _, a := range asiaArticles(t) {
		if a.ID != "zh-01" && a.ID != "vi-01" && a.ID != "th-01" {
			continue
		}
		long := a
		long.Text = strings.Repeat(a.Text+"\n\n", 200)
		start := time.Now()
		Reports(long)
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%s 200 times over took %v", a.ID, d)
		}
	}
}

func TestZhHostile(t *testing.T) {
	for _, s := range []string{"“", "《", "、", "由", "主办", "校长王", "中国—东盟", "·阿", "9月15日至", "1万", "（", "签署", "启动“A", "“甲”", "在", "大学", "论坛", "主题为"} {
		a := news.Article{ID: "h", Language: "zh", Published: "2025-01-01", Text: strings.Repeat(s, 100000/len(s))}
		start := time.Now()
		r := Reports(a)
		if err := (news.Extraction{Article: a, Events: r}).Validate(); err != nil {
			t.Errorf("%q: %v", s, err)
		}
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%q repeated took %v", s, d)
		}
	}
}

func FuzzAsia(f *testing.F) {
	for _, a := range asiaArticles(f) {
		f.Add(a.Language, a.Text)
	}
	f.Fuzz(func(t *testing.T, lang, text string) {
		if len(text) > 20000 {
			return
		}
		for _, l := range []string{lang, "zh", "id", "my", "th"} {
			a := news.Article{ID: "f", Language: l, Published: "2025-05-05", Text: text}
			r := Reports(a)
			if err := (news.Extraction{Article: a, Events: r}).Validate(); err != nil && strings.ToValidUTF8(text, "") == text {
				t.Fatal(err)
			}
		}
	})
}
