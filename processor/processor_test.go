package processor_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caewatch/bus/bustest"
	"caewatch/news"
	"caewatch/processor"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden reads each page of testdata and compares with what it gave last time.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			body, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			x, err := processor.FromPage(pageOf(filepath.Base(f), body))
			if err != nil {
				t.Fatal(err)
			}
			if err := x.Validate(); err != nil {
				t.Error(err)
			}
			// What is extracted has goldens of its own, in the package extract.
			x.Events = x.Events[:0]
			got, err := json.MarshalIndent(x, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(f, ".html") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(bytes.TrimSpace(want)), string(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

func pageOf(name string, body []byte) news.Page {
	return news.Page{Source: "test", Country: "CN", URL: "https://example.cn/" + name, Status: 200, Body: body,
		FetchedAt: time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC), Header: map[string]string{"Content-Type": "text/html"}}
}

func TestSamePageSameBytes(t *testing.T) {
	body, err := os.ReadFile("testdata/conference-en.html")
	if err != nil {
		t.Fatal(err)
	}
	var first []byte
	for range 5 {
		x, err := processor.FromPage(pageOf("a", body))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		if first != nil && !bytes.Equal(first, raw) {
			t.Fatal("two readings differ")
		}
		first = raw
	}
}

func TestFromArticleFillsWhatIsMissing(t *testing.T) {
	x := processor.FromArticle(news.Article{Title: "Rain in the valley", Text: "The river rose by a metre on Sunday and the road was closed for the whole of the afternoon."})
	if x.Article.ID == "" || x.Article.Published != "" || x.Article.Language != "en" || x.Relevant || x.Events == nil || len(x.Events) != 0 {
		t.Errorf("%+v", x)
	}
}

// TestRoom runs the room on a real bus: pages in, articles and events out, what
// cannot be read in the dead letters.
func TestRoom(t *testing.T) {
	b := bustest.New(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	p, err := processor.New(bustest.Log(t), processor.Config{}, processor.Deps{Bus: b, Events: b.Bucket("events")})
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile("testdata/conference-en.html")
	if err != nil {
		t.Fatal(err)
	}
	bad := pageOf("bad", []byte("%PDF-1.4 this is no page"))
	for _, pg := range []news.Page{pageOf("one", body), bad, pageOf("two", body)} {
		if err := b.PublishPage(ctx, pg); err != nil {
			t.Fatal(err)
		}
	}
	run, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- p.Run(run) }()
	events := make(chan news.EventChange, 16)
	watch, enough := context.WithCancel(ctx)
	go func() {
		_ = b.ConsumeEvents(watch, "alerts-events", 1, func(_ context.Context, c news.EventChange) error {
			events <- c
			return nil
		})
	}()
	sources := 0
	for sources < 2 {
		select {
		case c := <-events:
			if n := len(c.Event.Sources); n > sources {
				sources = n
			}
		case <-ctx.Done():
			t.Fatalf("only %d sources in an event: %v", sources, ctx.Err())
		}
	}
	enough()
	for {
		dead, err := b.DeadList(ctx, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(dead) == 1 {
			if !strings.Contains(dead[0].Reason, "PDF") || !strings.Contains(dead[0].Reason, bad.URL) {
				t.Errorf("reason %q", dead[0].Reason)
			}
			break
		}
		if ctx.Err() != nil {
			t.Fatal("the PDF is not among the dead letters")
		}
	}
	stop()
	if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
