package api

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"caewatch/news"
)

//go:embed ui/*.html ui/style.css ui/app.js ui/icon.svg
var ui embed.FS

// pages are the templates, each parsed together with the layout and the parts.
type pages struct {
	byName map[string]*template.Template
	assets map[string][]byte
	stamp  string // of the assets, so that a new version is fetched at once
}

func newPages() (*pages, error) {
	p := &pages{byName: map[string]*template.Template{}, assets: map[string][]byte{}}
	sum := sha256.New()
	for _, name := range []string{"style.css", "app.js", "icon.svg"} {
		b, err := ui.ReadFile("ui/" + name)
		if err != nil {
			return nil, err
		}
		p.assets[name] = b
		sum.Write(b)
	}
	p.stamp = hex.EncodeToString(sum.Sum(nil))[:12]
	entries, err := ui.ReadDir("ui")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name := e.Name()
		if path.Ext(name) != ".html" || name == "layout.html" || name == "parts.html" {
			continue
		}
		t, err := template.New(name).Option("missingkey=error").Funcs(functions()).ParseFS(ui, "ui/layout.html", "ui/parts.html", "ui/"+name)
		if err != nil {
			return nil, err
		}
		p.byName[name] = t
	}
	return p, nil
}

func functions() template.FuncMap {
	return template.FuncMap{
		"country": countryName, "language": languageName, "words": unslug, "number": number, "dates": dates,
		"place": placeText, "slug": news.Slug, "path": url.PathEscape, "plural": plural, "marked": marked, "headline": headline, "sentence": sentence, "fragments": fragments,
		"eventDate": eventDate, "clip": clip, "day": func(s string) string { return dates(s, "") },
		"moment": func(t time.Time) string { return t.UTC().Format("2 Jan 2006 15:04") + " UTC" },
		"iso":    func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"join":   strings.Join, "qualifier": qualifierSign,
		"host": func(s string) string {
			u, err := url.Parse(s)
			if err != nil {
				return ""
			}
			return strings.TrimPrefix(u.Hostname(), "www.")
		},
		"list": func(values ...string) []string { return values },
		"pair": func(a, b any) map[string]any { return map[string]any{"A": a, "B": b} },
	}
}

// marked lets the <mark> of a highlighted fragment through and escapes all else
// once more if the fragment is not what it should be: the fragment was escaped
// in another room, and a page must not depend on that.
func marked(fragment string) template.HTML {
	bare := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(fragment)
	if strings.ContainsAny(bare, "<>") || strings.Count(fragment, "<mark>") != strings.Count(fragment, "</mark>") {
		return template.HTML(template.HTMLEscapeString(bare)) //nolint:gosec // escaped on this line
	}
	return template.HTML(fragment) //nolint:gosec // holds no markup but <mark>, checked above
}

// headline is a name with its matches marked, as long as the fragment is the
// whole name.
func headline(fragments []string, name string) template.HTML {
	for _, f := range fragments {
		bare := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(f)
		if html.UnescapeString(bare) == name {
			return marked(f)
		}
	}
	return template.HTML(template.HTMLEscapeString(name)) //nolint:gosec // escaped on this line
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] // details are written in English here
}

// fragment is one highlighted passage of a hit.
type fragment struct{ Field, HTML string }

// fragments chooses the passages worth showing under a hit: not its heading, not
// what stands there anyhow, and not what other reports asserted unless there is
// nothing else.
func fragments(h map[string][]string) []fragment {
	var out, rest []fragment
	for _, field := range sortedKeys(h) {
		for _, f := range h[field][:min(2, len(h[field]))] {
			switch field {
			case "name", "title", "theme", "topics", "countries":
			case "assertions", "events", "aliases":
				rest = append(rest, fragment{field, f})
			default:
				out = append(out, fragment{field, f})
			}
		}
	}
	if len(out) == 0 {
		out = rest
	}
	return out[:min(len(out), 4)]
}

func qualifierSign(q string) string {
	switch q {
	case "over":
		return "over "
	case "nearly":
		return "nearly "
	case "about":
		return "about "
	}
	return ""
}

// frame is what the layout shows around every page.
type frame struct {
	Title   string
	Path    string
	Q       string
	Stamp   string
	Version string
	Data    any
}

// page wraps a handler that may fail.
func (a *API) page(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			a.writeFailure(w, r, a.asProblem(err))
		}
	}
}

// render executes into memory first: a broken page must not go out with 200.
func (a *API) render(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) error {
	t := a.pages.byName[name]
	if t == nil {
		return fmt.Errorf("no template %s", name)
	}
	var b bytes.Buffer
	f := frame{Title: title, Path: r.URL.Path, Stamp: a.pages.stamp, Version: a.cfg.Version, Data: data}
	if r.URL.Path == "/" {
		f.Q = r.URL.Query().Get("q")
	}
	if err := t.ExecuteTemplate(&b, "layout", f); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

type errorView struct {
	Problem *Problem
	Query   string
}

func (a *API) errorPage(w http.ResponseWriter, r *http.Request, p *Problem) {
	for k, v := range p.header {
		w.Header()[k] = v
	}
	if p.Status == http.StatusPermanentRedirect {
		w.WriteHeader(p.Status)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	if err := a.render(w, r, p.Status, "error.html", p.Title, errorView{Problem: p, Query: r.URL.Query().Get("q")}); err != nil {
		a.log.Error("error page", "room", "api", "err", err)
		writeProblem(w, p)
	}
}

func (a *API) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	b, ok := a.pages.assets[name]
	if !ok {
		a.writeFailure(w, r, problem(http.StatusNotFound, "there is nothing at this address"))
		return
	}
	w.Header().Set("Content-Type", map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}[path.Ext(name)])
	if r.URL.Query().Get("v") == a.pages.stamp {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, _ = w.Write(b)
}

// link builds the address of a page from pairs of a parameter and its value;
// empty values are left out.
func link(to string, v url.Values) string {
	if q := v.Encode(); q != "" {
		return to + "?" + q
	}
	return to
}

// lenient drops what a page's address cannot use: people edit addresses, and a
// form sends its empty fields along.
func lenient(v url.Values) url.Values {
	out := url.Values{}
	for k, values := range v {
		for _, s := range values {
			if s != "" {
				out.Add(k, s)
			}
		}
	}
	return out
}
