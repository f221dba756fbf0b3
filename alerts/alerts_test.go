package alerts_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"caewatch/alerts"
	"caewatch/bus"
	"caewatch/bus/bustest"
	"caewatch/news"
	"caewatch/news/query"
)

// Webhooks need the bus to give alerts back.
var _ alerts.WebhookBus = (*bus.Bus)(nil)

func event(id, name string, version int) news.EventChange {
	action := "created"
	if version > 1 {
		action = "updated"
	}
	return news.EventChange{Action: action, Event: news.Event{ID: id, Version: version,
		Report:  news.Report{Kind: "conference", Status: "held", Name: name, StartDate: "2025-09-15", Countries: []string{"CN", "VN"}},
		Sources: []news.EventSource{{ID: "a-" + id, Source: "example", Language: "en", Main: true}}}}
}

func TestRun(t *testing.T) {
	b := bustest.New(t)
	subs := b.Bucket("subscriptions")
	put := func(s news.Subscription) {
		t.Helper()
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := subs.Put(t.Context(), s.Name, data); err != nil {
			t.Fatal(err)
		}
	}
	put(news.Subscription{Name: "nanning", Query: "Nanning vocational", Filters: news.Filters{Country: []string{"VN"}}})
	put(news.Subscription{Name: "articles", Query: "nanning", Type: "articles"})
	put(news.Subscription{Name: "all", Query: "南宁", Type: "all"})
	put(news.Subscription{Name: "broken", Query: `"`})
	called := make(chan string, 10)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) { called <- q.Header.Get("webhook-id") }))
	defer srv.Close()
	put(news.Subscription{Name: "other", Query: "Kunming", Webhook: &news.Webhook{URL: srv.URL}})

	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	r, err := alerts.New(bustest.Log(t), alerts.Config{AllowPrivate: true}, alerts.Deps{Bus: b, Subscriptions: subs})
	if err != nil {
		t.Fatal(err)
	}
	// What is there before the room starts waits for the subscriptions.
	change := event("e1", "Nanning Vocational Forum", 1)
	gone := event("e2", "Nanning Vocational Forum", 1)
	gone.Event.MergedInto = "e1"
	update := event("e1", "Nanning Vocational Education Forum", 2)
	update.Changes = []news.Change{{Field: "/name", Old: change.Event.Name, New: update.Event.Name}}
	away := event("e1", "Guiyang Forum", 3)
	for _, c := range []news.EventChange{change, gone, update, away} {
		if err := b.PublishEvent(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	for _, relevant := range []bool{false, true} {
		x := news.Extraction{Relevant: relevant, Article: news.Article{ID: fmt.Sprintf("a%v", relevant), URL: fmt.Sprintf("https://x.example/%v", relevant), Source: "example", Language: "en", Text: "Held in Nanning."}}
		if err := b.PublishArticle(ctx, x); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()

	got := map[string]news.Alert{}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	const want = 6
	for len(got) < want {
		recent, err := b.RecentAlerts(ctx, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range recent {
			got[strings.Join([]string{a.Subscription, a.Type, a.Action}, " ")] = a
		}
		select {
		case <-tick.C:
		case err := <-done:
			t.Fatalf("run ended: %v", err)
		case <-ctx.Done():
			t.Fatalf("alerts: %v", slices.Sorted(maps.Keys(got)))
		}
	}
	// A marker after everything else shows that no more came before it.
	if err := b.PublishEvent(ctx, event("e9", "Kunming Forum", 1)); err != nil {
		t.Fatal(err)
	}
	for {
		recent, err := b.RecentAlerts(ctx, "other", 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(recent) == 1 {
			break
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("no alert for the marker")
		}
	}
	select {
	case id := <-called:
		if want := news.Digest("other", "event", "e9", "1"); id != want {
			t.Errorf("webhook got alert %s, want %s", id, want)
		}
	case <-ctx.Done():
		t.Fatal("webhook was not called")
	}
	recent, err := b.RecentAlerts(ctx, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range recent {
		names = append(names, strings.Join([]string{a.Subscription, a.Type, a.Action}, " "))
	}
	slices.Sort(names)
	if want := []string{"all article created", "all event created", "all event updated", "articles article created",
		"nanning event created", "nanning event updated", "other event created"}; !slices.Equal(names, want) {
		t.Errorf("alerts %q, want %q", names, want)
	}
	a := got["nanning event updated"]
	if len(a.Changes) != 1 || a.Event == nil || a.Event.Version != 2 || a.ID != news.Digest("nanning", "event", "e1", "2") {
		t.Errorf("alert: %+v", a)
	}
	if len(a.Passages) == 0 || a.Passages[0].Field != "/name" || a.Passages[0].Quote != update.Event.Name {
		t.Errorf("passages: %+v", a.Passages)
	}
	if bad := r.Invalid(); len(bad) != 1 || !strings.Contains(bad["broken"], "character 1") {
		t.Errorf("invalid: %v", bad)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("run: %v", err)
	}
}

// TestSet holds the filed set against trying every subscription.
func TestSet(t *testing.T) {
	const seed = 7
	r := rand.New(rand.NewPCG(seed, seed))
	words := []string{"china", "asean", "vocational", "AI", "Vietnam", "教育", "南宁", "nanning", "forum", "การศึกษา", "hội nghị", "signing", "skills", "rail"}
	word := func() string { return words[r.IntN(len(words))] }
	var subs []news.Subscription
	set := alerts.NewSet()
	for i := range 800 {
		q := []string{word(), word() + " " + word(), `"` + word() + " " + word() + `"`, word() + " OR " + word(), "-" + word(), word() + " -" + word(),
			"voc*", "foru~", "date:2025", "country:VN " + word(), "-(" + word() + " " + word() + ")", "", "(a* OR " + word() + ") " + word()}[r.IntN(13)]
		s := news.Subscription{Name: fmt.Sprintf("s%d", i), Query: q, Type: []string{"", "events", "articles", "all"}[r.IntN(4)]}
		if r.IntN(4) == 0 {
			s.Filters.Country = []string{"VN", "TH"}
		}
		if err := set.Put(s); err != nil {
			t.Fatal(err)
		}
		if i%5 == 0 { // some go, some are replaced
			set.Remove(s.Name)
			continue
		}
		if i%7 == 0 {
			s.Query = word()
			if err := set.Put(s); err != nil {
				t.Fatal(err)
			}
		}
		subs = append(subs, s)
	}
	if set.Len() != len(subs) {
		t.Fatalf("set has %d, want %d", set.Len(), len(subs))
	}
	matches := 0
	for i := range 60 {
		var text []string
		for range r.IntN(6) {
			text = append(text, word())
		}
		c := event(fmt.Sprint(i), strings.Join(text, " "), 1)
		c.Event.Countries = []string{"CN", []string{"VN", "TH", "MY"}[r.IntN(3)]}
		docs := []*query.Doc{query.FromEvent(c.Event),
			query.FromArticle(news.Extraction{Article: news.Article{ID: "a", Text: strings.Join(text, ". "), Published: "2025"}, Events: []news.Report{c.Event.Report}})}
		for _, d := range docs {
			var want, got []string
			for _, s := range subs {
				ok, _, err := alerts.Matches(s, d)
				if err != nil {
					t.Fatal(err)
				}
				if ok {
					want = append(want, s.Name)
				}
			}
			for _, m := range set.Match(d) {
				got = append(got, m.Subscription.Name)
			}
			slices.Sort(want)
			matches += len(want)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d: %q: the set finds %v, trying all finds %v", seed, text, got, want)
			}
		}
	}
	if matches < 1000 {
		t.Errorf("only %d matches: the test says little", matches)
	}
	for _, s := range []news.Subscription{{Name: "Bad Name"}, {Name: "a", Query: "("}, {Name: "a", Type: "x"}, {Name: "a", Filters: news.Filters{From: "x"}}} {
		if err := set.Put(s); err == nil {
			t.Errorf("%+v was taken", s)
		}
	}
}
