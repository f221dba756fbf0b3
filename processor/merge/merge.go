// Package merge joins.
package merge

import (
	"context"
	"log/slog"

	"caewatch/news"
)

// Merger joins.
type Merger struct{}

// New wires.
func New(log *slog.Logger, events news.Bucket, publish func(context.Context, news.EventChange) error) *Merger {
	return &Merger{}
}

// Handle handles.
func (m *Merger) Handle(ctx context.Context, x news.Extraction) error { return nil }
