package bus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// The streams.
const (
	Ticks    = "TICKS"    // caewatch.ticks.<source>: news.Tick
	Pages    = "PAGES"    // caewatch.pages.<source>: news.Page, body in the object store
	Articles = "ARTICLES" // caewatch.articles.<language>.<source>: news.Extraction
	Events   = "EVENTS"   // caewatch.events.<created|updated>.<kind>.<country>: news.EventChange
	Alerts   = "ALERTS"   // caewatch.alerts.<subscription>: news.Alert
	Dead     = "DEAD"     // caewatch.dead.<stream>: news.DeadLetter
)

// The prefixes of the streams' subjects.
const (
	ticksPrefix    = "caewatch.ticks."
	pagesPrefix    = "caewatch.pages."
	articlesPrefix = "caewatch.articles."
	eventsPrefix   = "caewatch.events."
	alertsPrefix   = "caewatch.alerts."
	deadPrefix     = "caewatch.dead."
	searchSubject  = "caewatch.rpc.search"
)

// bucketNames are the key-value buckets.
var bucketNames = [...]string{"urls", "sources", "subscriptions", "events"}

// objectBucket holds the pages' bodies by digest.
const objectBucket = "pages"

// table lists everything that is stored: the whole contract with the server.
//
// PAGES, ARTICLES and EVENTS are the record and never expire; every view can be
// rebuilt from them. Duplicate windows cover a publisher that died between
// publishing and noting so, and cost about 100 bytes of memory a message.
func table(replicas int) []jetstream.StreamConfig {
	const day = 24 * time.Hour
	rows := []jetstream.StreamConfig{
		// A tick that nobody took within the hour has been overtaken by the next one.
		{Name: Ticks, Subjects: []string{ticksPrefix + ">"}, Retention: jetstream.WorkQueuePolicy, MaxAge: time.Hour, Duplicates: time.Hour},
		{Name: Pages, Subjects: []string{pagesPrefix + ">"}, Duplicates: 30 * time.Minute, Compression: jetstream.S2Compression},
		{Name: Articles, Subjects: []string{articlesPrefix + ">"}, Duplicates: 30 * time.Minute, Compression: jetstream.S2Compression},
		{Name: Events, Subjects: []string{eventsPrefix + ">"}, Duplicates: time.Hour, Compression: jetstream.S2Compression},
		// A subscriber may be away for a quarter of a year and still miss nothing.
		{Name: Alerts, Subjects: []string{alertsPrefix + ">"}, MaxAge: 92 * day, Duplicates: time.Hour, Compression: jetstream.S2Compression},
		{Name: Dead, Subjects: []string{deadPrefix + ">"}, Duplicates: time.Hour, Compression: jetstream.S2Compression},
	}
	for _, name := range bucketNames {
		rows = append(rows, jetstream.StreamConfig{
			Name: bucketStream(name), Subjects: []string{bucketSubject(name, ">")}, MaxMsgsPerSubject: 1,
			Duplicates: 2 * time.Minute, Discard: jetstream.DiscardNew, DenyDelete: true, AllowRollup: true,
		})
	}
	rows = append(rows, jetstream.StreamConfig{
		Name: "OBJ_" + objectBucket, Subjects: []string{"$O." + objectBucket + ".C.>", "$O." + objectBucket + ".M.>"},
		Duplicates: 2 * time.Minute, Discard: jetstream.DiscardNew, AllowRollup: true,
	})
	for i := range rows {
		rows[i].Storage = jetstream.FileStorage
		rows[i].Replicas = replicas
		// A replica that lags would answer a read with the past; in a cluster
		// every read goes to the leader.
		rows[i].AllowDirect = replicas == 1
	}
	return rows
}

func bucketStream(name string) string       { return "KV_" + name }
func bucketSubject(name, key string) string { return "$KV." + name + "." + key }

// ensure creates what is missing, brings limits up to date and refuses streams
// that are of another nature. Several processes may do so at once.
func (b *Bus) ensure(ctx context.Context) error {
	for _, row := range table(b.cfg.Replicas) {
		err := b.retrySetup(ctx, "stream "+row.Name, func(ctx context.Context) error {
			s, err := b.ensureStream(ctx, row)
			b.streams[row.Name] = s
			return err
		})
		if err != nil {
			return err
		}
	}
	return b.retrySetup(ctx, "object store "+objectBucket, func(ctx context.Context) (err error) {
		b.objects, err = b.js.ObjectStore(ctx, objectBucket)
		return err
	})
}

// retrySetup is more patient than retry: a young cluster answers with many
// errors that look final (no suitable peers, no metadata leader).
func (b *Bus) retrySetup(ctx context.Context, what string, fn func(context.Context) error) error {
	for n := 1; ; n++ {
		err := b.once(ctx, attempt, n, func(ctx context.Context, _ int) error { return fn(ctx) })
		if err == nil {
			return nil
		}
		if full := b.full(err); full != nil {
			return fmt.Errorf("bus: %s: %w", what, full)
		}
		if errors.Is(err, errMismatch) || errors.Is(err, nats.ErrConnectionClosed) || errors.Is(err, nats.ErrAuthorization) ||
			errors.Is(err, jetstream.ErrJetStreamNotEnabled) && b.store != nil {
			if last := b.nc.LastError(); last != nil && !errors.Is(err, last) {
				err = fmt.Errorf("%w: %w", err, last) // why the connection was closed
			}
			return fmt.Errorf("bus: %s: %w", what, err)
		}
		var api *jetstream.APIError
		if errors.As(err, &api) && api.ErrorCode == codeReplicasNotSupported {
			return fmt.Errorf("bus: %s: %w: nats.replicas is %d but the server is not part of a cluster", what, err, b.cfg.Replicas)
		}
		if n == 5 || n%60 == 0 {
			b.log.Warn("nats is not ready yet, trying on", "operation", what, "url", redact(b.cfg.URL), "err", err)
		}
		if !sleep(ctx, min(time.Duration(n)*50*time.Millisecond, time.Second)) {
			return fmt.Errorf("bus: %s: %w: NATS at %s is not ready: %w", what, ctx.Err(), redact(b.cfg.URL), err)
		}
	}
}

const codeReplicasNotSupported jetstream.ErrorCode = 10074

var errMismatch = errors.New("exists already and is of another nature")

func (b *Bus) ensureStream(ctx context.Context, want jetstream.StreamConfig) (jetstream.Stream, error) {
	s, err := b.js.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		s, err = b.js.CreateStream(ctx, want)
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			s, err = b.js.Stream(ctx, want.Name) // another process was faster
		}
	}
	if err != nil {
		return nil, err
	}
	have := s.CachedInfo().Config
	for _, fixed := range []struct {
		field string
		same  bool
		text  string
	}{
		{"subjects", slices.Equal(have.Subjects, want.Subjects), fmt.Sprint(have.Subjects)},
		{"retention", have.Retention == want.Retention, have.Retention.String()},
		{"storage", have.Storage == want.Storage, have.Storage.String()},
		{"messages per subject", max(have.MaxMsgsPerSubject, 0) == want.MaxMsgsPerSubject, fmt.Sprint(have.MaxMsgsPerSubject)},
	} {
		if !fixed.same {
			return nil, fmt.Errorf("%w: its %s are %s; rename or remove that stream", errMismatch, fixed.field, fixed.text)
		}
	}
	next := have // keeps what an operator set besides: limits, placement, description
	next.MaxAge, next.Duplicates, next.Discard = want.MaxAge, want.Duplicates, want.Discard
	next.Replicas, next.Compression, next.AllowDirect, next.AllowRollup = want.Replicas, want.Compression, want.AllowDirect, want.AllowRollup
	if next.MaxAge == have.MaxAge && next.Duplicates == have.Duplicates && next.Discard == have.Discard &&
		next.Replicas == have.Replicas && next.Compression == have.Compression &&
		next.AllowDirect == have.AllowDirect && next.AllowRollup == have.AllowRollup {
		return s, nil
	}
	b.log.Info("stream configuration brought up to date", "stream", want.Name)
	return b.js.UpdateStream(ctx, next)
}
