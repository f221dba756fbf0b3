package bus_test

import (
	"context"
	"testing"
	"time"

	"caewatch/bus"
	"caewatch/bus/bustest"
	"caewatch/news"
)

// BenchmarkPublish is one article on disk before the answer, as by default.
func BenchmarkPublish(b *testing.B) {
	for _, sync := range []string{"always", "2m"} {
		b.Run(sync, func(b *testing.B) {
			ctx := context.Background()
			o := bustest.Open(b, bus.Config{Data: b.TempDir(), Sync: sync})
			n := 0
			for b.Loop() {
				n++
				if err := o.PublishArticle(ctx, article(n)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkConsume is one article handed to a handler and acknowledged.
func BenchmarkConsume(b *testing.B) {
	for _, durable := range []string{bus.Merge, "other"} {
		b.Run(durable, func(b *testing.B) {
			ctx, cancel := context.WithCancel(context.Background())
			o := bustest.New(b)
			for n := range b.N {
				if err := o.PublishArticle(ctx, article(n)); err != nil {
					b.Fatal(err)
				}
			}
			left := make(chan struct{}, b.N)
			done := make(chan error)
			b.ResetTimer()
			go func() {
				done <- o.ConsumeArticles(ctx, durable, 2, func(context.Context, news.Extraction) error { left <- struct{}{}; return nil })
			}()
			for range b.N {
				<-left
			}
			b.StopTimer()
			cancel()
			if err := <-done; err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkAlert is from the publishing of an alert to its arrival at a tail.
func BenchmarkAlert(b *testing.B) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	o := bustest.New(b)
	got := make(chan uint64, 1)
	done := make(chan error)
	tail, stop := context.WithCancel(ctx)
	if err := o.PublishAlert(ctx, news.Alert{ID: "first", Subscription: "s"}); err != nil {
		b.Fatal(err)
	}
	go func() { done <- o.TailAlerts(tail, "s", 1, func(a news.Alert) error { got <- a.Sequence; return nil }) }()
	n := 0
	for b.Loop() {
		n++
		if err := o.PublishAlert(ctx, news.Alert{ID: article(n).Article.ID, Subscription: "s"}); err != nil {
			b.Fatal(err)
		}
		<-got
	}
	stop()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
}
