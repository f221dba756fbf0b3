package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"caewatch/bus"
	"caewatch/news"

	ics "github.com/arran4/golang-ical"
	"github.com/spf13/cobra"
)

// row is one line of an export: the value as JSON and its columns as CSV.
type row struct {
	value any
	cells []string
}

// exports says, per kind of export, its CSV columns and how an event gives rows.
var exports = map[string]struct {
	columns []string
	rows    func(news.Event) []row
}{
	"events": {[]string{"id", "version", "kind", "status", "name", "start_date", "end_date", "venue", "city", "region", "country", "theme", "organizations", "people", "countries", "topics", "sources"}, func(e news.Event) []row {
		var orgs, people, sources []string
		for _, o := range e.Organizations {
			orgs = append(orgs, o.Name+" ("+o.Role+")")
		}
		for _, p := range e.People {
			people = append(people, p.Name)
		}
		for _, s := range e.Sources {
			sources = append(sources, s.URL)
		}
		return []row{{e, []string{e.ID, strconv.Itoa(e.Version), e.Kind, e.Status, e.Name, e.StartDate, e.EndDate, e.Place.Venue, e.Place.City, e.Place.Region, e.Place.Country,
			e.Theme, list(orgs), list(people), list(e.Countries), list(e.Topics), list(sources)}}}
	}},
	"agreements": {[]string{"event", "event_name", "date", "title", "kind", "status", "parties", "signatories"}, func(e news.Event) (rows []row) {
		for _, a := range e.Agreements {
			rows = append(rows, row{map[string]any{"event": e.ID, "event_name": e.Name, "date": e.StartDate, "agreement": a},
				[]string{e.ID, e.Name, e.StartDate, a.Title, a.Kind, a.Status, list(a.Parties), list(a.Signatories)}})
		}
		return rows
	}},
	"figures": {[]string{"event", "event_name", "date", "value", "qualifier", "unit", "subject", "scope", "as_of"}, func(e news.Event) (rows []row) {
		for _, f := range e.Figures {
			rows = append(rows, row{map[string]any{"event": e.ID, "event_name": e.Name, "date": e.StartDate, "figure": f},
				[]string{e.ID, e.Name, e.StartDate, strconv.FormatFloat(f.Value, 'f', -1, 64), f.Qualifier, f.Unit, f.Subject, f.Scope, f.AsOf}})
		}
		return rows
	}},
	"people": {[]string{"id", "name", "title", "organization", "country", "roles", "event", "event_name", "date"}, func(e news.Event) (rows []row) {
		for _, p := range e.People {
			rows = append(rows, row{map[string]any{"id": news.Slug(p.Name), "person": p, "event": e.ID, "event_name": e.Name, "date": e.StartDate},
				[]string{news.Slug(p.Name), p.Name, p.Title, p.Organization, p.Country, list(p.Roles), e.ID, e.Name, e.StartDate}})
		}
		return rows
	}},
	"organizations": {[]string{"id", "name", "role", "country", "event", "event_name", "date"}, func(e news.Event) (rows []row) {
		for _, o := range e.Organizations {
			rows = append(rows, row{map[string]any{"id": news.Slug(o.Name), "organization": o, "event": e.ID, "event_name": e.Name, "date": e.StartDate},
				[]string{news.Slug(o.Name), o.Name, o.Role, o.Country, e.ID, e.Name, e.StartDate}})
		}
		return rows
	}},
}

func list(items []string) string { return strings.Join(items, "; ") }

func (c *cli) exportCommand() *cobra.Command {
	var format, file string
	var q news.Query
	cmd := &cobra.Command{Use: "export WHAT", Short: "events|articles|agreements|figures|people|organizations as jsonl, csv, ics or json-ld", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			what := args[0]
			if _, ok := exports[what]; !ok && what != "articles" {
				return usage("export %q: want events, articles, agreements, figures, people or organizations", what)
			}
			if ok := format == "jsonl" || format == "csv" || what == "events" && (format == "ics" || format == "json-ld"); !ok {
				return usage("export %s --format %s: want jsonl or csv (events also ics and json-ld)", what, format)
			}
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			return c.joined(cmd.Context(), log, cfg, func(ctx context.Context, b *bus.Bus) error {
				out := c.out
				if file != "" {
					f, err := os.Create(file)
					if err != nil {
						return err
					}
					defer f.Close()
					out = f
				}
				return c.export(ctx, b.Searcher(), out, what, format, q)
			}, indexerRoom)
		}}
	cmd.Flags().StringVar(&format, "format", "jsonl", "jsonl, csv, ics or json-ld")
	cmd.Flags().StringVar(&file, "output", "", "file to write (default: standard output)")
	cmd.Flags().StringVar(&q.Q, "query", "", "only what this query finds")
	filterFlags(cmd, &q.Filters)
	return cmd
}

func (c *cli) export(ctx context.Context, s news.Searcher, out io.Writer, what, format string, q news.Query) error {
	q.Type, q.Sort, q.Limit = "events", "oldest", 100
	if what == "articles" {
		q.Type = "articles"
	}
	w := newExporter(out, what, format)
	bar := newProgress(c.err, "export "+what, 0)
	defer bar.done()
	for {
		res, err := s.Search(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range res.Hits {
			bar.add(1)
			if err := w.hit(h); err != nil {
				return err
			}
		}
		if res.NextCursor == "" {
			return w.close()
		}
		q.Cursor = res.NextCursor
	}
}

// exporter writes hits in one format.
type exporter struct {
	out          io.Writer
	what, format string
	csv          *csv.Writer
	calendar     *ics.Calendar
	graph        []any
}

func newExporter(out io.Writer, what, format string) *exporter {
	w := &exporter{out: out, what: what, format: format}
	switch format {
	case "csv":
		w.csv = csv.NewWriter(out)
		columns := exports[what].columns
		if what == "articles" {
			columns = []string{"id", "url", "title", "published", "language", "source", "byline", "text"}
		}
		w.csv.Write(columns) // its error is kept and given by close
	case "ics":
		w.calendar = ics.NewCalendar()
		w.calendar.SetProductId("-//caewatch//events//EN")
	}
	return w
}

func (w *exporter) hit(h news.Hit) error {
	var rows []row
	if a := h.Article; a != nil {
		rows = []row{{a, []string{a.ID, a.URL, a.Title, a.Published, a.Language, a.Source, a.Byline, a.Text}}}
	} else if h.Event != nil {
		rows = exports[w.what].rows(*h.Event)
	}
	for _, r := range rows {
		switch w.format {
		case "jsonl":
			if err := printJSON(w.out, r.value); err != nil {
				return err
			}
		case "csv":
			cells := slices.Clone(r.cells)
			for i := range cells {
				cells[i] = harmless(cells[i])
			}
			if err := w.csv.Write(cells); err != nil {
				return err
			}
		case "ics":
			calendarEvent(w.calendar, *h.Event)
		case "json-ld":
			w.graph = append(w.graph, linkedData(*h.Event))
		}
	}
	return nil
}

// harmless keeps a spreadsheet from running a cell of a stranger's article as a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

func (w *exporter) close() error {
	switch w.format {
	case "csv":
		w.csv.Flush()
		return w.csv.Error()
	case "ics":
		return w.calendar.SerializeTo(w.out)
	case "json-ld":
		enc := json.NewEncoder(w.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(map[string]any{"@context": "https://schema.org", "@graph": w.graph})
	}
	return nil
}

// calendarEvent adds an event whose day is known; the stamp is the event's own
// day, so that the same record gives the same bytes.
func calendarEvent(cal *ics.Calendar, e news.Event) {
	day := func(s string) string { return strings.ReplaceAll(s, "-", "") }
	if len(e.StartDate) != 10 {
		return
	}
	v := cal.AddEvent(e.ID + "@caewatch")
	v.SetProperty(ics.ComponentPropertyDtstamp, day(e.StartDate)+"T000000Z")
	v.SetProperty(ics.ComponentPropertyDtStart, day(e.StartDate), ics.WithValue("DATE"))
	if len(e.EndDate) == 10 && e.EndDate > e.StartDate {
		if next, err := nextDay(e.EndDate); err == nil { // DTEND is exclusive
			v.SetProperty(ics.ComponentPropertyDtEnd, day(next), ics.WithValue("DATE"))
		}
	}
	v.SetSummary(e.Name)
	v.SetLocation(placeLine(e.Place))
	if len(e.Sources) > 0 {
		v.SetURL(e.Sources[0].URL)
	}
}

// linkedData is an event in the vocabulary of schema.org.
func linkedData(e news.Event) map[string]any {
	statuses := map[string]string{news.StatusCancelled: "EventCancelled", news.StatusPostponed: "EventPostponed"}
	state := statuses[e.Status]
	if state == "" {
		state = "EventScheduled"
	}
	out := map[string]any{"@type": "EducationEvent", "@id": "urn:caewatch:" + e.ID, "name": e.Name, "eventStatus": "https://schema.org/" + state}
	if e.StartDate != "" {
		out["startDate"] = e.StartDate
	}
	if e.EndDate != "" {
		out["endDate"] = e.EndDate
	}
	if p := placeLine(e.Place); p != "-" {
		out["location"] = map[string]any{"@type": "Place", "name": p, "address": map[string]any{"@type": "PostalAddress",
			"addressLocality": e.Place.City, "addressRegion": e.Place.Region, "addressCountry": e.Place.Country}}
	}
	var organizers, about []any
	for _, o := range e.Organizations {
		if o.Role == news.RoleHost || o.Role == news.RoleOrganizer || o.Role == news.RoleCoOrganizer {
			organizers = append(organizers, map[string]any{"@type": "Organization", "name": o.Name})
		}
	}
	for _, s := range e.Sources {
		about = append(about, map[string]any{"@type": "NewsArticle", "url": s.URL, "headline": s.Title, "inLanguage": s.Language, "datePublished": s.Published})
	}
	if organizers != nil {
		out["organizer"] = organizers
	}
	if about != nil {
		out["subjectOf"] = about
	}
	return out
}

// nextDay is the day after an ISO 8601 day.
func nextDay(day string) (string, error) {
	t, err := parseDay(day)
	if err != nil {
		return "", fmt.Errorf("day %q: %w", day, err)
	}
	return t.AddDate(0, 0, 1).Format(dayForm), nil
}
