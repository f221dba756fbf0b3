package crawler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"time"

	"caewatch/news"

	"github.com/gocolly/colly/v2"
)

const maxRedirects = 10

// request is one document to fetch.
type request struct {
	url          string
	limit        int64 // bytes; 0 means the configured limit
	etag         string
	lastModified string
}

// response is what came back: any status, the bytes as sent but decompressed.
type response struct {
	url         string // after redirects
	status      int
	header      http.Header
	contentType string
	body        []byte
	took        time.Duration // the exchange alone, without waiting for the host's turn
}

// fetcher gets documents through colly over the fenced transport.
//
// colly is used for what it does well, running a request with its callbacks, and
// kept from the rest: a collector lives for one fetch, so that nothing grows;
// it is not made by colly.NewCollector, which lets the environment override
// code; robots, pace, limits and decompression are the transport's; status
// codes are ours to judge; no HTML callback, because those lose errors.
type fetcher struct {
	transport *transport
	limit     int64
	timeout   time.Duration
}

// get fetches one document for a source. Any answer of the server is a response,
// also 404; an error means that there was no usable answer.
func (f *fetcher) get(ctx context.Context, src news.Source, r request) (_ *response, err error) {
	p := &policy{
		private: src.AllowPrivate,
		delay:   delayOf(src),
		ports:   portsOf(src),
		limit:   r.limit,
		left:    f.timeout,
		header:  http.Header{},
	}
	if p.limit == 0 {
		p.limit = f.limit
	}
	if r.etag != "" {
		p.header.Set("If-None-Match", r.etag)
	}
	if r.lastModified != "" {
		p.header.Set("If-Modified-Since", r.lastModified)
	}
	ctx = context.WithValue(ctx, policyKey{}, p)

	c := &colly.Collector{}
	c.Init()
	c.Context = ctx
	c.UserAgent = f.transport.agent
	c.AllowURLRevisit = true
	c.ParseHTTPErrorResponse = true
	c.IgnoreRobotsTxt = true
	c.MaxBodySize = 0 // the transport has read the whole body, bounded, before colly sees it
	c.WithTransport(f.transport)
	c.SetRequestTimeout(0) // the transport keeps the time, so that waiting for a turn does not count
	c.SetRedirectHandler(checkRedirect)

	var out *response
	c.OnResponse(func(res *colly.Response) {
		out = &response{
			url:         res.Request.URL.String(),
			status:      res.StatusCode,
			header:      res.Headers.Clone(),
			contentType: res.Headers.Get(rawType),
			body:        res.Body,
		}
	})
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("fetch %s: panic: %v\n%s", r.url, v, debug.Stack())
		}
	}()
	if err := c.Visit(r.url); err != nil {
		// net/http wraps in "Get <url>:", which the caller says anyway.
		if ue := (*url.Error)(nil); errors.As(err, &ue) {
			err = ue.Err
		}
		return nil, err
	}
	if out == nil {
		return nil, errors.New("no response")
	}
	out.took = f.timeout - p.left
	return out, nil
}

// checkRedirect names what net/http would only call "Found".
func checkRedirect(req *http.Request, via []*http.Request) error {
	to := req.URL.String()
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return fmt.Errorf("%w: to %q", ErrRedirect, to)
	}
	same := 0
	for _, v := range via {
		if v.URL.String() == to {
			same++
		}
	}
	// Once back to the same URL is how sites set a cookie; twice is a circle.
	if same > 1 {
		return fmt.Errorf("%w: redirect loop at %s", ErrRedirect, to)
	}
	if len(via) > maxRedirects {
		return fmt.Errorf("%w: more than %d redirects", ErrRedirect, maxRedirects)
	}
	return nil
}

// delayOf is the least time between two requests to a host: a second where the
// source says nothing, none for a source inside the own network.
func delayOf(src news.Source) time.Duration {
	if src.Delay == 0 && !src.AllowPrivate {
		return time.Second
	}
	return time.Duration(src.Delay)
}

// portsOf lists the ports of the source's own URLs.
func portsOf(src news.Source) []string {
	var ports []string
	for _, d := range documents(src) {
		if u, err := url.Parse(d.URL); err == nil && u.Port() != "" {
			ports = append(ports, u.Port())
		}
	}
	return ports
}

// readAll reads a body that the transport has bounded already.
func readAll(res *http.Response) ([]byte, error) {
	defer res.Body.Close()
	return io.ReadAll(res.Body)
}
