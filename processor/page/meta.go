package page

import (
	"encoding/json"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// linkedData is what JSON-LD says of the article.
type linkedData struct {
	headline, published, author, language string
}

func (d *document) readMeta() {
	d.meta = map[string]string{}
	scripts := 0
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Meta:
			metaInto(d.meta, n.Attr)
		case atom.Html:
			if v := attr(n, "lang"); v != "" && d.meta["lang"] == "" {
				d.meta["lang"] = v
			}
		case atom.Title:
			if d.meta["title"] == "" && n.Parent != nil && n.Parent.DataAtom != atom.Svg {
				d.meta["title"] = words(n)
			}
		case atom.H1:
			if t := words(n); t != "" && (d.h1 == nil || runes(t) > 8 && runes(words(d.h1)) <= 4) {
				d.h1 = n
			}
		case atom.Script:
			if scripts < 10 && strings.Contains(attr(n, "type"), "ld+json") && n.FirstChild != nil && len(n.FirstChild.Data) < 512<<10 {
				scripts++
				var v any
				if json.Unmarshal([]byte(controls.ReplaceAllString(n.FirstChild.Data, " ")), &v) == nil {
					d.linked(v, 0)
				}
			}
		}
	}
}

var controls = regexp.MustCompile(`[\x00-\x1f]+`)

func metaInto(meta map[string]string, attrs []html.Attribute) {
	var name, content string
	for _, a := range attrs {
		switch a.Key {
		case "name", "property", "itemprop", "http-equiv":
			if name == "" {
				name = strings.ToLower(strings.TrimSpace(a.Val))
			}
		case "content":
			content = line(a.Val)
		}
	}
	if name != "" && content != "" && meta[name] == "" {
		meta[name] = content
	}
}

// linked looks for the article among JSON-LD objects.
func (d *document) linked(v any, depth int) {
	if depth > 6 {
		return
	}
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			d.linked(e, depth+1)
		}
	case map[string]any:
		if g, ok := x["@graph"]; ok {
			d.linked(g, depth+1)
		}
		typ := ""
		switch t := x["@type"].(type) {
		case string:
			typ = t
		case []any:
			for _, e := range t {
				if s, ok := e.(string); ok {
					typ += " " + s
				}
			}
		}
		if strings.Contains(typ, "Article") || strings.Contains(typ, "Posting") || strings.Contains(typ, "Report") || strings.Contains(typ, "WebPage") && d.ld.published == "" {
			set := func(dst *string, key string) {
				if s, ok := x[key].(string); ok && (*dst == "" || !strings.Contains(typ, "WebPage")) {
					*dst = line(html.UnescapeString(s))
				}
			}
			if !strings.Contains(typ, "WebPage") {
				set(&d.ld.headline, "headline")
				d.ld.author = firstNonEmpty(d.ld.author, author(x["author"]))
			}
			set(&d.ld.published, "datePublished")
			set(&d.ld.language, "inLanguage")
		}
		if m, ok := x["mainEntity"]; ok {
			d.linked(m, depth+1)
		}
	}
}

func author(v any) string {
	switch x := v.(type) {
	case string:
		return line(x)
	case map[string]any:
		s, _ := x["name"].(string)
		return line(s)
	case []any:
		var names []string
		for _, e := range x {
			if s := author(e); s != "" && len(names) < 8 {
				names = append(names, s)
			}
		}
		return strings.Join(names, ", ")
	}
	return ""
}

// words is the normalised text of n.
func words(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && b.Len() < 4096 {
			b.WriteString(c.Data)
		} else if c.DataAtom == atom.Br {
			b.WriteByte(' ')
		}
	}
	return line(b.String())
}

func firstNonEmpty(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

// title: the configured place, else the heading that <title> or og:title repeats,
// else JSON-LD, og:title, the only h1, <title> without its site, the feed's.
func (d *document) title() string {
	if d.root != nil && d.in.sel.Title != "" {
		if bs := d.selected(d.in.sel.Title); len(bs) > 0 {
			return bs[0].text
		}
	}
	doc := strings.TrimSpace(d.meta["title"])
	og := firstNonEmpty(d.meta["articletitle"], d.meta["og:title"], d.meta["twitter:title"])
	h1 := ""
	if d.h1 != nil {
		h1 = words(d.h1)
	}
	if n := runes(h1); n >= 4 && n <= 300 {
		f := fold(h1)
		if strings.Contains(fold(doc), f) || strings.Contains(fold(og), f) || strings.Contains(fold(d.ld.headline), f) || fold(d.in.title) == f {
			return h1
		}
	}
	if d.ld.headline != "" {
		return d.ld.headline
	}
	site := firstNonEmpty(d.meta["og:site_name"], d.meta["sitename"])
	if og != "" {
		return unsite(line(og), site)
	}
	if n := runes(h1); n >= 8 && n <= 300 && fold(h1) != fold(site) {
		return h1
	}
	if d.root != nil {
		// Chinese government pages set the title as a styled paragraph whose text
		// <title> repeats.
		if t := unsite(line(doc), site); t != "" {
			return t
		}
	} else if doc != "" {
		return unsite(line(doc), site)
	}
	return line(d.in.title)
}

var siteSeparators = []string{" | ", " – ", " — ", " - ", "_", "--", "——", " :: ", " » ", "｜", "|", "-"}

// unsite takes the site's name off the end (or the start) of a title.
func unsite(t, site string) string {
	// No title is so long, and each separator taken off counts the rest again.
	if len(t) > 1000 {
		return t
	}
	for _, sep := range siteSeparators {
		for {
			i := strings.LastIndex(t, sep)
			if i <= 0 {
				break
			}
			head, tail := strings.TrimSpace(t[:i]), strings.TrimSpace(t[i+len(sep):])
			known := site != "" && fold(tail) == fold(site)
			if !known && (runes(head) < 8 || runes(tail) > 40 || runes(tail) >= runes(head)) {
				break
			}
			if !known && (sep == "-" || sep == "——" || sep == "--") && !siteLike(tail) {
				break
			}
			if !known && sep == " - " && !siteLike(tail) && len(strings.Fields(tail)) > 5 {
				break
			}
			t = head
		}
	}
	if site != "" {
		for _, sep := range siteSeparators {
			if rest, ok := strings.CutPrefix(t, site+sep); ok && runes(rest) > 8 {
				return strings.TrimSpace(rest)
			}
		}
	}
	return strings.TrimRight(t, "_-| ")
}

func siteLike(s string) bool {
	l := strings.ToLower(s)
	for _, w := range []string{"网", "厅", "教育部", "大学", "学院", "政府", "门户", "新闻", "日报", "中心", "委员会", "university", "news", "ministry", ".com", ".cn", ".org", "times",
		"daily", "post", "xinhua", "portal", "official", "centre", "center", "website", "kompas", "antara", "bernama", "vnexpress", "online"} {
		if strings.Contains(l, w) {
			return true
		}
	}
	return false
}

// byline: what the page's own metadata or author element names.
func (d *document) byline() string {
	for _, k := range []string{"author", "article:author", "parsely-author", "dc.creator", "byl", "sailthru.author"} {
		if v := d.meta[k]; v != "" && !strings.Contains(v, "://") && runes(v) <= 80 && !generic(v) {
			return creditOf(v)
		}
	}
	if d.ld.author != "" && !generic(d.ld.author) {
		return d.ld.author
	}
	if d.root == nil {
		return ""
	}
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if attr(n, "rel") == "author" || attr(n, "itemprop") == "author" || bylineClass.MatchString(attr(n, "class")) {
			if v := words(n); v != "" && runes(v) <= 60 {
				return creditOf(v)
			}
		}
	}
	return ""
}

func generic(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "admin", "administrator", "editor", "webmaster", "管理员", "root", "system", "author", "user", "superadmin":
		return true
	}
	return false
}

var bylineClass = regexp.MustCompile(`(?i)(?:^|\s)(?:byline|author-name|author|article-author|entry-author|post-author|read__credit)(?:$|\s)`)

func (d *document) lang() string {
	v := firstNonEmpty(d.ld.language, d.meta["lang"], d.meta["content-language"], d.meta["og:locale"])
	return langTag(v)
}

func langTag(v string) string {
	v = strings.ToLower(strings.TrimSpace(v))
	if i := strings.IndexAny(v, "-_, "); i > 0 {
		v = v[:i]
	}
	switch v {
	case "in":
		return "id"
	case "tl":
		return "fil"
	case "cn":
		return "zh"
	case "en", "zh", "id", "ms", "th", "vi", "lo", "km", "my", "fil":
		return v
	}
	return ""
}
