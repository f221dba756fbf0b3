// Package api is where people and programs ask: the HTTP interface under /api/v1
// with its OpenAPI description, the web pages, the feeds, the calendars and the
// stream of alerts.
//
// It owns no data. Records come from a news.Searcher, subscriptions and sources
// from buckets, alerts from the functions in Deps; the package must not know
// that NATS or bleve stand behind them. Everything that it shows was written by
// strangers, so nothing reaches a page unescaped but <mark>.
package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"caewatch/news"
)

const (
	maxBody      = 1 << 20          // bytes of a request's body
	askTimeout   = 20 * time.Second // for one request but a stream
	shutdownWait = 4 * time.Second  // for requests under way when told to stop
)

// Config is what an operator may change. The zero value reads openly, refuses
// every write and listens on a free port of all addresses.
type Config struct {
	Listen string // host:port; port 0 takes a free one
	// BaseURL is how the world reaches this server, for the absolute links in
	// feeds and calendars; "" takes the Host of each request.
	BaseURL string
	// Tokens allow writing, as "Authorization: Bearer <token>", or as the
	// password of Basic authentication with any user name.
	Tokens []string
	// Private asks for a token on reading, too (probes and metrics excepted).
	Private bool
	// OpenWrites lets anybody write, as long as the request names a loopback
	// host: for demo only. Without it and without Tokens writing is refused.
	OpenWrites bool
	Version    string            // shown in the OpenAPI description and in metrics
	Heartbeat  time.Duration     // between two comments on an idle stream; 0 means 15 s
	Ready      func(addr string) // called once Run listens
	Now        func() time.Time  // for rates and ages on pages only; nil means time.Now
}

// Deps is what the room asks. Whatever is nil makes the operations that need it
// answer 503.
type Deps struct {
	Searcher      news.Searcher
	Subscriptions news.Bucket // news.Subscription by name
	Sources       news.Bucket // news.SourceState by source id
	SourceList    []news.Source
	Bus           Bus
	Import        func(ctx context.Context, a news.Article) error
	Crawl         func(ctx context.Context, source string) error // asks for a crawl at once
	Status        func(ctx context.Context) (any, error)
}

// Bus is what the room needs of the streams: alerts and dead letters.
type Bus interface {
	// TailAlerts calls h with each alert of one subscription ("" all) after the
	// sequence from (0: only new ones) until ctx ends or h errs.
	TailAlerts(ctx context.Context, name string, from uint64, h func(news.Alert) error) error
	// RecentAlerts answers the newest n, newest first.
	RecentAlerts(ctx context.Context, name string, n int) ([]news.Alert, error)
	DeadList(ctx context.Context, limit int) ([]news.DeadLetter, error)
	DeadRetry(ctx context.Context, id string) error
	DeadDrop(ctx context.Context, id string) error
}

// API serves HTTP. It is safe for concurrent use.
type API struct {
	log     *slog.Logger
	cfg     Config
	deps    Deps
	sources map[string]news.Source
	metrics *metrics
	pages   *pages
	spec    *huma.OpenAPI
	handler http.Handler
	// quit ends when Run is told to stop, so that streams end before the server
	// waits for its requests.
	quit context.Context
	stop context.CancelFunc
}

// New builds the routes and starts nothing. It fails when an embedded template
// or the OpenAPI description is broken.
func New(log *slog.Logger, cfg Config, deps Deps) (*API, error) {
	if cfg.Heartbeat <= 0 {
		cfg.Heartbeat = 15 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Version == "" {
		cfg.Version = "dev"
	}
	for _, t := range cfg.Tokens {
		if len(t) < 8 {
			return nil, errors.New("api.tokens: a token has less than 8 characters")
		}
	}
	p, err := newPages()
	if err != nil {
		return nil, fmt.Errorf("page templates: %w", err)
	}
	a := &API{log: log, cfg: cfg, deps: deps, pages: p, metrics: newMetrics(), sources: map[string]news.Source{}}
	for _, s := range deps.SourceList {
		a.sources[s.ID] = s
	}
	a.quit, a.stop = context.WithCancel(context.Background())
	if err := a.routes(); err != nil {
		return nil, err
	}
	return a, nil
}

// routes is the route table; a test holds it against the OpenAPI description.
func (a *API) routes() error {
	mux := http.NewServeMux()
	cfg := huma.DefaultConfig("caewatch", a.cfg.Version)
	cfg.CreateHooks = nil // no $schema members in answers
	cfg.DocsPath, cfg.OpenAPIPath, cfg.SchemasPath = "", "", ""
	cfg.Info.Description = description
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	cfg.Tags = tags
	h := humago.New(mux, cfg)
	a.spec = h.OpenAPI()

	a.searchOperations(h)
	a.recordOperations(h)
	a.subscriptionOperations(h)
	a.operatorOperations(h)
	a.describePlain()

	mux.HandleFunc("GET /api/v1/alerts", a.alertStream)
	mux.HandleFunc("GET /feeds/{file}", a.feed)
	mux.HandleFunc("GET /calendar/{file}", a.calendar)
	mux.HandleFunc("GET /healthz", a.healthz)
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.HandleFunc("GET /metrics", a.serveMetrics)

	mux.HandleFunc("GET /{$}", a.page(a.searchPage))
	mux.HandleFunc("GET /events/{id}", a.page(a.eventPage))
	mux.HandleFunc("GET /articles/{id}", a.page(a.articlePage))
	mux.HandleFunc("GET /people", a.page(a.peoplePage))
	mux.HandleFunc("GET /people/{id}", a.page(a.personPage))
	mux.HandleFunc("GET /organizations", a.page(a.organizationsPage))
	mux.HandleFunc("GET /organizations/{id}", a.page(a.organizationPage))
	mux.HandleFunc("GET /timeline", a.page(a.timelinePage))
	mux.HandleFunc("GET /agreements", a.page(a.agreementsPage))
	mux.HandleFunc("GET /figures", a.page(a.figuresPage))
	mux.HandleFunc("GET /subscriptions", a.page(a.subscriptionsPage))
	mux.HandleFunc("POST /subscriptions", a.page(a.createSubscriptionForm))
	mux.HandleFunc("GET /subscriptions/{name}", a.page(a.subscriptionPage))
	mux.HandleFunc("POST /subscriptions/{name}/delete", a.page(a.deleteSubscriptionForm))
	mux.HandleFunc("GET /sources", a.page(a.sourcesPage))
	mux.HandleFunc("GET /live", a.page(a.livePage))
	mux.HandleFunc("GET /assets/{file}", a.asset)

	if err := a.serveSpec(mux); err != nil {
		return err
	}
	a.handler = a.outer(mux)
	return nil
}

// Handler returns every route behind its guards, for a server or a test.
func (a *API) Handler() http.Handler { return a.handler }

// Run listens and serves until ctx ends, then lets requests under way finish for
// a few seconds; streams are ended at once, their clients resume elsewhere.
func (a *API) Run(ctx context.Context) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.Listen)
	if err != nil {
		return fmt.Errorf("api: %w", err)
	}
	srv := &http.Server{
		Handler:           a.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second, // a stream moves its own deadline
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	a.log.Info("listening", "addr", ln.Addr().String())
	if a.cfg.Ready != nil {
		a.cfg.Ready(ln.Addr().String())
	}
	select {
	case err := <-failed:
		a.stop()
		return fmt.Errorf("api: %w", err)
	case <-ctx.Done():
	}
	a.stop()
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownWait)
	defer cancel()
	if err := srv.Shutdown(wait); err != nil {
		// Whoever still reads after the wait loses the connection.
		return ignoreClosed(srv.Close())
	}
	return nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
