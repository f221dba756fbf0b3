package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"caewatch/news"

	"github.com/nats-io/nats.go/jetstream"
)

// alertSubject is where the alerts of one subscription go, or those of all ("").
func alertSubject(name string) string {
	if name == "" {
		return alertsPrefix + ">"
	}
	return alertsPrefix + token(name, "none")
}

func alert(m jetstream.Msg, meta *jetstream.MsgMetadata) (news.Alert, error) {
	var a news.Alert
	data, err := plain(m.Headers(), m.Data())
	if err == nil {
		err = json.Unmarshal(data, &a)
	}
	if err != nil {
		return a, fmt.Errorf("bus: alert %d: cannot be decoded: %w", meta.Sequence.Stream, err)
	}
	a.Sequence, a.Time = meta.Sequence.Stream, meta.Timestamp.UTC()
	return a, nil
}

// TailAlerts hands the alerts of one subscription ("" all) that come after
// position from to h, until ctx ends (nil) or h errs (its error). From 0 means
// only those that come from now on; a position is the Sequence of the last alert
// that the caller has seen.
func (b *Bus) TailAlerts(ctx context.Context, name string, from uint64, h func(news.Alert) error) error {
	ctx, end, err := b.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	last, err := b.LastSeq(ctx, Alerts)
	if err != nil {
		return ended(ctx, err)
	}
	switch {
	case from == 0:
		from = last
	case from > last:
		from = 0 // of a stream that is no more: all of this one is new to the caller
	}
	r := b.newReader(Alerts, alertSubject(name), from+1)
	defer r.close()
	for {
		m, meta, err := r.next(ctx)
		if err != nil {
			return ended(ctx, err)
		}
		a, err := alert(m, meta)
		if err != nil {
			b.log.Error("alert left out", "err", err)
			continue
		}
		if err := h(a); err != nil {
			return ended(ctx, err)
		}
	}
}

// RecentAlerts returns up to n alerts of one subscription ("" all), newest first.
func (b *Bus) RecentAlerts(ctx context.Context, name string, n int) ([]news.Alert, error) {
	if n <= 0 {
		return nil, nil
	}
	state, err := b.state(ctx, Alerts)
	if err != nil || state.Msgs == 0 {
		return nil, err
	}
	// The server can only read forwards; look from ever further back until there
	// are enough.
	for back := uint64(n); ; back *= 8 {
		from := state.FirstSeq
		if state.LastSeq >= back && state.LastSeq-back+1 > from {
			from = state.LastSeq - back + 1
		}
		var found []news.Alert
		err := b.scan(ctx, Alerts, alertSubject(name), from, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
			a, err := alert(m, meta)
			if err != nil {
				b.log.Error("alert left out", "err", err)
				return nil
			}
			if found = append(found, a); len(found) >= 2*n {
				found = slices.Delete(found, 0, len(found)-n)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(found) >= n || from == state.FirstSeq {
			found = found[max(0, len(found)-n):]
			slices.Reverse(found)
			return found, nil
		}
	}
}
