package crawler

import (
	"bufio"
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
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"caewatch/news"

	"code.dny.dev/ssrf"
)

// Errors of a fetch; test with errors.Is.
var (
	// ErrPrivate: the address is loopback, private or otherwise not of the public
	// internet, and the source does not allow that.
	ErrPrivate = errors.New("address is not public")
	// ErrRobots: robots.txt disallows the URL.
	ErrRobots = errors.New("disallowed by robots.txt")
	// ErrRobotsUnreachable: robots.txt cannot be had, so that nothing may be
	// fetched from the host for now.
	ErrRobotsUnreachable = errors.New("robots.txt unreachable")
	// ErrRedirect: a redirect leads in a circle, too far, or to something other
	// than http and https.
	ErrRedirect = errors.New("bad redirect")
	// ErrTimeout: the exchange took longer than allowed.
	ErrTimeout = errors.New("time limit reached")
)

// rawType is where the transport hands on the true Content-Type: colly converts
// a body by the charset that it finds in Content-Type, and we want the bytes.
const rawType = "X-Caewatch-Content-Type"

// policy is what one source allows its fetches. It travels in the context,
// because the transport sees redirects without knowing why they were asked for.
type policy struct {
	private bool
	delay   time.Duration // least time between two requests to a host
	ports   []string      // beyond 80 and 443, those of the source's own URLs
	limit   int64         // bytes of a body, after decompression
	cut     bool          // take the first limit bytes of a larger body instead of failing
	left    time.Duration // of the time for all hops of this fetch; used up as they go
	header  http.Header   // validators for the first hop
	hops    int
}

type policyKey struct{}

func policyOf(ctx context.Context) *policy {
	p, _ := ctx.Value(policyKey{}).(*policy)
	return p
}

// transport is the fence: every request of every source goes through it, also
// each hop of a redirect. In this order it checks scheme, port and robots.txt,
// waits for the host's turn, dials only permitted addresses, and reads the body
// under one limit of size and time, decompressing it at most once.
type transport struct {
	agent   string // User-Agent
	public  *http.Transport
	private *http.Transport
	pace    *pacer
	robots  *robotsCache
}

func newTransport(agent string, now func() time.Time) *transport {
	t := &transport{agent: agent, public: dialer(false), private: dialer(true), pace: newPacer()}
	t.robots = newRobotsCache(t, now)
	return t
}

func (t *transport) close() {
	t.public.CloseIdleConnections()
	t.private.CloseIdleConnections()
}

// dialer makes the connection pool for public or for any addresses. They must
// not be shared: a public source could ride on an open private connection.
func dialer(private bool) *http.Transport {
	d := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	if !private {
		// Called with the resolved address just before connecting, so that a
		// name which resolves differently the second time gains nothing. Ports
		// are checked by the source's policy.
		d.Control = ssrf.New(ssrf.WithAnyPort()).Safe
	}
	return &http.Transport{
		Proxy:                  nil, // in particular not that of the environment
		DialContext:            d.DialContext,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
	}
}

// RoundTrip implements http.RoundTripper; see transport.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	p := policyOf(req.Context())
	if p == nil {
		return nil, errors.New("request without a policy") // a wiring bug: nothing passes unfenced
	}
	if err := p.check(req.URL); err != nil {
		return nil, err
	}
	if err := t.robots.check(req.Context(), req.URL, p); err != nil {
		return nil, err
	}
	return t.exchange(req, p)
}

// check refuses what no exchange is needed to refuse.
func (p *policy) check(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%w: scheme %q", ErrRedirect, u.Scheme)
	}
	if u.Hostname() == "" {
		return errors.New("no host")
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" && !p.private && !slices.Contains(p.ports, port) {
		return fmt.Errorf("%w: port %s", ErrPrivate, port)
	}
	return nil
}

// exchange does one paced request without asking robots.txt.
func (t *transport) exchange(req *http.Request, p *policy) (*http.Response, error) {
	leave, err := t.pace.enter(req.Context(), req.URL.Host, max(p.delay, t.robots.delay(req.URL, p)))
	if err != nil {
		return nil, err
	}
	defer leave()

	// The time spent waiting for the host's turn is not the host's fault.
	ctx, cancel := context.WithTimeoutCause(req.Context(), p.left, ErrTimeout)
	defer cancel()
	start := time.Now()
	defer func() { p.left -= time.Since(start) }()

	out := req.Clone(ctx)
	out.Header.Set("User-Agent", t.agent)
	out.Header.Set("Accept-Encoding", "gzip")
	for k := range p.header {
		out.Header.Del(k)
		if p.hops == 0 {
			out.Header[k] = p.header[k]
		}
	}
	p.hops++
	pool := t.public
	if p.private {
		pool = t.private
	}
	res, err := pool.RoundTrip(out)
	if err != nil {
		return nil, explain(ctx, err)
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusServiceUnavailable {
		t.pace.busy(req.URL.Host, retryAfter(res.Header.Get("Retry-After"), time.Now()))
	}
	var body []byte
	if !redirects(res.StatusCode) && res.StatusCode != http.StatusNotModified {
		body, err = readBody(res, p, req.URL.String())
		if err != nil {
			return nil, explain(ctx, err)
		}
	}
	res.Header.Set(rawType, res.Header.Get("Content-Type"))
	res.Header.Set("Content-Type", "application/octet-stream")
	res.Header.Del("Content-Encoding")
	res.Header.Del("Content-Length")
	res.Body = io.NopCloser(bytes.NewReader(body))
	res.ContentLength = int64(len(body))
	res.Uncompressed = true // or colly would inflate what looks compressed
	res.Request = req
	return res, nil
}

func redirects(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// explain names the two refusals that would otherwise hide in a network error.
func explain(ctx context.Context, err error) error {
	if errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork) {
		return fmt.Errorf("%w: %w", ErrPrivate, err)
	}
	if cause := context.Cause(ctx); cause != nil && !errors.Is(err, news.ErrTooLarge) {
		return cause
	}
	return err
}

// retryAfter reads seconds or a date.
func retryAfter(v string, now time.Time) time.Duration {
	if s, err := strconv.ParseInt(strings.TrimSpace(v), 10, 32); err == nil && s >= 0 {
		return time.Duration(s) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(t.Sub(now), 0)
	}
	return busyDefault
}

// readBody reads all of a body and undoes its one compression. Reaching the
// limit, before or after decompression, is an error: half a page is no page.
func readBody(res *http.Response, p *policy, name string) ([]byte, error) {
	limit, end := p.limit, tooLarge(name, p.limit)
	if p.cut {
		end = io.EOF
	} else if res.ContentLength > limit {
		return nil, end
	}
	raw := &limited{r: res.Body, left: limit, err: end}
	var r io.Reader = raw
	switch enc := strings.ToLower(strings.TrimSpace(strings.Join(res.Header.Values("Content-Encoding"), ","))); enc {
	case "", "identity":
	case "gzip", "x-gzip":
		br := bufio.NewReader(raw)
		if _, err := br.Peek(1); err == io.EOF {
			return nil, nil // an empty body announced as gzip
		}
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		r = z
	case "deflate":
		// Some servers send the zlib format that the name means, others raw deflate.
		br := bufio.NewReader(raw)
		two, err := br.Peek(2)
		if err == nil && two[0]&0x0f == 8 && (int(two[0])<<8|int(two[1]))%31 == 0 {
			z, err := zlib.NewReader(br)
			if err != nil {
				return nil, fmt.Errorf("deflate: %w", err)
			}
			r = z
		} else {
			r = flate.NewReader(br)
		}
	default:
		return nil, fmt.Errorf("content encoding %q not asked for", enc)
	}
	return io.ReadAll(&limited{r: r, left: limit, err: end})
}

// gunzip inflates a file that is gzip by itself (sitemap.xml.gz), bounded.
func gunzip(body []byte, limit int64, name string) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	return io.ReadAll(&limited{r: z, left: limit, err: tooLarge(name, limit)})
}

func tooLarge(name string, limit int64) error {
	return fmt.Errorf("%s: %w: more than %d bytes", name, news.ErrTooLarge, limit)
}

// limited fails with err once more than left bytes were there to read.
type limited struct {
	r    io.Reader
	left int64
	err  error
}

func (l *limited) Read(b []byte) (int, error) {
	if int64(len(b)) > l.left+1 {
		b = b[:l.left+1]
	}
	n, err := l.r.Read(b)
	if l.left -= int64(n); l.left < 0 {
		return 0, l.err
	}
	return n, err
}
