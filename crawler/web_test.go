package crawler_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"caewatch/bus"
	"caewatch/bus/bustest"
	"caewatch/crawler"
	"caewatch/news"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// web is a small site whose pages the test may change.
type web struct {
	t    *testing.T
	srv  *httptest.Server
	mu   sync.Mutex
	page map[string]http.HandlerFunc
	hits map[string]int
}

func newWeb(t *testing.T) *web {
	w := &web{t: t, page: map[string]http.HandlerFunc{}, hits: map[string]int{}}
	w.srv = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		h := w.page[r.URL.Path]
		w.hits[r.URL.Path]++
		w.mu.Unlock()
		if h == nil {
			http.NotFound(rw, r)
			return
		}
		h(rw, r)
	}))
	t.Cleanup(w.srv.Close)
	return w
}

func (w *web) on(path string, h http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.page[path] = h
}

// put serves a body; BASE in it stands for the site's URL.
func (w *web) put(path, contentType, body string) {
	body = strings.ReplaceAll(body, "BASE", w.srv.URL)
	w.on(path, func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", contentType)
		io.WriteString(rw, body)
	})
}

func (w *web) article(paths ...string) {
	for _, p := range paths {
		w.put(p, "text/html; charset=utf-8", "<html><title>"+p+"</title><p>News of "+p+"</p></html>")
	}
}

func (w *web) asked(path string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.hits[path]
}

func rss(links ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>`)
	for i, l := range links {
		fmt.Fprintf(&b, "<item><title>Title %d</title><link>%s</link><pubDate>Thu, 24 Jul 2025 %02d:00:00 +0800</pubDate></item>", i, l, 23-i%24)
	}
	return b.String() + "</channel></rss>"
}

// site is a crawler of one source on a real bus.
type site struct {
	t   *testing.T
	web *web
	bus *bus.Bus
	src news.Source
	c   *crawler.Crawler
	mu  sync.Mutex
	now time.Time
}

func newSite(t *testing.T, src news.Source) *site {
	t.Helper()
	s := &site{t: t, web: newWeb(t), bus: bustest.New(t), src: src, now: time.Date(2025, 7, 25, 0, 0, 0, 0, time.UTC)}
	s.src.ID, s.src.AllowPrivate = "src", true
	if s.src.Schedule == "" {
		s.src.Schedule = "*/30 * * * *"
	}
	s.src.Feeds, s.src.Sitemaps = s.absolute(src.Feeds), s.absolute(src.Sitemaps)
	s.src.Lists = append([]news.List{}, src.Lists...)
	for i := range s.src.Lists {
		s.src.Lists[i].URL = s.web.srv.URL + s.src.Lists[i].URL
	}
	s.c = s.crawler(s.bus.Bucket("urls"))
	return s
}

func (s *site) absolute(paths []string) []string {
	var out []string
	for _, p := range paths {
		out = append(out, s.web.srv.URL+p)
	}
	return out
}

func (s *site) crawler(urls news.Bucket) *crawler.Crawler {
	s.t.Helper()
	c, err := crawler.New(quiet(), crawler.Config{Sources: []news.Source{s.src}, UserAgent: "caewatch/1.0 (+test)", MaxBody: 100 << 10, Timeout: 2 * time.Second},
		crawler.Deps{Bus: s.bus, URLs: urls, Sources: s.bus.Bucket("sources"), Now: s.clock})
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *site) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// tick crawls once, d later than before.
func (s *site) tick(d time.Duration) news.SourceState {
	s.t.Helper()
	s.wait(d)
	if err := s.c.Tick(s.t.Context(), news.Tick{Source: "src", Time: s.clock(), Reason: "schedule"}); err != nil {
		s.t.Fatal(err)
	}
	return s.state()
}

func (s *site) state() news.SourceState {
	s.t.Helper()
	e, err := s.bus.Bucket("sources").Get(s.t.Context(), "src")
	if err != nil {
		s.t.Fatal(err)
	}
	var st news.SourceState
	if err := json.Unmarshal(e.Value, &st); err != nil {
		s.t.Fatal(err)
	}
	return st
}

// pages lists every page ever published: path and, after a bar, what show adds.
func (s *site) pages(show func(news.Page) string) []string {
	s.t.Helper()
	out := []string{}
	err := s.bus.WalkPages(s.t.Context(), func(_ uint64, p news.Page) error {
		line := strings.TrimPrefix(p.URL, s.web.srv.URL)
		if show != nil {
			line += "|" + show(p)
		}
		out = append(out, line)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *site) want(show func(news.Page) string, want ...string) {
	s.t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), s.pages(show)); diff != "" {
		s.t.Errorf("pages (-want +got):\n%s", diff)
	}
}

func (s *site) wantProblem(st news.SourceState, part string) {
	s.t.Helper()
	if !strings.Contains(strings.Join(st.Problems, "\n"), part) {
		s.t.Errorf("no problem says %q: %q", part, st.Problems)
	}
}

func titleAndDate(p news.Page) string { return p.Title + "|" + p.Published }

func TestFeeds(t *testing.T) {
	for _, tc := range []struct {
		name, kind, body string
		want             []string
	}{
		{"RSS", "application/rss+xml", `<?xml version="1.0"?><rss version="2.0"><channel>
			<item><title>Relative &amp; old</title><link>/a?utm_source=rss</link><pubDate>Wed, 23 Jul 2025 08:00:00 GMT</pubDate></item>
			<item><title>No zone</title><guid>BASE/b#top</guid><pubDate>2025-07-24 09:30:00</pubDate></item>
			<item><title>China's CST</title><link>BASE/c</link><pubDate>Thu, 24 Jul 2025 08:00:00 CST</pubDate></item>
			<item><title>No link</title></item></channel></rss>`,
			[]string{"/b|No zone|2025-07-24T09:30:00+07:00", "/c|China's CST|2025-07-24T08:00:00+08:00", "/a|Relative & old|2025-07-23T08:00:00Z"}},
		{"Atom", "application/atom+xml", `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
			<entry><title>One</title><link rel="alternate" href="a"/><published>2025-07-24T08:00:00+08:00</published><updated>2025-07-25T00:00:00Z</updated></entry>
			<entry><title>Only updated</title><link href="/b"/><updated>2025-07-20T00:00:00Z</updated></entry></feed>`,
			[]string{"/a|One|2025-07-24T08:00:00+08:00", "/b|Only updated|2025-07-20T00:00:00Z"}},
		{"JSON", "application/feed+json", `{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[
			{"id":"1","url":"BASE/a","title":"One","date_published":"2025-07-24T08:00:00+07:00"},{"id":"2","title":"no url"}]}`,
			[]string{"/a|One|2025-07-24T08:00:00+07:00"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newSite(t, news.Source{Feeds: []string{"/feed"}, Timezone: "Asia/Bangkok"})
			s.web.put("/feed", tc.kind, tc.body)
			s.web.article("/a", "/b", "/c")
			s.tick(0)
			s.want(titleAndDate, tc.want...)
		})
	}
}

func TestFeedInGBK(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(`<?xml version="1.0" encoding="gb2312"?><rss version="2.0"><channel><item><title>中国东盟教育</title><link>/a</link></item></channel></rss>`)
	if err != nil {
		t.Fatal(err)
	}
	body, err := simplifiedchinese.GBK.NewEncoder().String(`<html><head><meta charset="gb2312"><title>新闻</title></head><p>东盟</p></html>`)
	if err != nil {
		t.Fatal(err)
	}
	s.web.put("/feed", "text/xml", gbk)
	s.web.put("/a", "text/html", body)
	s.tick(0)
	s.want(func(p news.Page) string { return p.Title + "|" + p.Charset + "|" + fmt.Sprint(string(p.Body) == body) },
		"/a|中国东盟教育|gb18030|true")
}

func TestSitemaps(t *testing.T) {
	s := newSite(t, news.Source{Sitemaps: []string{"/index.xml"}, Articles: news.Filter{Allow: []string{`/n/`}, Deny: []string{`print`}}})
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	fmt.Fprintf(z, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>%s/n/old</loc><lastmod>2024-01-01</lastmod></url></urlset>`, s.web.srv.URL)
	z.Close()
	s.web.put("/index.xml", "application/xml", `<sitemapindex><sitemap><loc>BASE/news.xml</loc></sitemap><sitemap><loc>BASE/old.xml.gz</loc></sitemap>
		<sitemap><loc>BASE/index.xml</loc></sitemap><sitemap><loc>http://elsewhere.example/s.xml</loc></sitemap><sitemap><loc>BASE/broken.xml</loc></sitemap></sitemapindex>`)
	s.web.put("/news.xml", "application/xml", `<?xml version="1.0" encoding="UTF-8"?>
		<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
		<url><loc>BASE/n/1</loc><news:news><news:publication_date>2025-07-24T10:00:00+07:00</news:publication_date><news:title>A &amp; B</news:title></news:news></url>
		<url><loc> BASE/n/2 </loc><lastmod>2025-07-23</lastmod></url>
		<url><loc>BASE/n/print/2</loc></url><url><loc>BASE/about</loc></url><url><loc>http://elsewhere.example/n/3</loc></url></urlset>`)
	s.web.on("/old.xml.gz", func(w http.ResponseWriter, _ *http.Request) { w.Write(zipped.Bytes()) })
	s.web.put("/broken.xml", "application/xml", `<urlset><url><loc>BASE/n/5</loc></url><url><loc>BASE/n/6`)
	s.web.article("/n/1", "/n/2", "/n/5", "/n/old")
	st := s.tick(0)
	s.want(titleAndDate, "/n/1|A & B|2025-07-24T10:00:00+07:00", "/n/2||", "/n/old||", "/n/5||")
	s.wantProblem(st, "/broken.xml: sitemap:")
	s.wantProblem(st, "entries of other sites ignored")
}

func TestSitemapBomb(t *testing.T) {
	s := newSite(t, news.Source{Sitemaps: []string{"/s.xml.gz"}, Feeds: []string{"/feed"}})
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	for range 60 {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
	s.web.on("/s.xml.gz", func(w http.ResponseWriter, _ *http.Request) { w.Write(zipped.Bytes()) })
	s.web.put("/feed", "application/rss+xml", rss("/a"))
	s.web.article("/a")
	st := s.tick(0)
	s.wantProblem(st, "/s.xml.gz: too large")
	s.want(nil, "/a")
	if st.Errors != 0 {
		t.Error("one bad document failed the whole source")
	}
}

func TestLists(t *testing.T) {
	s := newSite(t, news.Source{Lists: []news.List{{URL: "/list", Links: "ul.news li, h2 a", Next: "a.next", Pages: 2}}})
	s.web.put("/list", "text/html", `<base href="/deep/"><ul class=news><li><a href="a">A</a><li><a href="BASE/b#x">B</a><li>none</ul><h2><a href="/c">C</a></h2><a href="/no">no</a><a class=next href="/list?p=2">next</a>`)
	s.web.article("/deep/a", "/b", "/c", "/no")
	first := s.web.page["/list"]
	s.web.on("/list", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.RawQuery {
		case "":
			first(w, r)
		case "p=2":
			io.WriteString(w, `<html><ul class=news><li><a href="/d">D</a></ul><a class=next href="/list?p=3">next</a>`)
		default:
			t.Error("read a page beyond the limit")
		}
	})
	s.web.article("/d")
	s.tick(0)
	s.want(nil, "/deep/a", "/b", "/c", "/d")
}

func TestNothingTwice(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	s.web.put("/feed", "application/rss+xml", rss("/plain", "/tagged", "/changed"))
	s.web.article("/plain")
	s.web.on("/tagged", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<p>tagged</p>")
	})
	s.web.put("/changed", "text/html", "<p>first wording</p>")
	st := s.tick(0)
	if st.Found != 3 || st.Published != 3 || st.Total != 3 {
		t.Errorf("got %+v", st)
	}
	s.tick(30 * time.Minute)
	if n := s.web.asked("/plain"); n != 1 {
		t.Errorf("a known article was fetched again at once (%d)", n)
	}
	s.web.put("/changed", "text/html", "<p>corrected wording</p>")
	s.web.put("/feed", "application/rss+xml", rss()) // they have left the feed
	st = s.tick(6 * time.Hour)
	if st.Published != 1 || st.Total != 4 {
		t.Errorf("after six hours: %+v", st)
	}
	s.want(func(p news.Page) string { return string(p.Body)[:8] }, "/plain|<html><t", "/tagged|<p>tagge", "/changed|<p>first", "/changed|<p>corre")
	for range 10 {
		s.tick(24 * time.Hour)
	}
	for _, p := range []string{"/plain", "/tagged"} {
		if n := s.web.asked(p); n != 4 { // new, after 6, 24 and 72 hours, then never
			t.Errorf("%s was fetched %d times, want 4", p, n)
		}
	}
	s.want(nil, "/plain", "/tagged", "/changed", "/changed")
}

// failing is a bucket whose writes of URL states fail while told so: the moment
// between publishing a page and marking its URL.
type failing struct {
	news.Bucket
	fail bool
}

func (f *failing) Put(ctx context.Context, key string, v []byte) (uint64, error) {
	if f.fail && strings.HasPrefix(key, "u/") {
		return 0, errors.New("bus away")
	}
	return f.Bucket.Put(ctx, key, v)
}

func TestCrashBetweenPublishAndMark(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	s.web.put("/feed", "application/rss+xml", rss("/a", "/b"))
	s.web.article("/a", "/b")
	urls := &failing{Bucket: s.bus.Bucket("urls"), fail: true}
	s.c = s.crawler(urls)
	tick := news.Tick{Source: "src", Time: s.clock()}
	if err := s.c.Tick(t.Context(), tick); err == nil {
		t.Fatal("a tick whose states were not stored was acknowledged")
	}
	s.want(nil, "/a")
	urls.fail = false
	s.c = s.crawler(urls)
	if err := s.c.Tick(t.Context(), tick); err != nil { // redelivered
		t.Fatal(err)
	}
	s.want(nil, "/a", "/b")
}

func TestOldAndForcedTicks(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	s.web.put("/feed", "application/rss+xml", rss())
	at := s.clock()
	for _, tc := range []struct {
		tick news.Tick
		want int // requests for the feed so far
	}{
		{news.Tick{Source: "src", Time: at}, 1},
		{news.Tick{Source: "src", Time: at}, 1},
		{news.Tick{Source: "src", Time: at.Add(-time.Hour)}, 1},
		{news.Tick{Source: "src", Time: at.Add(-time.Hour), Force: true}, 2},
		{news.Tick{Source: "src", Time: at.Add(time.Hour)}, 3},
	} {
		if err := s.c.Tick(t.Context(), tc.tick); err != nil {
			t.Fatal(err)
		}
		if got := s.web.asked("/feed"); got != tc.want {
			t.Errorf("after %+v: %d, want %d", tc.tick, got, tc.want)
		}
	}
	if got := s.state().LastTick; !got.Equal(at.Add(time.Hour)) {
		t.Errorf("last tick: %s", got)
	}
	if err := s.c.Tick(t.Context(), news.Tick{Source: "other"}); !errors.Is(err, news.ErrPermanent) {
		t.Errorf("unknown source: %v", err)
	}
}

func TestOneSourceIsNotCrawledTwiceAtOnce(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	entered, leave := make(chan struct{}), make(chan struct{})
	s.web.on("/feed", func(w http.ResponseWriter, _ *http.Request) {
		entered <- struct{}{}
		<-leave
		io.WriteString(w, rss())
	})
	c2 := s.crawler(s.bus.Bucket("urls")) // another process
	first := make(chan error, 1)
	go func() { first <- s.c.Tick(t.Context(), news.Tick{Source: "src", Time: s.clock()}) }()
	<-entered
	later := news.Tick{Source: "src", Time: s.clock().Add(time.Hour)}
	if err := s.c.Tick(t.Context(), later); err != nil { // the same process: skipped at once
		t.Error(err)
	}
	second := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { second <- c2.Tick(ctx, news.Tick{Source: "src", Time: s.clock()}) }()
	select {
	case <-entered:
		t.Error("crawled twice at the same time")
	case err := <-second:
		t.Errorf("the other process did not wait: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	close(leave)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if err := <-second; err != nil { // finds the tick done
		t.Error(err)
	}
	cancel()
	if n := s.web.asked("/feed"); n != 1 {
		t.Errorf("the feed was read %d times", n)
	}
}

func TestBadArticlesDoNotStopTheOthers(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/gone-feed", "/feed"}, Articles: news.Filter{Deny: []string{"/denied"}}})
	s.web.put("/robots.txt", "text/plain", "User-agent: caewatch\nDisallow: /secret")
	s.web.put("/feed", "application/rss+xml", rss("/big", "/pdf", "/lying", "/empty", "/missing", "/broken", "/secret/1", "/to-secret", "/to-denied", "/loop", "/good"))
	s.web.put("/big", "text/html", "<p>"+strings.Repeat("x", 200<<10))
	s.web.put("/pdf", "application/pdf", "%PDF-1.7 ...")
	s.web.put("/lying", "text/html", "%PDF-1.7 ...")
	s.web.put("/empty", "text/html", " \n")
	s.web.on("/broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })
	for from, to := range map[string]string{"/to-secret": "/secret/2", "/to-denied": "/denied", "/loop": "/loop"} {
		s.web.on(from, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
	}
	s.web.article("/good", "/secret/1", "/secret/2", "/denied")
	st := s.tick(0)
	s.want(nil, "/good")
	for _, p := range []string{"/gone-feed: status 404", "/big: too large", "/pdf: not an HTML page: application/pdf", "/lying: not an HTML page: looks like application/pdf",
		"/empty: not an HTML page: empty", "/missing: status 404", "/broken: status 500", "2 links are disallowed by robots.txt", "/to-denied: leads to", "redirect loop"} {
		s.wantProblem(st, p)
	}
	if s.web.asked("/secret/1")+s.web.asked("/secret/2") != 0 {
		t.Error("robots.txt was not obeyed")
	}
	if st.Errors != 0 || st.LastSuccess.IsZero() || st.LastArticle.IsZero() {
		t.Errorf("health: %+v", st)
	}
	s.tick(10 * time.Minute)
	for path, want := range map[string]int{"/big": 1, "/pdf": 1, "/good": 1, "/broken": 2, "/missing": 2} {
		if got := s.web.asked(path); got != want {
			t.Errorf("%s: asked %d times, want %d", path, got, want)
		}
	}
}

func TestHealthOfADeadSource(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}, Lists: []news.List{{URL: "/list"}}})
	st := s.tick(0)
	st = s.tick(time.Hour)
	if st.Errors != 2 || !strings.Contains(st.LastError, "/feed: status 404") || !st.LastSuccess.IsZero() {
		t.Errorf("got %+v", st)
	}
	s.web.put("/feed", "application/rss+xml", rss())
	st = s.tick(time.Hour)
	if st.Errors != 0 || st.LastError != "" || st.LastSuccess.IsZero() {
		t.Errorf("after recovery: %+v", st)
	}
}

func TestHostileDocuments(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/1", "/2", "/3", "/4", "/5", "/6", "/feed"}, Sitemaps: []string{"/7", "/8", "/9"}})
	for i, body := range []string{
		"null", `{"version":"https://jsonfeed.org/version/1.1","items":[null]}`, "<html><p>Not a feed", "",
		`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><link>&b;</link></item></channel></rss>`,
		"\xff\xfe<\x00",
		`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>&e;</loc></url></urlset>`,
		"<urlset>" + strings.Repeat("<url>", 10_000), "not XML",
	} {
		s.web.put(fmt.Sprint("/", i+1), "application/xml", body)
	}
	s.web.put("/feed", "application/rss+xml", rss("/a"))
	s.web.article("/a")
	st := s.tick(0)
	s.want(nil, "/a")
	for _, p := range []string{"/1: ", "/3: ", "/4: ", "/6: ", "/9: "} {
		s.wantProblem(st, p)
	}
}

func TestRobotsUnreachable(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	s.web.on("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })
	s.web.put("/feed", "application/rss+xml", rss("/a"))
	s.web.article("/a")
	st := s.tick(0)
	s.wantProblem(st, "robots.txt unreachable: status 500")
	s.web.on("/robots.txt", nil)
	s.tick(15 * time.Minute)
	s.want(nil, "/a")
}

func TestBudgetAndLeftovers(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}, MaxPages: 2})
	s.web.put("/feed", "application/rss+xml", rss("/1", "/2", "/3", "/4", "/5"))
	s.web.article("/1", "/2", "/3", "/4", "/5")
	s.tick(0)
	s.want(nil, "/1", "/2")
	s.web.put("/feed", "application/rss+xml", rss()) // the feed has moved on
	s.tick(30 * time.Minute)
	s.tick(30 * time.Minute)
	s.want(nil, "/1", "/2", "/3", "/4", "/5")
}

func TestBusyHostIsLeftAloneAndResumed(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	s.web.put("/feed", "application/rss+xml", rss("/a", "/b", "/c"))
	s.web.article("/a", "/c")
	s.web.on("/b", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(503)
	})
	st := s.tick(0)
	s.want(nil, "/a")
	s.wantProblem(st, "host asked to wait")
	s.web.article("/b")
	s.c = s.crawler(s.bus.Bucket("urls")) // the wait itself is not carried over a restart
	s.tick(time.Hour)
	s.want(nil, "/a", "/b", "/c")
}

func TestUnchangedFeedIsNotReadAgain(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	var unchanged int
	s.web.on("/feed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Last-Modified", "Thu, 24 Jul 2025 00:00:00 GMT")
		if r.Header.Get("If-Modified-Since") != "" {
			unchanged++
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, rss("/a"))
	})
	s.web.article("/a")
	s.tick(0)
	if st := s.tick(time.Hour); unchanged != 1 || st.Errors != 0 || st.LastSuccess.IsZero() {
		t.Errorf("%d conditional answers, %+v", unchanged, st)
	}
	s.want(nil, "/a")
}

func TestAliases(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}})
	s.web.put("/feed", "application/rss+xml", rss("/short", "/long", "/other"))
	for _, from := range []string{"/short", "/other"} {
		s.web.on(from, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/long", http.StatusFound) })
	}
	s.web.article("/long")
	s.tick(0)
	s.want(func(p news.Page) string { return strings.TrimPrefix(p.FinalURL, s.web.srv.URL) }, "/short|/long")
}

func TestRun(t *testing.T) {
	s := newSite(t, news.Source{Feeds: []string{"/feed"}, Schedule: "@every 1h"})
	s.web.put("/feed", "application/rss+xml", rss("/a"))
	s.web.article("/a")
	ctx, cancel := context.WithCancel(t.Context())
	two := s.crawler(s.bus.Bucket("urls")) // a second scheduler does no harm
	var wg sync.WaitGroup
	for _, c := range []*crawler.Crawler{s.c, two} {
		wg.Go(func() {
			if err := c.Run(ctx); err != nil {
				t.Errorf("run: %v", err)
			}
		})
	}
	deadline := time.Now().Add(20 * time.Second)
	for {
		if _, err := s.bus.Bucket("sources").Get(t.Context(), "src"); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("never crawled")
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-t.Context().Done():
		}
	}
	cancel()
	wg.Wait()
	s.want(nil, "/a")
	if n := s.web.asked("/feed"); n != 1 {
		t.Errorf("the first tick was crawled %d times", n)
	}
}
