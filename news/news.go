// Package news holds the nouns that caewatch's rooms say to each other: pages,
// articles, the reports that an article makes of events, the event records that
// reports add up to, subscriptions, alerts, searches and sources.
//
// They are plain values: the JSON form of each is the message body on the bus
// and the answer over HTTP. The package imports the standard library only and
// must not know how any of these is fetched, stored, found or sent.
package news

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Errors that mean the same thing in every room; test with errors.Is.
var (
	// ErrPermanent marks an error that a retry cannot mend: the message goes to
	// the dead letters at once. Wrap it with Permanent.
	ErrPermanent = errors.New("permanent")
	// ErrNotFound: there is no record, key or object of that name.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the key exists already, or its revision is not the expected one.
	ErrConflict = errors.New("conflict")
	// ErrUnavailable: the room that answers this is not there or not ready yet.
	ErrUnavailable = errors.New("unavailable")
	// ErrTooLarge: a size limit was reached; the message names it.
	ErrTooLarge = errors.New("too large")
)

// Permanent wraps err so that errors.Is(err, ErrPermanent) holds; nil stays nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrPermanent, err)
}

// QueryError says what is wrong with a query and at which character.
type QueryError struct {
	Pos int    `json:"pos"` // 1-based, in Unicode code points
	Msg string `json:"msg"`
}

func (e *QueryError) Error() string { return fmt.Sprintf("query: character %d: %s", e.Pos, e.Msg) }

// Digest returns the first 32 hexadecimal digits of the SHA-256 of its parts,
// joined by zero bytes. Ids of articles and events are made with it.
func Digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}

// Entry is one value of a Bucket. Value is nil when Deleted.
type Entry struct {
	Key      string
	Value    []byte
	Revision uint64
	Deleted  bool
}

// Bucket is a small durable key-value store with revisions. Keys are of
// [-/_=.A-Za-z0-9]; hash anything else. Get answers ErrNotFound, Create and
// Update answer ErrConflict. Watch calls fn with every present entry, then, after
// one call with the zero Entry, with each change until ctx ends or fn errs.
type Bucket interface {
	Get(ctx context.Context, key string) (Entry, error)
	Put(ctx context.Context, key string, value []byte) (revision uint64, err error)
	Create(ctx context.Context, key string, value []byte) (revision uint64, err error)
	Update(ctx context.Context, key string, value []byte, revision uint64) (uint64, error)
	Delete(ctx context.Context, key string) error
	Keys(ctx context.Context) ([]string, error) // sorted
	Watch(ctx context.Context, fn func(Entry) error) error
}

// DeadLetter is a message that could not be processed.
type DeadLetter struct {
	ID       string            `json:"id"`       // stream sequence in DEAD, as text
	Stream   string            `json:"stream"`   // PAGES, ARTICLES, ...
	Consumer string            `json:"consumer"` // who gave up
	Subject  string            `json:"subject"`  // the message's own subject
	Sequence uint64            `json:"sequence"` // in Stream
	Attempts int               `json:"attempts"` // deliveries, 1 for a permanent error
	Reason   string            `json:"reason"`
	Time     time.Time         `json:"time"`
	Header   map[string]string `json:"header,omitempty"`
	Data     []byte            `json:"data"`
}
