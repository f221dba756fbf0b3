package bus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"caewatch/news"

	"github.com/nats-io/nats.go/jetstream"
)

// Status is what the broker knows about itself and its streams.
type Status struct {
	Embedded  bool           `json:"embedded"`
	URL       string         `json:"url,omitempty"` // where clients connect
	Server    string         `json:"server"`        // version
	Connected bool           `json:"connected"`
	Data      string         `json:"data,omitempty"` // folder of the embedded store
	Free      int64          `json:"free,omitempty"` // bytes left on its disk
	Dead      uint64         `json:"dead"`           // dead letters
	Streams   []StreamStatus `json:"streams"`
	Buckets   []StreamStatus `json:"buckets"`
	Objects   StreamStatus   `json:"objects"` // chunks of the pages' bodies
}

// StreamStatus is one stream or bucket.
type StreamStatus struct {
	Name      string           `json:"name"`
	Messages  uint64           `json:"messages"`
	Bytes     uint64           `json:"bytes"`
	First     uint64           `json:"first"` // sequences
	Last      uint64           `json:"last"`
	LastTime  time.Time        `json:"last_time,omitzero"`
	Replicas  int              `json:"replicas"`
	Leader    string           `json:"leader,omitempty"`
	Consumers []ConsumerStatus `json:"consumers,omitempty"`
}

// ConsumerStatus is one durable consumer.
type ConsumerStatus struct {
	Name        string `json:"name"`
	Pending     uint64 `json:"pending"`     // not yet delivered: the lag
	AckPending  int    `json:"ack_pending"` // being handled, or waiting for another try
	Redelivered int    `json:"redelivered"` // of those, delivered more than once
	Waiting     int    `json:"waiting"`     // workers that wait for a message
	Delivered   uint64 `json:"delivered"`   // sequence in the stream
	Done        uint64 `json:"done"`        // everything up to this sequence is settled
}

// Status asks the broker.
func (b *Bus) Status(ctx context.Context) (Status, error) {
	s := Status{
		Embedded: b.store != nil, URL: b.ClientURL(),
		Server: b.nc.ConnectedServerVersion(), Connected: b.nc.IsConnected(),
	}
	if b.store != nil {
		s.Data = b.store.dir
		if free, ok := b.store.free(); ok {
			s.Free = free
		}
	}
	for _, row := range table(b.cfg.Replicas) {
		one, err := b.streamStatus(ctx, row.Name)
		if err != nil {
			return s, err
		}
		switch {
		case strings.HasPrefix(row.Name, "KV_"):
			one.Name = strings.TrimPrefix(one.Name, "KV_")
			s.Buckets = append(s.Buckets, one)
		case strings.HasPrefix(row.Name, "OBJ_"):
			one.Name = strings.TrimPrefix(one.Name, "OBJ_")
			s.Objects = one
		default:
			s.Streams = append(s.Streams, one)
		}
		if row.Name == Dead {
			s.Dead = one.Messages
		}
	}
	return s, nil
}

func (b *Bus) streamStatus(ctx context.Context, name string) (StreamStatus, error) {
	var out StreamStatus
	err := b.retry(ctx, "status of "+name, attempt, func(ctx context.Context, _ int) error {
		s, err := b.js.Stream(ctx, name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			return fmt.Errorf("%w: %w", news.ErrNotFound, err)
		}
		if err != nil {
			return err
		}
		info := s.CachedInfo()
		out = StreamStatus{
			Name: name, Messages: info.State.Msgs, Bytes: info.State.Bytes, First: info.State.FirstSeq,
			Last: info.State.LastSeq, LastTime: info.State.LastTime.UTC(), Replicas: info.Config.Replicas,
		}
		if out.Last == 0 {
			out.LastTime = time.Time{}
		}
		if info.Cluster != nil {
			out.Leader = info.Cluster.Leader
		}
		list := s.ListConsumers(ctx)
		for c := range list.Info() {
			if c.Config.Durable == "" {
				continue // readers come and go
			}
			out.Consumers = append(out.Consumers, ConsumerStatus{
				Name: c.Name, Pending: c.NumPending, AckPending: c.NumAckPending, Redelivered: c.NumRedelivered,
				Waiting: c.NumWaiting, Delivered: c.Delivered.Stream, Done: c.AckFloor.Stream,
			})
		}
		slices.SortFunc(out.Consumers, func(a, c ConsumerStatus) int { return strings.Compare(a.Name, c.Name) })
		return list.Err()
	})
	return out, err
}
