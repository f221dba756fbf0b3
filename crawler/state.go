package crawler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"time"

	"caewatch/news"
)

// URL states, one per canonical URL under "u/<digest>" of the bucket "urls".
// A state is written only after what it says has happened: a page is published
// before its state tells so, hence a crash in between publishes it once more
// (and the bus drops the repetition) rather than never.
type urlState struct {
	URL          string    `json:"url"`
	Source       string    `json:"source,omitempty"`
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	Digest       string    `json:"digest,omitempty"` // of the page that was published last
	Status       int       `json:"status,omitempty"`
	First        time.Time `json:"first,omitzero"`   // when it was first fetched
	Fetched      time.Time `json:"fetched,omitzero"` // when it was fetched last
	Next         time.Time `json:"next,omitzero"`    // when to look again; zero: never
	Fails        int       `json:"fails,omitempty"`  // fetches in a row that failed
	Problem      string    `json:"problem,omitempty"`
}

// queueItem is a URL that the next ticks must look at even when no feed names
// it any more: left over, failed, or to be checked again.
type queueItem struct {
	URL       string    `json:"url"`
	Title     string    `json:"title,omitempty"`
	Published string    `json:"published,omitempty"`
	Next      time.Time `json:"next,omitzero"` // not before
}

const (
	maxQueue      = 1500      // items of one source's queue
	maxQueueBytes = 600 << 10 // of its JSON: a value must fit into one message
)

// recheck is when a published article is looked at again, counted from its first
// fetch; newspapers correct articles in the first days, hardly ever later.
var recheck = [...]time.Duration{6 * time.Hour, 24 * time.Hour, 72 * time.Hour}

// nextCheck returns when to look again, zero for never.
func nextCheck(first, now time.Time) time.Time {
	for _, d := range recheck {
		if at := first.Add(d); at.After(now) {
			return at
		}
	}
	return time.Time{}
}

// retryAt returns when to try again after the n-th failure in a row, zero when
// it is time to give up.
func retryAt(n int, now time.Time) time.Time {
	if n > 6 {
		return time.Time{}
	}
	return now.Add(5 * time.Minute << (2 * (n - 1))) // 5m 20m 80m 5h 21h 85h
}

func loadState(ctx context.Context, b news.Bucket, source string) (news.SourceState, uint64, error) {
	st := news.SourceState{Source: source}
	e, err := b.Get(ctx, source)
	if errors.Is(err, news.ErrNotFound) {
		return st, 0, nil
	}
	if err != nil {
		return st, 0, fmt.Errorf("state of %s: %w", source, err)
	}
	if err := json.Unmarshal(e.Value, &st); err != nil {
		// Unreadable health is no reason never to crawl again.
		return news.SourceState{Source: source, LastError: "unreadable state: " + err.Error()}, e.Revision, nil
	}
	st.Source = source
	return st, e.Revision, nil
}

func saveState(ctx context.Context, b news.Bucket, st news.SourceState, revision uint64) error {
	data, err := json.Marshal(st)
	if err != nil {
		return fmt.Errorf("state of %s: %w", st.Source, err)
	}
	if revision == 0 {
		_, err = b.Create(ctx, st.Source, data)
	} else {
		_, err = b.Update(ctx, st.Source, data, revision)
	}
	if err != nil {
		return fmt.Errorf("state of %s: %w", st.Source, err)
	}
	return nil
}

func (c *Crawler) loadURL(ctx context.Context, u string) (urlState, error) {
	st := urlState{URL: u}
	e, err := c.deps.URLs.Get(ctx, urlKey(u))
	if errors.Is(err, news.ErrNotFound) {
		return st, nil
	}
	if err != nil {
		return st, fmt.Errorf("state of %s: %w", u, err)
	}
	if err := json.Unmarshal(e.Value, &st); err != nil {
		c.log.Warn("crawler: unreadable URL state, fetching anew", "url", u, "err", err)
		return urlState{URL: u}, nil
	}
	return st, nil
}

func (c *Crawler) saveURL(ctx context.Context, st urlState) error {
	data, err := json.Marshal(st)
	if err == nil {
		_, err = c.deps.URLs.Put(ctx, urlKey(st.URL), data)
	}
	if err != nil {
		return fmt.Errorf("state of %s: %w", st.URL, err)
	}
	return nil
}

func queueKey(source string) string { return "queue/" + source }

func (c *Crawler) loadQueue(ctx context.Context, source string) ([]queueItem, error) {
	e, err := c.deps.URLs.Get(ctx, queueKey(source))
	if errors.Is(err, news.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("queue of %s: %w", source, err)
	}
	var q []queueItem
	if err := json.Unmarshal(e.Value, &q); err != nil {
		c.log.Warn("crawler: unreadable queue dropped", "source", source, "err", err)
		return nil, nil
	}
	return q, nil
}

// saveQueue stores the queue, soonest first, and says how many did not fit.
func (c *Crawler) saveQueue(ctx context.Context, source string, q []queueItem) (dropped int, err error) {
	sort.SliceStable(q, func(i, j int) bool { return q[i].Next.Before(q[j].Next) })
	size, n := 2, 0
	for ; n < len(q) && n < maxQueue; n++ {
		one, err := json.Marshal(q[n])
		if err != nil {
			return 0, fmt.Errorf("queue of %s: %w", source, err)
		}
		if size += len(one) + 1; size > maxQueueBytes {
			break
		}
	}
	data, err := json.Marshal(q[:n])
	if err == nil {
		_, err = c.deps.URLs.Put(ctx, queueKey(source), data)
	}
	if err != nil {
		return 0, fmt.Errorf("queue of %s: %w", source, err)
	}
	return len(q) - n, nil
}
