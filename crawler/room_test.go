package crawler_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"caewatch/crawler"
	"caewatch/news"

	"github.com/google/go-cmp/cmp"
)

func TestLeaseOfTheDeadIsTakenOver(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	s.web.put("/feed", "application/rss+xml", rss("/a"))
	s.web.article("/a")
	if _, err := s.bus.Bucket("urls").Create(t.Context(), "lease/src", []byte("killed")); err != nil {
		t.Fatal(err)
	}
	s.c.SetLease(20*time.Millisecond, 200*time.Millisecond)
	start := time.Now()
	s.tick(0)
	if took := time.Since(start); took < 200*time.Millisecond {
		t.Errorf("taken over after only %s", took)
	}
	s.want(nil, "/a")
	start = time.Now()
	s.tick(time.Hour) // freed by its holder: no waiting
	if took := time.Since(start); took > 150*time.Millisecond {
		t.Errorf("a free lease was waited for %s", took)
	}
}

func TestLeaseOfTheLivingIsRespected(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	entered, leave := make(chan struct{}), make(chan struct{})
	s.web.on("/feed", func(w http.ResponseWriter, _ *http.Request) {
		entered <- struct{}{}
		<-leave
		io.WriteString(w, rss())
	})
	s.c.SetLease(20*time.Millisecond, 500*time.Millisecond)
	first := make(chan error, 1)
	go func() { first <- s.c.Tick(t.Context(), news.Tick{Source: "src", Time: s.clock()}) }()
	<-entered
	other := s.crawler(s.bus.Bucket("urls"))
	other.SetLease(20*time.Millisecond, 500*time.Millisecond)
	if err := other.Tick(t.Context(), news.Tick{Source: "src", Time: s.clock().Add(time.Hour)}); err != nil {
		t.Errorf("a tick of a source being crawled: %v", err)
	}
	close(leave)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if n := s.web.asked("/feed"); n != 1 {
		t.Errorf("the feed was read %d times", n)
	}
}

func TestLostLeaseEndsTheCrawl(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	s.c.SetLease(20*time.Millisecond, 500*time.Millisecond)
	s.web.on("/feed", func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.bus.Bucket("urls").Put(t.Context(), "lease/src", []byte("somebody else")); err != nil {
			t.Error(err)
		}
		<-r.Context().Done() // until the crawler hangs up
	})
	err := s.c.Tick(t.Context(), news.Tick{Source: "src", Time: s.clock()})
	if err == nil || !strings.Contains(err.Error(), "lease lost") {
		t.Errorf("got %v", err)
	}
	e, err := s.bus.Bucket("urls").Get(t.Context(), "lease/src")
	if err != nil || string(e.Value) != "somebody else" {
		t.Errorf("the new holder's lease: %q, %v", e.Value, err)
	}
}

func TestStopIsPromptAndTheTickComesAgain(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}, Delay: news.Duration(time.Hour)})
	s.web.on("/robots.txt", nil)
	s.web.put("/feed", "application/rss+xml", rss("/a"))
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := s.c.Tick(ctx, news.Tick{Source: "src", Time: s.clock()}); err == nil {
		t.Error("a tick that was cut short was acknowledged")
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("stopped after %s", took)
	}
}

func TestCheck(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}, Lists: []news.List{{URL: "/list", Links: ".gone a"}}, Articles: news.Filter{Allow: []string{"/n/"}}})
	s.web.put("/robots.txt", "text/plain", "User-agent: *\nCrawl-delay: 0.01\nDisallow: /x\nSitemap: https://news.example/s.xml")
	s.web.put("/feed", "application/rss+xml", rss("/n/1", "/n/2", "/about"))
	s.web.put("/list", "text/html", "<p>built by scripts")
	s.web.article("/n/1", "/n/2")
	room, err := crawler.New(quiet(), crawler.Config{}, crawler.Deps{})
	if err != nil {
		t.Fatal(err)
	}
	r := room.Check(t.Context(), s.src)
	if !r.OK || r.Found != 2 || len(r.Documents) != 2 || len(r.Robots) != 1 {
		t.Fatalf("got %+v", r)
	}
	if d := r.Documents[0]; d.Status != 200 || d.Found != 3 || d.Passed != 2 || d.Newest != "2025-07-24T23:00:00+08:00" || d.Error != "" {
		t.Errorf("feed: %+v", d)
	}
	if h := r.Robots[0]; !h.Allowed || h.CrawlDelay != news.Duration(10*time.Millisecond) || len(h.Sitemaps) != 1 {
		t.Errorf("robots: %+v", h)
	}
	if r.Sample == nil || r.Sample.Status != 200 || r.Sample.Charset != "utf-8" || r.Sample.Title != "Title 0" {
		t.Errorf("sample: %+v", r.Sample)
	}
	if diff := cmp.Diff([]string{s.web.srv.URL + "/n/1", s.web.srv.URL + "/n/2"}, r.Articles); diff != "" {
		t.Error(diff)
	}
	if r.Suggestion == "" || len(r.Problems) != 1 || !strings.Contains(r.Problems[0], "no links match") {
		t.Errorf("problems %q, suggestion %q", r.Problems, r.Suggestion)
	}
	s.want(nil) // nothing published
}

func TestCheckSuggests(t *testing.T) {
	for _, tc := range []struct {
		name, robots, list string
		filter             news.Filter
		want               string
	}{
		{"kept out", "User-agent: *\nDisallow: /", "", news.Filter{}, "does not let this crawler in"},
		{"filter too narrow", "", `<a href="/a">a</a>`, news.Filter{Allow: []string{"/nothing"}}, "articles.allow"},
		{"a sitemap", "Sitemap: https://news.example/s.xml", "<p>x", news.Filter{}, "https://news.example/s.xml"},
		{"a feed", "", `<link rel="alternate" type="application/rss+xml" href="/rss">`, news.Filter{}, "/rss"},
		{"scripts", "", "<p>x", news.Filter{}, "lists.links"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newSite(t, news.Source{Lists: []news.List{{URL: "/list"}}, Articles: tc.filter})
			s.web.put("/robots.txt", "text/plain", tc.robots)
			s.web.put("/list", "text/html", tc.list)
			r := s.c.Check(t.Context(), s.src)
			if r.OK || !strings.Contains(r.Suggestion, tc.want) {
				t.Errorf("suggestion %q lacks %q; %+v", r.Suggestion, tc.want, r)
			}
		})
	}
}

func TestValidateSource(t *testing.T) {
	good := news.Source{ID: "a-1", Country: "CN", Schedule: "@hourly", Timezone: "Asia/Shanghai", Feeds: []string{"https://news.example/f"},
		Lists: []news.List{{URL: "https://news.example/", Links: "ul a, h2 > a"}}, Charset: "gb2312"}
	if err := crawler.ValidateSource(good); err != nil {
		t.Errorf("good source: %v", err)
	}
	for _, tc := range []struct {
		change func(*news.Source)
		want   string
	}{
		{func(s *news.Source) { s.ID = "A b" }, `source "A b": id`},
		{func(s *news.Source) { s.Schedule = "* * *" }, "source a-1: schedule: "},
		{func(s *news.Source) { s.Timezone = "Mars" }, "timezone: unknown time zone Mars"},
		{func(s *news.Source) { s.Country = "China" }, `country: "China"`},
		{func(s *news.Source) { s.Charset = "klingon" }, `charset: "klingon"`},
		{func(s *news.Source) { s.Feeds = []string{"/feed"} }, `feed: "/feed": want http://`},
		{func(s *news.Source) { s.Sitemaps = []string{"ftp://h/x"} }, `sitemap: "ftp://h/x"`},
		{func(s *news.Source) { s.Lists[0].Links = "ul[" }, `links: selector "ul["`},
		{func(s *news.Source) { s.Articles.Allow = []string{"("} }, "articles: allow: "},
		{func(s *news.Source) { s.Content.Remove = []string{"::"} }, `content: selector "::"`},
		{func(s *news.Source) { s.Feeds, s.Lists = nil, nil }, "no feeds, sitemaps or lists"},
		{func(s *news.Source) { s.Delay = -1 }, "delay: is negative"},
		{func(s *news.Source) { s.MaxPages = -1 }, "max_pages: is negative"},
	} {
		src := good
		src.Lists = append([]news.List{}, good.Lists...)
		tc.change(&src)
		if err := crawler.ValidateSource(src); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("got %v, want %q", err, tc.want)
		}
		if _, err := crawler.New(quiet(), crawler.Config{Sources: []news.Source{src}}, crawler.Deps{}); err == nil {
			t.Errorf("New accepted what should fail with %q", tc.want)
		}
	}
	if _, err := crawler.New(quiet(), crawler.Config{Sources: []news.Source{good, good}}, crawler.Deps{}); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("twice the same id: %v", err)
	}
}

func TestFetch(t *testing.T) {
	w := newWeb(t)
	w.article("/a")
	w.put("/pdf", "application/pdf", "%PDF-")
	p, err := crawler.Fetch(t.Context(), quiet(), crawler.Config{}, w.srv.URL+"/a#x")
	if err != nil || p.URL != w.srv.URL+"/a" || p.Charset != "utf-8" || p.Status != 200 || len(p.Body) == 0 {
		t.Errorf("got %+v, %v", p, err)
	}
	for path, want := range map[string]string{"/none": "status 404", "/pdf": "not an HTML page"} {
		if _, err := crawler.Fetch(t.Context(), quiet(), crawler.Config{}, w.srv.URL+path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
