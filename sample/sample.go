// Package sample is a small news site inside the binary, for the demo and for
// tests: articles written for it about invented events, in English, Chinese and
// five ASEAN languages, laid out as seven kinds of site do (a newspaper, a
// Chinese government site in GBK that does not say so, a news agency, a
// university, a portal, an embassy's bulletin, a local-language paper), behind
// two feeds, a JSON feed, a news sitemap, a list page and a robots.txt.
//
// One article stays hidden until Release: it is the one that a scheduled crawl
// finds later.
package sample

import (
	"bytes"
	"embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"caewatch/news"

	"golang.org/x/text/encoding/simplifiedchinese"
)

//go:embed articles/*.txt
var articles embed.FS

//go:embed layouts.html
var layouts string

// Article is one article of the site.
type Article struct {
	Slug, Layout, Lang, Title, Byline, Source string
	Published                                 string // as the layout shows it
	Late                                      bool   // hidden until Release
	Relevant                                  bool   // news of China–ASEAN education
	Paragraphs                                []string
}

// Day is the publication day, ISO 8601.
func (a Article) Day() string { return a.Published[:10] }

// Path is where the site serves the article.
func (a Article) Path() string {
	d := strings.ReplaceAll(a.Day(), "-", "")
	switch a.Layout {
	case "gov":
		return "/gov/" + d[:6] + "/t" + d + "_" + a.Slug + ".html"
	case "portal":
		return "/portal/" + d[:4] + "/" + d[4:] + "/" + a.Slug + ".html"
	case "asean":
		return "/asean/" + a.Lang + "/" + a.Slug
	}
	return "/" + a.Layout + "/" + a.Day() + "/" + a.Slug + ".html"
}

// Articles returns every article of the site, newest first.
func Articles() ([]Article, error) {
	names, err := fs.Glob(articles, "articles/*.txt")
	if err != nil {
		return nil, err
	}
	var all []Article
	for _, name := range names {
		raw, err := articles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		a, err := parse(strings.TrimSuffix(path.Base(name), ".txt"), string(raw))
		if err != nil {
			return nil, fmt.Errorf("sample: %s: %w", name, err)
		}
		all = append(all, a)
	}
	slices.SortStableFunc(all, func(a, b Article) int { return strings.Compare(b.Day(), a.Day()) })
	return all, nil
}

func parse(slug, raw string) (Article, error) {
	a := Article{Slug: slug, Relevant: true}
	head, body, ok := strings.Cut(raw, "\n\n")
	if !ok {
		return a, fmt.Errorf("no empty line after the head")
	}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		switch key {
		case "layout":
			a.Layout = value
		case "lang":
			a.Lang = value
		case "published":
			a.Published = value
		case "byline":
			a.Byline = value
		case "source":
			a.Source = value
		case "title":
			a.Title = value
		case "late":
			a.Late = value == "true"
		case "relevant":
			a.Relevant = value == "true"
		default:
			return a, fmt.Errorf("unknown key %q", key)
		}
	}
	a.Paragraphs = strings.Split(strings.TrimSpace(body), "\n\n")
	if len(a.Published) < 10 || a.Title == "" || a.Layout == "" {
		return a, fmt.Errorf("published, title and layout are needed")
	}
	return a, nil
}

// Site serves the articles over HTTP.
type Site struct {
	mux      *http.ServeMux
	all      []Article
	released atomic.Bool
	mu       sync.Mutex
	hits     map[string]int
}

// New reads the articles and lays the site out.
func New() (*Site, error) {
	all, err := Articles()
	if err != nil {
		return nil, err
	}
	page, err := template.New("").Funcs(template.FuncMap{"day": spoken}).Parse(layouts)
	if err != nil {
		return nil, fmt.Errorf("sample: %w", err)
	}
	s := &Site{mux: http.NewServeMux(), all: all, hits: map[string]int{}}
	for _, a := range all {
		var b bytes.Buffer
		if err := page.ExecuteTemplate(&b, a.Layout, map[string]any{"A": a, "Others": others(all, a)}); err != nil {
			return nil, fmt.Errorf("sample: %s: %w", a.Slug, err)
		}
		body, kind := b.Bytes(), "text/html; charset=utf-8"
		if a.Layout == "gov" { // GBK, and neither header nor page says so
			if body, err = simplifiedchinese.GBK.NewEncoder().Bytes(body); err != nil {
				return nil, fmt.Errorf("sample: %s: %w", a.Slug, err)
			}
			kind = "text/html"
		}
		s.mux.HandleFunc("GET "+a.Path(), func(w http.ResponseWriter, r *http.Request) {
			if a.Late && !s.released.Load() {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", kind)
			w.Header().Set("ETag", `"`+news.Digest(string(body))[:16]+`"`)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
		})
	}
	s.serve("/robots.txt", "text/plain; charset=utf-8", func(base string) ([]byte, error) {
		return []byte("User-agent: *\nDisallow: /private/\nSitemap: " + base + "/news-sitemap.xml\n"), nil
	})
	s.serve("/press/feed.xml", "application/rss+xml", func(base string) ([]byte, error) { return s.rss(base, "press", "asean") })
	s.serve("/embassy/atom.xml", "application/atom+xml", func(base string) ([]byte, error) { return s.atom(base) })
	s.serve("/portal/feed.json", "application/feed+json", func(base string) ([]byte, error) { return s.jsonFeed(base) })
	s.serve("/news-sitemap.xml", "application/xml", func(base string) ([]byte, error) { return s.sitemap(base, "wire", "university") })
	s.serve("/gov/", "text/html", func(string) ([]byte, error) {
		var b bytes.Buffer
		if err := page.ExecuteTemplate(&b, "govlist", s.shown("gov")); err != nil {
			return nil, err
		}
		return simplifiedchinese.GBK.NewEncoder().Bytes(b.Bytes())
	})
	s.serve("/{$}", "text/html; charset=utf-8", func(string) ([]byte, error) {
		var b bytes.Buffer
		err := page.ExecuteTemplate(&b, "front", s.shown())
		return b.Bytes(), err
	})
	return s, nil
}

func (s *Site) serve(pattern, kind string, make func(base string) ([]byte, error)) {
	s.mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) {
		body, err := make("http://" + r.Host)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Write(body)
	})
}

// ServeHTTP counts the request and answers it.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.hits[r.URL.Path]++
	s.mu.Unlock()
	s.mux.ServeHTTP(w, r)
}

// Hits tells how often a path was asked for.
func (s *Site) Hits(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hits[path]
}

// Release puts the hidden article into the feed.
func (s *Site) Release() { s.released.Store(true) }

// Sources describes the site, reached at base ("http://127.0.0.1:1234"), as a
// configuration would. Every source is crawled by schedule.
func Sources(base, schedule string) []news.Source {
	all := []news.Source{
		{ID: "sample-press", Name: "The Straits Gazette", Country: "MY", Language: "en", Feeds: []string{base + "/press/feed.xml"}},
		{ID: "sample-gov", Name: "云南教育网", Country: "CN", Language: "zh", Timezone: "Asia/Shanghai", Lists: []news.List{{URL: base + "/gov/", Links: "ul.list a"}}},
		{ID: "sample-wire", Name: "Pearl River News Agency", Country: "CN", Language: "en", Sitemaps: []string{base + "/news-sitemap.xml"}},
		{ID: "sample-portal", Name: "北方网络教育", Country: "CN", Language: "zh", Feeds: []string{base + "/portal/feed.json"}},
		{ID: "sample-embassy", Name: "Embassy bulletin", Country: "CN", Language: "en", Feeds: []string{base + "/embassy/atom.xml"}},
	}
	for i := range all {
		all[i].Schedule, all[i].AllowPrivate = schedule, true
		all[i].Delay = news.Duration(5 * time.Millisecond)
		if all[i].Timezone == "" {
			all[i].Timezone = "Asia/Singapore"
		}
	}
	return all
}

// shown lists the articles of some layouts (all for none) that are out by now.
func (s *Site) shown(of ...string) []Article {
	var list []Article
	for _, a := range s.all {
		if (len(of) == 0 || slices.Contains(of, a.Layout)) && (!a.Late || s.released.Load()) {
			list = append(list, a)
		}
	}
	return list
}

func others(all []Article, a Article) []Article {
	var list []Article
	for _, o := range all {
		if o.Layout == a.Layout && o.Slug != a.Slug && !o.Late && len(list) < 4 {
			list = append(list, o)
		}
	}
	return list
}

// spoken writes a day as "16 April 2026".
func spoken(day string) string {
	t, err := time.Parse(time.DateOnly, day[:10])
	if err != nil {
		return day
	}
	return t.Format("2 January 2006")
}

func (s *Site) rss(base string, of ...string) ([]byte, error) {
	type item struct {
		Title   string `xml:"title"`
		Link    string `xml:"link"`
		GUID    string `xml:"guid"`
		PubDate string `xml:"pubDate"`
	}
	feed := struct {
		XMLName xml.Name `xml:"rss"`
		Version string   `xml:"version,attr"`
		Title   string   `xml:"channel>title"`
		Link    string   `xml:"channel>link"`
		Items   []item   `xml:"channel>item"`
	}{Version: "2.0", Title: "The Straits Gazette: education", Link: base + "/"}
	for _, a := range s.shown(of...) {
		link := base + a.Path()
		feed.Items = append(feed.Items, item{a.Title, link + "?utm_source=rss&utm_medium=feed", link, stamp(a).Format(time.RFC1123Z)})
	}
	// One item that robots.txt keeps out: a correct crawler never asks for it.
	feed.Items = append(feed.Items, item{"Subscribers only", base + "/private/members.html", base + "/private/members.html", "Mon, 02 Mar 2026 08:00:00 +0800"})
	return marshal(feed)
}

func (s *Site) atom(base string) ([]byte, error) {
	type link struct {
		Href string `xml:"href,attr"`
	}
	type entry struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Link    link   `xml:"link"`
	}
	feed := struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Entries []entry  `xml:"entry"`
	}{ID: base + "/embassy/", Title: "Embassy bulletin", Updated: "2026-11-04T08:00:00Z"}
	for _, a := range s.shown("embassy") {
		// Relative, as many real feeds have it.
		feed.Entries = append(feed.Entries, entry{base + a.Path(), a.Title, stamp(a).Format(time.RFC3339), link{a.Path()}})
	}
	return marshal(feed)
}

func (s *Site) jsonFeed(base string) ([]byte, error) {
	type item struct {
		ID        string `json:"id"`
		URL       string `json:"url"`
		Title     string `json:"title"`
		Published string `json:"date_published"`
	}
	feed := struct {
		Version string `json:"version"`
		Title   string `json:"title"`
		Items   []item `json:"items"`
	}{Version: "https://jsonfeed.org/version/1.1", Title: "北方网络教育"}
	for _, a := range s.shown("portal") {
		feed.Items = append(feed.Items, item{base + a.Path(), base + a.Path(), a.Title, stamp(a).Format(time.RFC3339)})
	}
	return json.Marshal(feed)
}

func (s *Site) sitemap(base string, of ...string) ([]byte, error) {
	type entry struct {
		Loc   string `xml:"loc"`
		Name  string `xml:"news:news>news:publication>news:name"`
		Lang  string `xml:"news:news>news:publication>news:language"`
		Date  string `xml:"news:news>news:publication_date"`
		Title string `xml:"news:news>news:title"`
	}
	set := struct {
		XMLName xml.Name `xml:"urlset"`
		NS      string   `xml:"xmlns,attr"`
		News    string   `xml:"xmlns:news,attr"`
		URLs    []entry  `xml:"url"`
	}{NS: "http://www.sitemaps.org/schemas/sitemap/0.9", News: "http://www.google.com/schemas/sitemap-news/0.9"}
	for _, a := range s.shown(of...) {
		set.URLs = append(set.URLs, entry{base + a.Path(), "Pearl River News Agency", a.Lang, stamp(a).Format(time.RFC3339), a.Title})
	}
	return marshal(set)
}

func marshal(v any) ([]byte, error) {
	body, err := xml.MarshalIndent(v, "", " ")
	return append([]byte(xml.Header), body...), err
}

// stamp is the moment of publication; a day alone counts as eight in the morning
// in China.
func stamp(a Article) time.Time {
	for _, form := range []string{time.RFC3339, "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(form, a.Published, time.FixedZone("", 8*3600)); err == nil {
			return t
		}
	}
	return time.Time{}
}
