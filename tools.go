package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"caewatch/bus"
	"caewatch/configs"
	"caewatch/crawler"
	"caewatch/news"
	"caewatch/news/query"
	"caewatch/processor"

	"github.com/spf13/cobra"
)

// maxInput is the most that extract and import read of one input or line, in bytes.
const maxInput = 10 << 20

// given is what the command line says of an article that its file does not.
type given struct{ url, published, language, source string }

func (g given) over(a *news.Article) {
	for _, f := range []struct {
		field *string
		value string
	}{{&a.URL, g.url}, {&a.Published, g.published}, {&a.Language, g.language}, {&a.Source, g.source}} {
		if f.value != "" {
			*f.field = f.value
		}
	}
}

func (c *cli) extractCommand() *cobra.Command {
	var g given
	var explain bool
	cmd := &cobra.Command{Use: "extract [FILE|URL|-]...", Short: "Article(s) in, event records out: one JSON object a line",
		Long: "Reads HTML, plain text, or articles as JSON (one object, or one a line) and prints one JSON object a line:\nthe article, whether it is relevant and why, and its reports of events with their evidence.",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				args = []string{"-"}
			}
			out := bufio.NewWriter(c.out)
			defer out.Flush()
			for _, name := range args {
				err := c.each(cmd.Context(), log, cfg, name, g, func(x news.Extraction) error {
					if explain {
						return explainTo(out, x)
					}
					return printJSON(out, x)
				})
				if err != nil {
					return fmt.Errorf("extract %s: %w", name, err)
				}
			}
			return out.Flush()
		}}
	g.flags(cmd)
	cmd.Flags().BoolVar(&explain, "explain", false, "print each field with the words behind it instead of JSON")
	return cmd
}

func (g *given) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&g.url, "url", "", "the article's URL")
	cmd.Flags().StringVar(&g.published, "published", "", "publication date, ISO 8601")
	cmd.Flags().StringVar(&g.language, "language", "", "language, BCP 47 (en, zh, id, ...)")
}

// each extracts every article of one input.
func (c *cli) each(ctx context.Context, log *slog.Logger, cfg configs.Config, name string, g given, fn func(news.Extraction) error) error {
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		page, err := crawler.Fetch(ctx, log, crawlerConfig(cfg), name)
		if err != nil {
			return err
		}
		x, err := processor.FromPage(page)
		if err != nil {
			return err
		}
		return fn(x)
	}
	raw, err := c.read(name)
	if err != nil {
		return err
	}
	return articles(raw, g, func(page news.Page) error {
		x, err := processor.FromPage(page)
		if err != nil {
			return err
		}
		if page.Header["Content-Type"] != news.ArticleType && (g.published != "" || g.language != "") {
			a := x.Article
			g.over(&a)
			x = processor.FromArticle(a)
		}
		return fn(x)
	})
}

func (c *cli) read(name string) ([]byte, error) {
	in := c.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err == nil && len(raw) > maxInput {
		err = fmt.Errorf("%w: over %d bytes", news.ErrTooLarge, maxInput)
	}
	return raw, err
}

// articles splits an input into pages: JSON articles one by one, else the whole
// as HTML or text.
func articles(raw []byte, g given, fn func(news.Page) error) error {
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))
	if len(trimmed) == 0 {
		return errors.New("empty input")
	}
	if trimmed[0] != '{' {
		kind := "text/plain"
		if head := bytes.ToLower(trimmed[:min(len(trimmed), 2048)]); trimmed[0] == '<' || bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<body")) {
			kind = "text/html"
		}
		return fn(news.Page{URL: g.url, Source: g.source, Language: g.language, Published: g.published, Status: 200,
			Header: map[string]string{"Content-Type": kind}, Body: raw})
	}
	dec := json.NewDecoder(bytes.NewReader(trimmed))
	for n := 1; ; n++ {
		var in struct {
			news.Article
			HTML string `json:"html"`
		}
		if err := dec.Decode(&in); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("article %d: %w", n, err)
		}
		g.over(&in.Article)
		page, err := articlePage(in.Article, in.HTML)
		if err == nil {
			err = fn(page)
		}
		if err != nil {
			return fmt.Errorf("article %d: %w", n, err)
		}
	}
}

// articlePage is the page that stands for an article given as JSON.
func articlePage(a news.Article, html string) (news.Page, error) {
	p := news.Page{Source: a.Source, Country: a.Country, Language: a.Language, URL: a.URL, Status: 200, Title: a.Title, Published: a.Published}
	if strings.TrimSpace(a.Text) == "" {
		if strings.TrimSpace(html) == "" {
			return p, fmt.Errorf("%q: no text", a.URL+a.Title)
		}
		p.Header, p.Body = map[string]string{"Content-Type": "text/html; charset=utf-8"}, []byte(html)
	} else {
		body, err := json.Marshal(a)
		if err != nil {
			return p, err
		}
		p.Header, p.Body = map[string]string{"Content-Type": news.ArticleType}, body
	}
	if p.URL == "" {
		p.URL = "urn:caewatch:" + news.ArticleID("", a.Title, a.Text+html)
	}
	return p, nil
}

func explainTo(w io.Writer, x news.Extraction) error {
	fmt.Fprintf(w, "%s\nlanguage %s, published %s, relevant %v (%.2f)\n", x.Article.Title, x.Article.Language, orDash(x.Article.Published), x.Relevant, x.Relevance)
	for _, r := range x.Reasons {
		fmt.Fprintf(w, "  because %s\n", r)
	}
	for i, e := range x.Events {
		fmt.Fprintf(w, "\nevent %d: %s [%s, %s] %s\n", i+1, e.Name, e.Kind, e.Status, e.StartDate)
		for _, v := range e.Evidence {
			fmt.Fprintf(w, "  %-32s %6d-%-6d %q\n", v.Field, v.Start, v.End, v.Quote)
		}
	}
	_, err := fmt.Fprintln(w)
	return err
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func (c *cli) importCommand() *cobra.Command {
	var g given
	cmd := &cobra.Command{Use: "import FILE|-", Short: "Article JSON lines into the running or local pipeline", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			in := c.in
			if args[0] != "-" {
				f, err := os.Open(args[0])
				if err != nil {
					return err
				}
				defer f.Close()
				in = f
			}
			return c.joined(cmd.Context(), log, cfg, func(ctx context.Context, b *bus.Bus) error {
				bar := newProgress(c.err, "import", 0)
				defer bar.done()
				lines := bufio.NewScanner(in)
				lines.Buffer(make([]byte, 64<<10), maxInput)
				n := 0
				for lines.Scan() {
					if len(bytes.TrimSpace(lines.Bytes())) == 0 {
						continue
					}
					n++
					if err := articles(lines.Bytes(), g, func(p news.Page) error { return b.PublishPage(ctx, p) }); err != nil {
						return fmt.Errorf("import %s: line %d: %w", args[0], n, err)
					}
					bar.add(1)
				}
				if err := lines.Err(); err != nil {
					return fmt.Errorf("import %s: after line %d: %w", args[0], n, err)
				}
				fmt.Fprintf(c.out, "%d articles handed to the pipeline\n", n)
				return nil
			}, processorRoom, indexerRoom, alertsRoom)
		}}
	g.flags(cmd)
	return cmd
}

// joined runs fn on the bus of the running pipeline or, where none runs, on the
// stored one with rooms at work beside it until they have nothing left to do.
func (c *cli) joined(ctx context.Context, log *slog.Logger, cfg configs.Config, fn func(context.Context, *bus.Bus) error, rooms ...room) (err error) {
	b, alone, err := join(ctx, log, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if !alone || len(rooms) == 0 {
		return fn(ctx, b)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	h := &house{log: log, cfg: cfg, bus: b}
	worked := make(chan error, 1)
	go func() { worked <- h.run(ctx, rooms...) }()
	done := make(chan error, 1)
	go func() {
		err := waitIdle(ctx, b, rooms)
		if err == nil {
			err = fn(ctx, b)
		}
		if err == nil {
			err = waitIdle(ctx, b, rooms)
		}
		done <- err
	}()
	select {
	case err = <-done:
		stop()
		return errors.Join(err, <-worked)
	case err = <-worked:
		stop()
		<-done
		return err
	}
}

// waitIdle returns once everything stored has gone through the given rooms.
func waitIdle(ctx context.Context, b *bus.Bus, rooms []room) error {
	var wanted []string
	for _, r := range rooms {
		wanted = append(wanted, r.consumers...)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for calm := 0; calm < 3; { // a message between two streams is in nobody's count for a moment
		idle, err := isIdle(ctx, b, wanted)
		if err != nil && ctx.Err() != nil {
			return err
		}
		if calm++; !idle {
			calm = 0
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// isIdle tells whether each of the wanted consumers is there and has nothing left.
func isIdle(ctx context.Context, b *bus.Bus, wanted []string) (bool, error) {
	st, err := b.Status(ctx)
	if err != nil {
		return false, err
	}
	idle := map[string]bool{}
	for _, s := range st.Streams {
		for _, k := range s.Consumers {
			idle[k.Name] = k.Pending == 0 && k.AckPending == 0
		}
	}
	if slices.Contains(wanted, indexConsumer) {
		index, err := b.Searcher().IndexStatus(ctx)
		if err != nil {
			return false, err
		}
		idle[indexConsumer] = index.Ready && index.Pending == 0
	}
	for _, name := range wanted {
		if !idle[name] {
			return false, nil
		}
	}
	return true, nil
}

func (c *cli) searchCommand() *cobra.Command {
	var q news.Query
	var asJSON bool
	cmd := &cobra.Command{Use: "search QUERY", Short: "Search events and articles", Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				q.Q = args[0]
			}
			if _, err := query.Parse(q.Q); err != nil {
				return usage("%v", err)
			}
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			return c.joined(cmd.Context(), log, cfg, func(ctx context.Context, b *bus.Bus) error {
				res, err := b.Searcher().Search(ctx, q)
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(c.out, res)
				}
				return printHits(c.out, res)
			}, indexerRoom)
		}}
	f := cmd.Flags()
	f.BoolVar(&asJSON, "json", false, "print the answer as the API gives it")
	f.StringVar(&q.Type, "type", "", "events or articles")
	f.StringVar(&q.Sort, "sort", "", "relevance, newest or oldest")
	f.IntVar(&q.Limit, "limit", 20, "hits, at most 1000")
	f.StringVar(&q.Cursor, "cursor", "", "where the page before ended")
	f.StringSliceVar(&q.Facets, "facets", nil, "counts to give (kind, country, language, source, topic, person, organization, status, month)")
	f.BoolVar(&q.Highlight, "highlight", false, "mark the matching words")
	filterFlags(cmd, &q.Filters)
	return cmd
}

func filterFlags(cmd *cobra.Command, f *news.Filters) {
	for name, list := range map[string]*[]string{"kind": &f.Kind, "country": &f.Country, "language": &f.Language, "source": &f.Source,
		"topic": &f.Topic, "person": &f.Person, "organization": &f.Organization, "status": &f.Status} {
		cmd.Flags().StringSliceVar(list, name, nil, "only this "+name+" (several: any of them)")
	}
	cmd.Flags().StringVar(&f.From, "from", "", "not before, ISO 8601")
	cmd.Flags().StringVar(&f.To, "to", "", "not after, ISO 8601")
}

func printHits(w io.Writer, res news.Results) error {
	fmt.Fprintf(w, "%d found\n", res.Total)
	for _, h := range res.Hits {
		switch {
		case h.Event != nil:
			e := h.Event
			fmt.Fprintf(w, "\n%s  %s  [%s, %s]\n  %s\n  %d source(s), id %s\n", span(e.StartDate, e.EndDate), e.Name, e.Kind, e.Status, placeLine(e.Place), len(e.Sources), e.ID)
		case h.Article != nil:
			fmt.Fprintf(w, "\n%s  %s  [article, %s]\n  %s\n", orDash(h.Article.Published), h.Article.Title, h.Article.Language, h.Article.URL)
		}
	}
	if res.NextCursor != "" {
		fmt.Fprintf(w, "\nmore: --cursor %s\n", res.NextCursor)
	}
	return nil
}

func span(from, to string) string {
	if to != "" && to != from {
		return from + "/" + to
	}
	return orDash(from)
}

func placeLine(p news.Place) string {
	var parts []string
	for _, s := range []string{p.Venue, p.City, p.Region, p.Country} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return orDash(strings.Join(parts, ", "))
}

func (c *cli) subscribeCommand() *cobra.Command {
	var s news.Subscription
	var hook, secret string
	cmd := &cobra.Command{Use: "subscribe NAME --query Q", Short: "Be alerted on caewatch.alerts.NAME", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s.Name = args[0]
			if hook != "" {
				s.Webhook = &news.Webhook{URL: hook, Secret: secret}
			}
			if err := s.Validate(); err != nil {
				return usage("%v", err)
			}
			if _, err := query.Parse(s.Query); err != nil {
				return usage("%v", err)
			}
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			return c.joined(cmd.Context(), log, cfg, func(ctx context.Context, b *bus.Bus) error {
				raw, err := json.Marshal(s)
				if err != nil {
					return err
				}
				if _, err := b.Bucket("subscriptions").Put(ctx, s.Name, raw); err != nil {
					return err
				}
				_, err = fmt.Fprintf(c.out, "subscribed: alerts appear on caewatch.alerts.%s\n", s.Name)
				return err
			})
		}}
	f := cmd.Flags()
	f.StringVar(&s.Query, "query", "", "what to match, in the search's query language (empty: everything)")
	f.StringVar(&s.Type, "type", "", "events (default), articles or all")
	f.StringVar(&s.Description, "description", "", "a note")
	f.StringVar(&hook, "webhook", "", "URL that gets each alert, signed by Standard Webhooks")
	f.StringVar(&secret, "secret", "", "webhook secret, whsec_...")
	filterFlags(cmd, &s.Filters)
	return cmd
}

func (c *cli) alertsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "alerts", Short: "Run the alerts room against nats.url; or: ls, rm, tail, test", Args: none, RunE: c.live("alerts")}
	do := func(use, short string, args cobra.PositionalArgs, fn func(context.Context, *bus.Bus, []string) error, rooms ...room) *cobra.Command {
		return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			return c.joined(cmd.Context(), log, cfg, func(ctx context.Context, b *bus.Bus) error { return fn(ctx, b, args) }, rooms...)
		}}
	}
	tail := do("tail [NAME]", "Print each alert as it comes, one JSON object a line", atMost(1), func(ctx context.Context, b *bus.Bus, args []string) error {
		name := ""
		if len(args) == 1 {
			name = args[0]
		}
		err := b.TailAlerts(ctx, name, 0, func(a news.Alert) error { return printJSON(c.out, a) })
		if ctx.Err() != nil {
			return nil // interrupted: that is how a tail ends
		}
		return err
	})
	cmd.AddCommand(tail,
		do("ls", "List the subscriptions", none, func(ctx context.Context, b *bus.Bus, _ []string) error {
			keys, err := b.Bucket("subscriptions").Keys(ctx)
			if err != nil {
				return err
			}
			for _, k := range keys {
				s, err := subscription(ctx, b, k)
				if err != nil {
					return err
				}
				fmt.Fprintf(c.out, "%s\t%s\t%s\n", s.Name, orDash(s.Type), s.Query)
			}
			return nil
		}),
		do("rm NAME", "Remove a subscription", exactly(1), func(ctx context.Context, b *bus.Bus, args []string) error {
			if _, err := subscription(ctx, b, args[0]); err != nil {
				return err
			}
			return b.Bucket("subscriptions").Delete(ctx, args[0])
		}),
		do("test NAME", "What a subscription would have matched in the archive", exactly(1), func(ctx context.Context, b *bus.Bus, args []string) error {
			s, err := subscription(ctx, b, args[0])
			if err != nil {
				return err
			}
			q := news.Query{Q: s.Query, Type: s.Type, Filters: s.Filters, Sort: "newest", Limit: 50}
			if q.Type == "" {
				q.Type = "events"
			} else if q.Type == "all" {
				q.Type = ""
			}
			res, err := b.Searcher().Search(ctx, q)
			if err != nil {
				return err
			}
			return printHits(c.out, res)
		}, indexerRoom))
	return cmd
}

func subscription(ctx context.Context, b *bus.Bus, name string) (news.Subscription, error) {
	var s news.Subscription
	if err := (news.Subscription{Name: name}).Validate(); err != nil {
		return s, usage("%v", err)
	}
	entry, err := b.Bucket("subscriptions").Get(ctx, name)
	if err != nil {
		return s, fmt.Errorf("subscription %s: %w", name, err)
	}
	return s, json.Unmarshal(entry.Value, &s)
}
