package bus

import (
	"context"
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"
	"time"

	"caewatch/news"

	"github.com/nats-io/nats.go/jetstream"
)

// spareDeliveries is how many more times than a failing message one may be
// delivered that never gets an answer: it counts the times that a process died
// or was killed while it held the message.
const spareDeliveries = 20

// verdict is what becomes of a message.
type verdict int

const (
	acknowledge verdict = iota
	again               // after a delay
	bury                // dead letter
)

// decide is the one place that says what a handler's error means.
//
//	nil                          acknowledge
//	news.ErrPermanent, a panic   dead letter at once
//	ErrFull, news.ErrUnavailable again, as often as it takes: nothing is wrong with the message
//	an error while stopping      again at once, by whoever is there
//	any other                    again after backoff[0], backoff[1], ...; then dead letter
func decide(err error, delivered uint64, backoff []time.Duration, stopping bool) (verdict, time.Duration) {
	n := int(min(delivered, 1<<20)) - 1 // failures before this one
	switch {
	case err == nil:
		return acknowledge, 0
	case errors.Is(err, news.ErrPermanent):
		return bury, 0
	case stopping:
		return again, 0
	case errors.Is(err, ErrFull), errors.Is(err, news.ErrUnavailable):
		if len(backoff) == 0 {
			return again, time.Second
		}
		return again, backoff[min(max(n, 0), len(backoff)-1)]
	case n < len(backoff):
		return again, backoff[max(n, 0)]
	default:
		return bury, 0
	}
}

// handle runs one message through do and settles it. ctx outlives the end of
// stop by the grace.
func (b *Bus) handle(ctx, stop context.Context, stream, durable string, m jetstream.Msg, do func(context.Context, jetstream.Msg) error) {
	log := b.log.With("stream", stream, "consumer", durable, "subject", m.Subject())
	meta, err := m.Metadata()
	if err != nil {
		log.Error("message without metadata", "err", err)
		return
	}
	log = log.With("seq", meta.Sequence.Stream)
	if only := m.Headers().Get(headerRetryFor); only != "" && only != durable {
		b.settle(ctx, m, log.Warn, func(ctx context.Context) error { return m.DoubleAck(ctx) })
		return
	}
	if limit := uint64(len(b.cfg.Backoff) + 1 + spareDeliveries); meta.NumDelivered > limit {
		err = news.Permanent(fmt.Errorf("delivered %d times without an answer: its handler dies or hangs each time", meta.NumDelivered-1))
	} else {
		err = b.run(ctx, m, do)
	}
	what, delay := decide(err, meta.NumDelivered, b.cfg.Backoff, stop.Err() != nil)
	if what == bury {
		if dead := b.bury(ctx, stream, durable, m, meta, err); dead != nil {
			log.Error("dead letter could not be stored, the message stays", "reason", err, "err", dead)
			what, delay = again, b.cfg.AckWait
		}
	}
	switch what {
	case acknowledge:
		b.settle(ctx, m, log.Warn, func(ctx context.Context) error { return m.DoubleAck(ctx) })
	case bury:
		log.Error("message moved to the dead letters", "attempts", meta.NumDelivered, "err", err)
		b.settle(ctx, m, log.Warn, func(context.Context) error { return m.TermWithReason("dead letter") })
	case again:
		level := log.Warn
		if stop.Err() != nil {
			level = log.Debug
		}
		level("message will be tried again", "attempt", meta.NumDelivered, "in", delay, "err", err)
		b.settle(ctx, m, log.Warn, func(context.Context) error { return m.NakWithDelay(delay) })
	}
}

// settle tells the server; when that fails the message simply comes again, which
// handlers bear.
func (b *Bus) settle(ctx context.Context, m jetstream.Msg, warn func(string, ...any), tell func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.cfg.AckWait)
	defer cancel()
	err := b.retry(ctx, "acknowledge", attempt, func(ctx context.Context, _ int) error { return tell(ctx) })
	if err != nil && !errors.Is(err, jetstream.ErrMsgAlreadyAckd) {
		warn("acknowledgement failed, the message will come again", "err", err)
	}
}

// run calls the handler, keeps the message ours while it runs, and turns a panic
// into a permanent error.
func (b *Bus) run(ctx context.Context, m jetstream.Msg, do func(context.Context, jetstream.Msg) error) (err error) {
	beat := time.NewTicker(max(b.cfg.AckWait/4, time.Millisecond))
	quit, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-quit:
				return
			case <-beat.C:
				if err := m.InProgress(); err != nil {
					b.log.Debug("in-progress not sent", "err", err)
				}
			}
		}
	}()
	defer func() {
		if v := recover(); v != nil {
			err = news.Permanent(fmt.Errorf("panic: %v at %s", v, panicked()))
		}
		beat.Stop()
		close(quit)
		<-stopped // a late heartbeat must not follow the acknowledgement
	}()
	return do(ctx, m)
}

// panicked names the place of the panic that is being recovered.
func panicked() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s (%s:%d)", path.Base(f.Function), path.Base(f.File), f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}
