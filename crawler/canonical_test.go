package crawler

import (
	"net/url"
	"testing"
)

func TestCanonical(t *testing.T) {
	base, err := url.Parse("https://News.example/a/b.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, in, want string // want "" means refused
	}{
		{"relative", "../c.html", "https://news.example/c.html"},
		{"protocol-relative", "//other.example/x", "https://other.example/x"},
		{"query only", "?p=2", "https://news.example/a/b.html?p=2"},
		{"host case and default port", "HTTPS://NEWS.Example:443/A", "https://news.example/A"},
		{"other port stays", "http://news.example:8080/", "http://news.example:8080/"},
		{"no path", "https://news.example", "https://news.example/"},
		{"fragment", "x#top", "https://news.example/a/x"},
		{"user", "https://me:secret@news.example/x", "https://news.example/x"},
		{"tracking", "x?utm_source=a&id=3&UTM_Medium=b&fbclid=c&gclid=d&spm=e", "https://news.example/a/x?id=3"},
		{"only tracking", "x?utm_source=a", "https://news.example/a/x"},
		{"order and empty values stay", "x?b=2&a=&c", "https://news.example/a/x?b=2&a=&c"},
		{"session in the path", "/x;jsessionid=ABC?y=1", "https://news.example/x?y=1"},
		{"dots", "https://news.example/a/./b/../c", "https://news.example/a/c"},
		{"trailing dot", "https://news.example./x", "https://news.example/x"},
		{"international host", "https://新闻.example/x", "https://xn--efvy88h.example/x"},
		{"raw letters in the path", "https://news.example/新闻?q=新 x", "https://news.example/%E6%96%B0%E9%97%BB?q=%E6%96%B0%20x"},
		{"spaces around", "  x \n", "https://news.example/a/x"},
		{"IPv6", "http://[::1]:80/x", "http://[::1]/x"},
		{"mail", "mailto:a@b.example", ""},
		{"script", "javascript:void(0)", ""},
		{"file", "file:///etc/passwd", ""},
		{"control character", "https://news.example/\x01", ""},
		{"bad escape", "https://news.example/%zz", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Canonical(tc.in, base)
			if (err != nil) != (tc.want == "") || got != tc.want {
				t.Errorf("got %q, %v, want %q", got, err, tc.want)
			}
		})
	}
}

func TestTrap(t *testing.T) {
	for u, want := range map[string]bool{
		"https://h/2025/07/24/x": false, "https://h/": false,
		"https://h/a/b/a/b/a/b/a/b/": true, "https://h/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21": true,
	} {
		if got := trap(u); got != want {
			t.Errorf("%s: got %t", u, got)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"https://a.example/b?c=d#e", "http://A:80/..//%2e%2e/?&&utm_x=1", "http://h;jsessionid=/;jsessionid=%2f", "http://[fe80::1%25a]/", "http://1.2.3.4./"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, err := Canonical(s, nil)
		if err != nil {
			return
		}
		twice, err := Canonical(once, nil)
		if err != nil || twice != once {
			t.Errorf("%q: %q, then %q, %v", s, once, twice, err)
		}
	})
}
