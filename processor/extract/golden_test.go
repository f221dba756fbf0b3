package extract

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caewatch/news"
)

var update = flag.Bool("update", false, "rewrite the golden files of the English engine")

// Each file of testdata/en-*.txtar holds one behaviour: why it matters, an article,
// and what is read of it (without the evidence, which other tests hold).
func TestEnglishGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/en-*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			head, rest, ok := strings.Cut(string(b), "-- article --\n")
			text, want, ok2 := strings.Cut(rest, "-- reports --\n")
			if !ok || !ok2 {
				t.Fatal("want the parts article and reports")
			}
			a := news.Article{Language: "en", Published: "2025-08-01", Text: strings.TrimSpace(text)}
			reports := Reports(a)
			proven(t, a, reports)
			var got bytes.Buffer
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			for _, r := range reports {
				r.Evidence = nil
				if err := enc.Encode(r); err != nil {
					t.Fatal(err)
				}
			}
			if *update {
				if err := os.WriteFile(file, []byte(head+"-- article --\n"+text+"-- reports --\n"+got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got.String() != want {
				t.Errorf("got\n%s\nwant\n%s", got.String(), want)
			}
		})
	}
}
