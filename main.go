// Command caewatch watches the web for news of education cooperation between
// China and ASEAN, turns each article into event records that quote their
// evidence, merges the reports of one event, and makes the records searchable
// and subscribable.
//
// The tour: package news holds the nouns. The rooms say them to each other over
// package bus, which alone knows NATS: crawler (web to pages), processor (pages
// to articles, articles to event records), indexer (records to searches), alerts
// (records to subscribers) and api (people to answers). No room knows another;
// this file joins them. Running everything in one process is only a longer list
// of rooms: see modes.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
	_ "time/tzdata" // a static binary in an empty image still knows its time zones

	"caewatch/alerts"
	"caewatch/api"
	"caewatch/bus"
	"caewatch/configs"
	"caewatch/crawler"
	"caewatch/indexer"
	"caewatch/news"
	"caewatch/processor"

	"golang.org/x/sync/errgroup"
)

// A room is one part of caewatch: run works until ctx ends, consumers are the
// bus's names of what it consumes.
type room struct {
	run       func(ctx context.Context, h *house) error
	consumers []string
}

var (
	crawlerRoom   = room{runCrawler, []string{"crawler"}}
	processorRoom = room{runProcessor, []string{"processor", "merge"}}
	indexerRoom   = room{runIndexer, []string{indexConsumer}}
	alertsRoom    = room{runAlerts, []string{"alerts-events", "alerts-articles"}}
	apiRoom       = room{runAPI, nil}
)

// modes lists the rooms that each running command opens.
var modes = map[string][]room{
	"run":       {indexerRoom, alertsRoom, processorRoom, crawlerRoom, apiRoom},
	"crawler":   {crawlerRoom},
	"processor": {processorRoom},
	"indexer":   {indexerRoom},
	"alerts":    {alertsRoom},
	"api":       {apiRoom},
}

// indexConsumer stands for the index among the consumers: it follows the streams
// by a position of its own.
const indexConsumer = "index"

// house is what the rooms share.
type house struct {
	log    *slog.Logger
	cfg    configs.Config
	bus    *bus.Bus
	listen func(address string) // called once the API answers, with host:port; may be nil
	open   bool                 // writing needs no token: the demo, on loopback
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(execute(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// live opens the bus and the rooms of a mode and runs them until ctx ends or one
// of them fails; then the others are stopped, and the bus last.
func live(ctx context.Context, log *slog.Logger, cfg configs.Config, mode string, listen func(string)) (err error) {
	if mode != "run" && cfg.NATS.URL == "" {
		return usage("%s runs one room and needs a bus that it shares with the others: set nats.url, or use caewatch run", mode)
	}
	for _, s := range cfg.Sources {
		if err := crawler.ValidateSource(s); err != nil {
			return fmt.Errorf("configuration: %w", err)
		}
	}
	b, err := openBus(ctx, log, cfg)
	if err != nil {
		return err
	}
	h := &house{log: log, cfg: cfg, bus: b, listen: listen}
	defer func() { err = errors.Join(err, b.Close()) }()
	return h.run(ctx, modes[mode]...)
}

// run runs rooms until ctx ends or one of them fails.
func (h *house) run(ctx context.Context, rooms ...room) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, r := range rooms {
		g.Go(func() error { return r.run(ctx, h) })
	}
	return g.Wait()
}

// openBus connects to nats.url, or starts the server inside this process and
// leaves its address in the data folder for the other commands.
func openBus(ctx context.Context, log *slog.Logger, cfg configs.Config) (*bus.Bus, error) {
	c := bus.Config{
		URL: cfg.NATS.URL, Creds: cfg.NATS.Creds, Token: cfg.NATS.Token,
		Data: filepath.Join(cfg.Data, "nats"), Replicas: cfg.NATS.Replicas, Sync: cfg.NATS.Sync, Listen: cfg.NATS.Listen,
	}
	b, err := bus.Open(ctx, log.With("room", "bus"), c)
	if err != nil {
		return nil, err
	}
	if cfg.NATS.URL == "" {
		if err := writeAddress(cfg.Data, b.ClientURL()); err != nil {
			return nil, errors.Join(err, b.Close())
		}
	}
	return b, nil
}

// address is the file that tells other commands where a running process is.
type address struct {
	NATS string `json:"nats"`
}

func addressFile(data string) string { return filepath.Join(data, "run.json") }

func writeAddress(data, natsURL string) error {
	raw, err := json.Marshal(address{NATS: natsURL})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(data, 0o755); err != nil {
		return err
	}
	return os.WriteFile(addressFile(data), append(raw, '\n'), 0o600)
}

// join opens the bus for a command that comes and goes: the one at nats.url, the
// one of the process that runs on this data folder, or, where none runs, the
// stored one; then alone is true and no room is at work.
func join(ctx context.Context, log *slog.Logger, cfg configs.Config) (b *bus.Bus, alone bool, err error) {
	if cfg.NATS.URL != "" {
		b, err = openBus(ctx, log, cfg)
		return b, false, err
	}
	quiet := cfg
	quiet.NATS.Listen = ""
	b, err = openBus(ctx, log, quiet)
	if !errors.Is(err, bus.ErrInUse) {
		return b, err == nil, err
	}
	raw, readErr := os.ReadFile(addressFile(cfg.Data))
	if readErr != nil {
		return nil, false, err
	}
	var a address
	if jsonErr := json.Unmarshal(raw, &a); jsonErr != nil || a.NATS == "" {
		return nil, false, fmt.Errorf("%w; it offers no address for other commands: set nats.listen", err)
	}
	cfg.NATS.URL = a.NATS
	b, err = openBus(ctx, log, cfg)
	return b, false, err
}

func runCrawler(ctx context.Context, h *house) error {
	c, err := crawler.New(h.log.With("room", "crawler"), crawlerConfig(h.cfg), crawler.Deps{
		Bus: h.bus, URLs: h.bus.Bucket("urls"), Sources: h.bus.Bucket("sources"), Now: time.Now,
	})
	if err != nil {
		return err
	}
	return c.Run(ctx)
}

func crawlerConfig(cfg configs.Config) crawler.Config {
	return crawler.Config{
		Sources: cfg.Sources, UserAgent: cfg.Crawler.UserAgent, Workers: cfg.Crawler.Workers,
		MaxBody: cfg.Crawler.MaxBody, Timeout: time.Duration(cfg.Crawler.Timeout),
	}
}

func runProcessor(ctx context.Context, h *house) error {
	p, err := processor.New(h.log.With("room", "processor"), processor.Config{Workers: h.cfg.Processor.Workers},
		processor.Deps{Bus: h.bus, Events: h.bus.Bucket("events")})
	if err != nil {
		return err
	}
	return p.Run(ctx)
}

// runIndexer owns the index and answers searches over the bus, also for the API
// in the same process: there is one way to search.
func runIndexer(ctx context.Context, h *house) error {
	index, err := indexer.Open(h.log.With("room", "indexer"), indexer.Config{Dir: filepath.Join(h.cfg.Data, "index")})
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return index.Run(ctx, stream{h.bus}) })
	g.Go(func() error { return h.bus.ServeSearch(ctx, index) })
	return errors.Join(g.Wait(), index.Close())
}

// stream gives the indexer the bus's streams in its own words.
type stream struct{ bus *bus.Bus }

func (s stream) LastSeq(ctx context.Context, name string) (uint64, error) {
	return s.bus.LastSeq(ctx, name)
}

func (s stream) Follow(ctx context.Context, name string, from uint64, most int, wait time.Duration, h func(context.Context, []indexer.Message) error) error {
	return s.bus.Follow(ctx, name, from, most, wait, func(ctx context.Context, batch []bus.Message) error {
		messages := make([]indexer.Message, len(batch))
		for i, m := range batch {
			messages[i] = indexer.Message{Seq: m.Seq, Data: m.Data}
		}
		return h(ctx, messages)
	})
}

func runAlerts(ctx context.Context, h *house) error {
	a, err := alerts.New(h.log.With("room", "alerts"), alerts.Config{AllowPrivate: h.cfg.Alerts.AllowPrivate},
		alerts.Deps{Bus: h.bus, Subscriptions: h.bus.Bucket("subscriptions")})
	if err != nil {
		return err
	}
	return a.Run(ctx)
}

func runAPI(ctx context.Context, h *house) error {
	a, err := api.New(h.log.With("room", "api"), api.Config{
		Listen: h.cfg.API.Listen, Tokens: h.cfg.API.Tokens, Private: h.cfg.API.Private, OpenWrites: h.open, Ready: h.listen,
	}, api.Deps{
		Searcher: h.bus.Searcher(), Subscriptions: h.bus.Bucket("subscriptions"), Sources: h.bus.Bucket("sources"),
		SourceList: h.cfg.Sources, Bus: h.bus, Import: func(ctx context.Context, a news.Article) error { return importArticle(ctx, h.bus, a) },
		Crawl:  func(ctx context.Context, source string) error { return crawlNow(ctx, h.bus, h.cfg, source) },
		Status: func(ctx context.Context) (any, error) { return status(ctx, h.bus) },
	})
	if err != nil {
		return err
	}
	return a.Run(ctx)
}

// crawlNow asks the crawlers to crawl one source at once.
func crawlNow(ctx context.Context, b *bus.Bus, cfg configs.Config, source string) error {
	for _, s := range cfg.Sources {
		if s.ID == source {
			return b.PublishTick(ctx, news.Tick{Source: source, Time: time.Now().UTC(), Reason: "manual", Force: true})
		}
	}
	return fmt.Errorf("source %q: %w", source, news.ErrNotFound)
}

// logger writes to w as text or JSON.
func logger(w io.Writer, format string, level slog.Level) (*slog.Logger, error) {
	options := &slog.HandlerOptions{Level: level}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return nil, usage("--log-format %q: want text or json", format)
}

// usageError is wrong use of the command line: exit status 2.
type usageError struct{ msg string }

func (e *usageError) Error() string { return e.msg }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// webURL is the address of the web pages as a browser takes it.
func webURL(hostport string) string {
	return (&url.URL{Scheme: "http", Host: hostport, Path: "/"}).String()
}

// importArticle sends an article the way of every page, so that the stream PAGES
// stays the whole record and a replay sees it too.
func importArticle(ctx context.Context, b *bus.Bus, a news.Article) error {
	page, err := articlePage(a, "")
	if err != nil {
		return err
	}
	return b.PublishPage(ctx, page)
}
