package crawler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"caewatch/news"

	"github.com/robfig/cron/v3"
)

// The reasons of a tick.
const (
	reasonSchedule = "schedule" // the cron line fired
	reasonFirst    = "first"    // never crawled
	reasonMissed   = "missed"   // the cron line fired while nobody was there
)

// parseSchedule reads a source's cron line: five fields, @hourly and the like,
// or @every 10m, optionally after CRON_TZ=Area/City. Without that the source's
// timezone holds, and UTC without either. Lines that never fire from now on are
// refused.
func parseSchedule(src news.Source, now time.Time) (s cron.Schedule, err error) {
	spec := strings.TrimSpace(src.Schedule)
	// The parser panics on a zone without fields after it, and on odd ones.
	defer func() {
		if v := recover(); v != nil {
			s, err = nil, fmt.Errorf("%q: not a cron line", src.Schedule)
		}
	}()
	if spec == "" {
		return nil, errors.New("empty; want five fields, such as */30 * * * *, or @every 10m")
	}
	zone, named := src.Timezone, false
	for _, prefix := range []string{"CRON_TZ=", "TZ="} {
		if rest, ok := strings.CutPrefix(spec, prefix); ok && !named {
			var line string
			if zone, line, ok = strings.Cut(rest, " "); !ok || zone == "" {
				return nil, fmt.Errorf("%q: want %sArea/City and then a cron line", src.Schedule, prefix)
			}
			spec, named = strings.TrimSpace(line), true
		}
	}
	if zone == "" {
		zone = "UTC"
	}
	if _, err := time.LoadLocation(zone); err != nil {
		return nil, fmt.Errorf("%q: %w", src.Schedule, err)
	}
	if every, ok := strings.CutPrefix(spec, "@every "); ok {
		d, err := time.ParseDuration(strings.TrimSpace(every))
		if err != nil {
			return nil, fmt.Errorf("%q: %w", src.Schedule, err)
		}
		if d < time.Second {
			return nil, fmt.Errorf("%q: shorter than a second", src.Schedule)
		}
		return aligned(d), nil
	}
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)
	s, err = parser.Parse("CRON_TZ=" + zone + " " + spec)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", src.Schedule, err)
	}
	if s.Next(now).IsZero() {
		return nil, fmt.Errorf("%q: never fires", src.Schedule)
	}
	return s, nil
}

// aligned fires at the multiples of a duration since the Unix epoch. The
// library's own @every counts from the start of the process, so that several
// schedulers would never agree and every restart would delay the crawl.
type aligned time.Duration

// Next implements cron.Schedule.
func (a aligned) Next(t time.Time) time.Time {
	d := int64(a)
	return time.Unix(0, t.UnixNano()/d*d+d).UTC()
}

// previous is the last time not after now at which s fired, zero if it did not
// fire within the last five years.
func previous(s cron.Schedule, now time.Time) time.Time {
	const day = 24 * time.Hour
	for _, back := range []time.Duration{time.Minute, time.Hour, day, 8 * day, 32 * day, 366 * day, 5 * 366 * day} {
		var last time.Time
		for t := s.Next(now.Add(-back)); !t.IsZero() && !t.After(now); t = s.Next(t) {
			last = t
		}
		if !last.IsZero() {
			return last.UTC()
		}
	}
	return time.Time{}
}

// scheduled is one source with its schedule.
type scheduled struct {
	src  news.Source
	when cron.Schedule
}

// scheduler publishes a tick whenever a source is due and does nothing else, so
// that any number of them may run: a tick's id is the source and the scheduled
// time, which all of them compute alike.
type scheduler struct {
	log     *slog.Logger
	now     func() time.Time
	publish func(context.Context, news.Tick) error
	states  news.Bucket
	all     []scheduled
}

// run catches up what was missed, then fires by the schedules until ctx ends.
func (s *scheduler) run(ctx context.Context) {
	log := cronLog{s.log}
	// Recover is innermost: outside SkipIfStillRunning, one panic would leave the
	// job marked as running for ever.
	c := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(log),
		cron.WithChain(cron.SkipIfStillRunning(log), cron.Recover(log)))
	for _, e := range s.all {
		if !e.src.Disabled {
			c.Schedule(e.when, cron.FuncJob(func() { s.fire(ctx, e) }))
		}
	}
	c.Start()
	for _, e := range s.all {
		if !e.src.Disabled {
			s.catchUp(ctx, e)
		}
	}
	<-ctx.Done()
	<-c.Stop().Done() // its jobs end with ctx
}

// fire publishes the tick that is due now, again and again until the bus takes
// it; a later one takes its place when it takes that long.
func (s *scheduler) fire(ctx context.Context, e scheduled) {
	s.retry(ctx, e.src.ID, "publish tick", func() error {
		at := previous(e.when, s.now())
		if at.IsZero() {
			return nil
		}
		return s.publish(ctx, news.Tick{Source: e.src.ID, Time: at, Reason: reasonSchedule})
	})
}

// catchUp publishes one tick for a source that was never crawled or whose last
// scheduled time went by uncrawled, however many did.
func (s *scheduler) catchUp(ctx context.Context, e scheduled) {
	s.retry(ctx, e.src.ID, "catch up", func() error {
		st, _, err := loadState(ctx, s.states, e.src.ID)
		if err != nil {
			return err
		}
		now := s.now()
		at, reason := previous(e.when, now), reasonMissed
		if st.LastTick.IsZero() {
			reason = reasonFirst
			if at.IsZero() {
				at = now.UTC().Truncate(time.Minute)
			}
		}
		if !at.After(st.LastTick) {
			return nil
		}
		return s.publish(ctx, news.Tick{Source: e.src.ID, Time: at, Reason: reason})
	})
}

// retry runs f until it succeeds or ctx ends.
func (s *scheduler) retry(ctx context.Context, source, what string, f func() error) {
	wait := time.Second
	for {
		err := f()
		if err == nil || ctx.Err() != nil {
			return
		}
		s.log.Warn("scheduler: will retry", "what", what, "source", source, "err", err, "wait", wait)
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return
		}
		wait = min(2*wait, time.Minute)
	}
}

// cronLog gives the library's messages to slog.
type cronLog struct{ log *slog.Logger }

// Info implements cron.Logger.
func (l cronLog) Info(msg string, kv ...any) { l.log.Debug("cron: "+msg, kv...) }

// Error implements cron.Logger.
func (l cronLog) Error(err error, msg string, kv ...any) {
	l.log.Error("cron: "+msg, append([]any{"err", err}, kv...)...)
}
