package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"caewatch/news"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// headerBlob, in the header of a dead letter, names the body in the object store
// that holds its data, which was too large for a message.
const headerBlob = "Caewatch-Blob"

// bury stores what could not be processed in DEAD. Doing so twice for one
// message of one consumer is doing it once.
func (b *Bus) bury(ctx context.Context, stream, durable string, m jetstream.Msg, meta *jetstream.MsgMetadata, reason error) error {
	letter := news.DeadLetter{
		Stream: stream, Consumer: durable, Subject: m.Subject(), Sequence: meta.Sequence.Stream,
		Attempts: int(min(meta.NumDelivered, 1<<30)), Reason: reason.Error(), Time: time.Now().UTC(),
		Header: flat(m.Headers()), Data: m.Data(),
	}
	data, err := encode(letter)
	if err != nil {
		return err
	}
	id := "dead:" + stream + ":" + durable + ":" + strconv.FormatUint(letter.Sequence, 10) + ":" + digest(m.Data())
	out := nats.NewMsg(deadPrefix + token(stream, "unknown"))
	if int64(len(data))+4096 > b.nc.MaxPayload() {
		blob := bodyName(letter.Data)
		if err := b.putBody(ctx, blob, letter.Data); err != nil {
			return err
		}
		if letter.Header == nil {
			letter.Header = map[string]string{}
		}
		letter.Header[headerBlob] = blob
		letter.Data = nil
		if data, err = encode(letter); err != nil {
			return err
		}
	}
	out.Data = data
	out.Header.Set("ce-specversion", "1.0")
	out.Header.Set("ce-id", headerValue(id))
	out.Header.Set("ce-type", "caewatch.dead.v1")
	out.Header.Set("ce-source", headerValue("/caewatch/"+durable))
	out.Header.Set("ce-subject", headerValue(m.Subject()))
	out.Header.Set("ce-datacontenttype", "application/json")
	out.Header.Set(jetstream.MsgIDHeader, headerValue(id))
	return b.send(ctx, out, "dead letter of "+stream)
}

func flat(h nats.Header) map[string]string {
	if len(h) == 0 {
		return nil
	}
	out := make(map[string]string, len(h))
	for name, values := range h {
		out[name] = strings.Join(values, ", ")
	}
	return out
}

func deadLetter(seq uint64, h nats.Header, data []byte) (news.DeadLetter, error) {
	var d news.DeadLetter
	data, err := plain(h, data)
	if err == nil {
		err = json.Unmarshal(data, &d)
	}
	d.ID = strconv.FormatUint(seq, 10)
	if err != nil {
		return d, fmt.Errorf("bus: dead letter %s: cannot be decoded: %w", d.ID, err)
	}
	return d, nil
}

// DeadList returns up to limit dead letters without their data, newest first.
func (b *Bus) DeadList(ctx context.Context, limit int) ([]news.DeadLetter, error) {
	state, err := b.state(ctx, Dead)
	if err != nil {
		return nil, err
	}
	var list []news.DeadLetter
	for seq := state.LastSeq; seq >= max(state.FirstSeq, 1) && len(list) < limit; seq-- {
		d, err := b.dead(ctx, strconv.FormatUint(seq, 10))
		if errors.Is(err, news.ErrNotFound) {
			continue // retried or dropped
		}
		if err != nil && d.ID == "" {
			return nil, err
		}
		if err != nil { // somebody else's message: listed, so that it can be dropped
			d.Reason = err.Error()
		}
		d.Data = nil
		list = append(list, d)
	}
	return list, nil
}

// DeadGet returns one dead letter with its data; ErrNotFound when there is none.
func (b *Bus) DeadGet(ctx context.Context, id string) (news.DeadLetter, error) {
	d, err := b.dead(ctx, id)
	if err != nil || d.Header[headerBlob] == "" {
		return d, err
	}
	d.Data, err = b.GetPageBody(ctx, d.Header[headerBlob])
	delete(d.Header, headerBlob)
	return d, err
}

func (b *Bus) dead(ctx context.Context, id string) (news.DeadLetter, error) {
	seq, err := strconv.ParseUint(id, 10, 64)
	if err != nil || seq == 0 {
		return news.DeadLetter{}, fmt.Errorf("bus: dead letter %q: %w", id, news.ErrNotFound)
	}
	var d news.DeadLetter
	err = b.retry(ctx, "dead letter "+id, attempt, func(ctx context.Context, _ int) error {
		m, err := b.streams[Dead].GetMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return news.ErrNotFound
		}
		if err != nil {
			return err
		}
		d, err = deadLetter(seq, m.Header, m.Data)
		return err
	})
	return d, err
}

// DeadRetry puts a dead letter back under its own subject, for the consumer that
// gave it up only, and removes it from the dead letters.
func (b *Bus) DeadRetry(ctx context.Context, id string) error {
	d, err := b.DeadGet(ctx, id)
	if err != nil {
		return err
	}
	m := nats.NewMsg(d.Subject)
	for _, name := range slices.Sorted(maps.Keys(d.Header)) {
		if !strings.HasPrefix(name, "Nats-") {
			m.Header.Set(name, d.Header[name])
		}
	}
	// A new id: the server would take the old one for a duplicate.
	fresh := headerValue("retry:" + d.ID + ":" + digest(d.Data))
	m.Header.Set(jetstream.MsgIDHeader, fresh)
	m.Header.Set("ce-id", fresh)
	m.Header.Set(headerRetryFor, d.Consumer)
	m.Data = d.Data
	if err := b.send(ctx, m, "dead letter "+id); err != nil {
		return err
	}
	return b.DeadDrop(ctx, id)
}

// DeadDrop removes a dead letter for good; ErrNotFound when there is none.
func (b *Bus) DeadDrop(ctx context.Context, id string) error {
	if _, err := b.dead(ctx, id); err != nil {
		return err
	}
	seq, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return fmt.Errorf("bus: dead letter %q: %w", id, news.ErrNotFound)
	}
	return b.retry(ctx, "drop dead letter "+id, attempt, func(ctx context.Context, n int) error {
		err := b.streams[Dead].DeleteMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) || n > 1 && errors.Is(err, jetstream.ErrMsgDeleteUnsuccessful) {
			return nil
		}
		return err
	})
}
