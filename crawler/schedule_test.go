package crawler

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"caewatch/news"

	"github.com/google/go-cmp/cmp"
)

func TestParseSchedule(t *testing.T) {
	now := time.Date(2025, 7, 24, 10, 7, 0, 0, time.UTC)
	for _, tc := range []struct {
		spec, zone, next, err string
	}{
		{spec: "*/30 * * * *", next: "2025-07-24T10:30:00Z"},
		{spec: "0 8 * * *", zone: "Asia/Shanghai", next: "2025-07-25T00:00:00Z"},
		{spec: "CRON_TZ=Asia/Bangkok 0 8 * * *", zone: "Asia/Shanghai", next: "2025-07-25T01:00:00Z"},
		{spec: "TZ=Asia/Bangkok 0 8 * * *", next: "2025-07-25T01:00:00Z"},
		{spec: "@hourly", next: "2025-07-24T11:00:00Z"},
		{spec: "@every 10m", next: "2025-07-24T10:10:00Z"},
		{spec: "@every 1s", next: "2025-07-24T10:07:01Z"},
		{spec: "", err: "empty"},
		{spec: "TZ=0", err: "want TZ=Area/City"},
		{spec: "CRON_TZ=Asia/Bangkok", err: "want CRON_TZ=Area/City"},
		{spec: "CRON_TZ=Mars/Base 0 8 * * *", err: "Mars/Base"},
		{spec: "0 0 31 2 *", err: "never fires"},
		{spec: "* * * *", err: "expected"},
		{spec: "61 * * * *", err: "61"},
		{spec: "0 0 0 * * *", err: "expected"},
		{spec: "@every x", err: "x"},
		{spec: "@every 1ms", err: "shorter than a second"},
		{spec: "@every -5m", err: "shorter than a second"},
		{spec: "@sometimes", err: "sometimes"},
	} {
		t.Run(tc.spec, func(t *testing.T) {
			s, err := parseSchedule(news.Source{Schedule: tc.spec, Timezone: tc.zone}, now)
			if tc.err != "" {
				if err == nil || !strings.Contains(err.Error(), tc.err) {
					t.Fatalf("got error %v, want %q", err, tc.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			next := s.Next(now)
			if got := next.UTC().Format(time.RFC3339); got != tc.next {
				t.Errorf("next: got %s, want %s", got, tc.next)
			}
			if got := previous(s, next); !got.Equal(next) {
				t.Errorf("previous at the moment of firing: got %s, want %s", got, next)
			}
			if got := previous(s, next.Add(-time.Nanosecond)); !got.Before(next) || got.IsZero() {
				t.Errorf("previous just before: got %s", got)
			}
		})
	}
}

// ticks collects what a scheduler publishes; the first fails calls fail.
type ticks struct {
	mu    sync.Mutex
	all   []string
	fails int
}

func (p *ticks) publish(_ context.Context, t news.Tick) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fails > 0 {
		p.fails--
		return errors.New("bus away")
	}
	p.all = append(p.all, t.Source+" "+t.Time.Format("15:04:05")+" "+t.Reason)
	return nil
}

// states is the one call of a bucket that the scheduler makes.
type states struct {
	news.Bucket
	value map[string]string
}

func (s states) Get(_ context.Context, key string) (news.Entry, error) {
	v, ok := s.value[key]
	if !ok {
		return news.Entry{}, news.ErrNotFound
	}
	return news.Entry{Key: key, Value: []byte(v), Revision: 1}, nil
}

func TestSchedulerCatchesUpOnceThenFires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // its clock starts at 2000-01-01 00:00 UTC
		var all []scheduled
		for _, src := range []news.Source{
			{ID: "never", Schedule: "*/30 * * * *"},
			{ID: "missed", Schedule: "@every 20m"},
			{ID: "fresh", Schedule: "0 * * * *"},
			{ID: "off", Schedule: "* * * * *", Disabled: true},
		} {
			when, err := parseSchedule(src, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, scheduled{src: src, when: when})
		}
		time.Sleep(10 * time.Minute)
		out := &ticks{fails: 1}
		s := &scheduler{log: quiet(), now: time.Now, publish: out.publish, all: all, states: states{value: map[string]string{
			"missed": `{"source":"missed","last_tick":"1999-12-31T12:00:00Z"}`,
			"fresh":  `{"source":"fresh","last_tick":"2000-01-01T00:00:00Z"}`,
		}}}
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() { s.run(ctx); close(stopped) }()
		time.Sleep(31 * time.Minute)
		cancel()
		<-stopped
		want := []string{
			"never 00:00:00 first", // after one failed try
			"missed 00:00:00 missed",
			"missed 00:20:00 schedule",
			"never 00:30:00 schedule",
			"missed 00:40:00 schedule",
		}
		if diff := cmp.Diff(want, out.all); diff != "" {
			t.Errorf("ticks (-want +got):\n%s", diff)
		}
	})
}

func TestFiringIsRetriedUntilTheBusIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := news.Source{ID: "a", Schedule: "@every 10m"}
		when, err := parseSchedule(src, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		out := &ticks{fails: 3}
		s := &scheduler{log: quiet(), now: time.Now, publish: out.publish, all: []scheduled{{src, when}},
			states: states{value: map[string]string{"a": `{"last_tick":"2000-01-01T00:00:00Z"}`}}}
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() { s.run(ctx); close(stopped) }()
		time.Sleep(15 * time.Minute)
		cancel()
		<-stopped
		if diff := cmp.Diff([]string{"a 00:10:00 schedule"}, out.all); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPreviousIsTheSameForEverybody(t *testing.T) {
	s, err := parseSchedule(news.Source{Schedule: "15 3 1 1 *", Timezone: "Asia/Manila"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	want := time.Date(2024, 12, 31, 19, 15, 0, 0, time.UTC)
	for _, at := range []time.Time{want, want.Add(time.Second), want.Add(300 * 24 * time.Hour)} {
		if got := previous(s, at); !got.Equal(want) {
			t.Errorf("at %s: got %s, want %s", at, got, want)
		}
	}
}
