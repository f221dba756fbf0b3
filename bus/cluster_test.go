package bus_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"caewatch/bus"
	"caewatch/bus/bustest"
	"caewatch/news"
)

func TestAClusterLosesANodeButNoMessage(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	urls, stops := bustest.Cluster(t, 3)
	cfg := bus.Config{URL: strings.Join(urls, ","), Replicas: 3, AckWait: 2 * time.Second, Backoff: []time.Duration{50 * time.Millisecond}}
	b := bustest.Open(t, cfg)
	other := bustest.Open(t, cfg)
	const n = 100
	handled := make(chan string, 10*n)
	followed := make(chan uint64, 10*n)
	for _, name := range []*bus.Bus{b, other} {
		background(t, ctx, func(ctx context.Context) error {
			return name.ConsumeArticles(ctx, "merge", 1, func(_ context.Context, x news.Extraction) error { handled <- x.Article.Title; return nil })
		})
	}
	background(t, ctx, func(ctx context.Context) error {
		return b.Follow(ctx, bus.Articles, 0, 1, time.Millisecond, func(_ context.Context, m []bus.Message) error { followed <- m[0].Seq; return nil })
	})
	page := news.Page{Source: "ouc", URL: "https://example.org", Body: []byte(strings.Repeat("body ", 100_000))}
	for i := range n {
		if i == n/2 {
			stops[0]()
		}
		must(t, b.PublishArticle(ctx, article(i)))
		if _, err := b.Bucket("urls").Put(ctx, "last", []byte(article(i).Article.ID)); err != nil {
			t.Fatal(err)
		}
		if i%25 == 0 {
			page.URL += "x"
			must(t, b.PublishPage(ctx, page))
		}
	}
	seen := map[string]bool{}
	for len(seen) < n {
		seen[receive(t, ctx, handled)] = true
	}
	for want := uint64(1); want <= n; want++ {
		if seq := receive(t, ctx, followed); seq != want {
			t.Fatalf("followed %d, want %d", seq, want)
		}
	}
	if last, err := b.LastSeq(ctx, bus.Articles); err != nil || last != n {
		t.Errorf("got %d messages (%v), want %d", last, err, n)
	}
	if e, err := other.Bucket("urls").Get(ctx, "last"); err != nil || string(e.Value) != article(n-1).Article.ID {
		t.Errorf("got %s (%v), want the last value", e.Value, err)
	}
	s, err := other.Status(ctx)
	must(t, err)
	for _, stream := range append(append(s.Streams, s.Buckets...), s.Objects) {
		if stream.Replicas != 3 {
			t.Errorf("%s has %d replicas, want 3", stream.Name, stream.Replicas)
		}
	}
}
