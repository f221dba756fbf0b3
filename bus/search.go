package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"caewatch/news"

	"github.com/nats-io/nats.go"
)

// The wire of a search: one request on searchSubject, and as many replies as the
// answer has parts. Headers of a reply:
//
//	Caewatch-Status   ok, query, not-found, unavailable, too-large, error
//	Caewatch-Part     1, 2, ...
//	Caewatch-Parts    how many there are
//	Content-Encoding  gzip: the parts joined are compressed
//
// The parts joined are the answer as JSON, a news.QueryError when the status is
// query, or the text of the error.
const (
	headerStatus  = "Caewatch-Status"
	headerPart    = "Caewatch-Part"
	headerParts   = "Caewatch-Parts"
	headerTimeout = "Caewatch-Timeout" // of a request: what is left of the asker's time

	searchQueue   = "indexer"
	searchTimeout = 30 * time.Second // for an asker whose context has no deadline
	searchers     = 16               // requests answered at the same time
	waiting       = 256              // requests accepted at the same time
	partSize      = 256 << 10
)

type searchRequest struct {
	Op    string      `json:"op"` // search, event, article, status
	Query *news.Query `json:"query,omitempty"`
	ID    string      `json:"id,omitempty"`
}

// ServeSearch answers the searches of every room and process from s until ctx
// ends; then it returns nil. Several servers share the requests.
func (b *Bus) ServeSearch(ctx context.Context, s news.Searcher) error {
	ctx, end, err := b.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	accepted := make(chan *nats.Msg, waiting)
	sub, err := b.nc.QueueSubscribe(searchSubject, searchQueue, func(m *nats.Msg) {
		select {
		case accepted <- m:
		default:
			b.reply(m, "unavailable", []byte("too many searches at the same time"))
		}
	})
	if err != nil {
		return fmt.Errorf("bus: serve search: %w", err)
	}
	var wg sync.WaitGroup
	for range searchers {
		wg.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case m := <-accepted:
					b.answer(ctx, s, m)
				}
			}
		})
	}
	<-ctx.Done()
	err = sub.Unsubscribe()
	wg.Wait()
	for { // what was accepted is not left without an answer
		select {
		case m := <-accepted:
			b.reply(m, "unavailable", []byte("the index is being closed"))
		default:
			if err != nil && !errors.Is(err, nats.ErrConnectionClosed) {
				return fmt.Errorf("bus: serve search: %w", err)
			}
			return nil
		}
	}
}

func (b *Bus) answer(ctx context.Context, s news.Searcher, m *nats.Msg) {
	timeout := searchTimeout
	if ms, err := strconv.Atoi(m.Header.Get(headerTimeout)); err == nil && ms > 0 {
		timeout = min(timeout, time.Duration(ms)*time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	v, err := perform(ctx, s, m.Data)
	var data []byte
	if err == nil {
		data, err = encode(v)
	}
	status := "ok"
	if err != nil {
		var wrong *news.QueryError
		switch {
		case errors.As(err, &wrong):
			status = "query"
			if data, err = encode(wrong); err != nil {
				b.log.Error("search error not encoded", "err", err)
			}
		case errors.Is(err, news.ErrNotFound):
			status, data = "not-found", []byte(err.Error())
		case errors.Is(err, news.ErrUnavailable), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
			status, data = "unavailable", []byte(err.Error())
		case errors.Is(err, news.ErrTooLarge):
			status, data = "too-large", []byte(err.Error())
		default:
			b.log.Error("search failed", "err", err)
			status, data = "error", []byte(err.Error())
		}
	}
	b.reply(m, status, data)
}

func perform(ctx context.Context, s news.Searcher, data []byte) (v any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("search: panic: %v at %s", p, panicked())
		}
	}()
	var r searchRequest
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("search: request cannot be decoded: %w", err)
	}
	switch r.Op {
	case "search":
		if r.Query == nil {
			return nil, errors.New("search: request without a query")
		}
		return s.Search(ctx, *r.Query)
	case "event":
		return s.Event(ctx, r.ID)
	case "article":
		return s.Article(ctx, r.ID)
	case "status":
		return s.IndexStatus(ctx)
	}
	return nil, fmt.Errorf("search: unknown operation %q", r.Op)
}

// reply sends an answer in as many parts as it needs.
func (b *Bus) reply(request *nats.Msg, status string, data []byte) {
	encoding := ""
	if len(data) > partSize/4 {
		small, err := deflate(data)
		if err != nil {
			status, data = "error", []byte(err.Error())
		} else {
			encoding, data = "gzip", small
		}
	}
	parts := max(1, (len(data)+partSize-1)/partSize)
	for i := range parts {
		m := nats.NewMsg(request.Reply)
		m.Header.Set(headerStatus, status)
		m.Header.Set(headerPart, strconv.Itoa(i+1))
		m.Header.Set(headerParts, strconv.Itoa(parts))
		if encoding != "" {
			m.Header.Set(headerEncoding, encoding)
		}
		m.Data = data[i*partSize : min(len(data), (i+1)*partSize)]
		if err := b.nc.PublishMsg(m); err != nil {
			b.log.Warn("search reply not sent", "err", err)
			return
		}
	}
}

// Searcher asks whoever serves the searches. When nobody does, or no answer
// comes in time, its methods answer ErrUnavailable.
func (b *Bus) Searcher() news.Searcher { return searcher{b} }

type searcher struct{ b *Bus }

// Search implements news.Searcher.
func (s searcher) Search(ctx context.Context, q news.Query) (news.Results, error) {
	var v news.Results
	return v, s.ask(ctx, searchRequest{Op: "search", Query: &q}, &v)
}

// Event implements news.Searcher.
func (s searcher) Event(ctx context.Context, id string) (news.Event, error) {
	var v news.Event
	return v, s.ask(ctx, searchRequest{Op: "event", ID: id}, &v)
}

// Article implements news.Searcher.
func (s searcher) Article(ctx context.Context, id string) (news.Extraction, error) {
	var v news.Extraction
	return v, s.ask(ctx, searchRequest{Op: "article", ID: id}, &v)
}

// IndexStatus implements news.Searcher.
func (s searcher) IndexStatus(ctx context.Context) (news.IndexStatus, error) {
	var v news.IndexStatus
	return v, s.ask(ctx, searchRequest{Op: "status"}, &v)
}

func (s searcher) ask(ctx context.Context, r searchRequest, v any) error {
	tctx, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	status, data, err := s.b.ask(tctx, r)
	if err != nil {
		if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return fmt.Errorf("bus: search: %w", ctx.Err())
		}
		if errors.Is(err, news.ErrTooLarge) {
			return fmt.Errorf("bus: search: %w", err)
		}
		return fmt.Errorf("bus: search: %w: %w", news.ErrUnavailable, err)
	}
	switch status {
	case "ok":
		if err := json.Unmarshal(data, v); err != nil {
			return fmt.Errorf("bus: search: answer cannot be decoded: %w", err)
		}
		return nil
	case "query":
		wrong := new(news.QueryError)
		if err := json.Unmarshal(data, wrong); err != nil {
			return fmt.Errorf("bus: search: answer cannot be decoded: %w", err)
		}
		return wrong
	case "not-found":
		return remote{string(data), news.ErrNotFound}
	case "unavailable":
		return remote{string(data), news.ErrUnavailable}
	case "too-large":
		return remote{string(data), news.ErrTooLarge}
	}
	return errors.New(string(data))
}

// remote is an error of the other side: its words, and what they mean here.
type remote struct {
	text  string
	means error
}

// Error is the text as the other side wrote it.
func (e remote) Error() string { return e.text }

// Unwrap is the shared error that it stands for.
func (e remote) Unwrap() error { return e.means }

func (b *Bus) ask(ctx context.Context, r searchRequest) (status string, data []byte, err error) {
	body, err := encode(r)
	if err != nil {
		return "", nil, err
	}
	inbox := b.nc.NewInbox()
	sub, err := b.nc.SubscribeSync(inbox)
	if err != nil {
		return "", nil, err
	}
	defer sub.Unsubscribe() //nolint:errcheck // fails only on a closed connection
	if err := sub.SetPendingLimits(-1, maxInflated); err != nil {
		return "", nil, err
	}
	m := nats.NewMsg(searchSubject)
	m.Reply, m.Data = inbox, body
	if deadline, ok := ctx.Deadline(); ok {
		m.Header.Set(headerTimeout, strconv.FormatInt(max(1, time.Until(deadline).Milliseconds()), 10))
	}
	if err := b.nc.PublishMsg(m); err != nil {
		return "", nil, err
	}
	var parts [][]byte
	var encoding string
	for got := 0; parts == nil || got < len(parts); {
		reply, err := sub.NextMsgWithContext(ctx)
		if err != nil {
			if errors.Is(err, nats.ErrNoResponders) {
				err = errors.New("no index is running")
			}
			return "", nil, err
		}
		part, err1 := strconv.Atoi(reply.Header.Get(headerPart))
		count, err2 := strconv.Atoi(reply.Header.Get(headerParts))
		if err := errors.Join(err1, err2); err != nil {
			return "", nil, fmt.Errorf("answer without part numbers: %w", err)
		}
		if count > maxInflated/partSize {
			return "", nil, fmt.Errorf("answer: %w: %d parts", news.ErrTooLarge, count)
		}
		if parts == nil && count > 0 {
			parts, status, encoding = make([][]byte, count), reply.Header.Get(headerStatus), reply.Header.Get(headerEncoding)
		}
		if count != len(parts) || part < 1 || part > count {
			return "", nil, fmt.Errorf("answer with part %d of %d", part, count)
		}
		if parts[part-1] == nil {
			got++
			parts[part-1] = append([]byte{}, reply.Data...)
		}
	}
	for _, p := range parts {
		data = append(data, p...)
	}
	if encoding == "gzip" {
		data, err = inflate(data)
	}
	return status, data, err
}
