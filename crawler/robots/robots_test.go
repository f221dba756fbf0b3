package robots_test

import (
	"strings"
	"testing"
	"time"

	"caewatch/crawler/robots"
)

func TestAllowed(t *testing.T) {
	const site = "https://news.example/"
	for _, tc := range []struct {
		name, file, agent, url string
		want                   bool
	}{
		{"empty file", "", "caewatch", site + "a", true},
		{"no URL path", "User-agent: *\nDisallow: /", "caewatch", "https://news.example", false},
		{"plain disallow", "User-agent: caewatch\nDisallow: /private/", "caewatch", site + "private/x", false},
		{"elsewhere", "User-agent: caewatch\nDisallow: /private/", "caewatch", site + "public", true},
		{"prefix, not folder", "User-agent: *\nDisallow: /fish", "caewatch", site + "fishing.html", false},
		{"path is case-sensitive", "User-agent: *\nDisallow: /Fish", "caewatch", site + "fish", true},
		{"robots.txt itself", "User-agent: *\nDisallow: /", "caewatch", site + "robots.txt", true},

		// Groups.
		{"agent case", "USER-AGENT: CaeWatch\nDISALLOW: /", "caewatch", site, false},
		{"own group beats everybody's", "User-agent: *\nDisallow: /\nUser-agent: caewatch\nAllow: /", "caewatch", site + "a", true},
		{"own group beats everybody's, other order", "User-agent: caewatch\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "caewatch", site + "b", true},
		{"empty own group allows", "User-agent: *\nDisallow: /\n\nUser-agent: caewatch\nDisallow:\n", "caewatch", site + "b", true},
		{"two agents, one group", "User-agent: other\nUser-agent: caewatch\nDisallow: /x", "caewatch", site + "x", false},
		{"groups of one agent add up", "User-agent: caewatch\nDisallow: /a\nUser-agent: other\nDisallow: /b\nUser-agent: caewatch\nDisallow: /c", "caewatch", site + "c", false},
		{"not the other's rules", "User-agent: caewatch\nDisallow: /a\nUser-agent: other\nDisallow: /b", "caewatch", site + "b", true},
		{"name begins like ours", "User-agent: caewatch-images\nDisallow: /", "caewatch", site, true},
		{"ours begins like the name", "User-agent: cae\nDisallow: /", "caewatch", site, true},
		{"version after the name", "User-agent: caewatch/2.0\nDisallow: /", "caewatch", site, false},
		{"star with words behind", "User-agent: * everybody\nDisallow: /", "caewatch", site, false},
		{"rules before any agent", "Disallow: /\nUser-agent: other\nDisallow: /", "caewatch", site, true},
		{"blank lines inside a group", "User-agent: caewatch\n\n\nDisallow: /", "caewatch", site, false},
		{"sitemap does not end a group", "User-agent: caewatch\nSitemap: https://news.example/s.xml\nUser-agent: b\nDisallow: /", "caewatch", site, false},
		{"unknown line does not end a group", "User-agent: caewatch\nNoindex: /y\nDisallow: /x", "caewatch", site + "x", false},

		// Which rule decides.
		{"longest wins, allow", "User-agent: *\nDisallow: /a\nAllow: /a/b", "caewatch", site + "a/b/c", true},
		{"longest wins, disallow", "User-agent: *\nAllow: /a\nDisallow: /a/b", "caewatch", site + "a/b/c", false},
		{"tie goes to allow", "User-agent: *\nDisallow: /\nAllow: /", "caewatch", site + "x", true},
		{"wildcard counts by length", "User-agent: *\nAllow: /x/page.\nDisallow: /*.html", "caewatch", site + "x/page.html", true},
		{"longer wildcard", "User-agent: *\nAllow: /x/page.\nDisallow: /x/*.html", "caewatch", site + "x/page.html", false},
		{"empty disallow means nothing", "User-agent: *\nDisallow:", "caewatch", site + "x", true},
		{"index page stands for its folder", "User-agent: *\nDisallow: /\nAllow: /dir/index.html", "caewatch", site + "dir/", true},
		{"but not for what is in it", "User-agent: *\nDisallow: /\nAllow: /dir/index.html", "caewatch", site + "dir/x", false},

		// Wildcards and the end.
		{"star in the middle", "User-agent: *\nDisallow: /*/print", "caewatch", site + "a/b/print?x", false},
		{"star matches nothing too", "User-agent: *\nDisallow: /a*b", "caewatch", site + "ab", false},
		{"end", "User-agent: *\nDisallow: /*.php$", "caewatch", site + "a.php", false},
		{"not the end", "User-agent: *\nDisallow: /*.php$", "caewatch", site + "a.php?x=1", true},
		{"end must be the last", "User-agent: *\nDisallow: /*.php$", "caewatch", site + "a.php.php", false},
		{"bare end", "User-agent: *\nDisallow: /$", "caewatch", site, false},
		{"bare end, more", "User-agent: *\nDisallow: /$", "caewatch", site + "a", true},
		{"dollar in the middle is itself", "User-agent: *\nDisallow: /a$b", "caewatch", site + "a$bc", false},
		{"many stars", "User-agent: *\nDisallow: /" + strings.Repeat("*a", 50) + "b", "caewatch", site + strings.Repeat("a", 200), true},

		// Encodings.
		{"raw rule, encoded URL", "User-agent: *\nDisallow: /ข่าว", "caewatch", site + "%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7/1", false},
		{"encoded rule, raw URL", "User-agent: *\nDisallow: /%e7%a7%98", "caewatch", site + "秘", false},
		{"needless encoding in the URL", "User-agent: *\nDisallow: /secret", "caewatch", site + "s%65cret", false},
		{"needless encoding in the rule", "User-agent: *\nDisallow: /s%65cret", "caewatch", site + "secret", false},
		{"an allow is taken literally", "User-agent: *\nDisallow: /\nAllow: /s%65cret", "caewatch", site + "secret", false},
		{"allow, raw rule, encoded URL", "User-agent: *\nDisallow: /\nAllow: /ツ", "caewatch", site + "%e3%83%84", true},
		{"allow, raw rule, raw URL", "User-agent: *\nDisallow: /\nAllow: /ツ", "caewatch", site + "ツ", false},
		{"encoded slash stays one", "User-agent: *\nDisallow: /a/b", "caewatch", site + "a%2Fb", true},
		{"query", "User-agent: *\nDisallow: /*?sid=", "caewatch", site + "p?sid=1", false},
		{"fragment is not sent", "User-agent: *\nDisallow: /p#x", "caewatch", site + "p", false},
		{"URL inside a query", "User-agent: *\nDisallow: /p?u=http://", "caewatch", site + "p?u=http://a/b", false},

		// Bad files.
		{"comment", "User-agent: caewatch # us\nDisallow: /x # all of it", "caewatch", site + "x", false},
		{"byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /", "caewatch", site, false},
		{"torn byte order mark", "\xef\xbbUser-agent: *\nDisallow: /", "caewatch", site, false},
		{"carriage returns only", "User-agent: *\rDisallow: /x\r", "caewatch", site + "x", false},
		{"windows lines", "User-agent: *\r\nDisallow: /x\r\n", "caewatch", site + "x", false},
		{"spaces around", "  user-agent :  *  \n\tdisallow\t:\t/x ", "caewatch", site + "x", false},
		{"no colon", "user-agent *\ndisallow /x", "caewatch", site + "x", false},
		{"misspelt", "useragent: *\ndissalow: /x", "caewatch", site + "x", false},
		{"HTML instead", "<!doctype html><title>Not here</title><p>User-agent: *", "caewatch", site + "x", true},
		{"unknown keys", "foo: caewatch\nbar: /", "caewatch", site, true},
		{"an endless line", "User-agent: *\nDisallow: /x" + strings.Repeat("a", 1<<20) + "\nDisallow: /y", "caewatch", site + "x", true},
		{"an endless line is cut, not dropped", "User-agent: *\nDisallow: /x" + strings.Repeat("a", 20_000) + "b", "caewatch", site + "x" + strings.Repeat("a", 20_000), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := robots.Parse([]byte(tc.file)).Allowed(tc.agent, tc.url); got != tc.want {
				t.Errorf("got %t, want %t for %s", got, tc.want, tc.url)
			}
		})
	}
}

func TestSizeLimit(t *testing.T) {
	filler := strings.Repeat("# nothing\n", robots.MaxSize/10-10)
	f := robots.Parse([]byte("User-agent: *\n" + filler + "Disallow: /in\n" + strings.Repeat("#\n", 200) + "Disallow: /out\n"))
	if f.Allowed("caewatch", "http://h/in") {
		t.Error("a rule within the limit was not obeyed")
	}
	if !f.Allowed("caewatch", "http://h/out") {
		t.Error("a rule beyond the limit was obeyed")
	}
}

func TestCrawlDelayAndSitemaps(t *testing.T) {
	f := robots.Parse([]byte("Sitemap: https://h/a.xml\nUser-agent: *\nCrawl-delay: 2.5\nUser-agent: other\nCrawl-delay: 9\nDisallow: /\nSitemap: https://h/b.xml"))
	if got, want := f.CrawlDelay("caewatch"), 9*time.Second; got != want {
		t.Errorf("crawl delay of a shared group: got %s, want %s", got, want)
	}
	f = robots.Parse([]byte("Sitemap: https://h/a.xml\nUser-agent: *\nCrawl-delay: 2.5\nDisallow: /q\nUser-agent: other\nCrawl-delay: 9\nSitemap: https://h/b.xml"))
	if got, want := f.CrawlDelay("caewatch"), 2500*time.Millisecond; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := strings.Join(f.Sitemaps(), " "); got != "https://h/a.xml https://h/b.xml" {
		t.Errorf("sitemaps: %s", got)
	}
	if got := (&robots.File{}).CrawlDelay("caewatch"); got != 0 {
		t.Errorf("empty file: %s", got)
	}
}

func TestToken(t *testing.T) {
	for in, want := range map[string]string{
		"caewatch/1.0 (+https://h)": "caewatch", "cae-watch_x 1": "cae-watch_x", "": "", "9bot": "",
	} {
		if got := robots.Token(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /*a$\nAllow: /%e"), "http://h/%")
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		file := robots.Parse(body)
		if file.Allowed("caewatch", url) != robots.Parse(body).Allowed("caewatch", url) {
			t.Error("two answers")
		}
		file.CrawlDelay("caewatch")
	})
}
