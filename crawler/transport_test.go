package crawler

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"caewatch/news"
)

// newFetcher fetches with small limits; the clock only serves robots.txt.
func newFetcher(t *testing.T, now func() time.Time) *fetcher {
	t.Helper()
	if now == nil {
		now = time.Now
	}
	f := &fetcher{transport: newTransport("caewatch/1.0 (+test)", now), limit: 64 << 10, timeout: 5 * time.Second}
	t.Cleanup(f.transport.close)
	return f
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

var intranet = news.Source{ID: "test", AllowPrivate: true}

func zipped(t *testing.T, wrap func(io.Writer) io.WriteCloser, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := wrap(&b)
	if _, err := z.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gz(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }

// TestBody: what a server may do with a body.
func TestBody(t *testing.T) {
	page := []byte("<html><p>" + strings.Repeat("news ", 1000) + "</p></html>")
	gbk := []byte("<html><meta charset=gbk>\xd6\xd0\xb9\xfa</html>")
	bomb := zipped(t, gz, make([]byte, 16<<20))
	for _, tc := range []struct {
		name, path string
		header     map[string]string
		body       []byte
		want       []byte // nil: an error of is, or one that contains msg
		is         error
		msg        string
	}{
		{name: "plain", body: page, want: page},
		{name: "raw bytes in spite of a charset", header: map[string]string{"Content-Type": "text/html; charset=gb2312"}, body: gbk, want: gbk},
		{name: "gzip", header: map[string]string{"Content-Encoding": "gzip"}, body: zipped(t, gz, page), want: page},
		{name: "deflate as zlib", header: map[string]string{"Content-Encoding": "deflate"}, body: zipped(t, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, page), want: page},
		{name: "deflate raw", header: map[string]string{"Content-Encoding": "deflate"}, body: zipped(t, func(w io.Writer) io.WriteCloser {
			z, err := flate.NewWriter(w, 6)
			if err != nil {
				t.Fatal(err)
			}
			return z
		}, page), want: page},
		{name: "a gzip file is not touched", path: "/sitemap.xml.gz", header: map[string]string{"Content-Type": "application/x-gzip"}, body: zipped(t, gz, page), want: zipped(t, gz, page)},
		{name: "announced gzip, empty", header: map[string]string{"Content-Encoding": "gzip"}, body: nil, want: []byte{}},
		{name: "too large", body: make([]byte, 64<<10+1), is: news.ErrTooLarge, msg: "/x: too large: more than 65536 bytes"},
		{name: "just not too large", body: make([]byte, 64<<10), want: make([]byte, 64<<10)},
		{name: "gzip bomb", header: map[string]string{"Content-Encoding": "gzip"}, body: bomb, is: news.ErrTooLarge},
		{name: "nested gzip", header: map[string]string{"Content-Encoding": "gzip, gzip"}, body: page, msg: "not asked for"},
		{name: "brotli", header: map[string]string{"Content-Encoding": "br"}, body: page, msg: `"br" not asked for`},
		{name: "not gzip at all", header: map[string]string{"Content-Encoding": "gzip"}, body: page, msg: "gzip"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
				for k, v := range tc.header {
					w.Header().Set(k, v)
				}
				w.Write(tc.body)
			})
			path := tc.path
			if path == "" {
				path = "/x"
			}
			res, err := newFetcher(t, nil).get(t.Context(), intranet, request{url: srv.URL + path})
			if tc.want == nil {
				if err == nil || tc.is != nil && !errors.Is(err, tc.is) || !strings.Contains(err.Error(), tc.msg) {
					t.Fatalf("got %v, want %v %q", err, tc.is, tc.msg)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(res.body, tc.want) {
				t.Errorf("got %d bytes, want %d", len(res.body), len(tc.want))
			}
			if want := tc.header["Content-Type"]; want != "" && res.contentType != want {
				t.Errorf("content type: got %q, want %q", res.contentType, want)
			}
		})
	}
}

// raw answers every connection with bytes of the test's choice.
func raw(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	t.Cleanup(func() { l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				buf := make([]byte, 4096)
				n, err := c.Read(buf)
				if err != nil {
					return
				}
				if bytes.HasPrefix(buf[:n], []byte("GET /robots.txt")) {
					io.WriteString(c, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
					return
				}
				answer(c)
			})
		}
	})
	return "http://" + l.Addr().String() + "/"
}

func TestBrokenServers(t *testing.T) {
	for _, tc := range []struct {
		name   string
		answer func(net.Conn)
		is     error
	}{
		{"body shorter than announced", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<html>half")
		}, io.ErrUnexpectedEOF},
		{"silence", func(c net.Conn) { io.Copy(io.Discard, c) }, ErrTimeout},
		{"slow drip", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
			tick := time.NewTicker(20 * time.Millisecond)
			defer tick.Stop()
			for range tick.C {
				if _, err := io.WriteString(c, "x"); err != nil {
					return
				}
			}
		}, ErrTimeout},
		{"endless header", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nX: ")
			for {
				if _, err := io.WriteString(c, strings.Repeat("x", 8192)); err != nil {
					return
				}
			}
		}, nil},
		{"endless body", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
			for {
				if _, err := io.WriteString(c, strings.Repeat("x", 8192)); err != nil {
					return
				}
			}
		}, news.ErrTooLarge},
		{"not HTTP", func(c net.Conn) { io.WriteString(c, "220 mail ready\r\n") }, nil},
		{"nothing", func(net.Conn) {}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			u := raw(t, tc.answer)
			f := newFetcher(t, nil)
			f.timeout = 300 * time.Millisecond
			_, err := f.get(t.Context(), intranet, request{url: u})
			if err == nil || tc.is != nil && !errors.Is(err, tc.is) {
				t.Errorf("got %v, want %v", err, tc.is)
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	var secret atomic.Int32
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch p := r.URL.Path; {
		case p == "/robots.txt":
			io.WriteString(w, "User-agent: caewatch\nDisallow: /secret")
		case p == "/ok":
			http.Redirect(w, r, "/end", http.StatusMovedPermanently)
		case p == "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case p == "/a", p == "/b":
			http.Redirect(w, r, map[string]string{"/a": "/b", "/b": "/a"}[p], http.StatusFound)
		case p == "/to-secret":
			http.Redirect(w, r, "/secret/x", http.StatusFound)
		case strings.HasPrefix(p, "/secret"):
			secret.Add(1)
		case p == "/file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case strings.HasPrefix(p, "/chain"):
			http.Redirect(w, r, p+"x", http.StatusFound)
		case p == "/cookie":
			if _, err := r.Cookie("seen"); err != nil {
				http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
				http.Redirect(w, r, "/cookie", http.StatusFound)
			}
		}
	})
	for _, tc := range []struct {
		path, end, msg string
		is             error
	}{
		{path: "/ok", end: "/end"},
		{path: "/cookie", end: "/cookie"},
		{path: "/loop", is: ErrRedirect, msg: "redirect loop at " + srv.URL + "/loop"},
		{path: "/a", is: ErrRedirect, msg: "redirect loop"},
		{path: "/chain", is: ErrRedirect, msg: "more than 10 redirects"},
		{path: "/file", is: ErrRedirect, msg: "file:///etc/passwd"},
		{path: "/secret/x", is: ErrRobots},
		{path: "/to-secret", is: ErrRobots, msg: "/secret/x"},
	} {
		t.Run(tc.path, func(t *testing.T) {
			res, err := newFetcher(t, nil).get(t.Context(), intranet, request{url: srv.URL + tc.path})
			if tc.is != nil {
				if !errors.Is(err, tc.is) || !strings.Contains(err.Error(), tc.msg) {
					t.Errorf("got %v, want %v %q", err, tc.is, tc.msg)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if res.url != srv.URL+tc.end || res.status != http.StatusOK {
				t.Errorf("got %s %d", res.url, res.status)
			}
		})
	}
	if secret.Load() != 0 {
		t.Error("a disallowed page was fetched")
	}
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	var hits atomic.Int32
	srv := serve(t, func(http.ResponseWriter, *http.Request) { hits.Add(1) })
	_, port, err := net.SplitHostPort(srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	// Naming the port in the source's own URL leaves only the address to refuse.
	src := news.Source{ID: "public", Delay: 1, Feeds: []string{"http://news.example:" + port}}
	for _, host := range []string{"127.0.0.1", "127.1", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "localhost",
		"0.0.0.0", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[64:ff9b::7f00:1]", "[fe80::1]", "[fc00::1]"} {
		_, err := newFetcher(t, nil).get(t.Context(), src, request{url: "http://" + host + ":" + port + "/"})
		if !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: got %v, want ErrPrivate", host, err)
		}
	}
	_, err = newFetcher(t, nil).get(t.Context(), news.Source{}, request{url: "http://203.0.113.1:22/"})
	if !errors.Is(err, ErrPrivate) || !strings.Contains(err.Error(), "port 22") {
		t.Errorf("port: got %v", err)
	}

	// A public page that redirects inside: only that one name is let through.
	f := newFetcher(t, nil)
	front := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			return
		}
		http.Redirect(w, r, srv.URL+"/inside", http.StatusFound)
	})
	guarded := f.transport.public.DialContext
	f.transport.public.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if addr == "news.example:80" {
			return (&net.Dialer{}).DialContext(ctx, network, front.Listener.Addr().String())
		}
		return guarded(ctx, network, addr)
	}
	_, err = f.get(t.Context(), src, request{url: "http://news.example/"})
	if !errors.Is(err, ErrPrivate) {
		t.Errorf("redirect inside: got %v, want ErrPrivate", err)
	}
	if hits.Load() != 0 {
		t.Errorf("the private server was asked %d times", hits.Load())
	}
}

func TestRobots(t *testing.T) {
	now := time.Date(2025, 7, 24, 0, 0, 0, 0, time.UTC)
	var status, asked atomic.Int32
	var location atomic.Value
	location.Store("")
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" || strings.HasPrefix(r.URL.Path, "/r") {
			asked.Add(1)
			if to := location.Load().(string); to != "" && r.URL.Path != "/rules" {
				http.Redirect(w, r, to, http.StatusFound)
				return
			}
			w.WriteHeader(int(status.Load()))
			if status.Load() == http.StatusOK {
				io.WriteString(w, "User-agent: *\nDisallow: /no\n"+strings.Repeat("# filler\n", 100_000))
			}
		}
	})
	for _, tc := range []struct {
		name, location string
		status         int
		yes, no        error // for /yes and /no
		asked          int32
	}{
		{"rules, larger than what is read", "", 200, nil, ErrRobots, 1},
		{"none", "", 404, nil, nil, 1},
		{"forbidden means none", "", 403, nil, nil, 1},
		{"server error means wait", "", 503, ErrRobotsUnreachable, ErrRobotsUnreachable, 1},
		{"too many requests means wait", "", 429, ErrRobotsUnreachable, ErrRobotsUnreachable, 1},
		{"redirected", "/rules", 200, nil, ErrRobots, 2},
		{"redirected without end", "/r", 200, nil, nil, 6},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status.Store(int32(tc.status))
			location.Store(tc.location)
			asked.Store(0)
			f := newFetcher(t, func() time.Time { return now })
			for range 3 {
				for path, want := range map[string]error{"/yes": tc.yes, "/no": tc.no} {
					if _, err := f.get(t.Context(), intranet, request{url: srv.URL + path}); !errors.Is(err, want) {
						t.Errorf("%s: got %v, want %v", path, err, want)
					}
				}
			}
			if got := asked.Load(); got != tc.asked {
				t.Errorf("robots.txt asked %d times, want %d", got, tc.asked)
			}
		})
	}
}

func TestRobotsAge(t *testing.T) {
	now := time.Date(2025, 7, 24, 0, 0, 0, 0, time.UTC)
	var status, asked atomic.Int32
	status.Store(500)
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked.Add(1)
			w.WriteHeader(int(status.Load()))
			io.WriteString(w, "User-agent: *\nDisallow: /no")
		}
	})
	f := newFetcher(t, func() time.Time { return now })
	step := func(what string, wait time.Duration, path string, want error, wantAsked int32) {
		t.Helper()
		now = now.Add(wait)
		if _, err := f.get(t.Context(), intranet, request{url: srv.URL + path}); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", what, err, want)
		}
		if got := asked.Load(); got != wantAsked {
			t.Errorf("%s: asked %d times, want %d", what, got, wantAsked)
		}
	}
	step("unreachable", 0, "/yes", ErrRobotsUnreachable, 1)
	step("not asked again at once", time.Minute, "/yes", ErrRobotsUnreachable, 1)
	status.Store(200)
	step("asked again soon", robotsRetry, "/no", ErrRobots, 2)
	step("kept for a day", 23*time.Hour, "/no", ErrRobots, 2)
	status.Store(500)
	step("unreachable after a day: the old copy holds", time.Hour, "/no", ErrRobots, 3)
	step("and allows too", time.Minute, "/yes", nil, 3)
	step("but not for ever", robotsStale, "/yes", ErrRobotsUnreachable, 4)
}

func TestEnvironmentChangesNothing(t *testing.T) {
	for k, v := range map[string]string{"ALLOWED_DOMAINS": "nowhere.example", "CACHE_DIR": t.TempDir(), "DETECT_CHARSET": "yes",
		"DISALLOWED_DOMAINS": "127.0.0.1", "FOLLOW_REDIRECTS": "no", "IGNORE_ROBOTSTXT": "no", "MAX_BODY_SIZE": "3", "MAX_DEPTH": "1",
		"MAX_REQUESTS": "1", "PARSE_HTTP_ERROR_RESPONSE": "no", "USER_AGENT": "evil"} {
		t.Setenv("COLLY_"+k, v)
	}
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	var agent atomic.Value
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		agent.Store(r.UserAgent())
		if r.URL.Path == "/x" {
			http.Redirect(w, r, "/y", http.StatusFound)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, "<p>gone</p>")
	})
	res, err := newFetcher(t, nil).get(t.Context(), intranet, request{url: srv.URL + "/x"})
	if err != nil {
		t.Fatal(err)
	}
	if res.status != 404 || string(res.body) != "<p>gone</p>" || agent.Load() != "caewatch/1.0 (+test)" {
		t.Errorf("got %d %q as %v", res.status, res.body, agent.Load())
	}
}

func TestConditionalGet(t *testing.T) {
	var leaked atomic.Bool
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/other", http.StatusFound)
		case r.URL.Path == "/other":
			leaked.Store(r.Header.Get("If-None-Match") != "")
		case r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") == "yesterday":
			w.WriteHeader(http.StatusNotModified)
		}
	})
	f := newFetcher(t, nil)
	for path, want := range map[string]int{"/x": 304, "/moved": 200} {
		res, err := f.get(t.Context(), intranet, request{url: srv.URL + path, etag: `"v1"`, lastModified: "yesterday"})
		if err != nil {
			t.Fatal(err)
		}
		if res.status != want {
			t.Errorf("%s: got %d, want %d", path, res.status, want)
		}
	}
	if leaked.Load() {
		t.Error("one page's validators were sent for another")
	}
}

func TestRetryAfter(t *testing.T) {
	var hits atomic.Int32
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			hits.Add(1)
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	f := newFetcher(t, nil)
	res, err := f.get(t.Context(), intranet, request{url: srv.URL + "/x"})
	if err != nil || res.status != 429 {
		t.Fatalf("got %v, %v", res, err)
	}
	if _, err := f.get(t.Context(), intranet, request{url: srv.URL + "/y"}); !errors.Is(err, ErrHostBusy) {
		t.Errorf("got %v, want ErrHostBusy", err)
	}
	if hits.Load() != 1 {
		t.Errorf("asked %d times", hits.Load())
	}
	now := time.Date(2025, 7, 24, 0, 0, 0, 0, time.UTC)
	for in, want := range map[string]time.Duration{"7": 7 * time.Second, "Thu, 24 Jul 2025 00:01:00 GMT": time.Minute,
		"Wed, 23 Jul 2025 00:01:00 GMT": 0, "": busyDefault, "soon": busyDefault, "-5": busyDefault} {
		if got := retryAfter(in, now); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer()
		start := time.Now()
		visit := func(host string, took time.Duration) time.Duration {
			leave, err := p.enter(t.Context(), host, 5*time.Second)
			if err != nil {
				t.Error(err)
				return 0
			}
			defer leave()
			at := time.Since(start)
			time.Sleep(took)
			return at
		}
		var mu sync.Mutex
		var got []string
		var wg sync.WaitGroup
		for _, host := range []string{"a", "a", "a", "b"} {
			wg.Go(func() {
				at := visit(host, time.Second)
				mu.Lock()
				got = append(got, fmt.Sprint(host, " ", at))
				mu.Unlock()
			})
		}
		wg.Wait()
		// One at a time with five seconds after the end of each; b waits for nobody.
		seen := map[string]int{}
		for _, g := range got {
			seen[g]++
		}
		for _, want := range []string{"a 0s", "a 6s", "a 12s", "b 0s"} {
			if seen[want] != 1 {
				t.Errorf("%s missing in %v", want, got)
			}
		}

		p.busy("a", 8*time.Second)
		before := time.Now()
		visit("a", 0)
		if w := time.Since(before); w != 8*time.Second {
			t.Errorf("a short Retry-After was waited %s", w)
		}

		// Waiting ends with its context, at once, and leaves the turn to others.
		ctx, cancel := context.WithCancelCause(t.Context())
		why := errors.New("stopped")
		go func() { time.Sleep(time.Second); cancel(why) }()
		before = time.Now()
		if _, err := p.enter(ctx, "a", time.Hour); !errors.Is(err, why) {
			t.Errorf("got %v", err)
		}
		if w := time.Since(before); w != time.Second {
			t.Errorf("cancelled after %s", w)
		}
		visit("a", 0)

		p.busy("a", time.Hour)
		if _, err := p.enter(t.Context(), "a", 0); !errors.Is(err, ErrHostBusy) {
			t.Errorf("got %v, want ErrHostBusy", err)
		}
	})
}

func TestWaitingForTurnIsNotTheServersTime(t *testing.T) {
	srv := serve(t, func(http.ResponseWriter, *http.Request) {})
	f := newFetcher(t, nil)
	f.timeout = 200 * time.Millisecond
	src := intranet
	src.Delay = news.Duration(300 * time.Millisecond)
	for range 2 {
		if _, err := f.get(t.Context(), src, request{url: srv.URL + "/x"}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCrawlDelay(t *testing.T) {
	var last atomic.Int64
	var gap atomic.Int64
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			io.WriteString(w, "User-agent: *\nCrawl-delay: 0.2")
		}
		now := time.Now().UnixNano()
		gap.Store(now - last.Swap(now))
	})
	f := newFetcher(t, nil)
	for range 2 {
		if _, err := f.get(t.Context(), intranet, request{url: srv.URL + "/x"}); err != nil {
			t.Fatal(err)
		}
		if got := time.Duration(gap.Load()); got < 190*time.Millisecond {
			t.Errorf("only %s between two requests", got)
		}
	}
}
