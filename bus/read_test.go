package bus_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"caewatch/bus"
	"caewatch/bus/bustest"
	"caewatch/news"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"
)

func TestFollowFromAPosition(t *testing.T) {
	ctx := context30(t)
	b := bustest.New(t)
	for i := range 25 {
		must(t, b.PublishArticle(ctx, article(i+1)))
	}
	batches := make(chan []bus.Message, 100)
	failures := 2
	background(t, ctx, func(ctx context.Context) error {
		return b.Follow(ctx, bus.Articles, 5, 8, 50*time.Millisecond, func(_ context.Context, batch []bus.Message) error {
			if failures--; failures >= 0 {
				return errors.New("disk busy")
			}
			batches <- batch
			return nil
		})
	})
	next := uint64(6)
	take := func(until uint64) {
		t.Helper()
		for next <= until {
			batch := receive(t, ctx, batches)
			if len(batch) == 0 || len(batch) > 8 {
				t.Fatalf("got a batch of %d, want 1 to 8", len(batch))
			}
			for _, m := range batch {
				if m.Seq != next || !strings.Contains(string(m.Data), fmt.Sprintf(`"Title %d"`, next)) {
					t.Fatalf("got %d: %s, want %d", m.Seq, m.Data, next)
				}
				next++
			}
		}
	}
	take(25)
	// New messages come by themselves, a single one without waiting for a full batch.
	must(t, b.PublishArticle(ctx, article(26)))
	take(26)
	if last, err := b.LastSeq(ctx, bus.Articles); err != nil || last != 26 {
		t.Errorf("got %d (%v), want 26", last, err)
	}
}

func TestFollowOfAReplacedStreamIsAConflict(t *testing.T) {
	b := bustest.New(t)
	err := b.Follow(context30(t), bus.Events, 7, 1, time.Second, func(context.Context, []bus.Message) error { return nil })
	if !errors.Is(err, news.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
	if _, err := b.LastSeq(context30(t), "NONE"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

func TestAReaderSurvivesTheLossOfItsConsumer(t *testing.T) {
	ctx := context30(t)
	b := bustest.Open(t, quick(t))
	got := make(chan bus.Message, 10)
	background(t, ctx, func(ctx context.Context) error {
		return b.Follow(ctx, bus.Articles, 0, 1, time.Millisecond, func(_ context.Context, m []bus.Message) error { got <- m[0]; return nil })
	})
	must(t, b.PublishArticle(ctx, article(1)))
	receive(t, ctx, got)
	js, err := jetstream.New(plainClient(t, b.ClientURL()))
	must(t, err)
	s, err := js.Stream(ctx, bus.Articles)
	must(t, err)
	deleted := 0
	for name := range s.ConsumerNames(ctx).Name() {
		must(t, s.DeleteConsumer(ctx, name))
		deleted++
	}
	if deleted != 1 {
		t.Errorf("got %d consumers, want the reader's", deleted)
	}
	must(t, b.PublishArticle(ctx, article(2)))
	if m := receive(t, ctx, got); m.Seq != 2 {
		t.Errorf("got message %d, want 2", m.Seq)
	}
}

func TestAlertsResume(t *testing.T) {
	ctx := context30(t)
	b := bustest.New(t)
	send := func(name string, n int) {
		t.Helper()
		must(t, b.PublishAlert(ctx, news.Alert{ID: fmt.Sprint(name, n), Subscription: name}))
	}
	for n := range 5 {
		send("nanning", n)
		send("guiyang", n)
	}
	ids := func(list []news.Alert) (ids []string) {
		for _, a := range list {
			ids = append(ids, a.ID)
		}
		return ids
	}
	recent, err := b.RecentAlerts(ctx, "nanning", 3)
	must(t, err)
	if diff := cmp.Diff([]string{"nanning4", "nanning3", "nanning2"}, ids(recent)); diff != "" {
		t.Errorf("recent (-want +got)\n%s", diff)
	}
	if recent[0].Time.IsZero() || recent[0].Sequence != 9 {
		t.Errorf("got sequence %d at %v", recent[0].Sequence, recent[0].Time)
	}
	for name, want := range map[string]int{"": 10, "guiyang": 5, "nobody": 0} {
		if all, err := b.RecentAlerts(ctx, name, 100); err != nil || len(all) != want {
			t.Errorf("%q: got %d alerts (%v), want %d", name, len(all), err, want)
		}
	}
	if all, err := b.RecentAlerts(ctx, "", 0); err != nil || len(all) != 0 {
		t.Errorf("got %v (%v), want none", all, err)
	}
	tail := func(name string, from uint64) <-chan string {
		got := make(chan string, 20)
		background(t, ctx, func(ctx context.Context) error {
			return b.TailAlerts(ctx, name, from, func(a news.Alert) error {
				select {
				case got <- a.ID:
				case <-ctx.Done():
				}
				return nil
			})
		})
		return got
	}
	expect := func(got <-chan string, want ...string) {
		t.Helper()
		for _, id := range want {
			if g := receive(t, ctx, got); g != id {
				t.Errorf("got %s, want %s", g, id)
			}
		}
	}
	expect(tail("nanning", recent[1].Sequence), "nanning4")
	expect(tail("", recent[1].Sequence), "guiyang3", "nanning4", "guiyang4")
	expect(tail("guiyang", 1_000_000), "guiyang0")

	// From now on only: whatever comes first is new.
	fresh := tail("guiyang", 0)
	for n := 5; len(fresh) == 0; n++ { // until the tail has begun
		send("guiyang", n)
	}
	var n int
	if _, err := fmt.Sscanf(receive(t, ctx, fresh), "guiyang%d", &n); err != nil || n < 5 {
		t.Errorf("got alert %d (%v), which was there before", n, err)
	}
	stop := errors.New("enough")
	if err := b.TailAlerts(ctx, "", 1, func(news.Alert) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want the handler's error", err)
	}
}

func TestBuckets(t *testing.T) {
	ctx := context30(t)
	for name, b := range map[string]*bus.Bus{
		"embedded": bustest.New(t),
		"server":   bustest.Open(t, bus.Config{URL: bustest.Server(t)}), // max_payload 1 MB
	} {
		t.Run(name, func(t *testing.T) {
			k := b.Bucket("urls")
			if _, err := k.Get(ctx, "a"); !errors.Is(err, news.ErrNotFound) {
				t.Errorf("get: got %v, want ErrNotFound", err)
			}
			must(t, k.Delete(ctx, "a"))
			first, err := k.Create(ctx, "a", []byte("1"))
			must(t, err)
			if _, err := k.Create(ctx, "a", []byte("2")); !errors.Is(err, news.ErrConflict) {
				t.Errorf("create again: got %v, want ErrConflict", err)
			}
			second, err := k.Update(ctx, "a", []byte("2"), first)
			must(t, err)
			if _, err := k.Update(ctx, "a", []byte("3"), first); !errors.Is(err, news.ErrConflict) {
				t.Errorf("stale update: got %v, want ErrConflict", err)
			}
			if e, err := k.Get(ctx, "a"); err != nil || string(e.Value) != "2" || e.Revision != second || e.Key != "a" {
				t.Errorf("got %+v (%v)", e, err)
			}
			must(t, k.Delete(ctx, "a"))
			if _, err := k.Get(ctx, "a"); !errors.Is(err, news.ErrNotFound) {
				t.Errorf("after delete: got %v, want ErrNotFound", err)
			}
			if _, err = k.Create(ctx, "a", []byte("4")); err != nil {
				t.Errorf("create after delete: %v", err)
			}
			if _, err = k.Put(ctx, "b.c/d=e_f-g", nil); err != nil {
				t.Errorf("put: %v", err)
			}
			if e, err := k.Get(ctx, "b.c/d=e_f-g"); err != nil || e.Value == nil || len(e.Value) != 0 {
				t.Errorf("empty value: got %+v (%v)", e, err)
			}
			long := []byte(strings.Repeat("an event with many sources ", 100_000)) // 2.7 MB
			if _, err = k.Put(ctx, "long", long); err != nil {
				t.Errorf("put: %v", err)
			}
			if e, err := k.Get(ctx, "long"); err != nil || len(e.Value) != len(long) {
				t.Errorf("long value: got %d bytes (%v)", len(e.Value), err)
			}
			must(t, k.Delete(ctx, "long"))
			keys, err := k.Keys(ctx)
			must(t, err)
			if diff := cmp.Diff([]string{"a", "b.c/d=e_f-g"}, keys); diff != "" {
				t.Errorf("keys (-want +got)\n%s", diff)
			}
			for _, bad := range []string{"", ".a", "a.", "a..b", "a b", "a*", ">", "a\r\n", strings.Repeat("x", 2000)} {
				if _, err := k.Put(ctx, bad, nil); !errors.Is(err, news.ErrPermanent) {
					t.Errorf("key %q: got %v, want a permanent error", bad, err)
				}
				if err := k.Delete(ctx, bad); !errors.Is(err, news.ErrPermanent) {
					t.Errorf("delete %q: got %v, want a permanent error", bad, err)
				}
			}
			if _, err := b.Bucket("nonsense").Get(ctx, "a"); !errors.Is(err, news.ErrNotFound) {
				t.Errorf("got %v, want ErrNotFound", err)
			}
			if keys, err := b.Bucket("sources").Keys(ctx); err != nil || len(keys) != 0 {
				t.Errorf("empty bucket: got %v (%v)", keys, err)
			}
		})
	}
}

func TestWatch(t *testing.T) {
	ctx := context30(t)
	b := bustest.New(t)
	k := b.Bucket("subscriptions")
	for _, key := range []string{"a", "b", "gone", "a"} {
		_, err := k.Put(ctx, key, []byte("1"+key))
		must(t, err)
	}
	must(t, k.Delete(ctx, "gone"))
	got := make(chan string, 20)
	background(t, ctx, func(ctx context.Context) error {
		return k.Watch(ctx, func(e news.Entry) error {
			got <- fmt.Sprintf("%s=%s %v", e.Key, e.Value, e.Deleted)
			return nil
		})
	})
	expect := func(want ...string) {
		t.Helper()
		for _, w := range want {
			if g := receive(t, ctx, got); g != w {
				t.Errorf("got %q, want %q", g, w)
			}
		}
	}
	expect("b=1b false", "a=1a false", "= false")
	_, err := k.Put(ctx, "c", []byte("2"))
	must(t, err)
	must(t, k.Delete(ctx, "a"))
	expect("c=2 false", "a= true")

	empty := make(chan news.Entry, 1)
	stop := errors.New("enough")
	if err := b.Bucket("events").Watch(ctx, func(e news.Entry) error { empty <- e; return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want the function's error", err)
	}
	if diff := cmp.Diff(news.Entry{}, receive(t, ctx, empty)); diff != "" {
		t.Errorf("of an empty bucket (-want +got)\n%s", diff)
	}
}

func TestBucketsOfManyWriters(t *testing.T) {
	ctx := context30(t)
	b := bustest.New(t)
	k := b.Bucket("events")
	const writers, rounds = 8, 20
	errs := make(chan error, writers)
	for range writers {
		go func() {
			for n := 0; n < rounds; {
				e, err := k.Get(ctx, "count")
				switch {
				case errors.Is(err, news.ErrNotFound):
					_, err = k.Create(ctx, "count", []byte("1"))
				case err == nil:
					var v int
					fmt.Sscan(string(e.Value), &v)
					_, err = k.Update(ctx, "count", []byte(fmt.Sprint(v+1)), e.Revision)
				}
				if err == nil {
					n++
				} else if !errors.Is(err, news.ErrConflict) {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range writers {
		must(t, receive(t, ctx, errs))
	}
	if e, err := k.Get(ctx, "count"); err != nil || string(e.Value) != fmt.Sprint(writers*rounds) {
		t.Errorf("got %s (%v), want %d", e.Value, err, writers*rounds)
	}
}
