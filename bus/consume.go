package bus

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"caewatch/news"

	"github.com/nats-io/nats.go/jetstream"
)

// Merge is the durable consumer whose messages are handled one at a time, in the
// order of the stream, over all processes that share it.
const Merge = "merge"

// ConsumeTicks hands each tick to one of the processes that share the durable
// consumer, workers at a time in this one, until ctx ends; then it returns nil.
// The handler's error decides what becomes of the message (see decide). Its
// context outlives ctx by Config.Grace, so that work under way can be finished.
// The same holds for the other Consume methods.
func (b *Bus) ConsumeTicks(ctx context.Context, durable string, workers int, h func(context.Context, news.Tick) error) error {
	return b.consume(ctx, Ticks, durable, workers, decoded(h))
}

// ConsumePages is ConsumeTicks for pages; the handler gets them with their bodies.
func (b *Bus) ConsumePages(ctx context.Context, durable string, workers int, h func(context.Context, news.Page) error) error {
	return b.consume(ctx, Pages, durable, workers, decoded(func(ctx context.Context, p news.Page) error {
		body, err := b.GetPageBody(ctx, p.Digest)
		if err != nil {
			return fmt.Errorf("page %s: %w", p.URL, err)
		}
		p.Body = body
		return h(ctx, p)
	}))
}

// ConsumeArticles is ConsumeTicks for articles. Under the durable name Merge they
// come one by one in the order of the stream.
func (b *Bus) ConsumeArticles(ctx context.Context, durable string, workers int, h func(context.Context, news.Extraction) error) error {
	return b.consume(ctx, Articles, durable, workers, decoded(h))
}

// ConsumeEvents is ConsumeTicks for changes of events.
func (b *Bus) ConsumeEvents(ctx context.Context, durable string, workers int, h func(context.Context, news.EventChange) error) error {
	return b.consume(ctx, Events, durable, workers, decoded(h))
}

// ConsumeAlerts is ConsumeTicks for alerts, for who delivers them further.
func (b *Bus) ConsumeAlerts(ctx context.Context, durable string, workers int, h func(context.Context, news.Alert) error) error {
	return b.consume(ctx, Alerts, durable, workers, decoded(h))
}

func decoded[T any](h func(context.Context, T) error) func(context.Context, jetstream.Msg) error {
	return func(ctx context.Context, m jetstream.Msg) error {
		var v T
		data, err := plain(m.Headers(), m.Data())
		if err == nil {
			err = json.Unmarshal(data, &v)
		}
		if err != nil {
			return news.Permanent(fmt.Errorf("cannot be decoded: %w", err))
		}
		return h(ctx, v)
	}
}

func (b *Bus) consume(ctx context.Context, stream, durable string, workers int, do func(context.Context, jetstream.Msg) error) error {
	ctx, end, err := b.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	pending := 4096
	if durable == Merge {
		workers, pending = 1, 1
	}
	hctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var grace *time.Timer
	var mu sync.Mutex
	stop := context.AfterFunc(ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		grace = time.AfterFunc(b.cfg.Grace, cancel)
	})
	defer func() {
		stop()
		mu.Lock()
		defer mu.Unlock()
		if grace != nil {
			grace.Stop()
		}
	}()
	config := jetstream.ConsumerConfig{
		Durable:       durable,
		DeliverPolicy: jetstream.DeliverAllPolicy, // recreated after a deletion it starts over: handlers bear that, a gap they would not
		AckPolicy:     jetstream.AckExplicitPolicy,
		AckWait:       b.cfg.AckWait,
		MaxDeliver:    -1, // handle counts; the server would keep what it gave up
		MaxAckPending: pending,
	}
	n := max(workers, 1)
	errs := make(chan error, n)
	for range n {
		go func() { errs <- b.work(ctx, hctx, stream, config, do) }()
	}
	var first error // all workers share the connection, and so the reason
	var late <-chan time.Time
	for ended := hctx.Done(); n > 0; {
		select {
		case err := <-errs:
			first, n = cmp.Or(first, err), n-1
		case <-ended:
			ended, late = nil, time.After(2*time.Second)
		case <-late:
			return fmt.Errorf("bus: consumer %s: a handler did not return when its context ended; its message will come again", durable)
		}
	}
	return first
}

// release makes the messages that a killed process of the embedded server left
// unanswered come again at once instead of after AckWait: whoever held them is
// gone, because this process has the lock on the folder. Shortening AckWait
// makes the server look at them; the consumers set it right again when they start.
func (b *Bus) release(ctx context.Context) error {
	held := false
	for _, row := range table(1) {
		s := b.streams[row.Name]
		if s.CachedInfo().State.Consumers == 0 {
			continue
		}
		list := s.ListConsumers(ctx)
		for c := range list.Info() {
			if c.Config.Durable == "" || c.NumAckPending == 0 {
				continue
			}
			config := c.Config
			config.AckWait = 10 * time.Millisecond
			if _, err := b.js.UpdateConsumer(ctx, row.Name, config); err != nil {
				return fmt.Errorf("bus: consumer %s of %s: %w", c.Name, row.Name, err)
			}
			held = true
		}
		if err := list.Err(); err != nil {
			return fmt.Errorf("bus: consumers of %s: %w", row.Name, err)
		}
	}
	if held {
		sleep(ctx, 200*time.Millisecond) // the server looks 100 ms after the change
	}
	return nil
}

// work takes one message after the other. It asks for the next only when it has
// settled the last: a message waiting in a buffer would run into its deadline.
// Whatever breaks, also a consumer deleted under it, is set up anew.
func (b *Bus) work(ctx, hctx context.Context, stream string, config jetstream.ConsumerConfig, do func(context.Context, jetstream.Msg) error) error {
	wait := 50 * time.Millisecond
	for ctx.Err() == nil {
		consumer, err := b.durable(ctx, stream, config)
		for err == nil && ctx.Err() == nil {
			wait = 50 * time.Millisecond
			err = b.one(ctx, hctx, stream, consumer, do)
		}
		if ctx.Err() != nil {
			break
		}
		if b.nc.IsClosed() {
			return fmt.Errorf("bus: consumer %s: connection closed: %w", config.Durable, news.ErrUnavailable)
		}
		b.log.Warn("consumer interrupted, starting again", "stream", stream, "consumer", config.Durable, "err", err)
		if !sleep(ctx, wait) {
			break
		}
		wait = min(2*wait, 5*time.Second)
	}
	return nil
}

// durable makes sure that the consumer exists.
func (b *Bus) durable(ctx context.Context, stream string, config jetstream.ConsumerConfig) (jetstream.Consumer, error) {
	ctx, cancel := context.WithTimeout(ctx, attempt)
	defer cancel()
	return b.js.CreateOrUpdateConsumer(ctx, stream, config)
}

// messages asks for n messages and no more; then the iterator is closed. The
// client's buffer is as large as PullMaxMessages and also holds the server's
// heartbeats and notices. Without the room beyond n, one of these unread would
// have a message dropped, which then waits for its deadline.
func messages(consumer jetstream.Consumer, n int) (jetstream.MessagesContext, error) {
	return consumer.Messages(jetstream.PullMaxMessages(n+64), jetstream.StopAfter(n),
		jetstream.PullExpiry(30*time.Second), jetstream.PullHeartbeat(3*time.Second))
}

// one waits for one message and handles it; nil also when ctx ended.
func (b *Bus) one(ctx, hctx context.Context, stream string, consumer jetstream.Consumer, do func(context.Context, jetstream.Msg) error) error {
	it, err := messages(consumer, 1)
	if err != nil {
		return err
	}
	defer it.Stop()
	// Drain rather than Stop: a message on its way here is handed back at once
	// instead of being missed until its deadline.
	stop := context.AfterFunc(ctx, it.Drain)
	defer stop()
	m, err := it.Next(jetstream.NextContext(hctx))
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		if err := m.Nak(); err != nil {
			b.log.Debug("message not handed back", "err", err)
		}
		return nil
	}
	b.handle(hctx, ctx, stream, consumer.CachedInfo().Name, m, do)
	return nil
}
