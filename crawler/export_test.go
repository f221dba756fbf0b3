package crawler

import "time"

// SetLease shortens the times of a lease.
func (c *Crawler) SetLease(renew, dead time.Duration) { c.lease = leaseTimes{renew, dead} }
