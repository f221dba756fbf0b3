package bus_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"caewatch/bus"
	"caewatch/bus/bustest"
	"caewatch/news"

	"github.com/google/go-cmp/cmp"
)

// library is a searcher with one answer for each question of the test.
type library struct{ results news.Results }

func (l library) Search(ctx context.Context, q news.Query) (news.Results, error) {
	switch q.Q {
	case "wrong(":
		return news.Results{}, &news.QueryError{Pos: 7, Msg: "no closing parenthesis"}
	case "panic":
		panic("boom")
	case "slow":
		<-ctx.Done()
		return news.Results{}, ctx.Err()
	case "closed":
		return news.Results{}, fmt.Errorf("index: %w", news.ErrUnavailable)
	case "huge":
		return news.Results{}, fmt.Errorf("index: %w", news.ErrTooLarge)
	case "broken":
		return news.Results{}, errors.New("segment damaged")
	}
	return l.results, nil
}

func (l library) Event(_ context.Context, id string) (news.Event, error) {
	if id != "e1" {
		return news.Event{}, fmt.Errorf("event %s: %w", id, news.ErrNotFound)
	}
	return news.Event{ID: "e2", Version: 3}, nil
}

func (l library) Article(_ context.Context, id string) (news.Extraction, error) {
	return news.Extraction{Article: news.Article{ID: id}}, nil
}

func (l library) IndexStatus(context.Context) (news.IndexStatus, error) {
	return news.IndexStatus{Ready: true, Articles: 7}, nil
}

func TestSearchOverTheBus(t *testing.T) {
	ctx := context30(t)
	server := bustest.Open(t, quick(t))
	client := bustest.Open(t, bus.Config{URL: server.ClientURL()})
	s := client.Searcher()

	start := time.Now()
	if _, err := s.Search(ctx, news.Query{Q: "x"}); !errors.Is(err, news.ErrUnavailable) {
		t.Errorf("nobody serves: got %v, want ErrUnavailable", err)
	}
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("took %v to notice that nobody serves", d)
	}

	var lib library
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 4000 { // compresses to several parts
		text := make([]rune, 500)
		for j := range text {
			text[j] = rune(0x4e00 + random.IntN(20_000))
		}
		lib.results.Hits = append(lib.results.Hits, news.Hit{Type: "article", ID: fmt.Sprint(i), Article: &news.Article{Text: string(text)}})
	}
	lib.results.Total = uint64(len(lib.results.Hits))
	stop := background(t, ctx, func(ctx context.Context) error { return server.ServeSearch(ctx, lib) })
	eventually(t, ctx, "an answer", func() bool {
		status, err := s.IndexStatus(ctx)
		return err == nil && status.Articles == 7
	})
	got, err := s.Search(ctx, news.Query{Q: "all", Filters: news.Filters{Kind: []string{"seminar"}}})
	must(t, err)
	if diff := cmp.Diff(lib.results, got); diff != "" {
		t.Errorf("(-want +got)\n%.500s", diff)
	}
	if e, err := s.Event(ctx, "e1"); err != nil || e.ID != "e2" {
		t.Errorf("got %+v (%v)", e, err)
	}
	if x, err := s.Article(ctx, "a\"1"); err != nil || x.Article.ID != "a\"1" {
		t.Errorf("got %+v (%v)", x, err)
	}
	if _, err := s.Event(ctx, "e9"); !errors.Is(err, news.ErrNotFound) || !strings.Contains(err.Error(), "event e9") {
		t.Errorf("got %v, want ErrNotFound with the index's words", err)
	}
	var wrong *news.QueryError
	if _, err := s.Search(ctx, news.Query{Q: "wrong("}); !errors.As(err, &wrong) || wrong.Pos != 7 || wrong.Msg != "no closing parenthesis" {
		t.Errorf("got %v, want the query error", err)
	}
	for q, want := range map[string]error{"closed": news.ErrUnavailable, "huge": news.ErrTooLarge} {
		if _, err := s.Search(ctx, news.Query{Q: q}); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", q, err, want)
		}
	}
	for q, want := range map[string]string{"broken": "segment damaged", "panic": "boom"} {
		if _, err := s.Search(ctx, news.Query{Q: q}); err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, news.ErrUnavailable) {
			t.Errorf("%s: got %v, want an error with %q", q, err, want)
		}
	}
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if _, err := s.Search(short, news.Query{Q: "slow"}); !errors.Is(err, news.ErrUnavailable) {
		t.Errorf("no answer in time: got %v, want ErrUnavailable", err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Search(gone, news.Query{Q: "slow"}); !errors.Is(err, context.Canceled) || errors.Is(err, news.ErrUnavailable) {
		t.Errorf("asker gone: got %v, want context.Canceled", err)
	}
	stop()
	if _, err := s.IndexStatus(ctx); !errors.Is(err, news.ErrUnavailable) {
		t.Errorf("server gone: got %v, want ErrUnavailable", err)
	}
}
