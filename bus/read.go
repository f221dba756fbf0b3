package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"caewatch/news"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Message is one message of a stream as Follow gives it. It is an alias so that
// other rooms can name the same type without importing this package.
type Message = struct {
	Seq  uint64
	Data []byte
}

// reader reads a stream in order without acknowledging anything. It owns a
// consumer in the server's memory and replaces it, at the same place, whenever
// that is lost or has skipped something.
type reader struct {
	b       *Bus
	stream  string
	config  jetstream.ConsumerConfig
	on      jetstream.Consumer
	it      jetstream.MessagesContext
	last    uint64 // sequence in the stream of the last message given
	count   uint64 // messages of this consumer given
	asked   int    // messages of this iterator given
	pending uint64 // matching messages when the first consumer was made
	opened  bool
}

// newReader reads from sequence from on; subject "" means all.
func (b *Bus) newReader(stream, subject string, from uint64) *reader {
	return &reader{b: b, stream: stream, last: max(from, 1) - 1, config: jetstream.ConsumerConfig{
		FilterSubject:     subject,
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		AckPolicy:         jetstream.AckNonePolicy,
		MemoryStorage:     true,
		Replicas:          1,
		InactiveThreshold: time.Minute,
	}}
}

// open makes the consumer when there is none, and asks it for messages.
func (r *reader) open(ctx context.Context) error {
	if r.it != nil {
		return nil
	}
	return r.b.retry(ctx, "read "+r.stream, attempt, func(ctx context.Context, _ int) (err error) {
		if r.on == nil {
			config := r.config
			if r.last > 0 || config.DeliverPolicy == jetstream.DeliverByStartSequencePolicy {
				config.DeliverPolicy, config.OptStartSeq = jetstream.DeliverByStartSequencePolicy, r.last+1
			}
			if r.on, err = r.b.js.CreateConsumer(ctx, r.stream, config); err != nil {
				r.on = nil
				return err
			}
			r.count = 0
			if !r.opened {
				r.opened, r.pending = true, r.on.CachedInfo().NumPending
			}
		}
		r.it, err = messages(r.on, readAhead)
		if err != nil {
			r.it = nil
		}
		r.asked = 0
		return err
	})
}

// readAhead is how many messages a reader asks for at a time. It bounds what
// waits in memory; more bring no speed.
const readAhead = 64

// next returns the next message; an error means that ctx ended or the bus closed.
func (r *reader) next(ctx context.Context) (jetstream.Msg, *jetstream.MsgMetadata, error) {
	for {
		if err := r.open(ctx); err != nil {
			return nil, nil, err
		}
		m, err := r.it.Next(jetstream.NextContext(ctx))
		if err == nil {
			var meta *jetstream.MsgMetadata
			if meta, err = m.Metadata(); err == nil && meta.Sequence.Consumer == r.count+1 {
				r.count, r.last = r.count+1, meta.Sequence.Stream
				if r.asked++; r.asked == readAhead { // all that was asked for
					r.it.Stop()
					r.it = nil
				}
				return m, meta, nil
			}
		}
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if r.b.nc.IsClosed() {
			return nil, nil, fmt.Errorf("bus: read %s: connection closed: %w", r.stream, news.ErrUnavailable)
		}
		r.b.log.Debug("reader starts again", "stream", r.stream, "after", r.last, "err", err)
		r.close()
	}
}

// close gives the consumer up.
func (r *reader) close() {
	if r.it != nil {
		r.it.Stop()
		r.it = nil
	}
	if r.on == nil {
		return
	}
	name := r.on.CachedInfo().Name
	r.on = nil
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := r.b.js.DeleteConsumer(ctx, r.stream, name); err != nil {
		r.b.log.Debug("reader's consumer not removed, the server will", "err", err)
	}
}

// Follow hands the messages of ARTICLES or EVENTS after position from to h, in
// order, up to maxBatch at a time and at the latest maxWait after the first of a
// batch came, until ctx ends; then it returns nil. It acknowledges nothing: the
// caller keeps its own position. A batch whose handler errs is given again, with
// growing pauses. When from lies beyond the end of the stream, the stream is not
// the one that the caller knew, and Follow answers ErrConflict.
func (b *Bus) Follow(ctx context.Context, stream string, from uint64, maxBatch int, maxWait time.Duration, h func(context.Context, []Message) error) error {
	ctx, end, err := b.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	last, err := b.LastSeq(ctx, stream)
	if err != nil {
		return ended(ctx, err)
	}
	if from > last {
		return fmt.Errorf("bus: follow %s: %w: position %d is beyond its end, %d: it was replaced", stream, news.ErrConflict, from, last)
	}
	const maxBytes = 32 << 20
	r := b.newReader(stream, "", from+1)
	defer r.close()
	for {
		var batch []Message
		size := 0
		bctx, cancel := ctx, context.CancelFunc(func() {})
		for len(batch) < max(maxBatch, 1) && size < maxBytes {
			m, meta, err := r.next(bctx)
			if err != nil {
				if ctx.Err() == nil && bctx.Err() != nil {
					break // maxWait is over
				}
				cancel()
				return ended(ctx, err)
			}
			if len(batch) == 0 {
				bctx, cancel = context.WithTimeout(ctx, maxWait)
			}
			data, err := plain(m.Headers(), m.Data())
			if err != nil {
				b.log.Error("message cannot be decoded and is left out", "stream", stream, "seq", meta.Sequence.Stream, "err", err)
				continue
			}
			batch = append(batch, Message{Seq: meta.Sequence.Stream, Data: data})
			size += len(data)
		}
		cancel()
		if err := b.handOver(ctx, stream, batch, h); err != nil {
			return ended(ctx, err)
		}
	}
}

func (b *Bus) handOver(ctx context.Context, stream string, batch []Message, h func(context.Context, []Message) error) error {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 30*time.Second) {
		err := h(ctx, batch)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		b.log.Warn("batch will be tried again", "stream", stream, "from", batch[0].Seq, "messages", len(batch), "in", wait, "err", err)
		if !sleep(ctx, wait) {
			return ctx.Err()
		}
	}
}

// ended is nil when ctx ended, which is how a blocking method is told to return.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// LastSeq is the sequence of the newest message that stream ever had.
func (b *Bus) LastSeq(ctx context.Context, stream string) (uint64, error) {
	state, err := b.state(ctx, stream)
	return state.LastSeq, err
}

func (b *Bus) state(ctx context.Context, stream string) (jetstream.StreamState, error) {
	var state jetstream.StreamState
	err := b.retry(ctx, "stream "+stream, attempt, func(ctx context.Context, _ int) error {
		s, err := b.js.Stream(ctx, stream)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			return fmt.Errorf("%w: %w", news.ErrNotFound, err)
		}
		if err != nil {
			return err
		}
		state = s.CachedInfo().State
		return nil
	})
	return state, err
}

// scan hands every message of stream that is there now, from sequence from on,
// to fn in order, and returns at the last one.
func (b *Bus) scan(ctx context.Context, stream, subject string, from uint64, fn func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	r := b.newReader(stream, subject, from)
	defer r.close()
	return r.all(ctx, fn)
}

// all reads what was pending when the reader was opened.
func (r *reader) all(ctx context.Context, fn func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	for n := uint64(0); n < r.pending; {
		wctx, cancel := context.WithTimeout(ctx, attempt)
		m, meta, err := r.next(wctx)
		cancel()
		if err != nil && ctx.Err() == nil && wctx.Err() != nil {
			// What was pending may have expired meanwhile.
			state, err := r.b.state(ctx, r.stream)
			if err != nil || r.last >= state.LastSeq || state.Msgs == 0 {
				return err
			}
			r.close()
			r.opened, n = false, 0
			if err := r.open(ctx); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		n++
		if err := fn(m, meta); err != nil {
			return err
		}
		if meta.NumPending == 0 {
			return nil
		}
	}
	return nil
}

// WalkPages hands every stored page with its body to h, oldest first, and returns
// after the newest. A page whose body is lost is left out and reported at the end.
func (b *Bus) WalkPages(ctx context.Context, h func(seq uint64, p news.Page) error) error {
	ctx, end, err := b.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	var lost []error
	err = b.scan(ctx, Pages, "", 1, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		p, err := b.page(ctx, m.Headers(), m.Data())
		if err != nil {
			if ctx.Err() != nil {
				return err
			}
			if lost = append(lost, fmt.Errorf("page %d: %w", meta.Sequence.Stream, err)); len(lost) > 100 {
				return errors.New("bus: too many pages cannot be read")
			}
			return nil
		}
		return h(meta.Sequence.Stream, p)
	})
	return errors.Join(err, errors.Join(lost...))
}

func (b *Bus) page(ctx context.Context, h nats.Header, data []byte) (news.Page, error) {
	var p news.Page
	data, err := plain(h, data)
	if err == nil {
		err = json.Unmarshal(data, &p)
	}
	if err != nil {
		return p, fmt.Errorf("cannot be decoded: %w", err)
	}
	p.Body, err = b.GetPageBody(ctx, p.Digest)
	return p, err
}
