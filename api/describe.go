package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"caewatch/news"
)

const description = `News of education cooperation between China and ASEAN as event records that quote their evidence.

Errors are problem+json (RFC 9457). Lists of values may be repeated or written with commas. A page of results ends with
next_cursor when there is more: send it back as cursor, with the same other parameters. Answers carry an ETag.
Reading is open unless the operator decided otherwise; writing needs a bearer token.`

var tags = []*huma.Tag{
	{Name: "search", Description: "Find records."},
	{Name: "records", Description: "One record, or everything about one person or organisation."},
	{Name: "ledgers", Description: "Agreements and figures across all events, one a row."},
	{Name: "subscriptions", Description: "Standing queries, and the alerts that they raise."},
	{Name: "feeds", Description: "What a subscription finds, for feed readers and calendars."},
	{Name: "operation", Description: "Health, import, sources and dead letters."},
}

var parameterTexts = map[string]string{
	"q":            `The query: words, "phrases", AND OR NOT, parentheses, field:value, date:2025-07..2025-09, prefix*, word~. Empty matches everything.`,
	"type":         "Only events, or only articles; both when absent.",
	"kind":         "Kinds of event.",
	"country":      "Countries taking part, ISO 3166-1 alpha-2.",
	"language":     "Languages of the article, or of an event's articles, BCP 47.",
	"source":       "Ids of sources.",
	"topic":        "Topic slugs, as vocational-education.",
	"person":       "Names or ids of people. A name with a comma in it is given as an id.",
	"organization": "Names or ids of organisations. A name with a comma in it is given as an id.",
	"status":       "Status of the event.",
	"from":         "First day, as 2025, 2025-09 or 2025-09-15; inclusive.",
	"to":           "Last day, as 2025, 2025-09 or 2025-09-15; inclusive.",
	"sort":         "Order of the hits.",
	"facets":       "Which facets to count.",
	"highlight":    "Whether to mark the matching words; fragments are HTML-escaped but for <mark>.",
	"limit":        "How many at most.",
	"cursor":       "The next_cursor of the answer before.",
	"subscription": "Only the alerts of this subscription.",
	"since":        "Resume after this sequence number; Last-Event-ID goes before.",
}

func parameter(name string) *huma.Param {
	str := func() *huma.Schema { return &huma.Schema{Type: "string"} }
	enum := func(values []string) *huma.Schema {
		s := str()
		for _, v := range values {
			s.Enum = append(s.Enum, v)
		}
		return s
	}
	many := func(items *huma.Schema) *huma.Schema {
		n := maxValues
		return &huma.Schema{Type: "array", Items: items, MaxItems: &n}
	}
	p := &huma.Param{Name: name, In: "query", Description: parameterTexts[name], Schema: str()}
	switch name {
	case "q":
		n := maxQuery
		p.Schema.MaxLength = &n
	case "type":
		p.Schema = enum(types)
	case "sort":
		p.Schema = enum(sorts)
	case "kind":
		p.Schema = many(enum(news.Kinds))
	case "status":
		p.Schema = many(enum(statuses))
	case "facets":
		p.Schema = many(enum(facets))
	case "country":
		p.Schema = many(&huma.Schema{Type: "string", Pattern: "^[A-Za-z]{2}$"})
	case "language", "source", "topic", "person", "organization":
		n := maxValue
		p.Schema = many(&huma.Schema{Type: "string", MaxLength: &n})
	case "from", "to":
		p.Schema.Pattern = `^\d{4}(-\d{2}(-\d{2})?)?$`
	case "highlight":
		p.Schema = &huma.Schema{Type: "boolean"}
	case "limit":
		low, high := 1.0, float64(maxLimit)
		p.Schema = &huma.Schema{Type: "integer", Minimum: &low, Maximum: &high}
	case "since":
		low := 0.0
		p.Schema = &huma.Schema{Type: "integer", Minimum: &low}
	}
	return p
}

// describePlain adds the routes that are not JSON to the description.
func (a *API) describePlain() {
	name := func(in string) *huma.Param {
		return &huma.Param{Name: in, In: "path", Required: true, Description: "name of a subscription", Schema: &huma.Schema{Type: "string"}}
	}
	add := func(id, path, tag, summary, text, media string, params ...*huma.Param) {
		a.spec.AddOperation(&huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: path, Tags: []string{tag}, Summary: summary, Description: text, Parameters: params,
			Responses: map[string]*huma.Response{
				"200":     {Description: "OK", Content: map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: "string"}}}},
				"default": {Description: "Error", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/ErrorModel"}}}},
			},
		})
	}
	add("alerts", "/api/v1/alerts", "subscriptions", "Stream alerts as they come",
		"Server-sent events: id is the alert's sequence, data the alert as JSON. Resumes after Last-Event-ID, or after since. "+
			"Without either, only new alerts come. A comment comes every few seconds when there is nothing else.",
		"text/event-stream", parameter("subscription"), parameter("since"),
		&huma.Param{Name: "Last-Event-ID", In: "header", Description: "Resume after this sequence number.", Schema: &huma.Schema{Type: "string"}})
	add("atom-feed", "/feeds/{name}.atom", "feeds", "Atom feed of a subscription", "", "application/atom+xml", name("name"))
	add("json-feed", "/feeds/{name}.json", "feeds", "JSON Feed 1.1 of a subscription", "", "application/feed+json", name("name"))
	add("ics", "/calendar/{name}.ics", "feeds", "Calendar of the events that a subscription finds",
		"Events whose first day is known, as iCalendar (RFC 5545).", "text/calendar", name("name"))
	add("healthz", "/healthz", "operation", "Whether this process lives", "", "application/json")
	add("readyz", "/readyz", "operation", "Whether searches are answered", "503 until they are.", "application/json")
	add("metrics", "/metrics", "operation", "Measures in the text format of Prometheus", "", "text/plain")
}
