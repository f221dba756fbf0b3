package bus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"caewatch/news"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// The headers by which NATS marks a deleted key.
const (
	headerOperation = "KV-Operation"
	headerMarker    = "Nats-Marker-Reason"
)

// bucket is one key-value bucket: a stream with one subject a key, of which the
// server keeps the newest message, as every NATS client understands it. Large
// values are compressed, which is why the client's own wrapper is not used.
type bucket struct {
	b    *Bus
	name string
}

// Bucket returns one of the buckets urls, sources, subscriptions and events. The
// methods of any other answer ErrNotFound.
func (b *Bus) Bucket(name string) news.Bucket { return bucket{b: b, name: name} }

var validKey = regexp.MustCompile(`^[-/_=A-Za-z0-9]+(\.[-/_=A-Za-z0-9]+)*$`)

func (k bucket) subject(key string) (string, error) {
	if !slices.Contains(bucketNames[:], k.name) {
		return "", fmt.Errorf("bus: bucket %q: %w", k.name, news.ErrNotFound)
	}
	if len(key) > 1024 || !validKey.MatchString(key) {
		return "", news.Permanent(fmt.Errorf("bus: bucket %s: key %q: want -/_=.A-Za-z0-9, no dot at either end", k.name, key))
	}
	return bucketSubject(k.name, key), nil
}

// Get returns the newest value; ErrNotFound when there is none.
func (k bucket) Get(ctx context.Context, key string) (news.Entry, error) {
	entry, err := k.last(ctx, key)
	if err == nil && entry.Deleted {
		err = fmt.Errorf("bus: bucket %s: key %s: %w", k.name, key, news.ErrNotFound)
	}
	if err != nil {
		return news.Entry{}, err
	}
	return entry, nil
}

// last is Get that also sees the mark of a deletion.
func (k bucket) last(ctx context.Context, key string) (news.Entry, error) {
	subject, err := k.subject(key)
	if err != nil {
		return news.Entry{}, err
	}
	var entry news.Entry
	err = k.b.retry(ctx, "bucket "+k.name+": key "+key, attempt, func(ctx context.Context, _ int) error {
		m, err := k.b.streams[bucketStream(k.name)].GetLastMsgForSubject(ctx, subject)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return news.ErrNotFound
		}
		if err != nil {
			return err
		}
		entry, err = k.entry(m.Subject, m.Header, m.Data, m.Sequence)
		return err
	})
	return entry, err
}

func (k bucket) entry(subject string, h nats.Header, data []byte, revision uint64) (news.Entry, error) {
	e := news.Entry{Key: strings.TrimPrefix(subject, bucketSubject(k.name, "")), Revision: revision}
	if h.Get(headerOperation) != "" || h.Get(headerMarker) != "" {
		e.Deleted = true
		return e, nil
	}
	var err error
	e.Value, err = plain(h, data)
	if e.Value == nil {
		e.Value = []byte{}
	}
	return e, err
}

// Put sets the value whatever it was.
func (k bucket) Put(ctx context.Context, key string, value []byte) (uint64, error) {
	return k.write(ctx, key, value, nil)
}

// Create sets the value of a key that has none; ErrConflict when it has.
func (k bucket) Create(ctx context.Context, key string, value []byte) (uint64, error) {
	revision, err := k.Update(ctx, key, value, 0)
	if !errors.Is(err, news.ErrConflict) {
		return revision, err
	}
	old, lookup := k.last(ctx, key)
	if lookup != nil || !old.Deleted {
		return 0, errors.Join(err, lookup)
	}
	return k.Update(ctx, key, value, old.Revision)
}

// Update sets the value of a key whose revision is the given one; ErrConflict
// when it is another.
func (k bucket) Update(ctx context.Context, key string, value []byte, revision uint64) (uint64, error) {
	return k.write(ctx, key, value, &revision)
}

func (k bucket) write(ctx context.Context, key string, value []byte, revision *uint64) (uint64, error) {
	subject, err := k.subject(key)
	if err != nil {
		return 0, err
	}
	m := nats.NewMsg(subject)
	m.Data = value
	var options []jetstream.PublishOpt
	if revision != nil {
		options = append(options, jetstream.WithExpectLastSequencePerSubject(*revision))
	}
	return k.b.sendSeq(ctx, m, "bucket "+k.name+": key "+key, func(ctx context.Context, n int, err error) (uint64, error) {
		if !wrongRevision(err) {
			return 0, err
		}
		if n > 1 {
			// An earlier try may have been stored although its answer was lost.
			if now, lookup := k.last(ctx, key); lookup == nil && !now.Deleted && bytes.Equal(now.Value, value) {
				return now.Revision, nil
			}
		}
		return 0, fmt.Errorf("%w: the key's revision is not %d", news.ErrConflict, *revision)
	}, options...)
}

func wrongRevision(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && (api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence ||
		api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// Delete removes the key; removing what is not there is no error.
func (k bucket) Delete(ctx context.Context, key string) error {
	if _, err := k.Get(ctx, key); errors.Is(err, news.ErrNotFound) {
		if _, bad := k.subject(key); bad != nil {
			return bad
		}
		return nil
	}
	subject, err := k.subject(key)
	if err != nil {
		return err
	}
	m := nats.NewMsg(subject)
	m.Header.Set(headerOperation, "DEL")
	// Not by send: making room must be possible when the disk is full.
	return k.b.retry(ctx, "bucket "+k.name+": delete "+key, attempt, func(ctx context.Context, _ int) error {
		_, err := k.b.js.PublishMsg(ctx, m)
		return err
	})
}

// Keys lists the keys, sorted.
func (k bucket) Keys(ctx context.Context) ([]string, error) {
	if _, err := k.subject("x"); err != nil {
		return nil, err
	}
	r := k.reader()
	r.config.HeadersOnly = true
	defer r.close()
	keys := map[string]bool{}
	err := r.all(ctx, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		e, err := k.entry(m.Subject(), nats.Header{headerOperation: m.Headers()[headerOperation], headerMarker: m.Headers()[headerMarker]}, nil, meta.Sequence.Stream)
		if e.Deleted {
			delete(keys, e.Key)
		} else {
			keys[e.Key] = true
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	list := make([]string, 0, len(keys))
	for key := range keys {
		list = append(list, key)
	}
	slices.Sort(list)
	return list, nil
}

// reader reads the newest entry of each key, then every change.
func (k bucket) reader() *reader {
	r := k.b.newReader(bucketStream(k.name), bucketSubject(k.name, ">"), 0)
	r.config.DeliverPolicy = jetstream.DeliverLastPerSubjectPolicy
	return r
}

// Watch calls fn with every entry, then with the zero Entry, then with each
// change, until ctx ends (nil) or fn errs (its error).
func (k bucket) Watch(ctx context.Context, fn func(news.Entry) error) error {
	if _, err := k.subject("x"); err != nil {
		return err
	}
	ctx, end, err := k.b.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	r := k.reader()
	defer r.close()
	give := func(m jetstream.Msg, meta *jetstream.MsgMetadata, present bool) error {
		e, err := k.entry(m.Subject(), m.Headers(), m.Data(), meta.Sequence.Stream)
		if err != nil {
			return fmt.Errorf("bus: bucket %s: key %s: %w", k.name, e.Key, err)
		}
		if present && e.Deleted {
			return nil
		}
		return fn(e)
	}
	if err := r.all(ctx, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error { return give(m, meta, true) }); err != nil {
		return ended(ctx, err)
	}
	if err := fn(news.Entry{}); err != nil {
		return ended(ctx, err)
	}
	for {
		m, meta, err := r.next(ctx)
		if err == nil {
			err = give(m, meta, false)
		}
		if err != nil {
			return ended(ctx, err)
		}
	}
}
