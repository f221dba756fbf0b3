package page

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability"
	"github.com/andybalholm/cascadia"
	"github.com/markusmobius/go-htmldate"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Sizes up to which the libraries are asked. Beyond them our own linear reading
// must do: trafilatura took 22 s on a page of 60 000 paragraphs.
const (
	readabilityNodes = 25_000
	trafilaturaNodes = 6_000
	short            = 80 // runes of text under which another reader is asked
)

// containers are the text blocks of the content management systems that the
// ministries, universities and agencies of China and ASEAN use. The first that
// holds enough text wins over any guess.
var containers = compile(
	".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", "#zoom", "#Zoom", "#UCAP-CONTENT", ".pages_content", // gov.cn and TRS
	"#vsb_content", "[id^=vsb_content]", ".v_news_content", ".wp_articlecontent", "#js_content", // university systems, WeChat
	".article-content", ".articleContent", ".article_content", "#articleContent", "#article-content", ".content_area", "#detail", "#Content.article",
	"#detailContent", ".main-aticle", ".left_zw", "#p-detail", ".rm_txt_con", ".cnt_bd", "#ozoom", // agencies
	"[itemprop=articleBody]", ".article-body", ".article__body", ".entry-content", ".post-content", ".td-post-content",
	".detail__body-text", ".detail-text", ".read__content", ".post-body", ".story-body", ".news-detail-content", ".fck_detail",
	"article",
)

func compile(sels ...string) []cascadia.Matcher {
	out := make([]cascadia.Matcher, len(sels))
	for i, s := range sels {
		out[i] = cascadia.MustCompile(s)
	}
	return out
}

// text returns the main text, paragraphs separated by "\n\n".
func (d *document) text(title string) string {
	if d.root == nil {
		return d.finish(flatBlocks(d.flat), title)
	}
	for _, sel := range d.in.sel.Remove {
		d.remove(sel)
	}
	if d.in.sel.Body != "" {
		if bs := d.selected(d.in.sel.Body); weight(bs) > 0 {
			return d.finish(bs, title)
		}
	}
	best, sure := d.known()
	nodes := count(d.root, readabilityNodes+1)
	if text := d.finish(best, title); runes(text) >= 2*short || sure && text != "" {
		return text
	}
	candidates := [][]block{best}
	if nodes <= readabilityNodes {
		candidates = append(candidates, d.readable())
	}
	dense := d.dense()
	candidates = append(candidates, dense)
	text := ""
	for i, bs := range candidates {
		t := d.finish(bs, title)
		switch {
		case runes(text) < short && runes(t) > runes(text):
			text = t
		case i == len(candidates)-1 && runes(t) > 3*runes(text) && runes(text) < 400 && prose(t):
			text = t // the libraries kept one paragraph of many
		}
	}
	if runes(text) < short && nodes <= trafilaturaNodes {
		if t := d.finish(d.trafilatura(), title); runes(t) > runes(text) {
			text = t
		}
	}
	if text == "" {
		text = d.finish(flatBlocks(description(d)), title)
	}
	return text
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// prose: most of the text stands in sentences.
func prose(t string) bool {
	ends := 0
	for _, p := range strings.Split(t, "\n\n") {
		if endsSentence(p) {
			ends += runes(p)
		}
	}
	return ends*2 > runes(t)
}

func description(d *document) string {
	for _, k := range []string{"og:description", "description"} {
		if runes(d.meta[k]) >= short {
			return d.meta[k]
		}
	}
	return ""
}

func (d *document) remove(sel string) {
	m, err := cascadia.Compile(sel)
	if err != nil {
		return // the configuration's own check names a wrong selector; a page must not fail for it
	}
	for _, n := range cascadia.QueryAll(d.root, m) {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

func (d *document) selected(sel string) []block {
	m, err := cascadia.Compile(sel)
	if err != nil {
		return nil
	}
	var out []block
	for _, n := range cascadia.QueryAll(d.root, m) {
		if !inside(n, m) {
			out = append(out, blocks(n)...)
		}
	}
	return out
}

// inside: an ancestor of n matches too, so n's words were read already.
func inside(n *html.Node, m cascadia.Matcher) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && m.Match(p) {
			return true
		}
	}
	return false
}

// known reads the first known container that holds an article's worth of text, or,
// for a piece of news of two sentences, the one that holds most of the sentences
// of the page; then it is sure of it, however short the text.
func (d *document) known() (best []block, sure bool) {
	var brief []block
	budget := 4 * d.lim.MaxNodes // containers nested in each other are read again and again
	for _, m := range containers {
		var best []block
		for _, n := range cascadia.QueryAll(d.root, m) {
			if budget -= count(n, budget); budget <= 0 {
				break
			}
			if bs := blocks(n); weight(bs) > weight(best) {
				best = bs
			}
		}
		if linkShare(best) >= 0.4 {
			continue
		}
		if weight(best) >= 2*short {
			return best, false
		}
		if sentences(best) > sentences(brief) {
			brief = best
		}
	}
	if n := sentences(brief); n >= short/4 {
		if body := find(d.root, atom.Body); body != nil && n*10 >= sentences(blocks(body))*7 {
			return brief, true
		}
	}
	return nil, false
}

// sentences is how many runes of paragraphs outside links end like a sentence, or
// are long enough to be one where the script has no full stop.
func sentences(bs []block) int {
	n := 0
	for _, b := range bs {
		if r := runes(b.text); b.link*2 < r && (endsSentence(b.text) || r >= short) {
			n += r
		}
	}
	return n
}

func linkShare(bs []block) float64 {
	all, links := 1, 0
	for _, b := range bs {
		all += runes(b.text)
		links += b.link
	}
	return float64(links) / float64(all)
}

func (d *document) readable() []block {
	base := d.base
	if base == nil {
		base = &url.URL{}
	}
	p := readability.NewParser()
	p.MaxElemsToParse = readabilityNodes
	p.CharThresholds = 200
	p.DisableJSONLD = true
	p.KeepClasses = true // our own guards read them
	a, err := p.ParseDocument(d.root, base)
	if err != nil || a.Node == nil {
		return nil
	}
	return blocks(named(a.Node))
}

// named sets the atoms of a tree that a library made or renamed elements of: it
// writes the names only, and an element without its atom is no block to us.
func named(root *html.Node) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			n.DataAtom = atom.Lookup([]byte(n.Data))
		}
	}
	return root
}

func (d *document) trafilatura() []block {
	r, err := trafilatura.ExtractDocument(d.root, trafilatura.Options{OriginalURL: d.base, ExcludeComments: true,
		MaxTreeSize: trafilaturaNodes, HtmlDateOverride: &htmldate.Result{}, Focus: trafilatura.FavorRecall})
	if err != nil || r == nil || r.ContentNode == nil {
		return nil
	}
	return blocks(named(r.ContentNode))
}

// dense is our own reading, linear in the page: the deepest element that still
// holds most of the words of paragraphs outside links.
func (d *document) dense() []block {
	body := find(d.root, atom.Body)
	if body == nil {
		body = d.root
	}
	weights := map[*html.Node]int{}
	total := measure(body, weights)
	n := body
	for {
		var next *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && isBlock(c.DataAtom) && weights[c]*10 >= total*7 {
				next = c
			}
		}
		if next == nil || next.DataAtom == atom.P {
			return blocks(n)
		}
		n = next
	}
}

// measure sums, bottom up, the runes of text outside links and skipped elements.
func measure(n *html.Node, weights map[*html.Node]int) int {
	sum := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			if t := len(strings.TrimSpace(c.Data)); t >= 30 {
				sum += t
			}
		case c.Type == html.ElementNode && c.DataAtom != atom.A && !skipped(c):
			sum += measure(c, weights)
		}
	}
	weights[n] = sum
	return sum
}

func find(root *html.Node, a atom.Atom) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == a {
			return n
		}
	}
	return nil
}

// furnished is how many blocks at either end of the text are looked at for lines
// that are not the article's. No article has so many; a hostile page may.
const furnished = 600

// within keeps the blocks that fit into so many bytes; what follows would be cut
// off in the end anyway.
func within(bs []block, limit int) []block {
	for i := range bs {
		if limit -= len(bs[i].text); limit < 0 {
			return bs[:i+1]
		}
	}
	return bs
}

// finish drops what is not the article's from a list of blocks and joins the rest.
func (d *document) finish(bs []block, title string) string {
	d.credit = ""
	bs = unlink(joinBroken(within(bs, d.lim.MaxText)))
	var out []string
	foldTitle := fold(title)
	for i, b := range bs {
		if i < 4 && foldTitle != "" && (fold(b.text) == foldTitle || b.head && strings.HasPrefix(foldTitle, fold(b.text)) && runes(b.text) > 10) {
			continue
		}
		if i < 8 && mixedStamp(b.text) {
			d.stamps = append(d.stamps, b.text)
			continue
		}
		if i < 6 && byName.MatchString(b.text) {
			d.credit = strings.TrimPrefix(strings.TrimPrefix(b.text, "By "), "BY ")
			continue
		}
		kind := ""
		if i < furnished || i >= len(bs)-furnished {
			kind = kindOf(b.text)
		}
		switch kind {
		case "furniture", "photo":
			if tail(b.text) {
				if len(out) > 0 {
					return d.join(out)
				}
			}
			continue
		case "credit":
			if d.credit == "" {
				d.credit = creditOf(b.text)
			}
			continue
		case "source":
			d.stamps = append(d.stamps, b.text)
			continue
		case "stamp":
			d.stamps = append(d.stamps, b.text)
			continue
		}
		out = append(out, inlineCredit(b.text))
	}
	return d.join(out)
}

func (d *document) join(out []string) string {
	kept := out[:0]
	for i, p := range out {
		if p != "" && (i == 0 || p != out[i-1] || runes(p) < 20) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n")
}

// tail: after this heading there is no article any more.
func tail(s string) bool {
	switch strings.ToLower(strings.TrimRight(s, " :：")) {
	case "related news", "related articles", "related article", "related posts", "related stories", "related topics", "you may also like", "recommended for you",
		"most read", "most popular", "leave a reply", "leave a comment", "相关新闻", "相关阅读", "相关链接", "相关文章", "berita terkait", "artikel terkait",
		"tin liên quan", "ข่าวที่เกี่ยวข้อง":
		return true
	}
	return false
}

// unlink drops blocks that are mostly links: menus, related lists, tag clouds. A
// single linked paragraph amid prose stays.
func unlink(bs []block) []block {
	out := bs[:0:0]
	for i, b := range bs {
		n := runes(b.text)
		if b.link*10 >= n*7 {
			neighbour := i > 0 && bs[i-1].link*10 >= runes(bs[i-1].text)*7 || i+1 < len(bs) && bs[i+1].link*10 >= runes(bs[i+1].text)*7
			if b.list || neighbour || n < 120 {
				continue
			}
		}
		out = append(out, b)
	}
	return out
}

// joinBroken mends sentences that a single <br> broke in the middle.
func joinBroken(bs []block) []block {
	out := bs[:0:0]
	for _, b := range bs {
		if len(out) > 0 && !b.head && !b.list {
			last := &out[len(out)-1]
			r := []rune(b.text)
			if !last.head && !last.list && unicode.IsLower(r[0]) && !endsSentence(last.text) && runes(last.text) > 30 {
				last.text += " " + b.text
				last.link += b.link
				continue
			}
		}
		out = append(out, b)
	}
	return out
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, `"'”’»)）」』]`)
	for _, e := range []string{".", "!", "?", "。", "！", "？", "：", ":", ";", "；", "…", "။", "។"} {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// fold compares titles: letters and digits only, lower case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// flatBlocks cuts running text of the tokenizer into blocks.
func flatBlocks(s string) []block {
	var out []block
	for _, p := range strings.Split(s, "\n") {
		for _, part := range splitWide(p) {
			if t := line(part); t != "" {
				out = append(out, block{text: t})
			}
		}
	}
	return out
}

// tokens reads a page that has no usable tree: the words of its text tokens, a
// line for each block element, and its meta elements.
func tokens(text string) (string, map[string]string) {
	z := html.NewTokenizer(strings.NewReader(text))
	meta := map[string]string{}
	var b strings.Builder
	var skip atom.Atom
	depth := 0
	inTitle := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String(), meta
		case html.TextToken:
			if skip == 0 {
				t := string(z.Text())
				if inTitle {
					meta["title"] += t
				} else {
					b.WriteString(strings.ReplaceAll(html.UnescapeString(t), "\n", " "))
				}
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Script, atom.Style, atom.Noscript, atom.Nav, atom.Footer, atom.Aside, atom.Form, atom.Figcaption, atom.Select:
				if t.Type == html.StartTagToken && (skip == 0 || skip == t.DataAtom) {
					skip = t.DataAtom
					depth++
				}
			case atom.Title:
				inTitle = true
			case atom.Meta:
				metaInto(meta, t.Attr)
			case atom.Br:
				b.WriteByte('\n')
			default:
				if isBlock(t.DataAtom) {
					b.WriteByte('\n')
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			if skip != 0 && a == skip {
				if depth--; depth == 0 {
					skip = 0
				}
			}
			if a == atom.Title {
				inTitle = false
			}
			if isBlock(a) {
				b.WriteByte('\n')
			}
		}
	}
}
