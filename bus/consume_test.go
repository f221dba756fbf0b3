package bus_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"caewatch/bus"
	"caewatch/bus/bustest"
	"caewatch/news"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"
)

// onlyDead waits for the first dead letter and checks that it is the only one.
func onlyDead(t *testing.T, ctx context.Context, b *bus.Bus) news.DeadLetter {
	t.Helper()
	var list []news.DeadLetter
	eventually(t, ctx, "a dead letter", func() bool {
		var err error
		list, err = b.DeadList(ctx, 10)
		must(t, err)
		return len(list) > 0
	})
	settled(t, ctx, b)
	list, err := b.DeadList(ctx, 10)
	must(t, err)
	if len(list) != 1 {
		t.Fatalf("got %d dead letters, want 1: %+v", len(list), list)
	}
	d, err := b.DeadGet(ctx, list[0].ID)
	must(t, err)
	return d
}

// settled waits until no durable consumer has anything left to do.
func settled(t *testing.T, ctx context.Context, b *bus.Bus) {
	t.Helper()
	eventually(t, ctx, "every message settled", func() bool {
		s, err := b.Status(ctx)
		must(t, err)
		for _, stream := range s.Streams {
			for _, c := range stream.Consumers {
				if c.Pending > 0 || c.AckPending > 0 {
					return false
				}
			}
		}
		return true
	})
}

func TestFailuresBackOffAndEndInTheDeadLetters(t *testing.T) {
	ctx := context30(t)
	b := bustest.Open(t, quick(t))
	must(t, b.PublishArticle(ctx, article(1)))
	var calls atomic.Int32
	stop := background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "alerts-articles", 2, func(context.Context, news.Extraction) error {
			return fmt.Errorf("attempt %d failed", calls.Add(1))
		})
	})
	d := onlyDead(t, ctx, b)
	if d.Reason != "attempt 3 failed" || d.Attempts != 3 || d.Stream != bus.Articles || d.Consumer != "alerts-articles" ||
		d.Subject != "caewatch.articles.en.ouc" || d.Sequence != 1 || d.Header["ce-type"] != "caewatch.article.v1" || !strings.Contains(string(d.Data), "Title 1") {
		t.Errorf("got %+v", d)
	}
	stop()

	// Retried, it goes to the consumer that gave it up and to no other.
	again := make(chan news.Extraction, 10)
	other := make(chan news.Extraction, 10)
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "other", 1, func(_ context.Context, x news.Extraction) error { other <- x; return nil })
	})
	receive(t, ctx, other)
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "alerts-articles", 1, func(_ context.Context, x news.Extraction) error { again <- x; return nil })
	})
	must(t, b.DeadRetry(ctx, d.ID))
	if diff := cmp.Diff(article(1), receive(t, ctx, again)); diff != "" {
		t.Errorf("(-published +retried)\n%s", diff)
	}
	settled(t, ctx, b)
	if len(other) != 0 || len(again) != 0 {
		t.Errorf("the retried message came %d times more to its own and %d times to another consumer", len(again), len(other))
	}
	if err := b.DeadRetry(ctx, d.ID); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("second retry: got %v, want ErrNotFound", err)
	}
}

func TestWhatCannotBeMendedIsDeadAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		handler func(context.Context, news.Extraction) error
		reason  []string
	}{
		"permanent": {func(context.Context, news.Extraction) error { return news.Permanent(errors.New("no text")) }, []string{"no text"}},
		"panic":     {func(context.Context, news.Extraction) error { panic("boom") }, []string{"panic: boom", "consume_test.go:"}},
		"runtime panic": {func(context.Context, news.Extraction) error {
			var x []int
			return fmt.Errorf("%d", x[len(os.Args)])
		}, []string{"panic: runtime error: index out of range", "consume_test.go:"}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context30(t)
			b := bustest.Open(t, quick(t))
			must(t, b.PublishArticle(ctx, article(1)))
			must(t, b.PublishArticle(ctx, article(2)))
			var calls atomic.Int32
			background(t, ctx, func(ctx context.Context) error {
				return b.ConsumeArticles(ctx, "merge", 1, func(ctx context.Context, x news.Extraction) error {
					if x.Article.Title == "Title 2" {
						return nil
					}
					calls.Add(1)
					return c.handler(ctx, x)
				})
			})
			d := onlyDead(t, ctx, b)
			for _, want := range c.reason {
				if !strings.Contains(d.Reason, want) {
					t.Errorf("got reason %q, want %q in it", d.Reason, want)
				}
			}
			if d.Attempts != 1 || calls.Load() != 1 {
				t.Errorf("got %d attempts and %d calls, want 1", d.Attempts, calls.Load())
			}
			must(t, b.DeadDrop(ctx, d.ID))
			if err := b.DeadDrop(ctx, d.ID); !errors.Is(err, news.ErrNotFound) {
				t.Errorf("dropped twice: got %v, want ErrNotFound", err)
			}
		})
	}
}

func TestGarbageIsDeadAndTheRestGoesOn(t *testing.T) {
	ctx := context30(t)
	b := bustest.Open(t, quick(t))
	nc := plainClient(t, b.ClientURL())
	js, err := jetstream.New(nc)
	must(t, err)
	_, err = js.Publish(ctx, "caewatch.pages.evil", []byte("\x00{not JSON"))
	must(t, err)
	must(t, b.PublishPage(ctx, news.Page{Source: "ouc", URL: "https://example.org", Body: []byte("x")}))
	got := make(chan news.Page, 1)
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumePages(ctx, "processor", 1, func(_ context.Context, p news.Page) error { got <- p; return nil })
	})
	receive(t, ctx, got)
	d := onlyDead(t, ctx, b)
	if !strings.Contains(d.Reason, "cannot be decoded") || string(d.Data) != "\x00{not JSON" || d.Subject != "caewatch.pages.evil" {
		t.Errorf("got %+v", d)
	}
	var listed error
	if _, err := b.DeadGet(ctx, "x"); !errors.Is(err, news.ErrNotFound) {
		listed = err
	}
	if listed != nil {
		t.Errorf("got %v, want ErrNotFound", listed)
	}
	_, err = js.Publish(ctx, "caewatch.dead.evil", []byte("garbage"))
	must(t, err)
	list, err := b.DeadList(ctx, 10)
	must(t, err)
	if len(list) != 2 || !strings.Contains(list[0].Reason, "cannot be decoded") || list[1].ID != d.ID || list[1].Data != nil {
		t.Errorf("got %+v, want both dead letters, newest first, without data", list)
	}
	if list, err := b.DeadList(ctx, 1); err != nil || len(list) != 1 {
		t.Errorf("got %v (%v), want one", list, err)
	}
}

func TestALargeMessageCanDieToo(t *testing.T) {
	ctx := context30(t)
	b := bustest.Open(t, quick(t))
	x := article(1)
	text := make([]byte, 0, 7<<20) // as JSON in JSON more than a message can hold
	for n := 0; len(text) < 7<<20; n += 7919 {
		text = strconv.AppendInt(text, int64(n), 36)
	}
	x.Article.Text = string(text)
	must(t, b.PublishArticle(ctx, x))
	fail := errors.New("not today")
	got := make(chan int, 1)
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "merge", 1, func(_ context.Context, x news.Extraction) error {
			if fail != nil {
				return news.Permanent(fail)
			}
			got <- len(x.Article.Text)
			return nil
		})
	})
	d := onlyDead(t, ctx, b)
	if !strings.Contains(string(d.Data), string(text)) {
		t.Errorf("got %d bytes, want the message", len(d.Data))
	}
	fail = nil
	must(t, b.DeadRetry(ctx, d.ID))
	if n := receive(t, ctx, got); n != len(text) {
		t.Errorf("got %d bytes, want %d", n, len(text))
	}
}

func TestMergeIsStrictlySerialOverAllConsumers(t *testing.T) {
	ctx := context30(t)
	url := bustest.Server(t)
	cfg := quick(t)
	cfg.URL, cfg.Data, cfg.Listen = url, "", ""
	a, b := bustest.Open(t, cfg), bustest.Open(t, cfg)
	const n = 60
	for i := range n {
		must(t, a.PublishArticle(ctx, article(i)))
	}
	var running atomic.Int32
	order := make(chan string, 2*n)
	failed := map[string]bool{}
	handler := func(_ context.Context, x news.Extraction) error {
		if running.Add(1) != 1 {
			t.Error("two messages at the same time")
		}
		defer running.Add(-1)
		if x.Article.Title == "Title 7" && !failed[x.Article.Title] {
			failed[x.Article.Title] = true
			return errors.New("later")
		}
		order <- x.Article.Title
		return nil
	}
	for _, bus := range []*bus.Bus{a, b} {
		background(t, ctx, func(ctx context.Context) error { return bus.ConsumeArticles(ctx, "merge", 4, handler) })
	}
	for i := range n {
		if got, want := receive(t, ctx, order), fmt.Sprint("Title ", i); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
	settled(t, ctx, a)
	if len(order) != 0 {
		t.Errorf("%d messages came twice", len(order))
	}
}

func TestALongHandlerKeepsItsMessage(t *testing.T) {
	ctx := context30(t)
	cfg := quick(t)
	b := bustest.Open(t, cfg)
	must(t, b.PublishArticle(ctx, article(1)))
	var calls atomic.Int32
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "slow", 3, func(ctx context.Context, _ news.Extraction) error {
			calls.Add(1)
			select {
			case <-time.After(3 * cfg.AckWait):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	eventually(t, ctx, "the call", func() bool { return calls.Load() > 0 })
	settled(t, ctx, b)
	if calls.Load() != 1 {
		t.Errorf("got %d calls, want 1", calls.Load())
	}
}

func TestShutdownLetsAHandlerFinishAndHandsTheRestBack(t *testing.T) {
	ctx := context30(t)
	b := bustest.Open(t, quick(t))
	for i := range 10 {
		must(t, b.PublishArticle(ctx, article(i)))
	}
	entered, finish := make(chan struct{}), make(chan struct{})
	stop := background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "merge", 1, func(ctx context.Context, _ news.Extraction) error {
			close(entered)
			<-finish
			return ctx.Err() // still nil: the context outlives the stop
		})
	})
	receive(t, ctx, entered)
	time.AfterFunc(20*time.Millisecond, func() { close(finish) })
	stop()
	start := time.Now()
	got := make(chan string, 20)
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "merge", 1, func(_ context.Context, x news.Extraction) error { got <- x.Article.Title; return nil })
	})
	for i := 1; i < 10; i++ {
		if title := receive(t, ctx, got); title != fmt.Sprint("Title ", i) {
			t.Errorf("got %s, want Title %d", title, i)
		}
	}
	if d := time.Since(start); d > 400*time.Millisecond {
		t.Errorf("the next consumer waited %v: a message was not handed back", d)
	}
}

func TestAHandlerThatIgnoresTheEndIsCutOff(t *testing.T) {
	ctx := context30(t)
	cfg := quick(t)
	cfg.Grace = 50 * time.Millisecond
	b := bustest.Open(t, cfg)
	must(t, b.PublishArticle(ctx, article(1)))
	entered := make(chan struct{}, 10)
	hang := func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "merge", 1, func(ctx context.Context, _ news.Extraction) error {
			entered <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		})
	}
	for range 5 { // more often than failures are allowed: stopping is no failure
		stop := background(t, ctx, hang)
		receive(t, ctx, entered)
		stop()
	}
	if list, err := b.DeadList(ctx, 1); err != nil || len(list) != 0 {
		t.Errorf("got %v (%v), want no dead letter", list, err)
	}
}

func TestADeletedConsumerIsMadeAnew(t *testing.T) {
	ctx := context30(t)
	b := bustest.Open(t, quick(t))
	got := make(chan string, 20)
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "merge", 1, func(_ context.Context, x news.Extraction) error { got <- x.Article.Title; return nil })
	})
	must(t, b.PublishArticle(ctx, article(1)))
	receive(t, ctx, got)
	js, err := jetstream.New(plainClient(t, b.ClientURL()))
	must(t, err)
	must(t, js.DeleteConsumer(ctx, bus.Articles, "merge"))
	must(t, b.PublishArticle(ctx, article(2)))
	for receive(t, ctx, got) != "Title 2" {
	}
}

// TestMain also is the other process of the tests that kill one.
func TestMain(m *testing.M) {
	switch os.Getenv("BUS_TEST_CHILD") {
	case "":
		os.Exit(m.Run())
	case "consume":
		childConsume(os.Getenv("BUS_TEST_AT"))
	case "publish":
		childPublish(os.Getenv("BUS_TEST_AT"))
	}
}

func child(t *testing.T, what, at string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "BUS_TEST_CHILD="+what, "BUS_TEST_AT="+at)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_, _ = cmd.Process.Kill(), cmd.Wait()
		}
	})
	return cmd, bufio.NewScanner(out)
}

func TestAMessageOfAKilledProcessComesAgain(t *testing.T) {
	ctx := context30(t)
	cfg := bus.Config{URL: bustest.Server(t), AckWait: 300 * time.Millisecond}
	b := bustest.Open(t, cfg)
	must(t, b.PublishArticle(ctx, article(1)))
	cmd, out := child(t, "consume", cfg.URL)
	if !out.Scan() || out.Text() != "Title 1" {
		t.Fatalf("the other process said %q", out.Text())
	}
	must(t, cmd.Process.Kill())
	_ = cmd.Wait()
	got := make(chan string, 5)
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "merge", 1, func(_ context.Context, x news.Extraction) error { got <- x.Article.Title; return nil })
	})
	if title := receive(t, ctx, got); title != "Title 1" {
		t.Errorf("got %s", title)
	}
}

func TestTheEmbeddedServerHandsOutAgainWhatAKilledProcessHeld(t *testing.T) {
	ctx := context30(t)
	cfg := bus.Config{Data: t.TempDir()} // an AckWait of 10s
	b, err := bus.Open(ctx, bustest.Log(t), cfg)
	must(t, err)
	must(t, b.PublishArticle(ctx, article(1)))
	must(t, b.Close())
	for range 2 {
		cmd, out := child(t, "consume", cfg.Data)
		if !out.Scan() || out.Text() != "Title 1" {
			t.Fatalf("the other process said %q", out.Text())
		}
		must(t, cmd.Process.Kill())
		_ = cmd.Wait()
	}
	start := time.Now()
	b = bustest.Open(t, cfg)
	got := make(chan string, 5)
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, "merge", 1, func(_ context.Context, x news.Extraction) error { got <- x.Article.Title; return nil })
	})
	receive(t, ctx, got)
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("came after %v, want at once", d)
	}
}

func childConsume(at string) {
	ctx := context.Background()
	cfg := bus.Config{URL: at, AckWait: 300 * time.Millisecond}
	if !strings.HasPrefix(at, "nats://") {
		cfg = bus.Config{Data: at}
	}
	b, err := bus.Open(ctx, slog.New(slog.DiscardHandler), cfg)
	if err != nil {
		panic(err)
	}
	err = b.ConsumeArticles(ctx, "merge", 1, func(ctx context.Context, x news.Extraction) error {
		fmt.Println(x.Article.Title)
		<-ctx.Done()
		return nil
	})
	panic(err)
}

func TestKilledWhilePublishingLosesAndDoublesNothing(t *testing.T) {
	ctx := context30(t)
	dir := t.TempDir()
	acknowledged := 0
	for range 4 {
		cmd, out := child(t, "publish", dir)
		for range 100 {
			if !out.Scan() {
				t.Fatal("the other process ended by itself")
			}
			n, err := strconv.Atoi(out.Text())
			must(t, err)
			acknowledged = max(acknowledged, n)
		}
		must(t, cmd.Process.Kill())
		_ = cmd.Wait()
	}
	b := bustest.Open(t, bus.Config{Data: dir})
	var titles []string
	last, err := b.LastSeq(ctx, bus.Articles)
	must(t, err)
	got := make(chan []bus.Message, 1000)
	background(t, ctx, func(ctx context.Context) error {
		return b.Follow(ctx, bus.Articles, 0, 100, 10*time.Millisecond, func(_ context.Context, m []bus.Message) error { got <- m; return nil })
	})
	for uint64(len(titles)) < last {
		for _, m := range receive(t, ctx, got) {
			titles = append(titles, string(m.Data[:60]))
		}
	}
	if len(titles) < acknowledged {
		t.Errorf("got %d messages, want the %d acknowledged", len(titles), acknowledged)
	}
	slices.Sort(titles)
	if once := slices.Compact(slices.Clone(titles)); len(once) != len(titles) {
		t.Errorf("%d messages are stored twice", len(titles)-len(once))
	}
}

// childPublish publishes article 1, 2, ... from the start in every run, so that
// each run repeats what the killed one before it had done.
func childPublish(dir string) {
	ctx := context.Background()
	b, err := bus.Open(ctx, slog.New(slog.DiscardHandler), bus.Config{Data: dir})
	if err != nil {
		panic(err)
	}
	for n := 1; ; n++ {
		if err := b.PublishArticle(ctx, article(n)); err != nil {
			panic(err)
		}
		fmt.Println(n)
	}
}
