package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"caewatch/news"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Error codes of the JetStream API that the client has no name for.
const (
	codeInsufficientResources jetstream.ErrorCode = 10023
	codeStorageExceeded       jetstream.ErrorCode = 10047
	codeMemoryExceeded        jetstream.ErrorCode = 10028
	codeStoreFailed           jetstream.ErrorCode = 10077
	codeClusterNotAvailable   jetstream.ErrorCode = 10008
	codeClusterNotLeader      jetstream.ErrorCode = 10009
	codeStreamOffline         jetstream.ErrorCode = 10118
	codeConsumerOffline       jetstream.ErrorCode = 10119
)

// retry calls fn, each time with a deadline of its own, until it succeeds, fails
// in a way that another try cannot mend, or ctx ends. The second argument of fn
// counts the tries from 1.
func (b *Bus) retry(ctx context.Context, what string, limit time.Duration, fn func(context.Context, int) error) error {
	wait := 50 * time.Millisecond
	for n := 1; ; n++ {
		err := b.once(ctx, limit, n, fn)
		if err == nil {
			return nil
		}
		if full := b.full(err); full != nil {
			return fmt.Errorf("bus: %s: %w", what, full)
		}
		if ctx.Err() != nil {
			return fmt.Errorf("bus: %s: %w (after %d tries: %w)", what, ctx.Err(), n, err)
		}
		if b.nc.IsClosed() {
			return fmt.Errorf("bus: %s: connection closed: %w", what, news.ErrUnavailable)
		}
		if !transient(err) {
			return fmt.Errorf("bus: %s: %w", what, err)
		}
		if n == 3 {
			b.log.Warn("nats does not answer, trying on", "operation", what, "err", err)
		}
		if !sleep(ctx, wait) {
			return fmt.Errorf("bus: %s: %w (after %d tries: %w)", what, ctx.Err(), n, err)
		}
		wait = min(2*wait, 2*time.Second)
	}
}

func (b *Bus) once(ctx context.Context, limit time.Duration, n int, fn func(context.Context, int) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return fn(ctx, n)
}

// transient reports whether the same call may succeed later: the server is not
// reachable, has no leader at the moment, or did not answer in time.
func transient(err error) bool {
	var api *jetstream.APIError
	if errors.As(err, &api) {
		switch api.ErrorCode {
		case codeClusterNotAvailable, codeClusterNotLeader, codeStreamOffline, codeConsumerOffline, codeStoreFailed:
			return true
		}
		return false
	}
	for _, known := range []error{
		context.DeadlineExceeded, nats.ErrTimeout, nats.ErrNoResponders, jetstream.ErrNoStreamResponse,
		nats.ErrDisconnected, nats.ErrReconnectBufExceeded, nats.ErrStaleConnection, nats.ErrNoServers,
		nats.ErrConnectionReconnecting, jetstream.ErrNoHeartbeat,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// full turns what a broker without room answers into ErrFull with words; nil for
// every other error. A full disk itself is only ever seen as silence, so that
// the embedded store's disk is looked at when an answer is missing.
func (b *Bus) full(err error) error {
	if errors.Is(err, ErrFull) {
		return err
	}
	var api *jetstream.APIError
	if errors.As(err, &api) {
		switch api.ErrorCode {
		case codeInsufficientResources, codeStorageExceeded, codeMemoryExceeded:
			return fmt.Errorf("%w: the NATS server has no storage left (limit of the store reached): %w", ErrFull, err)
		case codeStoreFailed:
			if strings.Contains(api.Description, "maximum") || strings.Contains(api.Description, "no space") {
				return fmt.Errorf("%w: the NATS server cannot store more: %w", ErrFull, err)
			}
		}
		return nil
	}
	if b.store != nil && transient(err) {
		if !b.store.server.JetStreamEnabled() && b.ctx.Err() == nil {
			return fmt.Errorf("%w: the store in %s has stopped, most likely because its disk is full; free space and start again", ErrFull, b.store.dir)
		}
		return b.space()
	}
	return nil
}

// space answers ErrFull when the embedded store's disk is nearly full. Stopping
// before the last byte keeps the store itself sound.
func (b *Bus) space() error {
	if b.store == nil {
		return nil
	}
	free, ok := b.store.free()
	if !ok || free >= b.cfg.MinFree {
		return nil
	}
	return fmt.Errorf("%w: the disk of %s has %d MiB left, less than the %d MiB that caewatch leaves free", ErrFull, b.store.dir, free>>20, b.cfg.MinFree>>20)
}

// sleep waits; false means that ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
