// Package bus is the corridor between the rooms and the only one that knows NATS.
//
// Open connects to a NATS server or cluster, or, when no URL is given, starts a
// server inside this process that keeps everything in one folder. Either way the
// same streams, buckets and subjects exist afterwards; streams.go lists them all.
// The rooms see Go values only: they publish nouns of package news, and consume
// them through handlers whose error decides what becomes of the message
// (handle.go). The bus must not know what the rooms do with the messages.
//
// What it promises: a published value is stored, and on disk unless Config.Sync
// says otherwise, when Publish returns nil; publishing the same value twice is
// storing it once, within the duplicate window of its stream; a consumed value
// comes again until its handler has answered, so handlers must bear seeing it
// twice; what cannot be handled ends in the stream DEAD with the reason, never
// nowhere.
package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"caewatch/news"

	"github.com/klauspost/compress/zstd"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Errors of the bus itself; test with errors.Is.
var (
	// ErrInUse: another process holds the folder of the embedded store.
	ErrInUse = errors.New("in use")
	// ErrFull: the broker or its disk has no room left. The message is kept by
	// the sender and tried again, never given up for it.
	ErrFull = errors.New("store full")
)

// Config says where the bus is and how careful it should be. The zero value of
// each field but Data is usable.
type Config struct {
	URL      string          // servers of a cluster, separated by commas; "" = a server inside this process
	Creds    string          // credentials file, with URL only
	Token    string          // presented to URL, or asked of every client by the embedded server
	Name     string          // of the connection, as the server lists it; "" = caewatch
	Data     string          // folder of the embedded server; required without URL
	Listen   string          // embedded: host:port for other NATS clients, port 0 takes a free one; "auto" = 127.0.0.1:4222 or a free port; "" = none
	Replicas int             // copies of each stream in a cluster; 0 means 1
	Sync     string          // embedded: "always" or "" = on disk before an acknowledgement; else an interval such as "2m"
	MaxBytes int64           // embedded: most bytes in the store; 0 = as the disk has
	MinFree  int64           // embedded: publishing stops when the disk has fewer bytes free; 0 means 64 MiB
	AckWait  time.Duration   // after so much silence of a handler its message goes to another; 0 means 10s
	Backoff  []time.Duration // waits after the first, second, ... failure; one more makes a dead letter; nil means 1s 5s 30s 2m 10m
	Grace    time.Duration   // what a running handler gets after the end of its context; 0 means 5s
}

func defaultBackoff() []time.Duration {
	return []time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute}
}

func (c Config) withDefaults() Config {
	if c.Name == "" {
		c.Name = "caewatch"
	}
	if c.Replicas == 0 {
		c.Replicas = 1
	}
	if c.MinFree == 0 {
		c.MinFree = 64 << 20
	}
	if c.AckWait == 0 {
		c.AckWait = 10 * time.Second
	}
	if c.Backoff == nil {
		c.Backoff = defaultBackoff()
	}
	if c.Grace == 0 {
		c.Grace = 5 * time.Second
	}
	return c
}

// Limits of one value.
const (
	maxPayload  = 8 << 20   // bytes of a message in the embedded server
	maxInflated = 256 << 20 // bytes that a compressed message or body may become
	attempt     = 5 * time.Second
)

// Bus is an open connection; all its methods may be called concurrently.
type Bus struct {
	log     *slog.Logger
	cfg     Config
	nc      *nats.Conn
	js      jetstream.JetStream
	objects jetstream.ObjectStore
	store   *embedded // nil with an external server
	streams map[string]jetstream.Stream
	closed  chan struct{} // of nc

	enc *zstd.Encoder
	dec *zstd.Decoder

	ctx    context.Context // ends with Close; every blocking method is bound to it
	cancel context.CancelFunc
	mu     sync.Mutex
	active sync.WaitGroup // blocking methods under way
	done   bool
}

// Open connects, or starts the embedded server, and makes sure that every stream
// and bucket exists. With an external server that is not there yet, or a cluster
// that is still electing its leaders, it tries until ctx ends. A folder that
// another process uses answers ErrInUse at once.
func Open(ctx context.Context, log *slog.Logger, cfg Config) (*Bus, error) {
	cfg = cfg.withDefaults()
	b := &Bus{log: log, cfg: cfg, closed: make(chan struct{}), streams: map[string]jetstream.Stream{}}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	if err := b.open(ctx); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func (b *Bus) open(ctx context.Context) error {
	var err error
	if b.enc, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(2),
		zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true)); err != nil {
		return fmt.Errorf("bus: %w", err)
	}
	if b.dec, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxInflated)); err != nil {
		return fmt.Errorf("bus: %w", err)
	}
	options := []nats.Option{
		nats.Name(b.cfg.Name),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(250 * time.Millisecond),
		nats.RetryOnFailedConnect(true),
		// A publish during a reconnect fails at once and is tried again by retry;
		// buffered copies would arrive late and out of order.
		nats.ReconnectBufSize(-1),
		nats.DrainTimeout(b.cfg.Grace),
		nats.PingInterval(10 * time.Second),
		nats.MaxPingsOutstanding(2),
		nats.ClosedHandler(func(*nats.Conn) { close(b.closed) }),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil && b.ctx.Err() == nil {
				b.log.Warn("nats connection lost", "err", err)
			}
		}),
		nats.ReconnectHandler(func(nc *nats.Conn) { b.log.Info("nats connected again", "url", nc.ConnectedUrlRedacted()) }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			if b.ctx.Err() == nil {
				b.log.Warn("nats", "err", err)
			}
		}),
	}
	if b.cfg.Token != "" {
		options = append(options, nats.Token(b.cfg.Token))
	}
	url := b.cfg.URL
	if url == "" {
		if b.store, err = startEmbedded(b.log, b.cfg); err != nil {
			return err
		}
		options = append(options, nats.InProcessServer(b.store.server))
	} else if b.cfg.Creds != "" {
		options = append(options, nats.UserCredentials(b.cfg.Creds))
	}
	if b.nc, err = nats.Connect(url, options...); err != nil {
		return fmt.Errorf("bus: connect to %s: %w", redact(url), err)
	}
	if b.js, err = jetstream.New(b.nc); err != nil {
		return fmt.Errorf("bus: %w", err)
	}
	if err := b.ensure(ctx); err != nil || b.store == nil {
		return err
	}
	return b.release(ctx)
}

// Close ends every consumer, sends what is still to be sent, and stops the
// embedded server. It may be called twice.
func (b *Bus) Close() error {
	b.mu.Lock()
	again := b.done
	b.done = true
	b.mu.Unlock()
	if again {
		return nil
	}
	b.cancel()
	finished := make(chan struct{})
	go func() {
		b.active.Wait()
		close(finished)
	}()
	var errs []error
	select {
	case <-finished:
	case <-time.After(b.cfg.Grace + 3*time.Second):
		errs = append(errs, errors.New("bus: a handler did not return; its message will be delivered again"))
	}
	if b.nc != nil {
		if !b.nc.IsConnected() || b.nc.Drain() != nil {
			b.nc.Close()
		}
		select {
		case <-b.closed:
		case <-time.After(b.cfg.Grace + time.Second):
			b.nc.Close()
		}
	}
	if b.enc != nil {
		errs = append(errs, b.enc.Close())
	}
	if b.dec != nil {
		b.dec.Close()
	}
	if b.store != nil {
		errs = append(errs, b.store.stop())
	}
	return errors.Join(errs...)
}

// ClientURL is where other NATS clients reach this bus; "" when the embedded
// server does not listen. Passwords are not part of it.
func (b *Bus) ClientURL() string {
	if b.store != nil {
		return b.store.url
	}
	return redact(b.cfg.URL)
}

// begin binds a blocking method to the life of the bus: the returned context
// ends with ctx or with Close, and Close waits for end.
func (b *Bus) begin(ctx context.Context) (bound context.Context, end func(), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done {
		return nil, nil, fmt.Errorf("bus: closed: %w", news.ErrUnavailable)
	}
	b.active.Add(1)
	bound, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(b.ctx, cancel)
	return bound, func() {
		stop()
		cancel()
		b.active.Done()
	}, nil
}

// redact removes user and password from a list of URLs.
func redact(urls string) string {
	parts := strings.Split(urls, ",")
	for i, p := range parts {
		p = strings.TrimSpace(p)
		if at := strings.LastIndexByte(p, '@'); at >= 0 {
			scheme, _, found := strings.Cut(p[:at], "://")
			if !found {
				scheme = "nats"
			}
			p = scheme + "://" + p[at+1:]
		}
		parts[i] = p
	}
	return strings.Join(parts, ",")
}
