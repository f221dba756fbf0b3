package dates

import (
	"fmt"
	"time"
)

// day is a civil day.
type day struct{ time.Time }

func makeDay(y, m, d int) day { return day{time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)} }

func (d day) known() bool { return !d.IsZero() }

func (d day) point() point { return point{d.Year(), int(d.Month()), d.Day()} }

func (d day) add(days int) day { return day{d.AddDate(0, 0, days)} }

// parseDay reads the day at the start of an ISO 8601 moment.
func parseDay(s string) day {
	if len(s) < 10 {
		return day{}
	}
	t, err := time.Parse(time.DateOnly, s[:10])
	if err != nil {
		return day{}
	}
	return day{t}
}

// valid tells whether there is such a day in some year, or in its own.
func (p point) valid() bool {
	if p.m < 1 || p.m > 12 || p.d < 0 || p.d > 31 {
		return false
	}
	if p.d == 0 {
		return true
	}
	y := p.y
	if y == 0 {
		y = 2024
	}
	return makeDay(y, p.m, p.d).Day() == p.d
}

func (p point) before(q point) bool {
	if p.y != q.y {
		return p.y < q.y
	}
	if p.m != q.m {
		return p.m < q.m
	}
	return p.d < q.d
}

func (p point) iso() string {
	switch {
	case p.y == 0:
		return ""
	case p.m == 0:
		return fmt.Sprintf("%04d", p.y)
	case p.d == 0:
		return fmt.Sprintf("%04d-%02d", p.y, p.m)
	}
	return fmt.Sprintf("%04d-%02d-%02d", p.y, p.m, p.d)
}

func (p point) precision() string {
	switch {
	case p.d != 0:
		return PrecisionDay
	case p.m != 0:
		return PrecisionMonth
	case p.y != 0:
		return PrecisionYear
	}
	return ""
}

// yearFor infers the year of a day or month without one: that which puts it
// closest to the publication. News tells of the past and announces a few months
// ahead, so a day more than 90 days after the publication counts as further away.
func yearFor(at point, ref day, base int) int {
	if !ref.known() {
		return base
	}
	d := max(at.d, 1)
	if at.d == 0 {
		d = 15
	}
	best, cost := 0, 1<<30
	for y := ref.Year() - 1; y <= ref.Year()+1; y++ {
		diff := int(makeDay(y, at.m, d).Sub(ref.Time).Hours() / 24)
		c := diff
		if diff < 0 {
			c = -diff
		}
		if diff > 90 {
			c += 180
		}
		if (point{y, at.m, at.d}).valid() && c < cost {
			best, cost = y, c
		}
	}
	return best
}
