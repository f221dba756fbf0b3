package crawler

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"time"

	"caewatch/crawler/charset"
	"caewatch/news"

	"github.com/andybalholm/cascadia"
)

var sourceID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// document is one place where a source announces articles.
type document struct {
	Kind string // feed, sitemap, list
	URL  string
	List news.List // of a list
}

const (
	kindFeed    = "feed"
	kindSitemap = "sitemap"
	kindList    = "list"
)

// documents lists what a source is discovered from, in the order of the
// configuration.
func documents(src news.Source) []document {
	var all []document
	for _, u := range src.Feeds {
		all = append(all, document{Kind: kindFeed, URL: u})
	}
	for _, u := range src.Sitemaps {
		all = append(all, document{Kind: kindSitemap, URL: u})
	}
	for _, l := range src.Lists {
		all = append(all, document{Kind: kindList, URL: l.URL, List: l})
	}
	return all
}

// ValidateSource reports everything that is wrong with a source's configuration,
// joined into one error, each part naming the source and the key.
func ValidateSource(src news.Source) error {
	var errs []error
	bad := func(key string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("source %s: %s: %w", src.ID, key, err))
		}
	}
	if !sourceID.MatchString(src.ID) {
		errs = append(errs, fmt.Errorf("source %q: id: want 1 to 64 of a-z, 0-9 and -, not beginning with -", src.ID))
	}
	_, err := time.LoadLocation(src.Timezone)
	if bad("timezone", err); err == nil {
		_, err = parseSchedule(src, time.Now())
		bad("schedule", err)
	}
	if src.Country != "" && !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(src.Country) {
		bad("country", fmt.Errorf("%q: want two capital letters of ISO 3166-1, or none", src.Country))
	}
	if src.Charset != "" && !charset.Known(src.Charset) {
		bad("charset", fmt.Errorf("%q: %w", src.Charset, charset.ErrUnknown))
	}
	if src.Delay < 0 {
		bad("delay", errors.New("is negative"))
	}
	if src.MaxPages < 0 {
		bad("max_pages", errors.New("is negative"))
	}
	docs := documents(src)
	if len(docs) == 0 && !src.Disabled {
		errs = append(errs, fmt.Errorf("source %s: no feeds, sitemaps or lists", src.ID))
	}
	for _, d := range docs {
		bad(d.Kind, checkURL(d.URL))
		bad("list "+d.URL+": links", checkSelector(d.List.Links))
		bad("list "+d.URL+": next", checkSelector(d.List.Next))
		if d.List.Pages < 0 {
			bad("list "+d.URL, errors.New("pages is negative"))
		}
	}
	_, err = compileFilter(src.Articles)
	bad("articles", err)
	for _, s := range append([]string{src.Content.Title, src.Content.Body, src.Content.Date}, src.Content.Remove...) {
		bad("content", checkSelector(s))
	}
	return errors.Join(errs...)
}

func checkURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		return err
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("%q: want http:// or https:// and a host", raw)
	}
	return nil
}

func checkSelector(sel string) error {
	if sel == "" {
		return nil
	}
	if _, err := cascadia.Compile(sel); err != nil {
		return fmt.Errorf("selector %q: %w", sel, err)
	}
	return nil
}

// filter is a compiled news.Filter.
type filter struct{ allow, deny []*regexp.Regexp }

func compileFilter(f news.Filter) (filter, error) {
	var out filter
	for _, part := range []struct {
		name string
		from []string
		to   *[]*regexp.Regexp
	}{{"allow", f.Allow, &out.allow}, {"deny", f.Deny, &out.deny}} {
		for _, s := range part.from {
			re, err := regexp.Compile(s)
			if err != nil {
				return filter{}, fmt.Errorf("%s: %w", part.name, err)
			}
			*part.to = append(*part.to, re)
		}
	}
	return out, nil
}

// ok reports whether a canonical URL may be an article.
func (f filter) ok(u string) bool {
	for _, re := range f.deny {
		if re.MatchString(u) {
			return false
		}
	}
	for _, re := range f.allow {
		if re.MatchString(u) {
			return true
		}
	}
	return len(f.allow) == 0
}
