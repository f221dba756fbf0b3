package query

import (
	"fmt"
	"strings"
	"time"
)

// Days is a range of calendar days, both ends included, counted from 1970-01-01.
// An open end is MinDay or MaxDay.
type Days struct{ From, To int }

// The open ends of a range; no ISO date of four digits comes near them.
const (
	MinDay = -1 << 30
	MaxDay = 1 << 30
)

// ParseDay reads an ISO 8601 date as precise as it is (2025, 2025-09, 2025-09-15,
// or a moment, whose day as written counts) and returns the days that it spans.
func ParseDay(s string) (Days, error) {
	if len(s) > 10 && (s[10] == 'T' || s[10] == 't' || s[10] == ' ') {
		s = s[:10]
	}
	layout, years, months, days := "", 0, 0, 0
	switch len(s) {
	case 4:
		layout, years = "2006", 1
	case 7:
		layout, months = "2006-01", 1
	case 10:
		layout, days = "2006-01-02", 1
	default:
		return Days{}, fmt.Errorf("date %.40q: want 2025, 2025-09 or 2025-09-15", s)
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		return Days{}, fmt.Errorf("date %.40q: want 2025, 2025-09 or 2025-09-15", s)
	}
	return Days{dayNumber(t), dayNumber(t.AddDate(years, months, days)) - 1}, nil
}

func dayNumber(t time.Time) int {
	s := t.Unix()
	if s < 0 {
		return int((s - 86399) / 86400)
	}
	return int(s / 86400)
}

// parseRange reads one date or two around "..", either of which may be missing.
func parseRange(s string) (Days, error) {
	from, to, ok := strings.Cut(s, "..")
	if !ok {
		return ParseDay(s)
	}
	return daysBetween(from, to)
}

func daysBetween(from, to string) (Days, error) {
	d := Days{MinDay, MaxDay}
	if from != "" {
		f, err := ParseDay(from)
		if err != nil {
			return d, err
		}
		d.From = f.From
	}
	if to != "" {
		t, err := ParseDay(to)
		if err != nil {
			return d, err
		}
		d.To = t.To
	}
	if from == "" && to == "" {
		return d, fmt.Errorf("date range without a date: want 2025-07..2025-09, 2025-07.. or ..2025-09")
	}
	if d.From > d.To {
		return d, fmt.Errorf("date range ends before it begins: %s..%s", from, to)
	}
	return d, nil
}
