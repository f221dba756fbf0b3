package crawler

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"caewatch/crawler/robots"
)

const (
	robotsFresh    = 24 * time.Hour      // RFC 9309, 2.4
	robotsRetry    = 10 * time.Minute    // after an unreachable robots.txt
	robotsStale    = 30 * 24 * time.Hour // an unreachable file leaves its last copy in force so long
	robotsTimeout  = 15 * time.Second
	robotsHops     = 5
	maxCrawlDelay  = time.Minute // a longer Crawl-delay is honoured up to here
	maxRobotsHosts = 5000
)

// robotsCache fetches each host's robots.txt once a day and judges URLs by it.
type robotsCache struct {
	t     *transport
	now   func() time.Time
	token string

	mu    sync.Mutex
	hosts map[string]*robotsEntry
}

type robotsEntry struct {
	sem  chan struct{} // one fetch at a time
	file *robots.File  // nil: never had
	got  time.Time     // when file was had
	next time.Time     // when to ask again
	err  error         // why file is not to be had; nil when it was
}

func newRobotsCache(t *transport, now func() time.Time) *robotsCache {
	return &robotsCache{t: t, now: now, token: robots.Token(t.agent), hosts: map[string]*robotsEntry{}}
}

// entry finds the host's entry. What a source that may use private addresses
// was told must not serve one that may not.
func (c *robotsCache) entry(u *url.URL, p *policy) *robotsEntry {
	key := fmt.Sprintf("%s://%s %t", u.Scheme, u.Host, p.private)
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.hosts[key]
	if e == nil {
		if len(c.hosts) >= maxRobotsHosts {
			clear(c.hosts) // rare, and costs one request a host
		}
		e = &robotsEntry{sem: make(chan struct{}, 1)}
		c.hosts[key] = e
	}
	return e
}

// check answers nil when robots.txt lets us fetch u.
func (c *robotsCache) check(ctx context.Context, u *url.URL, p *policy) error {
	if u.Path == "/robots.txt" {
		return nil
	}
	file, err := c.file(ctx, u, p)
	if err != nil {
		return err
	}
	if !file.Allowed(c.token, u.String()) {
		return fmt.Errorf("%s: %w", u, ErrRobots)
	}
	return nil
}

// delay is the Crawl-delay of the host as far as it is known.
func (c *robotsCache) delay(u *url.URL, p *policy) time.Duration {
	e := c.entry(u, p)
	c.mu.Lock()
	file := e.file
	c.mu.Unlock()
	if file == nil {
		return 0
	}
	return min(file.CrawlDelay(c.token), maxCrawlDelay)
}

// file returns the host's rules, fetching them when they are too old. An error
// means that nothing may be fetched from the host now.
func (c *robotsCache) file(ctx context.Context, u *url.URL, p *policy) (*robots.File, error) {
	e := c.entry(u, p)
	select {
	case e.sem <- struct{}{}:
		defer func() { <-e.sem }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	now := c.now()
	c.mu.Lock()
	file, err, next, got := e.file, e.err, e.next, e.got
	c.mu.Unlock()
	if now.Before(next) {
		return judge(file, err, now.Sub(got))
	}
	fresh, err := c.fetch(ctx, u, p)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.err = err; err != nil {
		e.next = now.Add(robotsRetry)
		return judge(e.file, err, now.Sub(e.got))
	}
	e.file, e.got, e.next = fresh, now, now.Add(robotsFresh)
	return fresh, nil
}

// judge falls back to the last copy of an unreachable file for a while.
func judge(file *robots.File, err error, age time.Duration) (*robots.File, error) {
	if err == nil || file != nil && age < robotsStale {
		return file, nil
	}
	return nil, err
}

// fetch gets robots.txt, following redirects by hand. 2xx is parsed, 4xx and
// too many redirects mean that there are no rules, anything else that the host
// must be left alone.
func (c *robotsCache) fetch(ctx context.Context, u *url.URL, p *policy) (*robots.File, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	own := &policy{private: p.private, ports: p.ports, delay: p.delay, left: robotsTimeout, limit: robots.MaxSize + 1, cut: true}
	for range robotsHops + 1 {
		if err := own.check(at); err != nil {
			return nil, fmt.Errorf("%s: %w: %w", at, ErrRobotsUnreachable, err)
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w: %w", at, ErrRobotsUnreachable, err)
		}
		res, err := c.t.exchange(req, own)
		if err != nil {
			return nil, fmt.Errorf("%s: %w: %w", at, ErrRobotsUnreachable, err)
		}
		switch {
		case redirects(res.StatusCode):
			to, err := at.Parse(res.Header.Get("Location"))
			if err != nil {
				return nil, fmt.Errorf("%s: %w: %w", at, ErrRobotsUnreachable, err)
			}
			at = to
			continue
		case res.StatusCode/100 == 2:
			body, err := readAll(res)
			if err != nil {
				return nil, fmt.Errorf("%s: %w: %w", at, ErrRobotsUnreachable, err)
			}
			return robots.Parse(body), nil
		case res.StatusCode == http.StatusTooManyRequests:
			// A 4xx by number, but it means later, not never.
			return nil, fmt.Errorf("%s: %w: status %d", at, ErrRobotsUnreachable, res.StatusCode)
		case res.StatusCode/100 == 4:
			return robots.Parse(nil), nil
		default:
			return nil, fmt.Errorf("%s: %w: status %d", at, ErrRobotsUnreachable, res.StatusCode)
		}
	}
	return robots.Parse(nil), nil
}
