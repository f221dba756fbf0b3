package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"caewatch/bus"
	"caewatch/configs"
	"caewatch/crawler"
	"caewatch/news"
	"caewatch/processor"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress is a bar on a terminal and plain lines elsewhere.
type progress struct {
	w     io.Writer
	label string
	total int64
	n     int64
	bars  *mpb.Progress
	bar   *mpb.Bar
	last  time.Time
}

// newProgress shows how far label is; total 0 means unknown.
func newProgress(w io.Writer, label string, total int64) *progress {
	p := &progress{w: w, label: label, total: total, last: time.Now()}
	if f, ok := w.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		p.bars = mpb.New(mpb.WithOutput(w), mpb.WithWidth(60))
		p.bar = p.bars.AddBar(total, mpb.PrependDecorators(decor.Name(label+" "), decor.CountersNoUnit("%d/%d")), mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_MMSS)))
	}
	return p
}

func (p *progress) add(n int64) {
	p.n += n
	if p.bar != nil {
		if p.total == 0 {
			p.bar.SetTotal(p.n+1, false)
		}
		p.bar.IncrInt64(n)
		return
	}
	if now := time.Now(); now.Sub(p.last) >= 2*time.Second {
		p.last = now
		fmt.Fprintf(p.w, "%s: %d\n", p.label, p.n)
	}
}

func (p *progress) done() {
	if p.bar != nil {
		p.bar.SetTotal(p.n, true)
		p.bars.Wait()
		return
	}
	fmt.Fprintf(p.w, "%s: %d done\n", p.label, p.n)
}

func (c *cli) sourcesCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "sources", Short: "ls, check or crawl the sources", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(
		&cobra.Command{Use: "ls", Short: "Health of each source", Args: none, RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			return c.joined(cmd.Context(), log, cfg, func(ctx context.Context, b *bus.Bus) error {
				tw := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
				fmt.Fprintln(tw, "SOURCE\tCOUNTRY\tSCHEDULE\tLAST SUCCESS\tFOUND\tNEW\tTOTAL\tERRORS\tLAST ERROR")
				for _, s := range cfg.Sources {
					st, err := sourceState(ctx, b, s.ID)
					if err != nil {
						return err
					}
					fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\t%s\n", s.ID, orDash(s.Country), s.Schedule, moment(st.LastSuccess), st.Found, st.Published, st.Total, st.Errors, orDash(st.LastError))
				}
				return tw.Flush()
			})
		}},
		&cobra.Command{Use: "check [ID]...", Short: "A dry run of each source: what it gives, robots.txt, latency, what to mend", RunE: func(cmd *cobra.Command, args []string) error {
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			chosen, err := chooseSources(cfg, args)
			if err != nil {
				return err
			}
			room, err := crawler.New(log, crawlerConfig(cfg), crawler.Deps{Now: time.Now})
			if err != nil {
				return err
			}
			bad := 0
			for _, s := range chosen {
				report := room.Check(cmd.Context(), s)
				if err := printJSON(c.out, report); err != nil {
					return err
				}
				if len(report.Problems) > 0 {
					bad++
				}
			}
			if bad > 0 {
				return fmt.Errorf("sources check: %d of %d sources have problems", bad, len(chosen))
			}
			return nil
		}},
		&cobra.Command{Use: "crawl ID...", Short: "Crawl sources now", Args: cobra.MinimumNArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			chosen, err := chooseSources(cfg, args)
			if err != nil {
				return err
			}
			cfg.Sources = chosen
			return c.joined(cmd.Context(), log, cfg, func(ctx context.Context, b *bus.Bus) error {
				for _, s := range chosen {
					if err := crawlNow(ctx, b, cfg, s.ID); err != nil {
						return err
					}
					fmt.Fprintf(c.out, "%s: asked for\n", s.ID)
				}
				return nil
			}, crawlerRoom, processorRoom, indexerRoom, alertsRoom)
		}})
	return cmd
}

func chooseSources(cfg configs.Config, ids []string) ([]news.Source, error) {
	if len(ids) == 0 {
		return cfg.Sources, nil
	}
	var chosen []news.Source
	for _, id := range ids {
		i := slices.IndexFunc(cfg.Sources, func(s news.Source) bool { return s.ID == id })
		if i < 0 {
			return nil, usage("no source %q: see caewatch sources ls", id)
		}
		chosen = append(chosen, cfg.Sources[i])
	}
	return chosen, nil
}

func sourceState(ctx context.Context, b *bus.Bus, id string) (news.SourceState, error) {
	var st news.SourceState
	entry, err := b.Bucket("sources").Get(ctx, id)
	if errors.Is(err, news.ErrNotFound) {
		return st, nil
	}
	if err != nil {
		return st, err
	}
	return st, json.Unmarshal(entry.Value, &st)
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04Z")
}

// statusReport is what caewatch status prints.
type statusReport struct {
	Bus   bus.Status        `json:"bus"`
	Index *news.IndexStatus `json:"index,omitempty"`
	Note  string            `json:"note,omitempty"`
}

func status(ctx context.Context, b *bus.Bus) (statusReport, error) {
	st, err := b.Status(ctx)
	if err != nil {
		return statusReport{}, err
	}
	report := statusReport{Bus: st}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	index, err := b.Searcher().IndexStatus(ctx)
	if err != nil {
		report.Note = "index: " + err.Error()
		return report, nil
	}
	report.Index = &index
	return report, nil
}

func (c *cli) statusCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "status", Short: "Streams, lag, index, sources, dead letters", Args: none, RunE: func(cmd *cobra.Command, _ []string) error {
		cfg, log, err := c.quiet()
		if err != nil {
			return err
		}
		return c.joined(cmd.Context(), log, cfg, func(ctx context.Context, b *bus.Bus) error {
			report, err := status(ctx, b)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.out, report)
			}
			return c.printStatus(ctx, b, cfg, report)
		})
	}}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (c *cli) printStatus(ctx context.Context, b *bus.Bus, cfg configs.Config, report statusReport) error {
	tw := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(tw, "STREAM\tMESSAGES\tBYTES\tCONSUMER\tPENDING\tUNACKNOWLEDGED\tREDELIVERED")
	for _, s := range report.Bus.Streams {
		fmt.Fprintf(tw, "%s\t%d\t%d\t\t\t\t\n", s.Name, s.Messages, s.Bytes)
		for _, k := range s.Consumers {
			fmt.Fprintf(tw, "\t\t\t%s\t%d\t%d\t%d\n", k.Name, k.Pending, k.AckPending, k.Redelivered)
		}
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	if i := report.Index; i != nil {
		fmt.Fprintf(c.out, "\nindex: %d events, %d articles, %d messages behind, mapping %s\n", i.Events, i.Articles, i.Pending, i.Mapping)
	} else {
		fmt.Fprintln(c.out, "\n"+report.Note)
	}
	failing := 0
	for _, s := range cfg.Sources {
		st, err := sourceState(ctx, b, s.ID)
		if err != nil {
			return err
		}
		if st.Errors > 0 {
			failing++
		}
	}
	fmt.Fprintf(c.out, "sources: %d, %d failing\n", len(cfg.Sources), failing)
	dead, err := b.DeadList(ctx, 1000)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "dead letters: %d\n", len(dead))
	return err
}

func (c *cli) deadCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "dead", Short: "ls, show, retry or drop the dead letters", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	do := func(use, short string, args cobra.PositionalArgs, fn func(context.Context, *bus.Bus, []string) error, rooms ...room) *cobra.Command {
		return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			return c.joined(cmd.Context(), log, cfg, func(ctx context.Context, b *bus.Bus) error { return fn(ctx, b, args) }, rooms...)
		}}
	}
	cmd.AddCommand(
		do("ls", "List the dead letters, newest first", none, func(ctx context.Context, b *bus.Bus, _ []string) error {
			list, err := b.DeadList(ctx, 1000)
			if err != nil {
				return err
			}
			tw := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
			fmt.Fprintln(tw, "ID\tSTREAM\tCONSUMER\tTRIES\tTIME\tREASON")
			for _, d := range list {
				fmt.Fprintf(tw, "%s\t%s\t%s\t%d\t%s\t%s\n", d.ID, d.Stream, d.Consumer, d.Attempts, moment(d.Time), strings.ReplaceAll(d.Reason, "\n", " "))
			}
			return tw.Flush()
		}),
		do("show ID", "Print one dead letter", exactly(1), func(ctx context.Context, b *bus.Bus, args []string) error {
			d, err := b.DeadGet(ctx, args[0])
			if err != nil {
				return err
			}
			return printJSON(c.out, struct {
				news.DeadLetter
				Text string `json:"text"`
			}{d, string(d.Data)})
		}),
		do("retry ID", "Give a dead letter back to its consumer", exactly(1), func(ctx context.Context, b *bus.Bus, args []string) error {
			return b.DeadRetry(ctx, args[0])
		}, processorRoom, indexerRoom, alertsRoom),
		do("drop ID", "Forget a dead letter", exactly(1), func(ctx context.Context, b *bus.Bus, args []string) error {
			return b.DeadDrop(ctx, args[0])
		}))
	return cmd
}

func (c *cli) replayCommand() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{Use: "replay", Short: "Re-run the processor over the archive of pages", Args: none,
		Long: "Extracts every stored page again and publishes what came out differently. With --dry-run it publishes\nnothing and prints, one JSON object a line, which fields of which article would change.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			return c.joined(cmd.Context(), log, cfg, func(ctx context.Context, b *bus.Bus) error { return c.replay(ctx, b, dry) }, processorRoom, indexerRoom, alertsRoom)
		}}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "only print what would change")
	return cmd
}

// replayed is one line of replay --dry-run.
type replayed struct {
	Article string        `json:"article"`
	URL     string        `json:"url"`
	Source  string        `json:"source"`
	Changes []news.Change `json:"changes,omitempty"`
	Error   string        `json:"error,omitempty"`
}

func (c *cli) replay(ctx context.Context, b *bus.Bus, dry bool) error {
	bar := newProgress(c.err, "replay", 0)
	changed, failed := 0, 0
	err := b.WalkPages(ctx, func(_ uint64, p news.Page) error {
		bar.add(1)
		line := replayed{URL: p.URL, Source: p.Source}
		x, err := processor.FromPage(p)
		if err != nil {
			failed++
			line.Error = err.Error()
			if dry {
				return printJSON(c.out, line)
			}
			return nil
		}
		old, err := b.Searcher().Article(ctx, x.Article.ID)
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return err
		}
		if line.Changes, err = differences(old, x); err != nil || len(line.Changes) == 0 {
			return err
		}
		changed++
		if dry {
			line.Article = x.Article.ID
			return printJSON(c.out, line)
		}
		return b.PublishArticle(ctx, x)
	})
	bar.done()
	if err != nil {
		return err
	}
	verb := "published again"
	if dry {
		verb = "would change"
	}
	_, err = fmt.Fprintf(c.err, "%d pages, %d %s, %d cannot be processed\n", bar.n, changed, verb, failed)
	return err
}

// differences compares two extractions field by field, by the JSON that users see.
func differences(old, now news.Extraction) ([]news.Change, error) {
	a, err := flatten(old)
	if err != nil {
		return nil, err
	}
	b, err := flatten(now)
	if err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	for k := range a {
		keys[k] = true
	}
	for k := range b {
		keys[k] = true
	}
	var list []news.Change
	for k := range keys {
		if a[k] != b[k] {
			list = append(list, news.Change{Field: k, Old: a[k], New: b[k]})
		}
	}
	slices.SortFunc(list, func(x, y news.Change) int { return strings.Compare(x.Field, y.Field) })
	return list, nil
}

func flatten(x news.Extraction) (map[string]any, error) {
	raw, err := json.Marshal(x)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	flat := map[string]any{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, item := range v {
				walk(path+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(k), item)
			}
		case []any:
			for i, item := range v {
				walk(fmt.Sprintf("%s/%d", path, i), item)
			}
		case nil:
		default:
			flat[path] = v
		}
	}
	walk("", tree)
	return flat, nil
}
