package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block is one paragraph on its way to the text.
type block struct {
	text string
	link int // runes of it inside links
	list bool
	head bool
}

// skipped elements never hold the article's words.
func skipped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Embed, atom.Svg, atom.Math,
		atom.Nav, atom.Footer, atom.Form, atom.Button, atom.Input, atom.Select, atom.Option, atom.Textarea, atom.Figcaption,
		atom.Video, atom.Audio, atom.Canvas, atom.Map, atom.Head, atom.Title, atom.Dialog, atom.Menu, atom.Rt, atom.Rp:
		return true
	case atom.Aside:
		return true
	}
	if attr(n, "hidden") != "" || attr(n, "aria-hidden") == "true" && n.DataAtom != atom.Body {
		return true
	}
	if style := attr(n, "style"); style != "" {
		s := strings.ReplaceAll(strings.ToLower(style), " ", "")
		if strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
			return true
		}
	}
	switch attr(n, "role") {
	case "navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog":
		return true
	}
	names := attr(n, "class") + " " + attr(n, "id")
	return len(names) > 1 && n.DataAtom != atom.Body && n.DataAtom != atom.Html && n.DataAtom != atom.Article &&
		unwanted.MatchString(names)
}

var unwanted = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:share|sharing|social|sns|bdsharebuttonbox|bshare|related|relate|relevant|recommend\w*|breadcrumbs?|crumbs?|navbar|sidebar|side-bar|comments?|comment-list|disqus|` +
	`newsletter|subscribe|advert\w*|adsbygoogle|promo|sponsor(?:ed)?|cookie\w*|pagination|pager|toolbar|tools|footer|copyright|caption|wp-caption-text|photo-caption|image-caption|img-caption|pic-desc|tags?|tag-list|tagcloud|` +
	`author-box|about-author|post-navigation|nav-links|prev-next|prevnext|xgyd|xgxw|xglj|fenxiang|bianji|pagebreak|qrcode|ewm|erweima|popup|modal|skip-link|sr-only|screen-reader-text|visually-hidden|most-read|trending|readmore|read-more|baca-juga|lihatjg|terkait|tin-lien-quan)(?:$|[\s_-])`)

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			if a.Val == "" && name == "hidden" {
				return "hidden"
			}
			return a.Val
		}
	}
	return ""
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Table, atom.Tbody, atom.Thead, atom.Tr, atom.Td, atom.Th,
		atom.Blockquote, atom.Pre, atom.Figure, atom.Hr, atom.Center, atom.Address, atom.Details, atom.Summary, atom.Caption, atom.Fieldset,
		atom.Body, atom.Html, atom.Aside, atom.Footer, atom.Nav, atom.Form:
		return true
	}
	return false
}

// walker gathers blocks in one pass over a tree whose depth html.Parse has bound.
type walker struct {
	out     []block
	cur     strings.Builder
	links   int
	inLink  int
	inList  int
	heading int
}

func (w *walker) flush() {
	raw := w.cur.String()
	w.cur.Reset()
	links := w.links
	w.links = 0
	if raw == "" {
		return
	}
	for _, part := range splitWide(raw) {
		if t := line(part); t != "" {
			w.out = append(w.out, block{text: t, link: min(links, runes(t)), list: w.inList > 0, head: w.heading > 0})
		}
	}
}

// splitWide cuts a run at full-width indents: some Chinese pages set paragraphs
// apart by two ideographic spaces alone.
var wideIndent = regexp.MustCompile("([。！？；：”》）!?.])[ \t\r\n]*(?:\u3000|\u2003|\u00a0\u00a0){2,}")

func splitWide(s string) []string {
	if !strings.Contains(s, "\u3000\u3000") && !strings.Contains(s, "\u2003\u2003") && !strings.Contains(s, "\u00a0\u00a0\u00a0") {
		return []string{s}
	}
	return strings.Split(wideIndent.ReplaceAllString(s, "$1\x00"), "\x00")
}

func (w *walker) walk(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			w.cur.WriteString(c.Data)
			if w.inLink > 0 {
				w.links += runes(strings.TrimSpace(c.Data))
			}
		case html.ElementNode:
			if skipped(c) {
				if isBlock(c.DataAtom) {
					w.flush()
				}
				continue
			}
			w.element(c)
		}
	}
}

func (w *walker) element(c *html.Node) {
	switch c.DataAtom {
	case atom.Br:
		// Two breaks end a paragraph; one does too: news pages use <br> as <p>.
		w.flush()
		return
	case atom.A:
		w.inLink++
		w.walk(c)
		w.inLink--
		return
	case atom.Img:
		w.cur.WriteByte(' ')
		return
	}
	if !isBlock(c.DataAtom) {
		w.walk(c)
		return
	}
	if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
		if simpleCell(c) {
			w.cur.WriteByte(' ')
			w.walk(c)
			w.cur.WriteByte(' ')
			return
		}
	}
	w.flush()
	list := c.DataAtom == atom.Ul || c.DataAtom == atom.Ol
	head := len(c.Data) == 2 && c.Data[0] == 'h' && c.Data[1] >= '1' && c.Data[1] <= '6'
	if list {
		w.inList++
	}
	if head {
		w.heading++
	}
	w.walk(c)
	w.flush()
	if list {
		w.inList--
	}
	if head {
		w.heading--
	}
}

// simpleCell: a table cell of a data table, whose row reads as one line.
func simpleCell(n *html.Node) bool {
	chars := 0
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (isBlock(d.DataAtom) || d.DataAtom == atom.Br) {
			return false
		}
		if d.Type == html.TextNode {
			if chars += len(d.Data); chars > 200 {
				return false
			}
		}
	}
	return true
}

// blocks lists the paragraphs under n, n itself included whatever it is called.
func blocks(n *html.Node) []block {
	var w walker
	w.walk(n)
	w.flush()
	return w.out
}

// weight is how many runes of n's own paragraphs stand outside links.
func weight(bs []block) int {
	n := 0
	for _, b := range bs {
		if r := runes(b.text); r >= 20 || !b.list {
			n += r - b.link
		}
	}
	return n
}
