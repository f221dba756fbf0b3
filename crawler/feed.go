package crawler

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"caewatch/news"

	"github.com/mmcdole/gofeed"
)

// readFeed reads an RSS, Atom or JSON feed.
func (c *Crawler) readFeed(ctx context.Context, src news.Source, rawURL string, fresh bool, d *discovery) error {
	res, err := c.document(ctx, src, rawURL, 0, fresh, d)
	if err != nil || res == nil {
		return err
	}
	items, err := parseFeed(res, src)
	if err != nil {
		return err
	}
	for _, f := range items {
		if f.url == "" {
			d.problem(rawURL, fmt.Errorf("item %q has no usable link", f.title))
			continue
		}
		d.found = append(d.found, f)
	}
	return nil
}

// parseFeed returns one entry an item; url is empty where the item has no link.
func parseFeed(res *response, src news.Source) (out []found, err error) {
	defer func() {
		if v := recover(); v != nil {
			out, err = nil, fmt.Errorf("feed: parser: %v", v)
		}
	}()
	text, err := xmlText(res.body, res.contentType)
	if err != nil {
		return nil, fmt.Errorf("feed: %w", err)
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("feed: %w", err)
	}
	base, err := url.Parse(res.url)
	if err != nil {
		return nil, err
	}
	zone := zoneOf(src)
	for _, it := range feed.Items {
		if it == nil {
			continue
		}
		f := found{title: clean(it.Title)}
		links := append([]string{it.Link}, it.Links...)
		if strings.HasPrefix(it.GUID, "http://") || strings.HasPrefix(it.GUID, "https://") {
			links = append(links, it.GUID)
		}
		for _, l := range links {
			if l == "" {
				continue
			}
			if u, err := Canonical(l, base); err == nil {
				f.url = u
				break
			}
		}
		// gofeed takes a date without a zone for UTC: read it again.
		if p, at, ok := parseDate(it.Published, zone); ok {
			f.published, f.sort = p, at
		} else if it.PublishedParsed != nil && sane(*it.PublishedParsed) {
			f.published, f.sort = it.PublishedParsed.UTC().Format(time.RFC3339), *it.PublishedParsed
		} else if _, at, ok := parseDate(it.Updated, zone); ok {
			f.sort = at // when it was changed is not when it was published
		}
		out = append(out, f)
	}
	return out, nil
}

// zoneOf is the source's time zone; New has checked that it loads.
func zoneOf(src news.Source) *time.Location {
	if loc, err := time.LoadLocation(src.Timezone); err == nil {
		return loc
	}
	return time.UTC
}

// Named zones of dates in feeds of the region. CST is China's here, not America's.
func namedZone(name string) (int, bool) {
	switch strings.ToUpper(name) {
	case "GMT", "UT", "UTC", "Z":
		return 0, true
	case "CST", "HKT", "SGT", "MYT", "PHT", "PST8", "WITA", "BNT":
		return 8 * 3600, true
	case "ICT", "WIB":
		return 7 * 3600, true
	case "WIT", "JST", "KST", "TLT":
		return 9 * 3600, true
	case "MMT":
		return 6*3600 + 1800, true
	}
	return 0, false
}

var (
	dayName    = regexp.MustCompile(`^(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+`)
	zoneSuffix = regexp.MustCompile(`\s+([A-Za-z]{1,4})$`)
)

// parseDate reads the date of a feed or sitemap. text is ISO 8601 as precise and
// in the zone that it was written; without a zone that of the source holds.
func parseDate(s string, zone *time.Location) (text string, at time.Time, ok bool) {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || len(s) > 64 {
		return "", time.Time{}, false
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05 Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.RFC3339), t, sane(t)
		}
	}
	if t, err := time.ParseInLocation("2006-01-02", s, zone); err == nil {
		return s, t, sane(t)
	}
	loc := zone
	rest := dayName.ReplaceAllString(s, "")
	if m := zoneSuffix.FindStringSubmatch(rest); m != nil {
		if sec, known := namedZone(m[1]); known {
			loc = time.FixedZone("", sec)
			rest = strings.TrimSuffix(rest, m[0])
		}
	}
	for _, day := range []string{"2 Jan 2006", "2 January 2006", "02 Jan 06", "Jan 2, 2006", "January 2, 2006", "2006-01-02", "2006-1-2", "2006/01/02", "2006/1/2", "2006年1月2日", "2006-01-02T", "Jan 2"} {
		for _, clock := range []string{" 15:04:05", " 15:04", "15:04:05", "15:04"} {
			for _, z := range []string{" -0700", " -07:00", ""} {
				layout := day + clock + z
				if day == "Jan 2" { // the Unix and C form: Jan 2 15:04:05 2006
					layout = day + clock + z + " 2006"
				}
				if t, err := time.ParseInLocation(layout, rest, loc); err == nil {
					return t.Format(time.RFC3339), t, sane(t)
				}
			}
		}
		if t, err := time.ParseInLocation(day, rest, loc); err == nil {
			return t.Format(time.DateOnly), t, sane(t)
		}
	}
	return "", time.Time{}, false
}

// sane refuses years that only a broken clock or template writes.
func sane(t time.Time) bool { return t.Year() >= 1990 && t.Year() < 2100 }

// clean makes one line of a title, bounded.
func clean(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > 500 {
		s = string(r[:500])
	}
	return s
}
