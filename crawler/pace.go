package crawler

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrHostBusy: the host asked to be left alone (429 or 503, Retry-After) for
// longer than a fetch is willing to wait.
var ErrHostBusy = errors.New("host asked to wait")

const (
	// patience is the longest that a fetch waits for a host that answered 429 or
	// 503; beyond it the rest of the crawl of that host is left to a later tick.
	patience = 10 * time.Second
	// busyDefault is how long a host is left alone that answers 429 or 503
	// without Retry-After; busyMax bounds what Retry-After may ask for.
	busyDefault = 2 * time.Minute
	busyMax     = 24 * time.Hour
	// paceIdle is after how long without a request a host is forgotten.
	paceIdle = time.Hour
)

// pacer lets one request at a time through to a host and keeps the distance
// between the end of one and the start of the next. It uses the process clock:
// what it measures are waits, nothing of it is recorded.
type pacer struct {
	mu    sync.Mutex
	hosts map[string]*paced
}

type paced struct {
	slot  chan struct{} // holds one token while nobody uses the host
	users int           // guarded by pacer.mu
	last  time.Time     // end of the last request; guarded by pacer.mu
	until time.Time     // left alone till then; guarded by pacer.mu
}

func newPacer() *pacer { return &pacer{hosts: map[string]*paced{}} }

// enter waits for the host's turn. The returned function ends the request.
func (p *pacer) enter(ctx context.Context, host string, delay time.Duration) (leave func(), err error) {
	h := p.get(host)
	select {
	case <-h.slot:
	case <-ctx.Done():
		p.put(h)
		return nil, fmt.Errorf("wait for %s: %w", host, context.Cause(ctx))
	}
	leave = func() {
		p.mu.Lock()
		h.last = time.Now()
		p.mu.Unlock()
		h.slot <- struct{}{}
		p.put(h)
	}
	p.mu.Lock()
	last, until := h.last, h.until
	p.mu.Unlock()
	if busy := time.Until(until); busy > patience {
		h.slot <- struct{}{}
		p.put(h)
		return nil, fmt.Errorf("%s: %w until %s", host, ErrHostBusy, until.UTC().Format(time.RFC3339))
	}
	wait := time.Until(until)
	if !last.IsZero() {
		wait = max(wait, time.Until(last.Add(delay)))
	}
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			h.slot <- struct{}{}
			p.put(h)
			return nil, fmt.Errorf("wait for %s: %w", host, context.Cause(ctx))
		}
	}
	return leave, nil
}

// busy leaves the host alone for d.
func (p *pacer) busy(host string, d time.Duration) {
	h := p.get(host)
	defer p.put(h)
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(min(d, busyMax)); until.After(h.until) {
		h.until = until
	}
}

func (p *pacer) get(host string) *paced {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.hosts[host]
	if h == nil {
		p.forget()
		h = &paced{slot: make(chan struct{}, 1)}
		h.slot <- struct{}{}
		p.hosts[host] = h
	}
	h.users++
	return h
}

func (p *pacer) put(h *paced) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h.users--
}

// forget drops hosts not used for long, so that links to ever new hosts do not
// fill the memory. The caller holds mu.
func (p *pacer) forget() {
	if len(p.hosts) < 1000 {
		return
	}
	now := time.Now()
	for name, h := range p.hosts {
		if h.users == 0 && now.Sub(h.last) > paceIdle && now.After(h.until) {
			delete(p.hosts, name)
		}
	}
}
