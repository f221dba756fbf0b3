package api

import (
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"caewatch/news"
)

// calendar serves /calendar/{name}.ics. An event of which only the month or the
// year is known has no place on a day and is left out.
func (a *API) calendar(w http.ResponseWriter, r *http.Request) {
	name, _, ok := cutFormat(r.PathValue("file"), ".ics")
	if !ok {
		writeProblem(w, problem(http.StatusNotFound, "calendars end in .ics"))
		return
	}
	s, err := a.subscription(r.Context(), name)
	if err != nil {
		writeProblem(w, a.asProblem(err))
		return
	}
	c := &ics{}
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:-//caewatch//events//EN")
	c.line("CALSCALE:GREGORIAN")
	c.line("METHOD:PUBLISH")
	c.text("X-WR-CALNAME", feedTitle(s))
	q := news.Query{Q: s.Query, Filters: s.Filters, Sort: "newest"}
	base := a.base(r)
	_, err = a.allEvents(r.Context(), q, calendarEvents, func(e news.Event) bool {
		c.event(e, base)
		return true
	})
	if err != nil {
		writeProblem(w, a.asProblem(err))
		return
	}
	c.line("END:VCALENDAR")
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	_, _ = w.Write([]byte(c.b.String()))
}

// ics writes RFC 5545: lines end with CRLF and fold at 75 bytes, never inside a
// character.
type ics struct{ b strings.Builder }

func (c *ics) line(s string) {
	room := 75
	for len(s) > room {
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		c.b.WriteString(s[:cut])
		c.b.WriteString("\r\n ")
		s, room = s[cut:], 74
	}
	c.b.WriteString(s)
	c.b.WriteString("\r\n")
}

var icsEscape = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func (c *ics) text(name, value string) {
	if value != "" {
		c.line(name + ":" + icsEscape.Replace(xmlText(value)))
	}
}

func (c *ics) event(e news.Event, base string) {
	start, err := time.Parse("2006-01-02", e.StartDate)
	if err != nil {
		return
	}
	end := start
	if t, err := time.Parse("2006-01-02", e.EndDate); err == nil && t.After(start) {
		end = t
	}
	it := eventItem(e, base, recordTime(e))
	c.line("BEGIN:VEVENT")
	c.line("UID:" + e.ID + "@caewatch")
	c.line("DTSTAMP:" + it.updated.Format("20060102T150405Z"))
	c.line("SEQUENCE:" + itoa(max(e.Version-1, 0)))
	c.line("DTSTART;VALUE=DATE:" + start.Format("20060102"))
	c.line("DTEND;VALUE=DATE:" + end.AddDate(0, 0, 1).Format("20060102")) // exclusive
	switch e.Status {
	case news.StatusCancelled:
		c.line("STATUS:CANCELLED")
	case news.StatusPostponed:
		c.line("STATUS:TENTATIVE")
	default:
		c.line("STATUS:CONFIRMED")
	}
	c.text("SUMMARY", e.Name)
	c.text("LOCATION", placeText(e.Place))
	c.text("DESCRIPTION", it.summary)
	c.text("CATEGORIES", e.Kind)
	c.line("URL:" + base + "/events/" + url.PathEscape(e.ID))
	c.line("TRANSP:TRANSPARENT")
	c.line("END:VEVENT")
}
