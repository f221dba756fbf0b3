// Package alerts holds every new or changed record against the standing queries
// and publishes an alert for each that it meets.
//
//	bucket "subscriptions" ─► Set (compiled, by a term that must be there)
//	EVENTS, ARTICLES ─► query.Doc ─► Set.Match ─► ALERTS ─► NATS, SSE, feeds
//	                                                └─► webhooks
//
// Nothing is matched before all saved subscriptions are known. A message is
// acknowledged after its alerts are stored, and an alert's id is made of the
// subscription, the record and its version: a repeated message repeats no alert.
package alerts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"caewatch/news"
	"caewatch/news/query"
)

// Config bounds the room. Zero values mean the defaults.
type Config struct {
	Workers      int           // records matched at once, of events and of articles each; 1
	Webhooks     int           // webhooks delivered at once; 8
	Timeout      time.Duration // of one delivery; 10 s
	AllowPrivate bool          // webhooks may reach loopback and private addresses (tests, intranets)
}

// Bus is what the room needs of the bus.
type Bus interface {
	ConsumeEvents(ctx context.Context, durable string, workers int, h func(context.Context, news.EventChange) error) error
	ConsumeArticles(ctx context.Context, durable string, workers int, h func(context.Context, news.Extraction) error) error
	PublishAlert(ctx context.Context, a news.Alert) error
}

// WebhookBus is a Bus that gives alerts back for delivery, each until its handler
// answers nil. Without it no webhook is served.
type WebhookBus interface {
	ConsumeAlerts(ctx context.Context, durable string, workers int, h func(context.Context, news.Alert) error) error
}

// Deps are the room's neighbours.
type Deps struct {
	Bus           Bus
	Subscriptions news.Bucket
	Now           func() time.Time // for the timestamps of webhooks; nil is time.Now
}

// Room matches records against subscriptions.
type Room struct {
	log    *slog.Logger
	cfg    Config
	deps   Deps
	client *http.Client

	mu      sync.RWMutex
	set     *Set
	invalid map[string]string // saved subscriptions that cannot be used, and why
}

// New makes the room; it starts nothing.
func New(log *slog.Logger, cfg Config, deps Deps) (*Room, error) {
	if deps.Bus == nil || deps.Subscriptions == nil {
		return nil, errors.New("alerts: bus and subscriptions are needed")
	}
	if cfg.Workers < 0 || cfg.Webhooks < 0 || cfg.Timeout < 0 {
		return nil, errors.New("alerts: workers, webhooks and timeout must not be negative")
	}
	if cfg.Workers == 0 {
		cfg.Workers = 1
	}
	if cfg.Webhooks == 0 {
		cfg.Webhooks = 8
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 10 * time.Second
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	return &Room{log: log, cfg: cfg, deps: deps, client: newClient(cfg), set: NewSet(), invalid: map[string]string{}}, nil
}

// Run matches until ctx ends.
//
//	watch ──loaded──► events
//	              ├─► articles
//	              └─► webhooks
func (r *Room) Run(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	loaded := make(chan struct{})
	g.Go(func() error { return r.watch(gctx, sync.OnceFunc(func() { close(loaded) })) })
	after := func(name string, do func() error) {
		g.Go(func() error {
			select {
			case <-loaded:
			case <-gctx.Done():
				return nil
			}
			if err := do(); err != nil && gctx.Err() == nil {
				return fmt.Errorf("alerts: %s: %w", name, err)
			}
			return nil
		})
	}
	after("events", func() error {
		return r.deps.Bus.ConsumeEvents(gctx, "alerts-events", r.cfg.Workers, r.event)
	})
	after("articles", func() error {
		return r.deps.Bus.ConsumeArticles(gctx, "alerts-articles", r.cfg.Workers, r.article)
	})
	if b, ok := r.deps.Bus.(WebhookBus); ok {
		after("webhooks", func() error {
			return b.ConsumeAlerts(gctx, "alerts-webhooks", r.cfg.Webhooks, r.deliver)
		})
	} else {
		r.log.Warn("webhooks are not served: the bus does not give alerts back")
	}
	err := g.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// watch keeps the set equal to the bucket. A bucket that can no longer be watched
// ends the room: matching an old set would lose alerts silently.
func (r *Room) watch(ctx context.Context, loaded func()) error {
	err := r.deps.Subscriptions.Watch(ctx, func(e news.Entry) error {
		if e.Key == "" {
			r.mu.RLock()
			r.log.Info("subscriptions loaded", "subscriptions", r.set.Len(), "invalid", len(r.invalid))
			r.mu.RUnlock()
			loaded()
			return nil
		}
		r.put(e)
		return nil
	})
	if ctx.Err() != nil {
		return nil
	}
	if err == nil {
		err = errors.New("watch ended")
	}
	return fmt.Errorf("alerts: subscriptions: %w", err)
}

func (r *Room) put(e news.Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.set.Remove(e.Key)
	delete(r.invalid, e.Key)
	if e.Deleted {
		return
	}
	var s news.Subscription
	err := json.Unmarshal(e.Value, &s)
	if err == nil && s.Name != e.Key {
		err = fmt.Errorf("its name is %q", s.Name)
	}
	if err == nil {
		err = r.set.Put(s)
	}
	if err != nil {
		r.invalid[e.Key] = err.Error()
		r.log.Error("saved subscription cannot be used", "subscription", e.Key, "err", err)
	}
}

// Invalid returns the saved subscriptions that cannot be used, and why.
func (r *Room) Invalid() map[string]string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return maps.Clone(r.invalid)
}

func (r *Room) subscription(name string) (news.Subscription, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.set.Get(name)
}

func (r *Room) match(d *query.Doc) []Match {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.set.Match(d)
}

// event alerts everybody whose subscription the event meets as it is now.
func (r *Room) event(ctx context.Context, c news.EventChange) error {
	if c.Event.MergedInto != "" {
		return nil // the event that it went into says what changed
	}
	for _, m := range r.match(query.FromEvent(c.Event)) {
		a := news.Alert{
			ID:           alertID(m.Subscription.Name, "event", c.Event.ID, strconv.Itoa(c.Event.Version)),
			Subscription: m.Subscription.Name, Type: "event", Action: c.Action,
			Event: &c.Event, Passages: m.Passages, Changes: c.Changes,
		}
		if err := r.deps.Bus.PublishAlert(ctx, a); err != nil {
			return fmt.Errorf("alert %s of event %s: %w", a.Subscription, c.Event.ID, err)
		}
	}
	return nil
}

func (r *Room) article(ctx context.Context, x news.Extraction) error {
	if !x.Relevant {
		return nil
	}
	for _, m := range r.match(query.FromArticle(x)) {
		a := news.Alert{
			ID:           alertID(m.Subscription.Name, "article", x.Article.ID, x.Article.Version()),
			Subscription: m.Subscription.Name, Type: "article", Action: "created",
			Article: &x.Article, Passages: m.Passages,
		}
		if err := r.deps.Bus.PublishAlert(ctx, a); err != nil {
			return fmt.Errorf("alert %s of article %s: %w", a.Subscription, x.Article.ID, err)
		}
	}
	return nil
}

func alertID(subscription, typ, id, version string) string {
	return news.Digest(subscription, typ, id, version)
}
