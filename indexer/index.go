// Package indexer keeps the search index: a view of the streams ARTICLES and
// EVENTS that can be deleted at any time and comes back from them.
//
//	Log.Follow ─► batch: documents and the stream's position ─► bleve ─► Search, Event, Article
//
// One process owns an index folder; everybody else asks it over the bus. The
// position of each stream is written in the same batch as the documents up to it,
// so a crash loses and doubles nothing. An index that is damaged is moved aside,
// one of another version of the mapping is dropped, and one whose streams were
// replaced is emptied; each is then read again from the beginning, while searches
// answer from what is there already.
//
// What a word, a phrase or a filter means is said in news/query, which the alerts
// use as well; this package only translates query.Plan into bleve's own queries.
package indexer

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"golang.org/x/sync/errgroup"

	"caewatch/news"
	"caewatch/news/query"
)

// Config says where the index is and how it is fed. Zero values mean the defaults.
type Config struct {
	Dir     string        // folder of the index, made when missing
	Batch   int           // most messages written at once; 500
	Wait    time.Duration // longest wait for a batch to fill; 200 ms
	Timeout time.Duration // of one search; 10 s
}

func (c Config) withDefaults() (Config, error) {
	if c.Dir == "" {
		return c, errors.New("indexer: no folder for the index")
	}
	if c.Batch < 0 || c.Wait < 0 || c.Timeout < 0 {
		return c, errors.New("indexer: batch, wait and timeout must not be negative")
	}
	if c.Batch == 0 {
		c.Batch = 500
	}
	if c.Wait == 0 {
		c.Wait = 200 * time.Millisecond
	}
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	return c, nil
}

// Message is one message of a stream.
type Message struct {
	Seq  uint64
	Data []byte
}

// Log is what the index is a view of.
type Log interface {
	// Follow hands the messages of stream after position from to h, in order, until
	// ctx ends. A batch whose handler errs is given again after a pause. It answers
	// news.ErrConflict when from is beyond the stream's end.
	Follow(ctx context.Context, stream string, from uint64, maxBatch int, maxWait time.Duration, h func(context.Context, []Message) error) error
	// LastSeq is the sequence of the newest message, 0 when there is none.
	LastSeq(ctx context.Context, stream string) (uint64, error)
}

// The streams that are followed.
const (
	articles = "ARTICLES"
	events   = "EVENTS"
)

var streams = [...]string{articles, events}

// Index is the search index; it implements news.Searcher. Open it, let Run feed
// it, Close it.
type Index struct {
	log     *slog.Logger
	cfg     Config
	version string
	owner   *os.File

	mu  sync.RWMutex // write-locked while bleve is replaced
	idx bleve.Index  // nil when closed

	state   sync.Mutex
	src     Log
	target  map[string]uint64 // the streams' ends when Run began
	at      map[string]uint64 // positions written
	ready   bool
	rebuilt string // why the index was begun anew, "" when it was not
}

var _ news.Searcher = (*Index)(nil)

// Open opens the index in cfg.Dir, or begins one. A folder that another process
// owns is an error at once.
func Open(log *slog.Logger, cfg Config) (*Index, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	if err := register(); err != nil {
		return nil, fmt.Errorf("indexer: register analyzer: %w", err)
	}
	version, err := mappingVersion()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(cfg.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("index folder: %w", err)
	}
	owner, err := lock(cfg.Dir)
	if err != nil {
		return nil, err
	}
	idx, why, err := openDir(cfg.Dir, version)
	if err != nil {
		return nil, errors.Join(err, owner.Close())
	}
	x := &Index{log: log, cfg: cfg, version: version, owner: owner, idx: idx, target: map[string]uint64{}, at: map[string]uint64{}}
	if why != "" {
		x.rebuilt = "damaged: " + why
		log.Error("index was damaged and is rebuilt from the streams", "why", why)
	}
	return x, nil
}

// Close closes the index and gives its folder free. Searches that still run end
// first; later ones answer news.ErrUnavailable.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.idx == nil {
		return nil
	}
	err := x.idx.Close()
	x.idx = nil
	return errors.Join(err, x.owner.Close())
}

// errReplaced ends following when a stream is not the one that was indexed.
var errReplaced = errors.New("stream was replaced")

// Run feeds the index from src until ctx ends.
func (x *Index) Run(ctx context.Context, src Log) error {
	x.state.Lock()
	x.src = src
	x.state.Unlock()
	for {
		err := x.follow(ctx, src)
		if ctx.Err() != nil {
			return nil
		}
		if !errors.Is(err, errReplaced) && !errors.Is(err, news.ErrConflict) {
			return err
		}
		x.log.Warn("index is rebuilt", "why", err)
		if err := x.reset(err.Error()); err != nil {
			return err
		}
	}
}

// follow starts one goroutine a stream; the first error stops both.
func (x *Index) follow(ctx context.Context, src Log) error {
	for _, stream := range streams {
		last, err := src.LastSeq(ctx, stream)
		if err != nil {
			return fmt.Errorf("index: end of %s: %w", stream, err)
		}
		pos, _, err := x.position(stream)
		if err != nil {
			return err
		}
		if pos > last {
			return fmt.Errorf("%w: %s ends at %d, the index knows %d", errReplaced, stream, last, pos)
		}
		x.progress(stream, pos, last)
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, stream := range streams {
		g.Go(func() error { return x.followOne(ctx, src, stream) })
	}
	return g.Wait()
}

func (x *Index) followOne(ctx context.Context, src Log, stream string) error {
	pos, digest, err := x.position(stream)
	if err != nil {
		return err
	}
	// The last indexed message is read again, to see that the stream is still the
	// same one: a new stream may long have grown past the old position.
	from := pos
	if pos > 0 {
		from = pos - 1
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	err = src.Follow(ctx, stream, from, x.cfg.Batch, x.cfg.Wait, func(ctx context.Context, batch []Message) error {
		for len(batch) > 0 && batch[0].Seq <= pos {
			if batch[0].Seq == pos && news.Digest(string(batch[0].Data)) != digest {
				err := fmt.Errorf("%w: %s has another message at %d", errReplaced, stream, pos)
				stop(err)
				return err
			}
			batch = batch[1:]
		}
		if len(batch) == 0 {
			return nil
		}
		if err := x.apply(stream, batch); err != nil {
			return err
		}
		pos = batch[len(batch)-1].Seq
		digest = news.Digest(string(batch[len(batch)-1].Data))
		return nil
	})
	if cause := context.Cause(ctx); errors.Is(cause, errReplaced) {
		return cause
	}
	if err != nil {
		return fmt.Errorf("index: follow %s: %w", stream, err)
	}
	if ctx.Err() == nil {
		return fmt.Errorf("index: %s is no longer followed", stream)
	}
	return nil
}

// apply writes a batch and its position. A message that cannot be read is left
// out: the streams' own rooms refuse such, and one must not stop the others.
func (x *Index) apply(stream string, msgs []Message) (err error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return fmt.Errorf("index is closed: %w", news.ErrUnavailable)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("index batch: %v", r)
		}
	}()
	batch := x.idx.NewBatch()
	for _, m := range msgs {
		id, doc, err := decode(stream, m.Data)
		if err == nil {
			err = batch.Index(id, doc)
		}
		if err != nil {
			x.log.Error("message is left out of the index", "stream", stream, "seq", m.Seq, "err", err)
		}
	}
	last := msgs[len(msgs)-1]
	batch.SetInternal([]byte("position/"+stream), binary.BigEndian.AppendUint64(nil, last.Seq))
	batch.SetInternal([]byte("digest/"+stream), []byte(news.Digest(string(last.Data))))
	if err := x.idx.Batch(batch); err != nil {
		return fmt.Errorf("index batch: %w", err)
	}
	x.progress(stream, last.Seq, 0)
	return nil
}

func decode(stream string, data []byte) (id string, doc map[string]any, err error) {
	if stream == articles {
		var a news.Extraction
		if err := json.Unmarshal(data, &a); err != nil {
			return "", nil, err
		}
		if a.Article.ID == "" {
			return "", nil, errors.New("article without an id")
		}
		if !a.Relevant {
			return "a/" + a.Article.ID, hidden(data), nil
		}
		return "a/" + a.Article.ID, document(query.FromArticle(a), data), nil
	}
	var c struct {
		Event json.RawMessage `json:"event"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return "", nil, err
	}
	var e news.Event
	if err := json.Unmarshal(c.Event, &e); err != nil {
		return "", nil, err
	}
	if e.ID == "" {
		return "", nil, errors.New("event without an id")
	}
	if e.MergedInto != "" {
		return "e/" + e.ID, hidden(c.Event), nil
	}
	return "e/" + e.ID, document(query.FromEvent(e), c.Event), nil
}

func hidden(record []byte) map[string]any { return map[string]any{"json": string(record)} }

// position returns where the index is in a stream, and the digest of the message there.
func (x *Index) position(stream string) (uint64, string, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return 0, "", fmt.Errorf("index is closed: %w", news.ErrUnavailable)
	}
	v, err := x.idx.GetInternal([]byte("position/" + stream))
	if err != nil {
		return 0, "", fmt.Errorf("index position: %w", err)
	}
	if len(v) != 8 {
		return 0, "", nil
	}
	d, err := x.idx.GetInternal([]byte("digest/" + stream))
	if err != nil {
		return 0, "", fmt.Errorf("index position: %w", err)
	}
	return binary.BigEndian.Uint64(v), string(d), nil
}

// progress notes how far a stream is indexed and, when target is known, how far
// it must be for the index to be ready.
func (x *Index) progress(stream string, pos, target uint64) {
	x.state.Lock()
	defer x.state.Unlock()
	x.at[stream] = pos
	if target > 0 || x.target[stream] == 0 {
		x.target[stream] = target
	}
	if x.src == nil || x.ready || len(x.at) < len(streams) {
		return
	}
	for _, s := range streams {
		if x.at[s] < x.target[s] {
			return
		}
	}
	x.ready = true
	x.log.Info("index is ready", "articles", x.at[articles], "events", x.at[events])
}

// reset begins the index anew.
func (x *Index) reset(why string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.idx == nil {
		return fmt.Errorf("index is closed: %w", news.ErrUnavailable)
	}
	path := filepath.Join(x.cfg.Dir, "bleve-"+x.version)
	if err := x.idx.Close(); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if err := os.RemoveAll(path); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	idx, err := create(path)
	if err != nil {
		return err
	}
	x.idx = idx
	x.state.Lock()
	defer x.state.Unlock()
	x.ready, x.rebuilt = false, why
	clear(x.at)
	clear(x.target)
	return nil
}
