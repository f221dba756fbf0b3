package indexer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

const damagedKept = 2 // damaged directories that are kept for a look

// openDir opens the index of this version under dir. One that is damaged is moved
// aside and a new one begun; why says what was wrong, "" when nothing was.
func openDir(dir, version string) (idx bleve.Index, why string, err error) {
	path := filepath.Join(dir, "bleve-"+version)
	if err := removeOthers(dir, filepath.Base(path)); err != nil {
		return nil, "", err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		idx, err = create(path)
		return idx, "", err
	}
	idx, err = openChecked(path)
	if err == nil {
		return idx, "", nil
	}
	if notDamage(err) {
		return nil, "", fmt.Errorf("open index %s: %w", path, err)
	}
	why = err.Error()
	aside, err := moveAside(dir, path)
	if err != nil {
		return nil, "", fmt.Errorf("index is damaged (%s): %w", why, err)
	}
	idx, err = create(path)
	return idx, why + "; moved to " + aside, err
}

// notDamage tells errors of the machine from errors of the index's files.
func notDamage(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) ||
		errors.Is(err, syscall.EROFS) || err.Error() == "timeout" // of the lock on root.bolt
}

func create(path string) (idx bleve.Index, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("create index %s: %v", path, r)
		}
	}()
	// The time-out is written into the index's own settings: without it a second
	// opener would wait for ever.
	idx, err = bleve.NewUsing(path, newMapping(), scorch.Name, scorch.Name, map[string]any{"bolt_timeout": "1s"})
	if err != nil {
		return nil, fmt.Errorf("create index %s: %w", path, err)
	}
	return idx, nil
}

// openChecked opens an index and reads all of it once: bleve itself neither
// notices rotten segments nor stops at them.
func openChecked(path string) (idx bleve.Index, err error) {
	defer func() {
		if r := recover(); r != nil {
			if idx != nil {
				closeQuietly(idx)
			}
			idx, err = nil, fmt.Errorf("%v", r)
		}
	}()
	idx, err = bleve.OpenUsing(path, map[string]any{"bolt_timeout": "1s"})
	if err != nil {
		return nil, err
	}
	if err := checkSegments(idx); err != nil {
		closeQuietly(idx)
		return nil, err
	}
	return idx, nil
}

func closeQuietly(idx bleve.Index) {
	defer func() { _ = recover() }() // a damaged index may panic here as well
	_ = idx.Close()
}

func checkSegments(idx bleve.Index) error {
	adv, err := idx.Advanced()
	if err != nil {
		return err
	}
	reader, err := adv.Reader()
	if err != nil {
		return err
	}
	defer reader.Close()
	snap, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return fmt.Errorf("unexpected index reader %T", reader)
	}
	for _, s := range snap.Segments() {
		if p, ok := s.Segment().(segment.PersistedSegment); ok {
			if err := checkSum(p.Path()); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkSum holds a segment file against the CRC-32 in its last four bytes.
func checkSum(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	if st.Size() < 4 {
		return fmt.Errorf("segment %s is cut off", filepath.Base(path))
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, io.LimitReader(f, st.Size()-4)); err != nil {
		return fmt.Errorf("segment %s: %w", filepath.Base(path), err)
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return fmt.Errorf("segment %s: %w", filepath.Base(path), err)
	}
	if binary.BigEndian.Uint32(want[:]) != sum.Sum32() {
		return fmt.Errorf("segment %s: wrong checksum", filepath.Base(path))
	}
	return nil
}

// moveAside renames a damaged index; only the last few are kept.
func moveAside(dir, path string) (string, error) {
	for n := 1; ; n++ {
		aside := filepath.Join(dir, fmt.Sprintf("damaged-%d", n))
		if _, err := os.Lstat(aside); err == nil {
			continue
		}
		if err := os.Rename(path, aside); err != nil {
			return "", fmt.Errorf("move aside: %w", err)
		}
		if n > damagedKept {
			// Numbers stay in order: the oldest goes, the others move up.
			if err := os.RemoveAll(filepath.Join(dir, "damaged-1")); err != nil {
				return "", err
			}
			for k := 2; k <= n; k++ {
				if err := os.Rename(filepath.Join(dir, fmt.Sprintf("damaged-%d", k)), filepath.Join(dir, fmt.Sprintf("damaged-%d", k-1))); err != nil {
					return "", err
				}
			}
			aside = filepath.Join(dir, fmt.Sprintf("damaged-%d", n-1))
		}
		return aside, nil
	}
}

// removeOthers deletes the indexes of other versions: they are only views and
// would never be opened again.
func removeOthers(dir, keep string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "bleve-") && e.Name() != keep {
			if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
				return fmt.Errorf("index of another version: %w", err)
			}
		}
	}
	return nil
}
