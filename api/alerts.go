package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"caewatch/news"
)

// writeWait is how long a client may take to read one message before it is
// given up: it comes back with Last-Event-ID and misses nothing.
const writeWait = 10 * time.Second

// alertStream serves server-sent events. The id of each is its sequence in the
// stream of alerts, so that a client resumes at any server after any of them.
func (a *API) alertStream(w http.ResponseWriter, r *http.Request) {
	name, from, err := a.streamQuery(r)
	if err != nil {
		writeProblem(w, a.asProblem(err))
		return
	}
	if a.deps.Bus == nil {
		writeProblem(w, a.asProblem(news.ErrUnavailable))
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(a.quit, cancel)()

	a.metrics.streams.Add(1)
	defer a.metrics.streams.Add(-1)
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(time.Time{}) // nothing more is read; a recorder in a test has no deadlines
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy must not hold alerts back
	send := func(s string) error {
		if err := rc.SetWriteDeadline(a.deadline()); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		if _, err := w.Write([]byte(s)); err != nil {
			return err
		}
		return rc.Flush()
	}
	if send("retry: 3000\n: connected\n\n") != nil || r.Method == http.MethodHead {
		return
	}

	// Unbuffered: while the client does not read, its tail waits, and nothing
	// piles up here.
	alerts := make(chan news.Alert)
	ended := make(chan error, 1)
	go func() {
		ended <- a.deps.Bus.TailAlerts(ctx, name, from, func(al news.Alert) error {
			select {
			case alerts <- al:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	defer func() {
		cancel()
		<-ended
	}()
	beat := time.NewTicker(a.cfg.Heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case err := <-ended:
			ended <- err
			if err != nil && ctx.Err() == nil {
				a.log.Warn("alert stream ended", "room", "api", "err", err)
			}
			return
		case <-beat.C:
			err = send(": beat\n\n")
		case al := <-alerts:
			var body []byte
			if body, err = json.Marshal(al); err == nil {
				err = send(fmt.Sprintf("id: %d\ndata: %s\n\n", al.Sequence, body))
			}
			a.metrics.sent.Add(1)
		}
		if err != nil {
			if ctx.Err() == nil {
				a.metrics.dropped.Add(1)
			}
			return
		}
	}
}

// deadline is on the machine's clock: connections know no other.
func (a *API) deadline() time.Time { return time.Now().Add(writeWait) }

func (a *API) streamQuery(r *http.Request) (name string, from uint64, err error) {
	in := input{query: r.URL.Query()}
	if err := in.only("subscription", "since"); err != nil {
		return "", 0, err
	}
	if name, err = single(in.query, "subscription"); err != nil {
		return "", 0, err
	}
	if name != "" {
		if err := (news.Subscription{Name: name}).Validate(); err != nil {
			return "", 0, bad("%s", err)
		}
	}
	since, err := single(in.query, "since")
	if err != nil {
		return "", 0, err
	}
	what := "since"
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		since, what = id, "Last-Event-ID"
	}
	if since == "" {
		return name, 0, nil
	}
	if from, err = strconv.ParseUint(since, 10, 64); err != nil {
		return "", 0, bad("%s: %q is not the sequence of an alert", what, since)
	}
	return name, from, nil
}

// recent answers the newest n alerts, or none when nobody keeps them.
func (a *API) recent(ctx context.Context, name string, n int) ([]news.Alert, error) {
	if a.deps.Bus == nil {
		return nil, nil
	}
	return a.deps.Bus.RecentAlerts(ctx, name, n)
}
