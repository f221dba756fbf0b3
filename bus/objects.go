package bus

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"caewatch/news"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// bodyWait is what one try of moving a body may take.
const bodyWait = 30 * time.Second

// bodyName is the digest under which a body is stored.
func bodyName(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha256/" + hex.EncodeToString(sum[:])
}

// putBody stores a body under its digest, compressed; what is there already is
// not sent again.
func (b *Bus) putBody(ctx context.Context, name string, body []byte) error {
	if err := b.space(); err != nil {
		return fmt.Errorf("bus: store body: %w", err)
	}
	meta := jetstream.ObjectMeta{Name: name, Headers: nats.Header{}}
	stored := b.enc.EncodeAll(body, nil)
	if len(stored) < len(body) {
		meta.Headers.Set(headerEncoding, "zstd")
	} else {
		stored = body
	}
	return b.retry(ctx, "store body", bodyWait, func(ctx context.Context, _ int) error {
		info, err := b.objects.GetInfo(ctx, name)
		if err == nil && !info.Deleted {
			return nil
		}
		if err != nil && !errors.Is(err, jetstream.ErrObjectNotFound) {
			return err
		}
		_, err = b.objects.Put(ctx, meta, bytes.NewReader(stored))
		return err
	})
}

// GetPageBody returns the body stored under digest ("sha256/<hex>") after
// checking it; ErrNotFound when there is none.
func (b *Bus) GetPageBody(ctx context.Context, digest string) ([]byte, error) {
	var body []byte
	err := b.retry(ctx, "body "+digest, bodyWait, func(ctx context.Context, _ int) error {
		object, err := b.objects.Get(ctx, digest)
		if errors.Is(err, jetstream.ErrObjectNotFound) {
			return fmt.Errorf("%w: the object store has no such body", news.ErrNotFound)
		}
		if err != nil {
			return err
		}
		defer object.Close()
		info, err := object.Info()
		if err != nil {
			return err
		}
		stored, err := io.ReadAll(io.LimitReader(object, maxInflated+1))
		if err != nil {
			return err
		}
		if len(stored) > maxInflated {
			return fmt.Errorf("%w: more than %d bytes", news.ErrTooLarge, maxInflated)
		}
		if info.Headers.Get(headerEncoding) == "zstd" {
			stored, err = b.dec.DecodeAll(stored, nil)
			if err != nil {
				return fmt.Errorf("damaged: %w", err)
			}
		}
		if digest != bodyName(stored) {
			return errors.New("damaged: the stored bytes have another digest")
		}
		body = stored
		return nil
	})
	if body == nil && err == nil {
		body = []byte{}
	}
	return body, err
}
