package crawler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"caewatch/news"
)

func TestParseDate(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	for in, want := range map[string]string{
		"Thu, 24 Jul 2025 08:00:00 +0700":  "2025-07-24T08:00:00+07:00",
		"Thu, 24 Jul 2025 08:00:00 GMT":    "2025-07-24T08:00:00Z",
		"Thu, 24 Jul 2025 08:00:00 WIB":    "2025-07-24T08:00:00+07:00",
		"Thu, 24 Jul 2025 08:00:00 CST":    "2025-07-24T08:00:00+08:00",
		"24 Jul 2025 08:00:00":             "2025-07-24T08:00:00+08:00",
		"Thursday, 24 July 2025 08:00":     "2025-07-24T08:00:00+08:00",
		"Thu Jul 24 08:00:00 2025":         "2025-07-24T08:00:00+08:00",
		"2025-07-24T08:00:00Z":             "2025-07-24T08:00:00Z",
		"2025-07-24T08:00:00.123+07:00":    "2025-07-24T08:00:00+07:00",
		"2025-07-24T08:00+07:00":           "2025-07-24T08:00:00+07:00",
		"2025-07-24T08:00:00":              "2025-07-24T08:00:00+08:00",
		"2025-07-24 08:00:00":              "2025-07-24T08:00:00+08:00",
		"2025-07-24 08:00:00 +0700":        "2025-07-24T08:00:00+07:00",
		" 2025-07-24\n":                    "2025-07-24",
		"2025/7/24 08:00":                  "2025-07-24T08:00:00+08:00",
		"2025年7月24日":                       "2025-07-24",
		"2025年7月24日 08:00":                 "2025-07-24T08:00:00+08:00",
		"July 24, 2025":                    "2025-07-24",
		"":                                 "",
		"yesterday":                        "",
		"0001-01-01T00:00:00Z":             "",
		"9999-12-31":                       "",
		"2025-02-30":                       "",
		strings.Repeat("2025-07-24 ", 100): "",
	} {
		got, _, ok := parseDate(in, zone)
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestSitemapOfTooManyURLs(t *testing.T) {
	var b strings.Builder
	b.WriteString("<urlset>")
	for i := range maxSitemapURLs + 5 {
		fmt.Fprintf(&b, "<url><loc>http://h/%d</loc></url>", i)
	}
	urls, _, err := parseSitemap([]byte(b.String()+"</urlset>"), "")
	if err == nil || len(urls) != maxSitemapURLs+1 {
		t.Errorf("got %d, %v", len(urls), err)
	}
	urls, _, err = parseSitemap([]byte("http://h/1\r\n\r\nhttp://h/2\n"), "text/plain")
	if err != nil || len(urls) != 2 || urls[1].Loc != "http://h/2" {
		t.Errorf("plain text: %v, %v", urls, err)
	}
}

// FuzzDiscover: whatever a site serves, its documents are read without panic and
// give canonical URLs only.
func FuzzDiscover(f *testing.F) {
	f.Add([]byte(`<rss><channel><item><link>/a</link><pubDate>x</pubDate></item></channel></rss>`), "text/xml; charset=gbk")
	f.Add([]byte(`<urlset><url><loc>http://h/a</loc></url></urlset>`), "")
	f.Add([]byte(`<base href="//x"><a href="b">c</a><a class=next href=d>`), "text/html")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"url":"/a"}]}`), "application/json")
	f.Fuzz(func(t *testing.T, body []byte, kind string) {
		src := news.Source{Timezone: "Asia/Shanghai"}
		res := &response{url: "http://h/x", contentType: kind, body: body}
		var d discovery
		items, err := parseFeed(res, src)
		if err == nil {
			d.found = append(d.found, items...)
		}
		if _, err := parseList(res, news.List{URL: "http://h/x", Next: "a.next"}, src, &d); err != nil {
			return
		}
		for _, x := range d.found {
			if x.url == "" {
				continue
			}
			if u, err := Canonical(x.url, nil); err != nil || u != x.url {
				t.Errorf("%q is not canonical: %q, %v", x.url, u, err)
			}
		}
		if _, _, err := parseSitemap(body, kind); err != nil {
			return
		}
	})
}
