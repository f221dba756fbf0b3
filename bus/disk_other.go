//go:build !linux && !darwin && !freebsd

package bus

// diskFree cannot tell here; the server's own limits have to do.
func diskFree(string) int64 { return -1 }
