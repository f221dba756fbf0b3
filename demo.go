package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"caewatch/bus"
	"caewatch/news"
	"caewatch/sample"

	"github.com/spf13/cobra"
)

const dayForm = time.DateOnly

func parseDay(day string) (time.Time, error) { return time.Parse(dayForm, day) }

// demoSchedule is how often the demo crawls; its sources are on loopback.
const demoSchedule = "@every 2s"

func (c *cli) demoCommand() *cobra.Command {
	var once bool
	var listen string
	cmd := &cobra.Command{Use: "demo", Short: "Everything, on a built-in sample news site: no internet needed", Args: none,
		Long: "Starts every room and a small news site inside this process, crawls it, and prints the events found and\neach alert as it comes. A few seconds later the site publishes one more article: a scheduled tick finds it.\nIt runs until interrupted; --once ends it after that article's alert.",
		RunE: func(cmd *cobra.Command, _ []string) error { return c.demo(cmd.Context(), listen, once) }}
	cmd.Flags().BoolVar(&once, "once", false, "end after the late article's alert")
	cmd.Flags().StringVar(&listen, "listen", "", "address of the web page (default: api.listen, or a free port where that is taken)")
	return cmd
}

// demo runs every room on a throw-away folder (or --data) and the sample site.
func (c *cli) demo(ctx context.Context, listen string, once bool) (err error) {
	cfg, log, err := c.quiet()
	if err != nil {
		return err
	}
	site, err := sample.New()
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	web := &http.Server{Handler: site, ReadHeaderTimeout: 5 * time.Second}
	go web.Serve(ln)
	defer web.Close()
	if c.data == "" {
		if cfg.Data, err = os.MkdirTemp("", "caewatch-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(cfg.Data)) }()
	}
	cfg.NATS.URL = ""
	cfg.Sources = sample.Sources("http://"+ln.Addr().String(), demoSchedule)
	cfg.API.Listen = freeAddress(listen, cfg.API.Listen)

	start := time.Now()
	b, err := openBus(ctx, log, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	subscription, err := json.Marshal(news.Subscription{Name: "skills", Query: "vocational OR skills OR 职业教育", Description: "skills and vocational education"})
	if err != nil {
		return err
	}
	if _, err := b.Bucket("subscriptions").Put(ctx, "skills", subscription); err != nil {
		return err
	}

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	h := &house{log: log, cfg: cfg, bus: b, open: true, listen: func(address string) {
		fmt.Fprintf(c.out, "web page     %s   (ready after %v)\nsample site  http://%s/\nalerts       nats sub -s %s 'caewatch.alerts.>'\n\n",
			webURL(address), time.Since(start).Round(time.Millisecond), ln.Addr(), orDash(b.ClientURL()))
	}}
	worked := make(chan error, 1)
	go func() { worked <- h.run(ctx, modes["run"]...) }()
	alerted := make(chan news.Alert, 64)
	go b.TailAlerts(ctx, "", 0, func(a news.Alert) error {
		select {
		case alerted <- a:
		case <-ctx.Done():
		}
		return nil
	})
	end := c.narrate(ctx, b, site, alerted, once, worked)
	stop()
	if end == errWorked {
		return <-worked
	}
	return errors.Join(end, <-worked)
}

// errWorked means that the rooms ended by themselves; their error says why.
var errWorked = errors.New("the rooms ended")

// narrate prints the alerts as they come, the events once the first crawl is
// through, lets the site publish its late article, and goes on.
func (c *cli) narrate(ctx context.Context, b *bus.Bus, site *sample.Site, alerted <-chan news.Alert, once bool, worked chan error) error {
	crawled := make(chan error, 1)
	go func() { crawled <- c.firstCrawl(ctx, b) }()
	released := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-worked:
			worked <- err
			return errWorked
		case err := <-crawled:
			if err != nil {
				return ignoreCancel(ctx, err)
			}
			if err := c.printEvents(ctx, b); err != nil {
				return ignoreCancel(ctx, err)
			}
			fmt.Fprintf(c.out, "\nThe site publishes one more article now; the next tick (%s) finds it.\n", demoSchedule)
			site.Release()
			released = true
		case a := <-alerted:
			name, day := "", ""
			if a.Event != nil {
				name, day = a.Event.Name, a.Event.StartDate
			} else if a.Article != nil {
				name, day = a.Article.Title, a.Article.Published
			}
			fmt.Fprintf(c.out, "alert  caewatch.alerts.%s  %s  %s  %s\n", a.Subscription, a.Action, orDash(day), name)
			if released && once {
				return nil
			}
		}
	}
}

func ignoreCancel(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// firstCrawl waits until every source was crawled and everything it gave is searchable.
func (c *cli) firstCrawl(ctx context.Context, b *bus.Bus) error {
	bar := newProgress(c.err, "crawl", int64(len(sample.Sources("", ""))))
	defer bar.done()
	seen := map[string]bool{}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for len(seen) < len(sample.Sources("", "")) {
		for _, s := range sample.Sources("", "") {
			st, err := sourceState(ctx, b, s.ID)
			if err != nil {
				return err
			}
			if !seen[s.ID] && !st.LastSuccess.IsZero() {
				seen[s.ID] = true
				bar.add(1)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return waitIdle(ctx, b, modes["run"])
}

func (c *cli) printEvents(ctx context.Context, b *bus.Bus) error {
	res, err := b.Searcher().Search(ctx, news.Query{Type: "events", Sort: "newest", Limit: 100})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "\n%d events found:\n", res.Total)
	for _, h := range res.Hits {
		e := h.Event
		reports := "1 report"
		if len(e.Sources) != 1 {
			reports = fmt.Sprintf("%d reports", len(e.Sources))
		}
		fmt.Fprintf(c.out, "  %-21s %-12s %s  (%s; %s)\n", span(e.StartDate, e.EndDate), e.Kind, e.Name, placeLine(e.Place), reports)
	}
	return nil
}

// freeAddress is the wanted address, or a free port of loopback where nothing was
// asked for and the configured one is taken.
func freeAddress(asked, configured string) string {
	if asked != "" {
		return asked
	}
	ln, err := net.Listen("tcp", configured)
	if err != nil {
		return "127.0.0.1:0"
	}
	ln.Close()
	return configured
}
