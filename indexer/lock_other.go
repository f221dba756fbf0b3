//go:build !unix

package indexer

import (
	"fmt"
	"os"
	"path/filepath"
)

// lock relies on the lock that bleve itself takes; see bolt_timeout.
func lock(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "LOCK"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("index lock: %w", err)
	}
	return f, nil
}
