package api

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"caewatch/news"
)

const (
	feedItems      = 50
	calendarEvents = 2000
)

// item is one entry of a feed: a record that a subscription found.
type item struct {
	id, link, title, summary string
	updated                  time.Time
	source                   string // address of the article itself
	language                 string
	tags                     []string
}

// feed serves /feeds/{name}.atom and .json.
func (a *API) feed(w http.ResponseWriter, r *http.Request) {
	name, format, ok := cutFormat(r.PathValue("file"), ".atom", ".json")
	if !ok {
		writeProblem(w, problem(http.StatusNotFound, "feeds end in .atom or .json"))
		return
	}
	s, err := a.subscription(r.Context(), name)
	if err != nil {
		writeProblem(w, a.asProblem(err))
		return
	}
	base := a.base(r)
	items, err := a.items(r.Context(), s, base)
	if err != nil {
		writeProblem(w, a.asProblem(err))
		return
	}
	home := base + "/subscriptions/" + s.Name
	self := base + "/feeds/" + s.Name + format
	var body []byte
	if format == ".json" {
		w.Header().Set("Content-Type", "application/feed+json; charset=utf-8")
		body, err = jsonFeed(s, home, self, items)
	} else {
		w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
		body, err = atomFeed(s, home, self, items)
	}
	if err != nil {
		writeProblem(w, a.asProblem(err))
		return
	}
	_, _ = w.Write(body)
}

func cutFormat(file string, formats ...string) (name, format string, ok bool) {
	for _, f := range formats {
		if name, ok := strings.CutSuffix(file, f); ok {
			return name, f, true
		}
	}
	return "", "", false
}

// base is this server's address as its clients see it.
func (a *API) base(r *http.Request) string {
	if a.cfg.BaseURL != "" {
		return strings.TrimSuffix(a.cfg.BaseURL, "/")
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// items puts the alerts first, and fills up with what the subscription finds in
// the archive, so that the feed of a new subscription is not empty. An entry's
// id names the record and its version: both ways give the same.
func (a *API) items(ctx context.Context, s news.Subscription, base string) ([]item, error) {
	recent, err := a.recent(ctx, s.Name, feedItems)
	if err != nil {
		return nil, err
	}
	var out []item
	seen := map[string]bool{}
	add := func(it item, record string) {
		if !seen[it.id] && !seen[record] && len(out) < feedItems {
			seen[it.id] = true
			out = append(out, it)
		}
	}
	for _, al := range recent {
		switch {
		case al.Event != nil:
			add(eventItem(*al.Event, base, al.Time), "")
		case al.Article != nil:
			add(articleItem(*al.Article, base, al.Time), "")
		}
	}
	for _, al := range recent {
		// An older version found in the archive adds nothing to an alert.
		if al.Event != nil {
			seen["event "+al.Event.ID] = true
		}
	}
	res, err := a.backTest(ctx, s, feedItems, "", false)
	if err != nil {
		if len(out) > 0 {
			return out, nil // the alerts alone are worth having
		}
		return nil, err
	}
	for _, h := range res.Hits {
		switch {
		case h.Event != nil:
			add(eventItem(*h.Event, base, recordTime(*h.Event)), "event "+h.Event.ID)
		case h.Article != nil:
			add(articleItem(*h.Article, base, moment(h.Article.Published)), "")
		}
	}
	return out, nil
}

func eventItem(e news.Event, base string, at time.Time) item {
	it := item{
		id:    "urn:caewatch:event:" + e.ID + ":" + itoa(e.Version),
		link:  base + "/events/" + url.PathEscape(e.ID),
		title: e.Name, updated: at, tags: append([]string{e.Kind}, e.Topics...),
	}
	var lines []string
	if when := dates(eventDate(e), e.EndDate); when != "" {
		lines = append(lines, strings.TrimSpace(when+" "+placeText(e.Place)))
	}
	for _, o := range e.Organizations {
		if o.Role == news.RoleHost || o.Role == news.RoleOrganizer {
			lines = append(lines, o.Role+": "+o.Name)
		}
	}
	if e.Theme != "" {
		lines = append(lines, "theme: "+e.Theme)
	}
	lines = append(lines, plural(len(e.Sources), "report", "reports"))
	it.summary = strings.Join(lines, "\n")
	for _, s := range e.Sources {
		if it.source == "" || s.Main {
			it.source = s.URL
		}
		if s.Main {
			break
		}
	}
	return it
}

func articleItem(ar news.Article, base string, at time.Time) item {
	it := item{id: "urn:caewatch:article:" + ar.ID + ":" + ar.Version(), link: base + "/articles/" + url.PathEscape(ar.ID),
		title: ar.Title, updated: at, source: ar.URL, language: ar.Language}
	it.summary = clip(ar.Text, 400)
	if it.title == "" {
		it.title = clip(ar.Text, 80)
	}
	return it
}

func clip(s string, n int) string {
	s, _, cut := strings.Cut(s, "\n\n")
	if utf8.RuneCountInString(s) > n {
		return strings.TrimSpace(string([]rune(s)[:n])) + "…"
	}
	if cut {
		return s + " …"
	}
	return s
}

// recordTime is the last moment that a record itself knows of: the clock would
// change the feed each time it is read.
func recordTime(e news.Event) time.Time {
	last := ""
	for _, s := range e.Sources {
		last = max(last, s.Published)
	}
	if last == "" {
		last = e.StartDate
	}
	return moment(last)
}

// moment reads what an article or event gives as its date, at any precision.
func moment(s string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Unix(0, 0).UTC()
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomText struct {
	Type string `xml:"type,attr,omitempty"`
	Lang string `xml:"xml:lang,attr,omitempty"`
	Text string `xml:",chardata"`
}

type atomTerm struct {
	Term string `xml:"term,attr"`
}

type atomEntry struct {
	ID         string     `xml:"id"`
	Title      atomText   `xml:"title"`
	Updated    string     `xml:"updated"`
	Links      []atomLink `xml:"link"`
	Summary    atomText   `xml:"summary"`
	Categories []atomTerm `xml:"category"`
}

type atomDocument struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID       string      `xml:"id"`
	Title    atomText    `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   string      `xml:"author>name"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

func atomFeed(s news.Subscription, home, self string, items []item) ([]byte, error) {
	doc := atomDocument{ID: "urn:caewatch:subscription:" + s.Name, Title: atomText{Text: feedTitle(s)}, Subtitle: s.Description,
		Author: "caewatch", Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: self}, {Rel: "alternate", Type: "text/html", Href: home}}}
	last := time.Unix(0, 0).UTC()
	for _, it := range items {
		if it.updated.After(last) {
			last = it.updated
		}
		e := atomEntry{ID: it.id, Title: atomText{Lang: it.language, Text: xmlText(it.title)}, Updated: it.updated.UTC().Format(time.RFC3339),
			Summary: atomText{Type: "text", Lang: it.language, Text: xmlText(it.summary)}, Links: []atomLink{{Rel: "alternate", Type: "text/html", Href: it.link}}}
		if webAddress(it.source) {
			e.Links = append(e.Links, atomLink{Rel: "via", Href: it.source})
		}
		for _, t := range it.tags {
			e.Categories = append(e.Categories, atomTerm{t})
		}
		doc.Entries = append(doc.Entries, e)
	}
	doc.Updated = last.Format(time.RFC3339)
	body, err := xml.MarshalIndent(doc, "", " ")
	return append([]byte(xml.Header), append(body, '\n')...), err
}

// xmlText drops what XML 1.0 cannot hold even escaped.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' || (r >= 0x20 && r != 0xFFFE && r != 0xFFFF) {
			return r
		}
		return -1
	}, s)
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func feedTitle(s news.Subscription) string { return "caewatch: " + s.Name }

type jsonItem struct {
	ID            string   `json:"id"`
	URL           string   `json:"url"`
	ExternalURL   string   `json:"external_url,omitempty"`
	Title         string   `json:"title,omitempty"`
	ContentText   string   `json:"content_text"`
	DatePublished string   `json:"date_published,omitempty"`
	Language      string   `json:"language,omitempty"`
	Tags          []string `json:"tags,omitempty"`
}

type jsonDocument struct {
	Version     string     `json:"version"`
	Title       string     `json:"title"`
	HomePageURL string     `json:"home_page_url"`
	FeedURL     string     `json:"feed_url"`
	Description string     `json:"description,omitempty"`
	Items       []jsonItem `json:"items"`
}

func jsonFeed(s news.Subscription, home, self string, items []item) ([]byte, error) {
	doc := jsonDocument{Version: "https://jsonfeed.org/version/1.1", Title: feedTitle(s), HomePageURL: home, FeedURL: self,
		Description: s.Description, Items: []jsonItem{}}
	for _, it := range items {
		j := jsonItem{ID: it.id, URL: it.link, Title: it.title, ContentText: it.summary,
			DatePublished: it.updated.UTC().Format(time.RFC3339), Language: it.language, Tags: it.tags}
		if webAddress(it.source) {
			j.ExternalURL = it.source
		}
		doc.Items = append(doc.Items, j)
	}
	return json.MarshalIndent(doc, "", " ")
}
