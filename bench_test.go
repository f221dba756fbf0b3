package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"caewatch/bus"
	"caewatch/configs"
	"caewatch/news"
	"caewatch/sample"
)

// benchHouse opens a bus and rooms on a folder of the benchmark's own.
func benchHouse(b *testing.B, rooms ...room) *bus.Bus {
	b.Helper()
	cfg, err := configs.Load("", nil)
	if err != nil {
		b.Fatal(err)
	}
	cfg.Data, cfg.API.Listen, cfg.NATS.Listen, cfg.Sources = b.TempDir(), "127.0.0.1:0", "", nil
	log := slog.New(slog.DiscardHandler)
	bs, err := openBus(b.Context(), log, cfg)
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- (&house{log: log, cfg: cfg, bus: bs}).run(ctx, rooms...) }()
	b.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			b.Error(err)
		}
		if err := bs.Close(); err != nil {
			b.Error(err)
		}
	})
	return bs
}

// benchPages are the sample articles as pages, n of them, each with a URL of its
// own. Every round of them is of another year, so that a round reports other
// events than the one before instead of one event with ever more reports.
func benchPages(b *testing.B, n int) []news.Page {
	b.Helper()
	all, err := sample.Articles()
	if err != nil {
		b.Fatal(err)
	}
	pages := make([]news.Page, n)
	for i := range pages {
		a := all[i%len(all)]
		year := strconv.Itoa(2026 - i/len(all)%40)
		text := strings.ReplaceAll(strings.Join(a.Paragraphs, "\n\n"), "2026", year) + fmt.Sprintf("\n\nDispatch number %d.", i)
		pages[i] = news.Page{Source: "bench", URL: fmt.Sprintf("https://example.org/%d/%s", i, a.Slug), Status: 200, Title: strings.ReplaceAll(a.Title, "2026", year), Published: year + a.Day()[4:],
			Header: map[string]string{"Content-Type": "text/html; charset=utf-8"}, Body: []byte(asPage(strings.ReplaceAll(a.Title, "2026", year) + "\n" + text))}
	}
	return pages
}

// BenchmarkStoredToSearchable: pages stored in PAGES until the last of them can
// be searched. Run it with -cpu 1,2 for one core and two.
func BenchmarkStoredToSearchable(b *testing.B) {
	bs := benchHouse(b, processorRoom, indexerRoom)
	pages := benchPages(b, b.N)
	b.ResetTimer()
	for _, p := range pages {
		if err := bs.PublishPage(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
	if err := waitIdle(b.Context(), bs, []room{processorRoom, indexerRoom}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkPageToAlert: from a fetched page to the alert in the hands of a
// subscriber, one page at a time.
func BenchmarkPageToAlert(b *testing.B) {
	bs := benchHouse(b, processorRoom, alertsRoom)
	raw, err := json.Marshal(news.Subscription{Name: "bench", Type: "articles", Query: ""})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := bs.Bucket("subscriptions").Put(b.Context(), "bench", raw); err != nil {
		b.Fatal(err)
	}
	got := make(chan news.Alert, 16)
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	go bs.TailAlerts(ctx, "bench", 0, func(a news.Alert) error { got <- a; return nil })
	var relevant []news.Page
	for _, p := range benchPages(b, 40*((b.N+19)/20)+40) {
		if !strings.Contains(p.URL, "durian") && !strings.Contains(p.URL, "tokyo") && !strings.Contains(p.URL, "africa") && !strings.Contains(p.URL, "football") && !strings.Contains(p.URL, "gaokao") {
			relevant = append(relevant, p)
		}
	}
	one := func(p news.Page) time.Duration {
		start := time.Now()
		if err := bs.PublishPage(b.Context(), p); err != nil {
			b.Fatal(err)
		}
		select {
		case <-got:
		case <-time.After(patience):
			b.Fatalf("no alert for %s", p.URL)
		}
		return time.Since(start)
	}
	one(relevant[len(relevant)-1]) // the subscription is loaded, every room is warm
	var took []time.Duration
	b.ResetTimer()
	for i := range b.N {
		took = append(took, one(relevant[i]))
	}
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkReady: from the start of caewatch run on an empty folder until the API answers.
func BenchmarkReady(b *testing.B) {
	for range b.N {
		cfg, err := configs.Load("", nil)
		if err != nil {
			b.Fatal(err)
		}
		cfg.Data, cfg.API.Listen, cfg.NATS.Listen, cfg.Sources = b.TempDir(), "127.0.0.1:0", "", nil
		ctx, stop := context.WithCancel(b.Context())
		ready := make(chan string, 1)
		done := make(chan error, 1)
		go func() { done <- live(ctx, slog.New(slog.DiscardHandler), cfg, "run", func(a string) { ready <- a }) }()
		select {
		case <-ready:
		case err := <-done:
			b.Fatal(err)
		}
		b.StopTimer()
		stop()
		if err := <-done; err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkMemory reports the resident memory of this process with every room
// idle, and after b.N articles (the process holds the benchmark itself too).
func BenchmarkMemory(b *testing.B) {
	bs := benchHouse(b, indexerRoom, alertsRoom, processorRoom)
	if err := waitIdle(b.Context(), bs, []room{indexerRoom, alertsRoom, processorRoom}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(resident(b), "idle-MB")
	most := 0.0
	for i, p := range benchPages(b, b.N) {
		if err := bs.PublishPage(b.Context(), p); err != nil {
			b.Fatal(err)
		}
		if i%100 == 0 {
			most = max(most, resident(b))
		}
	}
	if err := waitIdle(b.Context(), bs, []room{indexerRoom, alertsRoom, processorRoom}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(max(most, resident(b)), "load-MB")
}

// resident is VmRSS in megabytes (10^6 bytes), as Linux gives it.
func resident(b *testing.B) float64 {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("no /proc: ", err)
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb * 1024 / 1e6
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
