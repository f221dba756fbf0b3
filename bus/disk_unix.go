//go:build linux || darwin || freebsd

package bus

import "syscall"

// diskFree is how many bytes an ordinary user may still write to the disk of
// dir; -1 when that cannot be told.
func diskFree(dir string) int64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize)
}
