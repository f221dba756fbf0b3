// Package page turns a fetched page into an article: it settles the charset,
// finds the main text, the title, the byline and the day of publication, and
// leaves everything else out. It is pure: no clock, no network, no configuration
// but what is in the page, so the same page always gives the same article.
//
// The way through: charset.go decodes, parse in this file builds the tree and
// guards against hostile pages, meta.go and date.go read what the page says of
// itself, body.go chooses the block that holds the text, blocks.go turns it into
// paragraphs, clean.go drops the lines that are not the article's (captions,
// editors, share bars). text.go reads plain text.
package page

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"

	"caewatch/news"
)

// Limits bounds the work that one page can cause. The zero value means Default.
type Limits struct {
	MaxBytes int // larger bodies are an error
	MaxNodes int // larger trees are read by the plain tokenizer only
	MaxText  int // bytes of main text; the rest is cut at a paragraph
}

// Default returns the limits that Parse uses. They keep the worst page found so
// far under two seconds on one core.
func Default() Limits { return Limits{MaxBytes: 5 << 20, MaxNodes: 150_000, MaxText: 512 << 10} }

func (l Limits) filled() Limits {
	d := Default()
	if l.MaxBytes <= 0 {
		l.MaxBytes = d.MaxBytes
	}
	if l.MaxNodes <= 0 {
		l.MaxNodes = d.MaxNodes
	}
	if l.MaxText <= 0 {
		l.MaxText = d.MaxText
	}
	return l
}

// Errors of Parse and ParseHTML. Each is permanent: the same bytes will never do.
var (
	ErrNotHTML  = errors.New("not an HTML or text page")
	ErrMojibake = errors.New("charset could not be settled")
	ErrEmpty    = errors.New("no main text found")
)

// Parse reads one fetched page. Its errors are permanent and name the URL.
func Parse(p news.Page) (news.Article, error) {
	u := p.URL
	if u == "" {
		u = p.FinalURL
	}
	if p.Status >= 400 {
		return news.Article{}, news.Permanent(fmt.Errorf("%s: status %d is not an article", u, p.Status))
	}
	in := input{url: u, charset: p.Charset, contentType: header(p.Header, "Content-Type"), sel: p.Content,
		published: p.Published, title: p.Title, language: p.Language}
	if !p.FetchedAt.IsZero() {
		in.latest = p.FetchedAt.UTC().AddDate(0, 0, 1).Format(time.DateOnly)
	}
	a, err := read(p.Body, in, Default())
	if err != nil {
		return news.Article{}, news.Permanent(fmt.Errorf("%s: %w", u, err))
	}
	a.Source, a.Country = p.Source, p.Country
	return a, nil
}

// ParseHTML reads a page that did not come from the crawler: a file, a test. The
// charset label and the content type may be empty.
func ParseHTML(body []byte, pageURL, charsetLabel, contentType string, sel news.Content, limits Limits) (news.Article, error) {
	a, err := read(body, input{url: pageURL, charset: charsetLabel, contentType: contentType, sel: sel}, limits.filled())
	if err != nil {
		return news.Article{}, news.Permanent(err)
	}
	return a, nil
}

// input is what is known of a page besides its bytes.
type input struct {
	url, charset, contentType  string
	sel                        news.Content
	published, title, language string
	latest                     string // no publication after this day; "" no bound
}

func read(body []byte, in input, lim Limits) (news.Article, error) {
	if len(body) > lim.MaxBytes {
		return news.Article{}, fmt.Errorf("page of %d bytes, limit %d: %w", len(body), lim.MaxBytes, news.ErrTooLarge)
	}
	kind, err := sniff(body, in.contentType)
	if err != nil {
		return news.Article{}, err
	}
	text, err := decode(body, in.charset, in.contentType)
	if err != nil {
		return news.Article{}, err
	}
	if kind == "text" {
		a := ParseText(text, in.url)
		if a.Text == "" {
			return news.Article{}, ErrEmpty
		}
		if a.Title == "" {
			a.Title = line(in.title)
		}
		if a.Published == "" {
			a.Published = day(in.published)
		}
		a.Language = language(a, in.language)
		return a, nil
	}
	d := parse(text, in, lim)
	a := news.Article{URL: in.url}
	a.Title = d.title()
	a.Byline = d.byline()
	a.Text = cut(d.text(a.Title), lim.MaxText)
	a.Published = d.published()
	if a.Byline == "" {
		a.Byline = d.credit
	}
	if a.Text == "" {
		return news.Article{}, ErrEmpty
	}
	hint := d.lang()
	if hint == "" {
		hint = in.language
	}
	a.Language = language(a, hint)
	return a, nil
}

// document is a page on its way to an article.
type document struct {
	in     input
	root   *html.Node // nil when the page could only be tokenized
	lim    Limits
	flat   string // text of the tokenizer, when root is nil
	meta   map[string]string
	ld     linkedData
	credit string   // names from editor and author lines that were taken out of the text
	stamps []string // lines near the text that hold a date: source and date lines
	h1     *html.Node
	base   *url.URL
}

// parse builds the tree. A page that html.Parse refuses (more than 512 open
// elements) or that is larger than the limit is read as a stream of tokens: its
// text is found, its structure is not.
func parse(text string, in input, lim Limits) *document {
	d := &document{in: in, lim: lim}
	if u, err := url.Parse(in.url); err == nil {
		d.base = u
	}
	if d.base == nil {
		d.base = &url.URL{}
	}
	root, err := html.Parse(strings.NewReader(text))
	if err == nil && count(root, lim.MaxNodes+1) <= lim.MaxNodes {
		d.root = root
	}
	if d.root == nil {
		d.flat, d.meta = tokens(text)
		return d
	}
	d.readMeta()
	return d
}

// count counts nodes without recursion, at most limit.
func count(root *html.Node, limit int) int {
	n := 0
	for range root.Descendants() {
		if n++; n >= limit {
			break
		}
	}
	return n
}

func header(h map[string]string, name string) string {
	if v, ok := h[name]; ok {
		return v
	}
	for k, v := range h {
		if strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}

// cut shortens text to limit bytes at the end of a paragraph.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	if i := strings.LastIndex(text[:limit], "\n\n"); i > 0 {
		return text[:i]
	}
	for limit > 0 && text[limit]&0xc0 == 0x80 {
		limit--
	}
	return strings.TrimSpace(text[:limit])
}
