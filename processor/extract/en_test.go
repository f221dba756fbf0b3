package extract

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"caewatch/news"
)

// corpus gives the English articles of the annotated corpus.
func corpus(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../testdata/corpus/en-*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	texts := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(f)] = strings.TrimSpace(string(b))
	}
	return texts
}

// proven fails unless every quote is what it says and every value has one.
func proven(t testing.TB, a news.Article, reports []news.Report) {
	t.Helper()
	if err := (news.Extraction{Article: withID(a), Events: reports}).Validate(); err != nil {
		t.Fatal(err)
	}
	for i, r := range reports {
		cited := map[string]bool{}
		for _, e := range r.Evidence {
			cited[e.Field] = true
		}
		r.Evidence = nil
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(b, &tree); err != nil {
			t.Fatal(err)
		}
		walk(tree, "", func(pointer string, value any) {
			if value == "" || cited[pointer] {
				return
			}
			t.Errorf("report %d: %s = %v has no evidence", i, pointer, value)
		})
		for field := range cited {
			if !resolves(tree, field) {
				t.Errorf("report %d: evidence for %s, which is not there", i, field)
			}
		}
	}
}

func withID(a news.Article) news.Article {
	a.ID = "x"
	return a
}

func walk(v any, at string, leaf func(string, any)) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			walk(x, at+"/"+k, leaf)
		}
	case []any:
		for i, x := range v {
			walk(x, at+"/"+itoa(i), leaf)
		}
	default:
		leaf(at, v)
	}
}

func itoa(i int) string {
	b, _ := json.Marshal(i)
	return string(b)
}

func resolves(v any, pointer string) bool {
	found := false
	walk(v, "", func(at string, _ any) { found = found || at == pointer })
	return found
}

// The promise of the product: no value without words, no words that are not there.
func TestEveryValueIsProven(t *testing.T) {
	for name, text := range corpus(t) {
		a := news.Article{Language: "en", Published: "2025-08-01", Text: text}
		reports := Reports(a)
		if len(reports) == 0 {
			t.Errorf("%s: nothing reported", name)
		}
		proven(t, a, reports)
		if again := Reports(a); !reflect.DeepEqual(reports, again) {
			t.Errorf("%s: a second reading differs", name)
		}
		explained, notes := Explain(a)
		if !reflect.DeepEqual(reports, explained) || len(notes) == 0 {
			t.Errorf("%s: the explained reports differ", name)
		}
	}
}

// Whatever stands before or after, the offsets count code points.
func TestOffsetsCountCodePoints(t *testing.T) {
	for name, text := range corpus(t) {
		a := news.Article{Language: "en", Text: "教育 – ข่าว “Ünïcödé”\n\n" + text + "\n\n—終—"}
		proven(t, a, Reports(a))
		_ = name
	}
}

func TestSentences(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"abbreviations", "Prof. Dr. Lim met Ms. Chen. They talked.", []string{"Prof. Dr. Lim met Ms. Chen.", "They talked."}},
		{"company", "It was signed by Hua Group Co., Ltd. The work begins soon.", []string{"It was signed by Hua Group Co., Ltd.", "The work begins soon."}},
		{"initials", "J. K. Tan spoke at 3.5 per cent. H.E. Mr. Sok came.", []string{"J. K. Tan spoke at 3.5 per cent.", "H.E. Mr. Sok came."}},
		{"quotes", "“We agree.” He left.", []string{"“We agree.”", "He left."}},
		{"lines", "A headline\nThe text. More", []string{"A headline", "The text.", "More"}},
		{"month", "On Sept. 15 it opened. Then it closed.", []string{"On Sept. 15 it opened.", "Then it closed."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDoc(news.Article{Text: test.text})
			var got []string
			for _, s := range d.sents {
				got = append(got, d.str(s.span))
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Nothing is read beyond MaxText, and a text cut there still has true offsets.
func TestLongTextIsCut(t *testing.T) {
	text := strings.Repeat("A forum on skills was held in Hanoi, ü. ", 2*MaxText/40)
	d := newDoc(news.Article{Text: text})
	if len(d.text) > MaxText || !utf8.ValidString(d.text) {
		t.Fatalf("read %d bytes", len(d.text))
	}
}

func FuzzReports(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(text, "2025-08-01")
	}
	f.Add("“ \" ‘ ’ ( Co., Ltd. 2025 the “X Y” Forum was held", "")
	f.Add("\xff\xfe", "2025")
	f.Fuzz(func(t *testing.T, text, published string) {
		a := news.Article{Language: "en", Published: published, Text: text}
		reports := Reports(a)
		if again := Reports(a); !reflect.DeepEqual(reports, again) {
			t.Fatal("a second reading differs")
		}
		if utf8.ValidString(text) {
			proven(t, a, reports)
		}
	})
}

func BenchmarkReports(b *testing.B) {
	var all strings.Builder
	for _, text := range corpus(b) {
		all.WriteString(text + "\n\n")
	}
	words := strings.Fields(all.String())
	article := strings.Join(words[:min(600, len(words))], " ")
	for _, n := range []int{1, 10, 100} {
		a := news.Article{Language: "en", Published: "2025-08-01", Text: strings.Repeat(article+"\n\n", n)}
		b.Run(itoa(n)+"x", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(a.Text)))
			for b.Loop() {
				Reports(a)
			}
		})
	}
}
