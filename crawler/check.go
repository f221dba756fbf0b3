package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"caewatch/crawler/charset"
	"caewatch/news"

	"github.com/PuerkitoBio/goquery"
)

// CheckReport is the result of a dry run of one source.
type CheckReport struct {
	Source     string          `json:"source"`
	OK         bool            `json:"ok"` // articles were found and the sample could be fetched
	Documents  []CheckDocument `json:"documents"`
	Robots     []CheckRobots   `json:"robots"`
	Found      int             `json:"found"`    // article links that the filter lets through
	Articles   []string        `json:"articles"` // some of them
	Sample     *CheckSample    `json:"sample,omitempty"`
	Problems   []string        `json:"problems"`
	Suggestion string          `json:"suggestion,omitempty"`
}

// CheckDocument is what one feed, sitemap or list gave.
type CheckDocument struct {
	Kind    string        `json:"kind"` // feed, sitemap, list
	URL     string        `json:"url"`
	Status  int           `json:"status,omitempty"`
	Found   int           `json:"found"`   // links
	Passed  int           `json:"passed"`  // of them by the filter
	Newest  string        `json:"newest"`  // latest date that it gives, "" without
	Latency news.Duration `json:"latency"` // of the first request, without waiting for the host's turn
	Error   string        `json:"error,omitempty"`
}

// CheckRobots is what one host's robots.txt says.
type CheckRobots struct {
	Host       string        `json:"host"`
	Allowed    bool          `json:"allowed"` // the source's documents may be fetched
	CrawlDelay news.Duration `json:"crawl_delay,omitempty"`
	Sitemaps   []string      `json:"sitemaps,omitempty"`
	Error      string        `json:"error,omitempty"`
}

// CheckSample is the first article, fetched.
type CheckSample struct {
	URL         string        `json:"url"`
	Status      int           `json:"status"`
	Title       string        `json:"title,omitempty"`
	Published   string        `json:"published,omitempty"`
	ContentType string        `json:"content_type,omitempty"`
	Charset     string        `json:"charset,omitempty"`
	Size        int           `json:"size"`
	Latency     news.Duration `json:"latency"`
}

const checkSamples = 5

// Check tries a source without publishing or storing anything: each feed,
// sitemap and list, what robots.txt says, and one article.
func (c *Crawler) Check(ctx context.Context, src news.Source) CheckReport {
	r := CheckReport{Source: src.ID, Documents: []CheckDocument{}, Robots: []CheckRobots{}, Articles: []string{}, Problems: []string{}}
	if err := ValidateSource(src); err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			r.Problems = append(r.Problems, line)
		}
		r.Suggestion = "mend the configuration first"
		return r
	}
	f, err := compileFilter(src.Articles)
	if err != nil {
		r.Problems = append(r.Problems, err.Error())
		return r
	}
	r.Robots = c.checkRobots(ctx, src)
	var all []found
	var pages []*response
	links := 0
	for _, doc := range documents(src) {
		d, err := c.discover(ctx, src, doc, true)
		cd := CheckDocument{Kind: doc.Kind, URL: doc.URL, Found: len(d.found)}
		if d.first != nil {
			cd.Status, cd.Latency = d.first.status, news.Duration(d.first.took.Round(100*time.Microsecond))
			pages = append(pages, d.first)
		}
		if err != nil {
			cd.Error = problem("", err)
			r.Problems = append(r.Problems, problem(doc.URL, err))
		}
		r.Problems = append(r.Problems, d.problems...)
		var newest time.Time
		for _, x := range d.found {
			if f.ok(x.url) {
				cd.Passed++
			}
			if x.sort.After(newest) {
				newest = x.sort
			}
		}
		if !newest.IsZero() {
			cd.Newest = newest.Format(time.RFC3339)
		}
		links += len(d.found)
		all = append(all, d.found...)
		r.Documents = append(r.Documents, cd)
	}
	list := candidates(f, all, &r.Problems)
	r.Found = len(list)
	for _, x := range list[:min(len(list), checkSamples)] {
		r.Articles = append(r.Articles, x.url)
	}
	if len(list) > 0 {
		c.checkSample(ctx, src, list[0], &r)
	}
	r.OK = r.Sample != nil && r.Sample.Status == http.StatusOK
	r.Suggestion = suggest(src, r, links, pages)
	return r
}

func (c *Crawler) checkSample(ctx context.Context, src news.Source, f found, r *CheckReport) {
	res, err := c.fetch.get(ctx, src, request{url: f.url})
	if err != nil {
		r.Problems = append(r.Problems, problem(f.url, err))
		return
	}
	r.Sample = &CheckSample{URL: f.url, Status: res.status, Title: f.title, Published: f.published,
		ContentType: res.contentType, Size: len(res.body), Latency: news.Duration(res.took.Round(100 * time.Microsecond))}
	if res.status != http.StatusOK {
		r.Problems = append(r.Problems, problem(f.url, fmt.Errorf("status %d", res.status)))
		return
	}
	if err := html(res); err != nil {
		r.Problems = append(r.Problems, problem(f.url, err))
		return
	}
	r.Sample.Charset = charset.Label(res.body, res.contentType, src.Charset)
}

// checkRobots asks robots.txt of each host of the source's documents.
func (c *Crawler) checkRobots(ctx context.Context, src news.Source) []CheckRobots {
	out := []CheckRobots{}
	at := map[string]int{}
	for _, doc := range documents(src) {
		u, err := url.Parse(doc.URL)
		if err != nil {
			continue
		}
		p := &policy{private: src.AllowPrivate, delay: delayOf(src), ports: portsOf(src)}
		rules := c.fetch.transport.robots
		file, err := rules.file(ctx, u, p)
		i, ok := at[u.Host]
		if !ok {
			i = len(out)
			at[u.Host] = i
			cr := CheckRobots{Host: u.Host, Allowed: err == nil}
			if err != nil {
				cr.Error = problem("", err)
			} else {
				cr.CrawlDelay, cr.Sitemaps = news.Duration(file.CrawlDelay(rules.token)), file.Sitemaps()
			}
			out = append(out, cr)
		}
		if err == nil && !file.Allowed(rules.token, doc.URL) {
			out[i].Allowed = false
			out[i].Error = problem(doc.URL, ErrRobots)
		}
	}
	return out
}

// suggest says in one sentence what to do about the most important finding.
func suggest(src news.Source, r CheckReport, links int, pages []*response) string {
	for _, h := range r.Robots {
		if !h.Allowed {
			return "robots.txt of " + h.Host + " does not let this crawler in: ask the owner, or disable the source"
		}
	}
	switch {
	case r.OK && len(r.Problems) == 0:
		return ""
	case links > 0 && r.Found == 0:
		return "links were found but articles.allow and articles.deny leave none: compare them with the documents' links"
	case r.Found > 0:
		return "the source works in part: see problems"
	}
	for _, h := range r.Robots {
		if len(h.Sitemaps) > 0 && len(src.Sitemaps) == 0 {
			return "robots.txt names a sitemap: try sitemaps: [" + h.Sitemaps[0] + "]"
		}
	}
	for _, p := range pages {
		if feed := announced(p); feed != "" {
			return "a page announces a feed: try feeds: [" + feed + "]"
		}
	}
	if len(src.Lists) > 0 {
		return "no links were found: check lists.links against the page's HTML; a page built by scripts has none"
	}
	return "nothing was found: check the URLs in a browser"
}

// announced finds the feed that an HTML page links to in its head.
func announced(res *response) string {
	if html(res) != nil {
		return ""
	}
	text, err := charset.Decode(res.body, charset.Label(res.body, res.contentType, ""))
	if err != nil {
		return ""
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(text)))
	if err != nil {
		return ""
	}
	base, err := url.Parse(res.url)
	if err != nil {
		return ""
	}
	feed, err := "", errors.New("none")
	doc.Find(`link[rel~="alternate"]`).EachWithBreak(func(_ int, s *goquery.Selection) bool {
		switch t, _ := s.Attr("type"); t {
		case "application/rss+xml", "application/atom+xml", "application/feed+json":
			href, _ := s.Attr("href")
			feed, err = Canonical(href, base)
		}
		return err != nil
	})
	return feed
}
