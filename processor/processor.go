// Package processor is the room that reads: it turns fetched pages into articles
// with their reports (PAGES to ARTICLES), and the reports of one real event into
// one record (ARTICLES to EVENTS).
//
// Reading is pure and can run in any number of processes; merging is one ordered
// worker whose state lies in the bucket "events". FromPage and FromArticle are the
// whole of the reading, for callers without a bus.
package processor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"golang.org/x/sync/errgroup"

	"caewatch/news"
	"caewatch/processor/extract"
	"caewatch/processor/merge"
	"caewatch/processor/page"
	"caewatch/processor/relevance"
)

// Config of the room. The zero value works.
type Config struct {
	Workers int // pages read at once; 0 means 2
}

// Deps is what the room asks of the bus.
type Deps struct {
	Bus    Bus
	Events news.Bucket // the merge's memory
}

// Bus is the part of the bus that the room uses. Handlers: nil acknowledges, an
// error that is news.ErrPermanent goes to the dead letters, any other is retried.
type Bus interface {
	ConsumePages(ctx context.Context, durable string, workers int, h func(context.Context, news.Page) error) error
	PublishArticle(ctx context.Context, x news.Extraction) error
	ConsumeArticles(ctx context.Context, durable string, workers int, h func(context.Context, news.Extraction) error) error
	PublishEvent(ctx context.Context, c news.EventChange) error
}

// Processor is the room.
type Processor struct {
	log    *slog.Logger
	cfg    Config
	bus    Bus
	merger *merge.Merger
}

// New wires the room and starts nothing.
func New(log *slog.Logger, cfg Config, deps Deps) (*Processor, error) {
	if deps.Bus == nil || deps.Events == nil {
		return nil, errors.New("processor: needs a bus and the bucket events")
	}
	if cfg.Workers <= 0 {
		cfg.Workers = 2
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Processor{log: log, cfg: cfg, bus: deps.Bus, merger: merge.New(log, deps.Events, deps.Bus.PublishEvent)}, nil
}

// Run reads pages and merges reports until ctx ends; then it returns nil.
func (p *Processor) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.bus.ConsumePages(ctx, "processor", p.cfg.Workers, p.page) })
	g.Go(func() error { return p.bus.ConsumeArticles(ctx, "merge", 1, p.merger.Handle) })
	if err := g.Wait(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("processor: %w", err)
	} else if err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("processor: %w", err)
	}
	return nil
}

// page handles one message of PAGES. Reading is a function of the page alone and
// the bus deduplicates by content, so a second delivery changes nothing.
func (p *Processor) page(ctx context.Context, pg news.Page) error {
	x, err := FromPage(pg)
	if err != nil {
		return err
	}
	if err := p.bus.PublishArticle(ctx, x); err != nil {
		return fmt.Errorf("publish article %s: %w", x.Article.ID, err)
	}
	p.log.Debug("article read", "id", x.Article.ID, "url", x.Article.URL, "language", x.Article.Language,
		"relevant", x.Relevant, "events", len(x.Events))
	return nil
}

// FromPage reads one page. Its errors are permanent and name the URL.
func FromPage(p news.Page) (x news.Extraction, err error) {
	defer guard(p.URL, &err)
	if p.Header["Content-Type"] == news.ArticleType {
		var a news.Article
		if err := json.Unmarshal(p.Body, &a); err != nil {
			return news.Extraction{}, news.Permanent(fmt.Errorf("%s: article: %w", p.URL, err))
		}
		return checked(a)
	}
	a, err := page.Parse(p)
	if err != nil {
		return news.Extraction{}, err
	}
	return checked(a)
}

// FromArticle fills the article's id and language where they are missing, judges
// its relevance and says what it reports. What is not stated stays "". A fault in
// the engine, or evidence that does not hold, leaves the article without events
// and says so in the reasons: FromPage makes an error of the same.
func FromArticle(a news.Article) news.Extraction {
	x, err := func() (x news.Extraction, err error) {
		defer guard(a.URL, &err)
		return checked(a)
	}()
	if err != nil {
		a = complete(a)
		return news.Extraction{Article: a, Reasons: []string{err.Error()}, Events: []news.Report{}}
	}
	return x
}

// checked extracts and holds every quote against the text.
func checked(a news.Article) (news.Extraction, error) {
	a = complete(a)
	reports := extract.Reports(a)
	x := news.Extraction{Article: a, Events: []news.Report{}}
	x.Relevant, x.Relevance, x.Reasons = relevance.Judge(a, reports)
	if x.Relevant && len(reports) > 0 {
		x.Events = reports
	}
	if err := x.Validate(); err != nil {
		return news.Extraction{}, news.Permanent(fmt.Errorf("%s: %w", a.URL, err))
	}
	return x, nil
}

// complete fills what follows from the rest of the article.
func complete(a news.Article) news.Article {
	a.Text = page.Text(a.Text)
	if a.Language == "" {
		a.Language = page.Language(a)
	}
	if a.Published == "" {
		a.Published = page.ParseText(a.Text, a.URL).Published
	}
	if a.ID == "" {
		a.ID = news.ArticleID(a.URL, a.Title, a.Text)
	}
	return a
}

// guard turns a panic into a permanent error that names the page, so that one
// page cannot stop the room.
func guard(url string, err *error) {
	if r := recover(); r != nil {
		*err = news.Permanent(fmt.Errorf("%s: fault while reading: %v\n%s", url, r, trace()))
	}
}

// trace is the start of the stack, enough for the dead letter.
func trace() string {
	const limit = 4 << 10
	s := debug.Stack()
	return string(s[:min(len(s), limit)])
}
