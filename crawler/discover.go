package crawler

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strings"
	"time"

	"caewatch/crawler/charset"
	"caewatch/news"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	xcharset "golang.org/x/net/html/charset"
)

// found is an article that some document announces.
type found struct {
	url       string // canonical
	title     string
	published string    // as the document says, ISO 8601
	sort      time.Time // newest first when the budget does not suffice; zero: unknown
}

const (
	maxSitemapURLs  = 50_000 // of one file, by the protocol
	maxSitemaps     = 50     // files of one index, all levels together
	maxSitemapDepth = 3
	maxListPages    = 50
	maxFound        = 100_000 // of one source at one tick
)

// discovery is what one document gave.
type discovery struct {
	found    []found
	problems []string
	visited  []urlState // validators of the documents read, to be stored at the end
	first    *response  // the first answer, for a dry run
	same     bool       // the server says that nothing changed
}

func (d *discovery) problem(url string, err error) {
	d.problems = append(d.problems, problem(url, err))
}

// discover reads one document of a source with everything it leads to.
// An error means that the document itself could not be read.
func (c *Crawler) discover(ctx context.Context, src news.Source, doc document, fresh bool) (discovery, error) {
	d := discovery{}
	var err error
	switch doc.Kind {
	case kindFeed:
		err = c.readFeed(ctx, src, doc.URL, fresh, &d)
	case kindSitemap:
		budget := maxSitemaps
		err = c.readSitemap(ctx, src, doc.URL, fresh, 0, &budget, map[string]bool{}, &d)
	default:
		err = c.readList(ctx, src, doc.List, &d)
	}
	return d, err
}

// document fetches one document, conditionally unless fresh. A nil response
// without an error means that it has not changed.
func (c *Crawler) document(ctx context.Context, src news.Source, rawURL string, limit int64, fresh bool, d *discovery) (*response, error) {
	u, err := Canonical(rawURL, nil)
	if err != nil {
		return nil, err
	}
	st := urlState{URL: u}
	if !fresh {
		if st, err = c.loadURL(ctx, u); err != nil {
			return nil, err
		}
	}
	res, err := c.fetch.get(ctx, src, request{url: u, limit: limit, etag: st.ETag, lastModified: st.LastModified})
	if err != nil {
		return nil, err
	}
	if d.first == nil {
		d.first = res
	}
	if res.status == http.StatusNotModified && (st.ETag != "" || st.LastModified != "") {
		d.same = true
		return nil, nil
	}
	if res.status != http.StatusOK {
		return nil, fmt.Errorf("status %d", res.status)
	}
	st.Source, st.Status, st.Fetched = src.ID, res.status, c.now().UTC()
	st.ETag, st.LastModified = validators(res)
	d.visited = append(d.visited, st)
	return res, nil
}

func validators(res *response) (etag, lastModified string) {
	etag, lastModified = res.header.Get("ETag"), res.header.Get("Last-Modified")
	if len(etag) > 512 {
		etag = ""
	}
	if len(lastModified) > 64 {
		lastModified = ""
	}
	return etag, lastModified
}

// readSitemap reads a sitemap, or an index and its sitemaps. Neither may lead to
// another site. budget bounds the files of one index, seen ends circles.
func (c *Crawler) readSitemap(ctx context.Context, src news.Source, rawURL string, fresh bool, depth int, budget *int, seen map[string]bool, d *discovery) error {
	if *budget--; *budget < 0 {
		return fmt.Errorf("more than %d sitemaps", maxSitemaps)
	}
	seen[rawURL] = true
	limit := max(c.cfg.MaxBody, sitemapLimit)
	res, err := c.document(ctx, src, rawURL, limit, fresh, d)
	if err != nil || res == nil {
		return err
	}
	body, err := gunzip(res.body, limit, rawURL)
	if err != nil {
		return err
	}
	urls, maps, err := parseSitemap(body, res.contentType)
	if err != nil && len(urls)+len(maps) == 0 {
		return err
	}
	if err != nil {
		d.problem(rawURL, err)
	}
	base, err := url.Parse(res.url)
	if err != nil {
		return err
	}
	elsewhere := 0
	for _, e := range urls {
		u, err := Canonical(e.Loc, base)
		if err != nil {
			d.problem(rawURL, err)
			continue
		}
		if !sameSite(u, rawURL) {
			elsewhere++
			continue
		}
		d.found = append(d.found, e.found(u, src))
	}
	// Newest first: the newest articles are what a news watch is for.
	sort.SliceStable(maps, func(i, j int) bool { return maps[i].when(src).After(maps[j].when(src)) })
	for _, m := range maps {
		u, err := Canonical(m.Loc, base)
		if err == nil && !sameSite(u, rawURL) {
			elsewhere++
			continue
		}
		if err != nil || seen[u] || u == rawURL {
			continue
		}
		if depth+1 >= maxSitemapDepth {
			d.problem(u, fmt.Errorf("sitemap indexes nested deeper than %d", maxSitemapDepth))
			break
		}
		if len(d.found) >= maxFound || *budget <= 0 {
			d.problem(rawURL, fmt.Errorf("only the newest %d of its sitemaps are read", maxSitemaps))
			break
		}
		if err := c.readSitemap(ctx, src, u, fresh, depth+1, budget, seen, d); err != nil {
			if ctx.Err() != nil {
				return err
			}
			d.problem(u, err)
		}
	}
	if elsewhere > 0 {
		d.problem(rawURL, fmt.Errorf("%d entries of other sites ignored", elsewhere))
	}
	return nil
}

type sitemapEntry struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    struct {
		Date  string `xml:"publication_date"`
		Title string `xml:"title"`
	} `xml:"news"`
}

func (e sitemapEntry) when(src news.Source) time.Time {
	for _, s := range []string{e.News.Date, e.LastMod} {
		if _, at, ok := parseDate(s, zoneOf(src)); ok {
			return at
		}
	}
	return time.Time{}
}

func (e sitemapEntry) found(u string, src news.Source) found {
	f := found{url: u, title: clean(e.News.Title), sort: e.when(src)}
	if p, _, ok := parseDate(e.News.Date, zoneOf(src)); ok {
		f.published = p
	}
	return f
}

// parseSitemap streams a sitemap or an index. What was read before an error is
// returned with it. Plain text with one URL a line is a sitemap too.
func parseSitemap(body []byte, contentType string) (urls, maps []sitemapEntry, err error) {
	if start := bytes.TrimLeft(body, "\xef\xbb\xbf \t\r\n"); len(start) > 4 && bytes.HasPrefix(start, []byte("http")) {
		for line := range strings.Lines(string(start)) {
			if line = strings.TrimSpace(line); line != "" {
				urls = append(urls, sitemapEntry{Loc: line})
			}
			if len(urls) > maxSitemapURLs {
				return urls[:maxSitemapURLs], nil, fmt.Errorf("%w: more than %d URLs", news.ErrTooLarge, maxSitemapURLs)
			}
		}
		return urls, nil, nil
	}
	text, err := xmlText(body, contentType)
	if err != nil {
		return nil, nil, err
	}
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.Strict = false
	dec.CharsetReader = xcharset.NewReaderLabel
	root := ""
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			if root == "" {
				return nil, nil, errors.New("not a sitemap: no XML element")
			}
			return urls, maps, nil
		}
		if err != nil {
			return urls, maps, fmt.Errorf("sitemap: %w", err)
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		name := el.Name.Local
		if root == "" {
			if root = name; root != "urlset" && root != "sitemapindex" {
				return nil, nil, fmt.Errorf("not a sitemap: root element <%s>", root)
			}
			continue
		}
		if name != "url" && name != "sitemap" {
			continue
		}
		var e sitemapEntry
		if err := dec.DecodeElement(&e, &el); err != nil {
			return urls, maps, fmt.Errorf("sitemap: %w", err)
		}
		if e.Loc = strings.TrimSpace(e.Loc); e.Loc == "" {
			continue
		}
		if name == "sitemap" {
			maps = append(maps, e)
		} else {
			urls = append(urls, e)
		}
		if len(urls)+len(maps) > maxSitemapURLs {
			return urls, maps, fmt.Errorf("sitemap: %w: more than %d entries", news.ErrTooLarge, maxSitemapURLs)
		}
	}
}

// xmlText decodes an XML document to UTF-8 without its declaration, which would
// otherwise be believed a second time.
func xmlText(body []byte, contentType string) ([]byte, error) {
	text, err := charset.Decode(body, charset.Label(body, contentType, "utf-8"))
	if err != nil {
		return nil, err
	}
	text = bytes.TrimLeft(text, " \t\r\n")
	if bytes.HasPrefix(text, []byte("<?xml")) {
		if i := bytes.Index(text, []byte("?>")); i >= 0 && i < 500 {
			text = bytes.TrimLeft(text[i+2:], " \t\r\n")
		}
	}
	return text, nil
}

// readList reads a list page and the pages after it.
func (c *Crawler) readList(ctx context.Context, src news.Source, list news.List, d *discovery) error {
	pages := min(max(list.Pages, 1), maxListPages)
	at, seen := list.URL, map[string]bool{}
	for i := 0; i < pages && at != "" && !seen[at]; i++ {
		seen[at] = true
		// Always whole: that a page of a list has not changed says nothing about
		// those after it, and validators of generated pages are often wrong.
		res, err := c.document(ctx, src, at, 0, true, d)
		if err == nil {
			var next string
			next, err = parseList(res, list, src, d)
			if err == nil {
				at = next
				continue
			}
		}
		if i == 0 || ctx.Err() != nil {
			return err
		}
		d.problem(at, err)
		return nil
	}
	return nil
}

// parseList adds the links of one page of a list and returns the next page.
func parseList(res *response, list news.List, src news.Source, d *discovery) (next string, err error) {
	if err := html(res); err != nil {
		return "", err
	}
	text, err := charset.Decode(res.body, charset.Label(res.body, res.contentType, src.Charset))
	if err != nil {
		return "", err
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(text))
	if err != nil {
		return "", fmt.Errorf("list: %w", err)
	}
	base, err := url.Parse(res.url)
	if err != nil {
		return "", err
	}
	if href, ok := doc.Find("base[href]").First().Attr("href"); ok {
		if b, err := base.Parse(href); err == nil {
			base = b
		}
	}
	selector := list.Links
	if selector == "" {
		selector = "a[href]"
	}
	links, err := cascadia.Compile(selector)
	if err != nil {
		return "", fmt.Errorf("links %q: %w", selector, err)
	}
	n := 0
	doc.FindMatcher(links).Each(func(_ int, s *goquery.Selection) {
		href, ok := s.Attr("href")
		if !ok {
			href, ok = s.Find("a[href]").First().Attr("href")
		}
		if !ok || strings.HasPrefix(href, "#") || len(d.found) >= maxFound {
			return
		}
		u, err := Canonical(href, base)
		// Without a selector every link counts, also those to everybody's pages.
		if err != nil || u == list.URL || list.Links == "" && !sameSite(u, list.URL) {
			return
		}
		n++
		d.found = append(d.found, found{url: u})
	})
	if n == 0 {
		d.problem(res.url, fmt.Errorf("no links match %q", selector))
	}
	if list.Next == "" {
		return "", nil
	}
	more, err := cascadia.Compile(list.Next)
	if err != nil {
		return "", fmt.Errorf("next %q: %w", list.Next, err)
	}
	if href, ok := doc.FindMatcher(more).First().Attr("href"); ok {
		if u, err := Canonical(href, base); err == nil && sameSite(u, list.URL) {
			return u, nil
		}
	}
	return "", nil
}

// candidates merges what all documents gave: those that the filter lets through,
// each once, newest first.
func candidates(f filter, all []found, problems *[]string) []found {
	var out []found
	at := map[string]int{}
	traps := 0
	for _, x := range all {
		if !f.ok(x.url) {
			continue
		}
		if trap(x.url) {
			traps++
			continue
		}
		if i, ok := at[x.url]; ok { // a feed may know what a list does not
			if out[i].title == "" {
				out[i].title = x.title
			}
			if out[i].published == "" {
				out[i].published = x.published
			}
			if out[i].sort.IsZero() {
				out[i].sort = x.sort
			}
			continue
		}
		at[x.url] = len(out)
		out = append(out, x)
	}
	if traps > 0 {
		*problems = append(*problems, fmt.Sprintf("%d links look like a trap of endless pages and were left out", traps))
	}
	slices.SortStableFunc(out, func(a, b found) int { return b.sort.Compare(a.sort) })
	return out
}

// problem writes one line of a source's health.
func problem(url string, err error) string {
	s := strings.Join(strings.Fields(err.Error()), " ")
	if url != "" && !strings.HasPrefix(s, url) {
		s = url + ": " + s
	}
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300]) + "..."
	}
	return s
}
