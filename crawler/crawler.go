// Package crawler watches the sources: it publishes a tick when one is due, and
// on a tick finds the source's new articles in feeds, sitemaps and list pages,
// fetches them politely and safely, and publishes each as a page. It is the only
// room that knows colly, cron and the open internet; it must not know what a page
// says, nor how the bus stores it.
//
// What makes it safe to run many times over: a tick's id is source and scheduled
// time; a source is crawled by one process at a time (a lease); a page is
// published before its URL is marked as done, and the same page twice has the
// same identity.
package crawler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"caewatch/crawler/charset"
	"caewatch/news"
)

// Config is what an operator chooses. Zero values take the defaults.
type Config struct {
	Sources   []news.Source
	UserAgent string        // names the crawler; its first word is the name obeyed in robots.txt
	Workers   int           // sources crawled at the same time; 0 means 4
	MaxBody   int64         // bytes of one page after decompression; 0 means 10 MiB
	Timeout   time.Duration // for one fetch with its redirects, not counting the wait for the host's turn; 0 means 30 s
}

const (
	defaultAgent   = "caewatch/1.0"
	defaultWorkers = 4
	defaultBody    = 10 << 20
	defaultTimeout = 30 * time.Second
	// sitemapLimit is what the sitemap protocol allows one file to hold.
	sitemapLimit = 50 << 20
	// defaultPages is the budget of new pages a tick.
	defaultPages = 200
)

// Bus is the part of the bus that the crawler needs.
type Bus interface {
	PublishTick(ctx context.Context, t news.Tick) error
	PublishPage(ctx context.Context, p news.Page) error
	ConsumeTicks(ctx context.Context, durable string, workers int, h func(context.Context, news.Tick) error) error
}

// Deps is what the crawler works with. Check needs none of them.
type Deps struct {
	Bus     Bus
	URLs    news.Bucket      // what is known of each URL
	Sources news.Bucket      // health of each source
	Now     func() time.Time // for what is recorded; nil means time.Now
}

// Crawler is the room. Make it with New.
type Crawler struct {
	log     *slog.Logger
	cfg     Config
	deps    Deps
	now     func() time.Time
	sources map[string]scheduled
	order   []scheduled
	fetch   *fetcher
	known   *known
	lease   leaseTimes
	busy    sync.Map // ids of the sources that this process crawls now
}

// New checks the configuration and starts nothing.
func New(log *slog.Logger, cfg Config, deps Deps) (*Crawler, error) {
	if cfg.UserAgent == "" {
		cfg.UserAgent = defaultAgent
	}
	if cfg.Workers <= 0 {
		cfg.Workers = defaultWorkers
	}
	if cfg.MaxBody <= 0 {
		cfg.MaxBody = defaultBody
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = defaultTimeout
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	c := &Crawler{log: log, cfg: cfg, deps: deps, now: deps.Now, sources: map[string]scheduled{}, known: newKnown(),
		lease: leaseTimes{renew: 2 * time.Second, dead: 7 * time.Second}}
	c.fetch = &fetcher{transport: newTransport(cfg.UserAgent, deps.Now), limit: cfg.MaxBody, timeout: cfg.Timeout}
	var errs []error
	for _, src := range cfg.Sources {
		if err := ValidateSource(src); err != nil {
			errs = append(errs, err)
			continue
		}
		if _, twice := c.sources[src.ID]; twice {
			errs = append(errs, fmt.Errorf("source %s: the id is used twice", src.ID))
			continue
		}
		when, err := parseSchedule(src, deps.Now())
		if err != nil {
			errs = append(errs, fmt.Errorf("source %s: schedule: %w", src.ID, err))
			continue
		}
		s := scheduled{src: src, when: when}
		c.sources[src.ID] = s
		c.order = append(c.order, s)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("crawler: %w", err)
	}
	return c, nil
}

// Run schedules and crawls until ctx ends; then it returns nil.
func (c *Crawler) Run(ctx context.Context) error {
	if c.deps.Bus == nil || c.deps.URLs == nil || c.deps.Sources == nil {
		return errors.New("crawler: no bus")
	}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer c.fetch.transport.close()
	defer wg.Wait()
	defer cancel()
	s := &scheduler{log: c.log, now: c.now, publish: c.deps.Bus.PublishTick, states: c.deps.Sources, all: c.order}
	wg.Go(func() { s.run(ctx) })
	c.log.Info("crawler: running", "sources", len(c.order), "workers", c.cfg.Workers)
	err := c.deps.Bus.ConsumeTicks(ctx, "crawler", c.cfg.Workers, c.Tick)
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("crawler: %w", err)
	}
	return nil
}

// Tick crawls the source of a tick: the handler that Run gives to the bus. A tick
// that is not newer than the last crawled one is done already, unless forced.
func (c *Crawler) Tick(ctx context.Context, t news.Tick) error {
	s, ok := c.sources[t.Source]
	if !ok {
		return news.Permanent(fmt.Errorf("crawl %s: no such source", t.Source))
	}
	if s.src.Disabled && !t.Force {
		return nil
	}
	if done, err := c.done(ctx, t); err != nil || done {
		return err
	}
	if _, running := c.busy.LoadOrStore(t.Source, true); running {
		c.log.Info("crawler: source is being crawled already, tick skipped", "source", t.Source, "time", t.Time)
		return nil
	}
	defer c.busy.Delete(t.Source)
	return c.leased(ctx, t.Source, func(ctx context.Context) error {
		// Another process may have crawled it while this one waited.
		if done, err := c.done(ctx, t); err != nil || done {
			return err
		}
		return c.crawl(ctx, s.src, t)
	})
}

func (c *Crawler) done(ctx context.Context, t news.Tick) (bool, error) {
	if t.Force {
		return false, nil
	}
	st, _, err := loadState(ctx, c.deps.Sources, t.Source)
	if err != nil {
		return false, fmt.Errorf("crawl %s: %w", t.Source, err)
	}
	return !t.Time.After(st.LastTick), nil
}

// Fetch gets one page that somebody asked for by its URL, through the same
// fence. An address typed as loopback or private is meant and therefore allowed.
func Fetch(ctx context.Context, log *slog.Logger, cfg Config, rawURL string) (news.Page, error) {
	cfg.Sources = nil
	c, err := New(log, cfg, Deps{})
	if err != nil {
		return news.Page{}, err
	}
	defer c.fetch.transport.close()
	u, err := Canonical(rawURL, nil)
	if err != nil {
		return news.Page{}, fmt.Errorf("fetch %s: %w", rawURL, err)
	}
	src := news.Source{AllowPrivate: ownNetwork(u), Lists: []news.List{{URL: u}}}
	res, err := c.fetch.get(ctx, src, request{url: u})
	if err != nil {
		return news.Page{}, fmt.Errorf("fetch %s: %w", u, err)
	}
	if res.status != http.StatusOK {
		return news.Page{}, fmt.Errorf("fetch %s: status %d", u, res.status)
	}
	if err := html(res); err != nil {
		return news.Page{}, fmt.Errorf("fetch %s: %w", u, err)
	}
	p := c.page(src, found{url: u}, res)
	p.Source = ""
	return p, nil
}

func ownNetwork(u string) bool {
	parsed, err := url.Parse(u)
	if err != nil {
		return false
	}
	if parsed.Hostname() == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(parsed.Hostname())
	return err == nil && (ip.IsLoopback() || ip.IsPrivate())
}

// page makes the message of a fetched article.
func (c *Crawler) page(src news.Source, f found, res *response) news.Page {
	p := news.Page{
		Source:    src.ID,
		Country:   src.Country,
		Language:  src.Language,
		URL:       f.url,
		FetchedAt: c.now().UTC().Truncate(time.Second),
		Status:    res.status,
		Header:    keepHeader(res),
		Charset:   charset.Label(res.body, res.contentType, src.Charset),
		Digest:    digest(res.body),
		Size:      len(res.body),
		Title:     f.title,
		Published: f.published,
		Content:   src.Content,
		Body:      res.body,
	}
	if res.url != f.url {
		p.FinalURL = res.url
	}
	return p
}

func keepHeader(res *response) map[string]string {
	h := map[string]string{}
	for _, k := range []string{"Last-Modified", "ETag", "Content-Language"} {
		if v := res.header.Get(k); v != "" && len(v) <= 512 {
			h[k] = v
		}
	}
	if res.contentType != "" && len(res.contentType) <= 512 {
		h["Content-Type"] = res.contentType
	}
	return h
}
