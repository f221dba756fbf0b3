package bus

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"caewatch/news"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Message headers besides the CloudEvents attributes.
const (
	headerEncoding = "Content-Encoding"  // gzip when the message would not have fitted otherwise
	headerRetryFor = "Caewatch-Consumer" // on a retried dead letter: only this consumer handles it
)

// envelope is what every message says of itself besides its data.
type envelope struct {
	subject string // NATS
	id      string // Nats-Msg-Id and ce-id, from content
	kind    string // ce-type
	source  string // ce-source
	about   string // ce-subject, and named in errors
}

// PublishTick stores that a source is due. Ticks of the same source and time are one.
func (b *Bus) PublishTick(ctx context.Context, t news.Tick) error {
	t.Time = t.Time.UTC()
	return b.publish(ctx, envelope{
		subject: ticksPrefix + token(t.Source, "import"),
		id:      t.Source + "@" + t.Time.Format(time.RFC3339Nano),
		kind:    "caewatch.tick.v1", source: "/caewatch/scheduler", about: t.Source,
	}, t)
}

// PublishPage stores the page's body by its digest, then the page. Digest and
// Size are set from Body. A page without Body must name one that is stored.
func (b *Bus) PublishPage(ctx context.Context, p news.Page) error {
	if p.Body == nil && p.Digest != "" {
		if _, err := b.GetPageBody(ctx, p.Digest); err != nil {
			return err
		}
	} else {
		p.Digest, p.Size = bodyName(p.Body), len(p.Body)
		if err := b.putBody(ctx, p.Digest, p.Body); err != nil {
			return fmt.Errorf("page %s: %w", p.URL, err)
		}
	}
	return b.publish(ctx, envelope{
		subject: pagesPrefix + token(p.Source, "import"),
		id:      "page:" + news.Digest(p.URL, p.Digest),
		kind:    "caewatch.page.v1", source: "/caewatch/crawler/" + p.Source, about: p.URL,
	}, p)
}

// PublishArticle stores an article with its reports.
func (b *Bus) PublishArticle(ctx context.Context, x news.Extraction) error {
	about := x.Article.URL
	if about == "" {
		about = x.Article.ID
	}
	return b.publish(ctx, envelope{
		subject: articlesPrefix + token(x.Article.Language, "und") + "." + token(x.Article.Source, "import"),
		id:      "article:" + x.Article.ID, // completed by the digest of the whole
		kind:    "caewatch.article.v1", source: "/caewatch/processor", about: about,
	}, x)
}

// PublishEvent stores a created or updated event record.
func (b *Bus) PublishEvent(ctx context.Context, c news.EventChange) error {
	return b.publish(ctx, envelope{
		subject: eventsPrefix + token(c.Action, "updated") + "." + token(c.Event.Kind, "other") + "." + strings.ToUpper(token(c.Event.Place.Country, "xx")),
		id:      "event:" + c.Event.ID + ":" + strconv.Itoa(c.Event.Version),
		kind:    "caewatch.event.v1", source: "/caewatch/processor", about: c.Event.ID,
	}, c)
}

// PublishAlert stores an alert; whoever listens to its subject has it at once.
func (b *Bus) PublishAlert(ctx context.Context, a news.Alert) error {
	return b.publish(ctx, envelope{
		subject: alertsPrefix + token(a.Subscription, "none"),
		id:      "alert:" + a.ID,
		kind:    "caewatch.alert.v1", source: "/caewatch/alerts", about: a.ID,
	}, a)
}

func (b *Bus) publish(ctx context.Context, e envelope, v any) error {
	data, err := encode(v)
	if err != nil {
		return news.Permanent(fmt.Errorf("bus: encode %s: %w", e.about, err))
	}
	if strings.HasPrefix(e.id, "article:") {
		e.id += ":" + digest(data)
	}
	m := nats.NewMsg(e.subject)
	m.Header.Set("ce-specversion", "1.0")
	m.Header.Set("ce-id", headerValue(e.id))
	m.Header.Set("ce-type", e.kind)
	m.Header.Set("ce-source", headerValue(e.source))
	m.Header.Set("ce-subject", headerValue(e.about))
	m.Header.Set("ce-datacontenttype", "application/json")
	m.Header.Set(jetstream.MsgIDHeader, headerValue(e.id))
	m.Data = data
	return b.send(ctx, m, e.about)
}

// send stores m, compressed when it would be too large otherwise.
func (b *Bus) send(ctx context.Context, m *nats.Msg, about string) error {
	_, err := b.sendSeq(ctx, m, about, nil)
	return err
}

// sendSeq is send that tells the sequence under which m is stored. conflict, when
// given, is asked what to make of a failed attempt.
func (b *Bus) sendSeq(ctx context.Context, m *nats.Msg, about string, conflict func(context.Context, int, error) (uint64, error), opts ...jetstream.PublishOpt) (uint64, error) {
	if err := b.shrink(m); err != nil {
		return 0, fmt.Errorf("bus: publish %s: %w", about, err)
	}
	if err := b.space(); err != nil {
		return 0, fmt.Errorf("bus: publish %s: %w", about, err)
	}
	var seq uint64
	err := b.retry(ctx, "publish "+about, attempt, func(ctx context.Context, n int) error {
		ack, err := b.js.PublishMsg(ctx, m, opts...)
		if err != nil && conflict != nil {
			seq, err = conflict(ctx, n, err)
			return err
		}
		if err == nil {
			seq = ack.Sequence // of the first copy when ack.Duplicate
		}
		return err
	})
	return seq, err
}

// shrink compresses a message that the server would refuse, and fails when it
// would refuse that too.
func (b *Bus) shrink(m *nats.Msg) error {
	limit := b.nc.MaxPayload()
	if limit <= 0 { // not connected yet: the server's least default
		limit = 1 << 20
	}
	if int64(m.Size()) <= limit {
		return nil
	}
	size := len(m.Data)
	if m.Header == nil {
		m.Header = nats.Header{}
	}
	if m.Header.Get(headerEncoding) == "" {
		small, err := deflate(m.Data)
		if err != nil {
			return err
		}
		m.Data = small
		m.Header.Set(headerEncoding, "gzip")
	}
	if int64(m.Size()) > limit {
		return news.Permanent(fmt.Errorf("%w: %d bytes, %d compressed; the NATS server takes at most %d (max_payload)", news.ErrTooLarge, size, len(m.Data), limit))
	}
	return nil
}

func deflate(data []byte) ([]byte, error) {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func inflate(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(r, maxInflated+1))
	if err != nil {
		return nil, err
	}
	if len(out) > maxInflated {
		return nil, fmt.Errorf("%w: inflates to more than %d bytes", news.ErrTooLarge, maxInflated)
	}
	return out, nil
}

// plain is a message's data as it was before send.
func plain(h nats.Header, data []byte) ([]byte, error) {
	switch enc := h.Get(headerEncoding); enc {
	case "":
		return data, nil
	case "gzip":
		return inflate(data)
	default:
		return nil, fmt.Errorf("unknown %s %q", headerEncoding, enc)
	}
}

// encode writes JSON without the HTML escapes that would only make it longer.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// token makes one token of a subject: lower case, anything but [a-z0-9_-] as _,
// at most 64 bytes; empty becomes the given one. What a page or a user writes
// can thus never reach another subject.
func token(s, empty string) string {
	if s == "" {
		return empty
	}
	out := make([]byte, 0, min(len(s), 64))
	for _, r := range strings.ToLower(s) {
		if len(out) == cap(out) {
			break
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			out = append(out, byte(r))
		} else {
			out = append(out, '_')
		}
	}
	return string(out)
}

// headerValue writes a CloudEvents attribute as the specification wants it in a
// header: everything but printable ASCII, and the characters space, " and %,
// percent-encoded. Line breaks cannot get through.
func headerValue(s string) string {
	var w strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '%' {
			fmt.Fprintf(&w, "%%%02X", c)
		} else {
			w.WriteByte(c)
		}
	}
	return w.String()
}
