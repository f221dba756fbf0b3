package crawler

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"sync"
	"time"

	"caewatch/news"
)

const (
	maxProblems = 20   // kept in a source's health
	maxLookups  = 5000 // URL states read at one tick; what this process knows already costs none
	maxInRow    = 3    // fetches of one host that may fail in a row before it is left for this tick
)

var errNotHTML = errors.New("not an HTML page")

// crawling is one crawl of one source.
type crawling struct {
	c        *Crawler
	src      news.Source
	filter   filter
	queue    []queueItem // for later ticks
	problems []string
	skip     map[string]bool // hosts left alone for the rest of this tick
	inRow    map[string]int  // failures in a row, by host
	robots   int             // URLs that robots.txt disallows
	fetched  int
	failed   int
	st       news.SourceState
}

// crawl does one tick of one source; the caller holds its lease. It returns an
// error only when the bus failed or ctx ended: then the tick must come again.
// What the web did wrong is the source's health, not an error.
func (c *Crawler) crawl(ctx context.Context, src news.Source, t news.Tick) error {
	start := c.now().UTC()
	st, rev, err := loadState(ctx, c.deps.Sources, src.ID)
	if err != nil {
		return fmt.Errorf("crawl %s: %w", src.ID, err)
	}
	f, err := compileFilter(src.Articles)
	if err != nil {
		return news.Permanent(fmt.Errorf("crawl %s: %w", src.ID, err)) // New has checked it
	}
	w := &crawling{c: c, src: src, filter: f, st: st, skip: map[string]bool{}, inRow: map[string]int{}}
	w.st.LastStart, w.st.Found, w.st.Published = start, 0, 0
	visited, docErr, err := w.run(ctx, start)
	if err != nil {
		return fmt.Errorf("crawl %s: %w", src.ID, err)
	}
	dropped, err := c.saveQueue(ctx, src.ID, w.queue)
	if err != nil {
		return fmt.Errorf("crawl %s: %w", src.ID, err)
	}
	if dropped > 0 {
		w.problem("", fmt.Errorf("%d more links than the queue holds; they are looked at when it is shorter", dropped))
	} else {
		// Only now may an unchanged feed mean that there is nothing to do.
		for _, v := range visited {
			if err := c.saveURL(ctx, v); err != nil {
				return fmt.Errorf("crawl %s: %w", src.ID, err)
			}
		}
	}
	if w.robots > 0 {
		w.problem("", fmt.Errorf("%d links are disallowed by robots.txt", w.robots))
	}
	if t.Time.After(w.st.LastTick) {
		w.st.LastTick = t.Time.UTC()
	}
	switch {
	case docErr != nil:
		w.st.Errors++
		w.st.LastError = problem("", docErr)
	case w.failed > 0 && w.failed == w.fetched:
		w.st.Errors++
		w.st.LastError = fmt.Sprintf("none of %d articles could be fetched", w.failed)
	default:
		w.st.Errors, w.st.LastError, w.st.LastSuccess = 0, "", c.now().UTC()
	}
	w.st.Problems = w.problems
	if err := saveState(ctx, c.deps.Sources, w.st, rev); err != nil {
		return fmt.Errorf("crawl %s: %w", src.ID, err)
	}
	c.log.Info("crawler: source crawled", "source", src.ID, "reason", t.Reason, "found", w.st.Found,
		"fetched", w.fetched, "published", w.st.Published, "problems", len(w.problems), "queued", len(w.queue)-dropped)
	return nil
}

// run discovers and fetches. docErr is set when no document could be read.
func (w *crawling) run(ctx context.Context, now time.Time) (visited []urlState, docErr, err error) {
	queued, err := w.c.loadQueue(ctx, w.src.ID)
	if err != nil {
		return nil, nil, err
	}
	var all []found
	read := 0
	docs := documents(w.src)
	for _, doc := range docs {
		d, err := w.c.discover(ctx, w.src, doc, false)
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		if err != nil {
			w.problem(doc.URL, err)
			docErr = errors.Join(docErr, fmt.Errorf("%s: %w", doc.URL, err))
		} else {
			read++
		}
		for _, p := range d.problems {
			w.note(p)
		}
		if doc.Kind != kindList {
			visited = append(visited, d.visited...)
		}
		all = append(all, d.found...)
	}
	if read > 0 {
		docErr = nil // one broken feed is a problem, not a failed tick
	}
	later := map[string]bool{}
	for _, q := range queued {
		if q.Next.After(now) {
			later[q.URL] = true
			w.queue = append(w.queue, q)
			continue
		}
		f := found{url: q.URL, title: q.Title, published: q.Published}
		_, f.sort, _ = parseDate(q.Published, zoneOf(w.src))
		all = append(all, f)
	}
	list := candidates(w.filter, all, &w.problems)
	w.st.Found = len(list)
	return visited, docErr, w.articles(ctx, list, later, now)
}

// articles fetches what is new or due, within the budget.
func (w *crawling) articles(ctx context.Context, list []found, later map[string]bool, now time.Time) error {
	budget := w.src.MaxPages
	if budget == 0 {
		budget = defaultPages
	}
	lookups := 0
	for _, f := range list {
		if later[f.url] {
			continue
		}
		if next, ok := w.c.known.get(f.url); ok && (next.IsZero() || next.After(now)) {
			if !next.IsZero() {
				w.later(f, next) // a tick that failed may not have stored its queue
			}
			continue
		}
		if lookups++; lookups > maxLookups {
			w.later(f, time.Time{})
			continue
		}
		st, err := w.c.loadURL(ctx, f.url)
		if err != nil {
			return err
		}
		if !st.Fetched.IsZero() && (st.Next.IsZero() || st.Next.After(now)) {
			w.c.known.put(f.url, st.Next)
			if !st.Next.IsZero() {
				w.later(f, st.Next) // the process that knew may have died before it queued
			}
			continue
		}
		if w.fetched >= budget || w.skip[hostOf(f.url)] {
			w.later(f, time.Time{})
			continue
		}
		if err := w.article(ctx, f, st); err != nil {
			return err
		}
	}
	return nil
}

// article fetches one article and publishes it when it is new or has changed.
// The error is the bus's or ctx's.
func (w *crawling) article(ctx context.Context, f found, st urlState) error {
	host := hostOf(f.url)
	res, err := w.c.fetch.get(ctx, w.src, request{url: f.url, etag: st.ETag, lastModified: st.LastModified})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	switch {
	case errors.Is(err, ErrRobots):
		w.robots++ // no state: robots.txt may change, and asking it again costs nothing
		return nil
	case errors.Is(err, ErrHostBusy), errors.Is(err, ErrRobotsUnreachable):
		w.skip[host] = true
		w.problem(f.url, err)
		w.later(f, time.Time{})
		return nil
	}
	w.fetched++
	st.Source = w.src.ID
	if err != nil {
		if w.inRow[host]++; w.inRow[host] >= maxInRow {
			w.skip[host] = true
		}
		return w.fail(ctx, f, st, err, errors.Is(err, news.ErrTooLarge))
	}
	w.inRow[host] = 0
	st.Status = res.status
	switch {
	case res.status == http.StatusOK:
	case res.status == http.StatusNotModified && st.Digest != "":
		return w.done(ctx, f, st)
	default:
		gone := res.status == http.StatusGone || res.status/100 == 2
		return w.fail(ctx, f, st, fmt.Errorf("status %d", res.status), gone)
	}
	if err := html(res); err != nil {
		return w.fail(ctx, f, st, err, true)
	}
	sum := digest(res.body)
	st.ETag, st.LastModified = validators(res)
	final, err := Canonical(res.url, nil)
	if err != nil {
		return w.fail(ctx, f, st, err, true)
	}
	if final != f.url {
		if !w.filter.ok(final) {
			return w.fail(ctx, f, st, fmt.Errorf("leads to %s, which the source's filter leaves out", final), true)
		}
		other, err := w.c.loadURL(ctx, final)
		if err != nil {
			return err
		}
		if other.Digest != "" {
			// An alias of a page that has been published; that one is kept fresh.
			st.Digest, st.First = other.Digest, time.Unix(0, 0).UTC()
			return w.done(ctx, f, st)
		}
	}
	if sum == st.Digest {
		return w.done(ctx, f, st)
	}
	err = w.c.deps.Bus.PublishPage(ctx, w.c.page(w.src, f, res))
	if errors.Is(err, news.ErrPermanent) || errors.Is(err, news.ErrTooLarge) {
		return w.fail(ctx, f, st, err, true)
	}
	if err != nil {
		return fmt.Errorf("publish %s: %w", f.url, err)
	}
	w.st.Published++
	w.st.Total++
	w.st.LastArticle = w.c.now().UTC()
	st.Digest = sum
	if final != f.url {
		alias := st
		alias.URL, alias.First, alias.Fetched, alias.Next = final, w.c.now().UTC(), w.c.now().UTC(), time.Time{}
		if err := w.c.saveURL(ctx, alias); err != nil {
			return err
		}
	}
	return w.done(ctx, f, st)
}

// done marks a URL whose page has been published, now or before.
func (w *crawling) done(ctx context.Context, f found, st urlState) error {
	now := w.c.now().UTC()
	if st.First.IsZero() {
		st.First = now
	}
	st.Fetched, st.Fails, st.Problem = now, 0, ""
	st.Next = nextCheck(st.First, now)
	if _, at, ok := parseDate(f.published, zoneOf(w.src)); ok && now.Sub(at) > 2*recheck[len(recheck)-1] {
		st.Next = time.Time{} // an old article from an archive does not change any more
	}
	return w.mark(ctx, f, st)
}

// fail records why a URL gave no page, and when to try again unless it never will.
func (w *crawling) fail(ctx context.Context, f found, st urlState, err error, never bool) error {
	now := w.c.now().UTC()
	w.failed++
	w.problem(f.url, err)
	st.Fetched, st.Problem = now, problem("", err)
	st.Fails++
	st.Next = time.Time{}
	if !never {
		st.Next = retryAt(st.Fails, now)
	}
	return w.mark(ctx, f, st)
}

func (w *crawling) mark(ctx context.Context, f found, st urlState) error {
	if err := w.c.saveURL(ctx, st); err != nil {
		return err
	}
	w.c.known.put(f.url, st.Next)
	if !st.Next.IsZero() {
		w.later(f, st.Next)
	}
	return nil
}

func (w *crawling) later(f found, at time.Time) {
	w.queue = append(w.queue, queueItem{URL: f.url, Title: f.title, Published: f.published, Next: at})
}

func (w *crawling) problem(url string, err error) { w.note(problem(url, err)) }

func (w *crawling) note(p string) {
	switch {
	case len(w.problems) < maxProblems:
		w.problems = append(w.problems, p)
	case len(w.problems) == maxProblems:
		w.problems = append(w.problems, "and more")
	}
}

// html refuses what is no HTML page by its type or by its first bytes.
func html(res *response) error {
	if len(bytes.TrimSpace(res.body)) == 0 {
		return fmt.Errorf("%w: empty", errNotHTML)
	}
	kind := res.contentType
	if kind != "" {
		t, _, err := mime.ParseMediaType(kind)
		if err != nil && t == "" {
			t = ""
		}
		switch t {
		case "text/html", "application/xhtml+xml", "":
		case "application/xml", "text/xml", "text/plain", "application/octet-stream":
			// Labels that careless servers give to HTML: let the bytes tell.
			if s := http.DetectContentType(res.body); s != "text/html; charset=utf-8" {
				return fmt.Errorf("%w: %s", errNotHTML, kind)
			}
		default:
			return fmt.Errorf("%w: %s", errNotHTML, kind)
		}
	}
	if t := http.DetectContentType(res.body); binary(t) {
		return fmt.Errorf("%w: looks like %s", errNotHTML, t)
	}
	return nil
}

// binary reports sniffed types that are certainly no text.
func binary(t string) bool {
	m, _, err := mime.ParseMediaType(t)
	if err != nil {
		return false
	}
	switch m {
	case "text/html", "text/plain", "text/xml":
		return false
	}
	return true
}

// digest names a body as the object store does.
func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha256/" + hex.EncodeToString(sum[:])
}

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Host
}

// known remembers when URLs are due, so that a sitemap of thousands of old
// articles does not cost a lookup each at every tick. Forgetting is harmless.
type known struct {
	mu sync.Mutex
	m  map[[16]byte]time.Time // zero: never
}

const maxKnown = 300_000

func newKnown() *known { return &known{m: map[[16]byte]time.Time{}} }

func knownKey(u string) [16]byte {
	sum := sha256.Sum256([]byte(u))
	return [16]byte(sum[:16])
}

func (k *known) put(u string, next time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.m) >= maxKnown {
		clear(k.m)
	}
	k.m[knownKey(u)] = next
}

// get returns when a known URL is due, zero for never.
func (k *known) get(u string) (next time.Time, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	next, ok = k.m[knownKey(u)]
	return next, ok
}
