package crawler

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"caewatch/news"
)

const leaseFree = "free"

// leaseTimes is how a lease is kept. A holder that cannot renew it gives up
// before others may take it over.
type leaseTimes struct {
	renew time.Duration // between two changes by the holder
	dead  time.Duration // without a change: the holder is dead
}

// errLeaseLost: another process took the source over, or the bus was away for so
// long that one may have.
var errLeaseLost = errors.New("lease lost")

// leased runs fn while holding the source's lease, a key of the bucket "urls"
// that its holder keeps changing. No clocks are compared: whoever wants the
// lease watches its revision and takes it over, by compare and set, when that
// has not moved for so long that the
// holder must be dead. A tick of a source whose lease does move is
// skipped, because a crawl is running.
func (c *Crawler) leased(ctx context.Context, source string, fn func(context.Context) error) error {
	key, me := "lease/"+source, rand.Text()
	rev, ok, err := c.acquire(ctx, key, me)
	if err != nil {
		return fmt.Errorf("crawl %s: lease: %w", source, err)
	}
	if !ok {
		c.log.Info("crawler: source is being crawled by another process, tick skipped", "source", source)
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	held := make(chan uint64, 1)
	go func() { held <- c.renew(ctx, cancel, key, me, rev) }()
	defer func() {
		cancel(nil)
		// Freed also when ctx has ended, so that the next start need not wait.
		free, done := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer done()
		if rev := <-held; rev != 0 {
			if _, err := c.deps.URLs.Update(free, key, []byte(leaseFree), rev); err != nil {
				c.log.Warn("crawler: lease not freed, it will expire", "source", source, "err", err)
			}
		}
	}()
	err = fn(ctx)
	if cause := context.Cause(ctx); errors.Is(cause, errLeaseLost) {
		return fmt.Errorf("crawl %s: %w", source, cause)
	}
	return err
}

func (c *Crawler) acquire(ctx context.Context, key, me string) (rev uint64, ok bool, err error) {
	var seen uint64
	var since time.Time
	for {
		e, err := c.deps.URLs.Get(ctx, key)
		switch {
		case errors.Is(err, news.ErrNotFound):
			rev, err = c.deps.URLs.Create(ctx, key, []byte(me))
		case err != nil:
			return 0, false, err
		case string(e.Value) == leaseFree || e.Revision == seen && time.Since(since) >= c.lease.dead:
			rev, err = c.deps.URLs.Update(ctx, key, []byte(me), e.Revision)
		case seen != 0 && e.Revision != seen:
			return 0, false, nil // its holder is alive
		default:
			if seen == 0 {
				seen, since = e.Revision, time.Now()
			}
			t := time.NewTimer(min(time.Second, c.lease.renew/2))
			select {
			case <-t.C:
				continue
			case <-ctx.Done():
				t.Stop()
				return 0, false, context.Cause(ctx)
			}
		}
		if errors.Is(err, news.ErrConflict) {
			continue // somebody was faster: look again at what it did
		}
		return rev, err == nil, err
	}
}

// renew keeps the lease until ctx ends and returns its last revision, 0 when it
// was lost; then it has cancelled the crawl.
func (c *Crawler) renew(ctx context.Context, cancel context.CancelCauseFunc, key, me string, rev uint64) uint64 {
	tick := time.NewTicker(c.lease.renew)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return rev
		case <-tick.C:
		}
		// Not cut short by ctx: an update that went through unnoticed would leave
		// a revision here that can no longer free the lease.
		one, done := context.WithTimeout(context.WithoutCancel(ctx), c.lease.renew)
		next, err := c.deps.URLs.Update(one, key, []byte(me), rev)
		if errors.Is(err, news.ErrConflict) {
			// Perhaps an update of ours whose answer was late.
			if e, getErr := c.deps.URLs.Get(one, key); getErr == nil && string(e.Value) == me {
				next, err = e.Revision, nil
			}
		}
		done()
		switch {
		case err == nil:
			rev, last = next, time.Now()
		case errors.Is(err, news.ErrConflict), time.Since(last) >= c.lease.dead-c.lease.renew:
			cancel(fmt.Errorf("%w: %w", errLeaseLost, err))
			return 0
		}
	}
}
