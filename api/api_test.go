package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"caewatch/api"
	"caewatch/bus"
	"caewatch/bus/bustest"
	"caewatch/indexer"
	"caewatch/news"
)

const token = "a-long-test-token"

type stream struct{ *bus.Bus }

func (s stream) Follow(ctx context.Context, name string, from uint64, most int, wait time.Duration, h func(context.Context, []indexer.Message) error) error {
	return s.Bus.Follow(ctx, name, from, most, wait, func(ctx context.Context, batch []bus.Message) error {
		out := make([]indexer.Message, len(batch))
		for i, m := range batch {
			out[i] = indexer.Message{Seq: m.Seq, Data: m.Data}
		}
		return h(ctx, out)
	})
}

// house is an API over a real bus and a real index that hold the sample records.
type house struct {
	t   testing.TB
	bus *bus.Bus
	api *api.API
	url string
}

const (
	nanningText = "NANNING — The China-ASEAN Vocational Education Conference opened in Nanning on 15 September 2025.\n\n" +
		"It was hosted by the Ministry of Education of China. Li Ming, vice minister of education, gave the opening speech & said: \"We train 3,000 teachers <together>.\"\n\n" +
		"Guangxi University and Chulalongkorn University signed a memorandum of understanding on AI teaching."
	nanningZh = "2025年9月15日，中国—东盟职业教育大会在南宁举行。教育部副部长李明出席开幕式并致辞。"
)

func at(text, quote string) (start, end int) {
	i := strings.Index(text, quote)
	if i < 0 {
		panic("no " + quote)
	}
	start = utf8.RuneCountInString(text[:i])
	return start, start + utf8.RuneCountInString(quote)
}

func assertion(article, text, field string, value any, quote string) news.Assertion {
	s, e := at(text, quote)
	return news.Assertion{Field: field, Value: value, Article: article, Quote: quote, Start: s, End: e}
}

func sampleEvent() news.Event {
	e := news.Event{ID: "e1", Version: 2, Report: news.Report{
		Kind: "conference", Status: "held", Name: "China-ASEAN Vocational Education Conference", StartDate: "2025-09-15", EndDate: "2025-09-17",
		Theme: "Skills <for> all", Place: news.Place{City: "Nanning", Region: "Guangxi", Country: "CN"},
		Organizations: []news.Organization{{Name: "Ministry of Education of China", Role: "host", Country: "CN"}, {Name: "Guangxi University", Role: "participant", Country: "CN"}},
		People:        []news.Person{{Name: "Li Ming", Aliases: []string{"李明"}, Title: "vice minister of education", Organization: "Ministry of Education of China", Country: "CN", Roles: []string{"opening-speech"}}},
		Agreements:    []news.Agreement{{Title: "memorandum of understanding on AI teaching", Kind: "memorandum", Parties: []string{"Guangxi University", "Chulalongkorn University"}, Status: "signed"}},
		Figures:       []news.Figure{{Value: 3000, Qualifier: "exact", Unit: "teachers", Scope: "planned"}},
		Statements:    []news.Statement{{Speaker: "Li Ming", Text: "We train 3,000 teachers <together>."}},
		Countries:     []string{"CN", "TH"}, Topics: []string{"vocational-education"},
	}}
	e.Sources = []news.EventSource{
		{ID: "a1", URL: "https://news.example/a1", Title: "Conference opens in Nanning", Source: "example", Country: "CN", Language: "en", Published: "2025-09-15", Main: true},
		{ID: "a2", URL: "https://xinwen.example/a2", Title: "大会在南宁举行", Source: "xinwen", Country: "CN", Language: "zh", Published: "2025-09-16", Main: true},
	}
	e.Assertions = []news.Assertion{
		assertion("a1", nanningText, "/name", e.Name, e.Name),
		assertion("a1", nanningText, "/start_date", "2025-09-15", "15 September 2025"),
		assertion("a2", nanningZh, "/start_date", "2025-09-15", "2025年9月15日"),
		assertion("a1", nanningText, "/place/city", "Nanning", "Nanning"),
		assertion("a1", nanningText, "/organizations/0/name", "Ministry of Education of China", "Ministry of Education of China"),
		assertion("a1", nanningText, "/people/0/name", "Li Ming", "Li Ming"),
		assertion("a2", nanningZh, "/people/0/name", "李明", "李明"),
		assertion("a1", nanningText, "/people/0/title", "vice minister of education", "vice minister of education"),
		assertion("a1", nanningText, "/agreements/0/title", "memorandum of understanding on AI teaching", "memorandum of understanding on AI teaching"),
		assertion("a1", nanningText, "/figures/0/value", 3000, "3,000"),
		assertion("a1", nanningText, "/figures/0/unit", "teachers", "teachers"),
		assertion("a1", nanningText, "/statements/0/text", "We train 3,000 teachers <together>.", "We train 3,000 teachers <together>."),
		{Field: "/end_date", Value: "2025-09-17", Article: "a1"}, {Field: "/end_date", Value: "2025-09-16", Article: "a2"},
	}
	e.Conflicts = []string{"/end_date"}
	e.Why = []string{"the first report", "same place and day, names translate to each other"}
	e.History = []news.Revision{{Version: 1, Article: "a1"}, {Version: 2, Article: "a2", Changes: []news.Change{{Field: "/aliases", New: []string{"中国—东盟职业教育大会"}}}}}
	return e
}

func start(t testing.TB, cfg api.Config) *house {
	t.Helper()
	b := bustest.New(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	must(b.PublishArticle(ctx, news.Extraction{Relevant: true, Relevance: 1, Article: news.Article{ID: "a1", URL: "https://news.example/a1", Title: "Conference opens in Nanning", Language: "en", Source: "example", Country: "CN", Published: "2025-09-15", Text: nanningText}}))
	must(b.PublishArticle(ctx, news.Extraction{Relevant: true, Relevance: 1, Article: news.Article{ID: "a2", URL: "https://xinwen.example/a2", Title: "大会在南宁举行", Language: "zh", Source: "xinwen", Country: "CN", Published: "2025-09-16", Text: nanningZh}}))
	must(b.PublishEvent(ctx, news.EventChange{Action: "updated", Event: sampleEvent()}))
	for i := range 5 {
		e := news.Event{ID: fmt.Sprintf("m%d", i), Version: 1, Report: news.Report{Kind: "signing", Status: "announced", Name: fmt.Sprintf("Signing number %d", i),
			StartDate: fmt.Sprintf("2025-0%d-10", i+1), Place: news.Place{City: "Hanoi", Country: "VN"}, Countries: []string{"CN", "VN"},
			Agreements: []news.Agreement{{Title: fmt.Sprintf("Plan A%d", i), Status: "planned"}, {Title: fmt.Sprintf("Plan B%d", i), Status: "planned"}}},
			Sources: []news.EventSource{{ID: fmt.Sprintf("x%d", i), URL: "javascript:alert(1)", Title: "<script>alert(1)</script>", Source: "example", Language: "vi", Published: "2025-01-01", Main: true}},
			History: []news.Revision{{Version: 1, Article: "x"}}}
		must(b.PublishEvent(ctx, news.EventChange{Action: "created", Event: e}))
	}
	must(b.PublishEvent(ctx, news.EventChange{Action: "updated", Event: news.Event{ID: "old", Version: 2, MergedInto: "e1", Report: news.Report{Kind: "conference", Status: "held", Name: "x"},
		Sources: []news.EventSource{}, Assertions: []news.Assertion{}, History: []news.Revision{{Version: 1, Article: "a2"}}}}))

	index, err := indexer.Open(bustest.Log(t), indexer.Config{Dir: t.TempDir(), Wait: 10 * time.Millisecond})
	must(err)
	run, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- index.Run(run, stream{b}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("index: %v", err)
		}
		_ = index.Close()
	})
	wait(t, func() bool {
		st, err := index.IndexStatus(ctx)
		return err == nil && st.Ready && st.Pending == 0
	})
	a, err := api.New(bustest.Log(t), cfg, api.Deps{Searcher: index, Subscriptions: b.Bucket("subscriptions"), Sources: b.Bucket("sources"),
		SourceList: []news.Source{{ID: "example", Name: "Example News", Country: "CN", Language: "en", Schedule: "@hourly"}}, Bus: b,
		Import: func(_ context.Context, a news.Article) error {
			if a.Title == "broken" {
				return errors.New("secret detail")
			}
			return nil
		},
		Crawl: func(context.Context, string) error { return nil }})
	must(err)
	srv := httptest.NewServer(a.Handler())
	t.Cleanup(srv.Close)
	return &house{t, b, a, srv.URL}
}

func wait(t testing.TB, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("waited in vain")
		}
	}
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (h *house) do(method, path, body string, header ...string) answer {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(b)}
}

func (h *house) get(path string, into any) {
	h.t.Helper()
	a := h.do("GET", path, "")
	if a.status != 200 {
		h.t.Fatalf("GET %s: %d %s", path, a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		h.t.Fatalf("GET %s: %v", path, err)
	}
}

func TestSearch(t *testing.T) {
	h := start(t, api.Config{})
	for path, want := range map[string]uint64{
		"/api/v1/search":                                             8,
		"/api/v1/search?type=events":                                 6,
		"/api/v1/search?q=Nanning+vocational":                        2, // the event and the English article
		"/api/v1/search?kind=signing,conference":                     6,
		"/api/v1/search?kind=signing&country=vn":                     5,
		"/api/v1/search?kind=signing&kind=training":                  5,
		"/api/v1/search?person=li-ming":                              1,
		"/api/v1/search?organization=Guangxi+University&type=events": 1,
		"/api/v1/search?from=2025-02&to=2025-03&type=events":         2,
		"/api/v1/search?status=announced":                            5,
	} {
		var res news.Results
		h.get(path, &res)
		if res.Total != want {
			t.Errorf("%s: %d records, want %d", path, res.Total, want)
		}
	}
	var res news.Results
	h.get("/api/v1/search?q=Nanning&highlight=true&facets=country,month&type=events", &res)
	if len(res.Hits) != 1 || res.Hits[0].Event == nil || len(res.Facets["country"]) == 0 || !strings.Contains(fmt.Sprint(res.Hits[0].Highlights), "<mark>") {
		t.Errorf("highlights or facets are missing: %+v", res)
	}
	seen := map[string]bool{}
	for cursor, pages := "", 0; ; pages++ {
		var page news.Results
		h.get("/api/v1/search?limit=3&sort=oldest&cursor="+url.QueryEscape(cursor), &page)
		for _, hit := range page.Hits {
			seen[hit.Type+hit.ID] = true
		}
		if cursor = page.NextCursor; cursor == "" || pages > 5 {
			break
		}
	}
	if len(seen) != 8 {
		t.Errorf("paging saw %d records", len(seen))
	}
}

func TestWrongRequests(t *testing.T) {
	h := start(t, api.Config{Tokens: []string{token}})
	long := strings.Repeat("x", 3000)
	for _, c := range []struct {
		path   string
		status int
		says   string
	}{
		{"/api/v1/search?q=%22open", 400, "character"},
		{"/api/v1/search?limit=0", 400, "limit"},
		{"/api/v1/search?limit=1001", 400, "1000"},
		{"/api/v1/search?limit=x", 400, "limit"},
		{"/api/v1/search?sort=best", 400, "relevance"},
		{"/api/v1/search?type=event", 400, "events"},
		{"/api/v1/search?from=2025-13", 400, "2025-09-15"},
		{"/api/v1/search?from=2025-09&to=2025-08", 400, "after"},
		{"/api/v1/search?kind=party", 400, "conference"},
		{"/api/v1/search?country=China", 400, "ISO"},
		{"/api/v1/search?facets=colour", 400, "colour"},
		{"/api/v1/search?cursor=zzz", 400, "cursor"},
		{"/api/v1/search?serach=x", 400, "serach"},
		{"/api/v1/search?highlight=perhaps", 400, "true or false"},
		{"/api/v1/search?q=" + long, 400, "3000"},
		{"/api/v1/agreements?cursor=zzz", 400, "cursor"},
		{"/api/v1/events/nope", 404, "no such record"},
		{"/api/v1/articles/nope", 404, "no such record"},
		{"/api/v1/people/nope", 404, "no such record"},
		{"/api/v1/organizations/nope", 404, "no such record"},
		{"/api/v1/subscriptions/nope", 404, "no such record"},
		{"/api/v1/subscriptions/NOT.A.KEY", 404, "no such record"},
		{"/api/v1/nothing", 404, "nothing at this address"},
		{"/api/v1/alerts?since=x", 400, "sequence"},
		{"/feeds/nope.atom", 404, "no such record"},
		{"/feeds/nope.rss", 404, "feeds end in"},
		{"/calendar/nope.ics", 404, "no such record"},
	} {
		a := h.do("GET", c.path, "")
		var p api.Problem
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != c.status || p.Status != c.status ||
			a.header.Get("Content-Type") != "application/problem+json" || !strings.Contains(p.Detail, c.says) {
			t.Errorf("GET %.80s: %d %s %s", c.path, a.status, a.header.Get("Content-Type"), a.body)
		}
	}
	var p api.Problem
	_ = json.Unmarshal([]byte(h.do("GET", "/api/v1/search?q=%E6%95%99+AND+%28", "").body), &p)
	if p.Pos < 3 || p.Pos > 8 || !strings.Contains(p.Detail, fmt.Sprint("character ", p.Pos)) {
		t.Errorf("position %d in %q", p.Pos, p.Detail)
	}
	if a := h.do("DELETE", "/api/v1/search", "", "Authorization", "Bearer "+token); a.status != 405 || a.header.Get("Allow") == "" || !strings.Contains(a.body, `"status":405`) {
		t.Errorf("wrong method: %d %s", a.status, a.body)
	}
	if a := h.do("HEAD", "/api/v1/search", ""); a.status != 200 || a.body != "" || a.header.Get("Content-Length") == "" {
		t.Errorf("HEAD: %d %q", a.status, a.body)
	}
}

func TestRecords(t *testing.T) {
	h := start(t, api.Config{})
	a := h.do("GET", "/api/v1/events/e1", "")
	var e news.Event
	if err := json.Unmarshal([]byte(a.body), &e); err != nil || e.ID != "e1" || len(e.Why) != 2 || len(e.Assertions) == 0 {
		t.Fatalf("event: %v %s", err, a.body)
	}
	tag := a.header.Get("ETag")
	if again := h.do("GET", "/api/v1/events/e1", "", "If-None-Match", tag); tag == "" || again.status != 304 || again.body != "" {
		t.Errorf("ETag %q: %d", tag, again.status)
	}
	if m := h.do("GET", "/api/v1/events/old", ""); m.status != 308 || m.header.Get("Location") != "/api/v1/events/e1" {
		t.Errorf("merged id: %d %q", m.status, m.header.Get("Location"))
	}
	if m := h.do("GET", "/events/old", ""); m.status != 308 || m.header.Get("Location") != "/events/e1" {
		t.Errorf("merged page: %d %q", m.status, m.header.Get("Location"))
	}
	var x news.Extraction
	h.get("/api/v1/articles/a2", &x)
	if x.Article.Text != nanningZh {
		t.Errorf("article: %+v", x)
	}
	var d api.Dossier
	h.get("/api/v1/people/li-ming", &d)
	if d.Name != "Li Ming" || len(d.Titles) != 1 || d.Titles[0].From != "2025-09-15" || len(d.EventList) != 1 || len(d.Statements) != 1 || len(d.Statements[0].Evidence) != 1 {
		t.Errorf("person: %+v", d)
	}
	d = api.Dossier{}
	h.get("/api/v1/organizations/guangxi-university", &d)
	if len(d.Agreements) != 1 || len(d.Organizations) != 1 || d.Roles[0].Value != "participant" {
		t.Errorf("organisation: %+v", d)
	}
}

func TestLedgers(t *testing.T) {
	h := start(t, api.Config{})
	var tl api.Timeline
	h.get("/api/v1/timeline?country=VN", &tl)
	if len(tl.Months) != 5 || tl.Months[0] != (api.MonthCount{Month: "2025-01", Count: 1}) {
		t.Errorf("timeline: %+v", tl)
	}
	var rows []string
	cursor := ""
	for page := 0; page < 10; page++ {
		var l api.Ledger[api.AgreementRow]
		h.get("/api/v1/agreements?limit=3&sort=oldest&cursor="+cursor, &l)
		if len(l.Rows) > 3 {
			t.Fatalf("%d rows", len(l.Rows))
		}
		for _, r := range l.Rows {
			rows = append(rows, r.Title)
		}
		if cursor = l.NextCursor; cursor == "" {
			break
		}
	}
	if got, want := strings.Join(rows, " "), "Plan A0 Plan B0 Plan A1 Plan B1 Plan A2 Plan B2 Plan A3 Plan B3 Plan A4 Plan B4 memorandum of understanding on AI teaching"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var f api.Ledger[api.FigureRow]
	h.get("/api/v1/figures", &f)
	if len(f.Rows) != 1 || f.Rows[0].Value != 3000 || f.Rows[0].Article != "a1" || f.Rows[0].EventID != "e1" || len(f.Rows[0].Evidence) != 2 {
		t.Errorf("figures: %+v", f)
	}
}

func TestSubscriptions(t *testing.T) {
	h := start(t, api.Config{Tokens: []string{"another-token", token}})
	auth := []string{"Authorization", "Bearer " + token}
	const body = `{"name":"nanning","query":"Nanning vocational","filters":{"country":["cn"]},"webhook":{"url":"https://hook.example/x"}}`
	for name, header := range map[string][]string{"none": nil, "wrong": {"Authorization", "Bearer " + token + "x"}, "no scheme": {"Authorization", token}} {
		if a := h.do("POST", "/api/v1/subscriptions", body, header...); a.status != 401 || a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("token %s: %d", name, a.status)
		}
	}
	if a := h.do("POST", "/api/v1/subscriptions", body, append(auth, "Sec-Fetch-Site", "cross-site")...); a.status != 403 {
		t.Errorf("from another site: %d", a.status)
	}
	a := h.do("POST", "/api/v1/subscriptions", body, auth...)
	if a.status != 201 || !strings.Contains(a.body, "whsec_") || strings.Contains(a.body, "whsec_*") || !strings.Contains(a.body, `"CN"`) {
		t.Fatalf("create: %d %s", a.status, a.body)
	}
	if again := h.do("POST", "/api/v1/subscriptions", body, auth...); again.status != 409 {
		t.Errorf("twice: %d", again.status)
	}
	if got := h.do("GET", "/api/v1/subscriptions/nanning", ""); !strings.Contains(got.body, "whsec_****") {
		t.Errorf("the secret shows: %s", got.body)
	}
	if got := h.do("GET", "/api/v1/subscriptions", ""); !strings.Contains(got.body, "whsec_****") || strings.Count(got.body, "whsec_") != 1 {
		t.Errorf("the secret shows: %s", got.body)
	}
	if got := h.do("PUT", "/api/v1/subscriptions/nanning", `{"query":"Nanning","webhook":{"url":"https://hook.example/x","secret":"whsec_********"}}`, auth...); got.status != 200 || !strings.Contains(got.body, "whsec_****") {
		t.Errorf("put: %d %s", got.status, got.body)
	}
	entry, err := h.bus.Bucket("subscriptions").Get(t.Context(), "nanning")
	var kept news.Subscription
	if err != nil || json.Unmarshal(entry.Value, &kept) != nil || !strings.Contains(a.body, kept.Webhook.Secret) || kept.Query != "Nanning" {
		t.Errorf("stored: %v %s", err, entry.Value)
	}
	for _, bad := range []string{`{"name":"Bad Name","query":"x"}`, `{"name":"x","query":"\"x"}`, `{"name":"x","filters":{"kind":["party"]}}`, `{"name":"x","webhook":{"url":"ftp://x"}}`,
		`{"name":"x","webhook":{"url":"http://u:p@x/"}}`, `{"name":"x","webhook":{"url":"http://x/","secret":"short"}}`, `{"name":"x","filters":{"from":"yesterday"}}`} {
		if got := h.do("POST", "/api/v1/subscriptions", bad, auth...); got.status != 400 {
			t.Errorf("%s: %d %s", bad, got.status, got.body)
		}
	}
	if got := h.do("POST", "/api/v1/subscriptions", `{"name":"x","colour":1}`, auth...); got.status != 422 {
		t.Errorf("unknown member: %d", got.status)
	}
	if got := h.do("POST", "/api/v1/subscriptions", `{"name":"x","query":"`+strings.Repeat("x", 2<<20)+`"}`, auth...); got.status != 413 {
		t.Errorf("2 MiB: %d", got.status)
	}
	var res news.Results
	if got := h.do("POST", "/api/v1/subscriptions/nanning/test?limit=5", ""); got.status != 200 || json.Unmarshal([]byte(got.body), &res) != nil || res.Total != 1 || res.Hits[0].ID != "e1" {
		t.Errorf("test: %d %s", got.status, got.body)
	}
	feeds(t, h)
	if got := h.do("DELETE", "/api/v1/subscriptions/nanning", "", auth...); got.status != 204 {
		t.Errorf("delete: %d %s", got.status, got.body)
	}
	if got := h.do("DELETE", "/api/v1/subscriptions/nanning", "", auth...); got.status != 404 {
		t.Errorf("delete again: %d", got.status)
	}
}

func feeds(t *testing.T, h *house) {
	e := sampleEvent()
	if err := h.bus.PublishAlert(t.Context(), news.Alert{ID: "x1", Subscription: "nanning", Type: "event", Action: "updated", Event: &e}); err != nil {
		t.Fatal(err)
	}
	atom := h.do("GET", "/feeds/nanning.atom", "")
	var doc struct {
		Entries []struct {
			ID    string `xml:"id"`
			Title string `xml:"title"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(atom.body), &doc); err != nil || len(doc.Entries) != 1 || doc.Entries[0].ID != "urn:caewatch:event:e1:2" {
		t.Errorf("atom: %v %s", err, atom.body)
	}
	var feed struct {
		Version string           `json:"version"`
		Items   []map[string]any `json:"items"`
	}
	h.get("/feeds/nanning.json", &feed)
	if feed.Version != "https://jsonfeed.org/version/1.1" || len(feed.Items) != 1 || feed.Items[0]["url"] != h.url+"/events/e1" {
		t.Errorf("json feed: %+v", feed)
	}
	ics := h.do("GET", "/calendar/nanning.ics", "")
	for _, want := range []string{"UID:e1@caewatch\r\n", "DTSTART;VALUE=DATE:20250915\r\n", "DTEND;VALUE=DATE:20250918\r\n", "DTSTAMP:20250916T000000Z\r\n", `LOCATION:Nanning\, Guangxi\, China`} {
		if !strings.Contains(ics.body, want) {
			t.Errorf("calendar has no %q: %s", want, ics.body)
		}
	}
	for _, line := range strings.Split(ics.body, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("line of %d bytes: %q", len(line), line)
		}
	}
	if again := h.do("GET", "/calendar/nanning.ics", ""); again.body != ics.body {
		t.Error("the same calendar twice differs")
	}
}

func TestWritesWithoutTokens(t *testing.T) {
	h := start(t, api.Config{})
	if a := h.do("POST", "/api/v1/subscriptions", `{"name":"x"}`); a.status != 403 || !strings.Contains(a.body, "api.tokens") {
		t.Errorf("no tokens: %d %s", a.status, a.body)
	}
	h = start(t, api.Config{OpenWrites: true})
	if a := h.do("POST", "/api/v1/subscriptions", `{"name":"x"}`); a.status != 201 {
		t.Errorf("open: %d %s", a.status, a.body)
	}
	req, _ := http.NewRequestWithContext(t.Context(), "DELETE", h.url+"/api/v1/subscriptions/x", nil)
	req.Host = "rebound.example"
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != 403 {
		t.Errorf("a foreign name that resolves here: %d", res.StatusCode)
	}
}

func TestPrivate(t *testing.T) {
	h := start(t, api.Config{Tokens: []string{token}, Private: true})
	if a := h.do("GET", "/api/v1/search", ""); a.status != 401 || !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Basic") {
		t.Errorf("search: %d", a.status)
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if a := h.do("GET", path, ""); a.status != 200 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), "GET", h.url+"/", nil)
	req.SetBasicAuth("anybody", token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != 200 || !strings.Contains(res.Header.Get("Cache-Control"), "private") {
		t.Errorf("with a token: %d %s", res.StatusCode, res.Header.Get("Cache-Control"))
	}
}

func TestImportAndOperation(t *testing.T) {
	h := start(t, api.Config{Tokens: []string{token}})
	auth := []string{"Authorization", "Bearer " + token}
	a := h.do("POST", "/api/v1/articles", `{"url":"https://news.example/z","text":"A text."}`, auth...)
	if a.status != 202 || !strings.Contains(a.body, news.ArticleID("https://news.example/z", "", "")) {
		t.Errorf("import: %d %s", a.status, a.body)
	}
	if a := h.do("POST", "/api/v1/articles", `{"text":"  "}`, auth...); a.status != 400 {
		t.Errorf("empty text: %d", a.status)
	}
	if a := h.do("POST", "/api/v1/articles", `{"title":"broken","text":"x"}`, auth...); a.status != 500 || strings.Contains(a.body, "secret detail") {
		t.Errorf("an inner error: %d %s", a.status, a.body)
	}
	if a := h.do("POST", "/api/v1/sources/example/crawl", "", auth...); a.status != 202 {
		t.Errorf("crawl: %d %s", a.status, a.body)
	}
	if a := h.do("POST", "/api/v1/sources/nope/crawl", "", auth...); a.status != 404 {
		t.Errorf("crawl of nothing: %d", a.status)
	}
	if a := h.do("GET", "/api/v1/dead", ""); a.status != 200 || !strings.Contains(a.body, `"dead":[]`) {
		t.Errorf("dead letters: %d %s", a.status, a.body)
	}
	if a := h.do("DELETE", "/api/v1/dead/7", "", auth...); a.status != 404 {
		t.Errorf("drop nothing: %d %s", a.status, a.body)
	}
	if a := h.do("GET", "/api/v1/sources", ""); !strings.Contains(a.body, `"health":"waiting"`) {
		t.Errorf("sources: %s", a.body)
	}
	h.do("GET", "/api/v1/search?limit=x", "")
	metrics := h.do("GET", "/metrics", "").body
	for _, want := range []string{`caewatch_api_request_seconds_count{method="GET",route="/api/v1/search",status="400"} 1`, "caewatch_index_ready 1", "caewatch_index_events"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics have no %s", want)
		}
	}
}

func TestAlertStream(t *testing.T) {
	h := start(t, api.Config{Heartbeat: 20 * time.Millisecond})
	open := func(path, last string) (*bufio.Scanner, func()) {
		ctx, cancel := context.WithCancel(t.Context())
		req, _ := http.NewRequestWithContext(ctx, "GET", h.url+path, nil)
		if last != "" {
			req.Header.Set("Last-Event-ID", last)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if ct := res.Header.Get("Content-Type"); ct != "text/event-stream" {
			t.Fatalf("content type %s", ct)
		}
		return bufio.NewScanner(res.Body), func() { cancel(); _ = res.Body.Close() }
	}
	until := func(s *bufio.Scanner, prefix string) string {
		for s.Scan() {
			if line, ok := strings.CutPrefix(s.Text(), prefix); ok {
				return line
			}
		}
		t.Fatalf("no line %q: %v", prefix, s.Err())
		return ""
	}
	e := sampleEvent()
	alert := func(id, sub string) {
		t.Helper()
		if err := h.bus.PublishAlert(t.Context(), news.Alert{ID: id, Subscription: sub, Type: "event", Action: "created", Event: &e}); err != nil {
			t.Fatal(err)
		}
	}
	alert("one", "first")
	alert("two", "second")
	alert("three", "first")
	s, end := open("/api/v1/alerts?subscription=first&since=1", "")
	if id := until(s, "id: "); id != "3" {
		t.Errorf("resumed at %s", id)
	}
	if data := until(s, "data: "); !strings.Contains(data, `"id":"three"`) {
		t.Errorf("data %s", data)
	}
	until(s, ": beat")
	alert("four", "first")
	if id := until(s, "id: "); id != "4" {
		t.Errorf("then %s", id)
	}
	end()
	s, end = open("/api/v1/alerts?since=99", "2")
	if id := until(s, "id: "); id != "3" {
		t.Errorf("Last-Event-ID: resumed at %s", id)
	}
	end()
}

func TestShutdownEndsStreams(t *testing.T) {
	b := bustest.New(t)
	ready := make(chan string, 1)
	a, err := api.New(bustest.Log(t), api.Config{Listen: "127.0.0.1:0", Ready: func(addr string) { ready <- addr }}, api.Deps{Bus: b})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	base := "http://" + <-ready
	req, _ := http.NewRequestWithContext(t.Context(), "GET", base+"/api/v1/alerts", nil)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	for _, path := range []string{"/api/v1/search", "/readyz", "/", "/api/v1/subscriptions"} {
		req, _ := http.NewRequestWithContext(t.Context(), "GET", base+path, nil)
		got, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = got.Body.Close()
		if got.StatusCode != 503 || got.Header.Get("Retry-After") == "" {
			t.Errorf("%s without an index: %d", path, got.StatusCode)
		}
	}
	begin := time.Now()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("run: %v", err)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("took %v to stop", took)
	}
}
