package api_test

import (
	"regexp"
	"strings"
	"testing"

	"caewatch/api"
	"caewatch/news"
)

var outside = regexp.MustCompile(`(?:src|href)="(https?:)?//[^"]*"`)

func TestPages(t *testing.T) {
	h := start(t, api.Config{Tokens: []string{token}})
	e := sampleEvent()
	if err := h.bus.PublishAlert(t.Context(), news.Alert{ID: "p", Subscription: "first", Type: "event", Action: "created", Event: &e, Passages: []news.Evidence{{Quote: "<b>bold</b>"}}}); err != nil {
		t.Fatal(err)
	}
	html := []string{"Accept", "text/html"}
	for path, wants := range map[string][]string{
		"/":                                  {"China-ASEAN Vocational Education Conference", "Signing number 4", `<rect class="bar"`, "Filters"},
		"/?q=Nanning":                        {"<mark>Nanning</mark>"},
		"/?q=Nanning&kind=conference":        {"kind: conference", "remove this filter"},
		"/events/e1":                         {`<mark class="d1"`, `href="#s1-`, "李明", `lang="zh"`, "Skills &lt;for&gt; all", "&lt;together&gt;", "disagree", "2025-09-16", "same place and day", "/people/li-ming"},
		"/events/m1":                         {"&lt;script&gt;alert(1)&lt;/script&gt;", "not in the index yet"},
		"/articles/a1":                       {"Conference opens in Nanning", "&lt;together&gt;"},
		"/people":                            {"Li Ming"},
		"/people/li-ming":                    {"vice minister of education", "opening speech"},
		"/organizations":                     {"Guangxi University"},
		"/organizations/guangxi-university":  {"memorandum of understanding on AI teaching"},
		"/timeline":                          {"<svg", "2025"},
		"/agreements":                        {"Vietnam", "Thailand", "Plan A0"},
		"/agreements?country=TH":             {"Chulalongkorn University"},
		"/figures":                           {"3,000"},
		"/sources":                           {"Example News", "waiting"},
		"/subscriptions?q=AI&country=TH#new": {`value="AI"`, `value="TH"`, `name="token"`},
		"/live":                              {"&lt;b&gt;bold&lt;/b&gt;", "data-stream=\"/api/v1/alerts?since=1\""},
		"/docs":                              {"/api/v1/search", "problem&#43;json", "type-Event"},
	} {
		a := h.do("GET", path, "", html...)
		if a.status != 200 {
			t.Errorf("%s: %d %s", path, a.status, a.body)
			continue
		}
		for _, want := range wants {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s has no %q", path, want)
			}
		}
		for _, never := range []string{"<script>", "javascript:", "style=\"", "<no value>", "ZgotmplZ&#", "onclick"} {
			if strings.Contains(a.body, never) {
				t.Errorf("%s has %q", path, never)
			}
		}
		for _, l := range outside.FindAllString(a.body, -1) {
			if strings.HasPrefix(l, "src") {
				t.Errorf("%s loads %s", path, l)
			}
		}
		if a.header.Get("Content-Security-Policy") == "" || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("ETag") == "" {
			t.Errorf("%s: headers %v", path, a.header)
		}
	}
	if a := h.do("GET", "/?q=%28x", "", html...); a.status != 400 || !strings.Contains(a.body, "character") {
		t.Errorf("wrong query: %d", a.status)
	}
	if a := h.do("GET", "/events/none", "", html...); a.status != 404 || !strings.Contains(a.body, "<h1>Not Found") {
		t.Errorf("no event: %d", a.status)
	}
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	if a := h.do("POST", "/subscriptions", "name=web&query=AI", form...); a.status != 401 || !strings.Contains(a.body, `value="web"`) {
		t.Errorf("form without token: %d", a.status)
	}
	if a := h.do("POST", "/subscriptions", "name=web&query=AI&kind=conference,signing&token="+token, form...); a.status != 303 {
		t.Errorf("form: %d %s", a.status, a.body)
	}
	if a := h.do("GET", "/subscriptions/web", ""); a.status != 200 || !strings.Contains(a.body, "kind: signing") || strings.Contains(a.body, token) {
		t.Errorf("subscription page: %d", a.status)
	}
	if a := h.do("POST", "/subscriptions/web/delete", "token=wrong-token", form...); a.status != 401 {
		t.Errorf("delete with a wrong token: %d", a.status)
	}
	if a := h.do("POST", "/subscriptions/web/delete", "token="+token, form...); a.status != 303 {
		t.Errorf("delete: %d", a.status)
	}
}

func TestOpenAPI(t *testing.T) {
	h := start(t, api.Config{Version: "1.2.3"})
	var spec struct {
		OpenAPI string                               `json:"openapi"`
		Paths   map[string]map[string]map[string]any `json:"paths"`
	}
	h.get("/openapi.json", &spec)
	if !strings.HasPrefix(spec.OpenAPI, "3.1") {
		t.Errorf("version %s", spec.OpenAPI)
	}
	for path, item := range spec.Paths {
		for method, op := range item {
			if op["operationId"] == nil || op["summary"] == nil {
				t.Errorf("%s %s is not described", method, path)
			}
			if method != "get" || strings.Contains(path, "{") || path == "/api/v1/alerts" {
				continue
			}
			if a := h.do("GET", path, ""); a.status != 200 {
				t.Errorf("GET %s: %d %s", path, a.status, a.body)
			}
		}
	}
	for _, want := range []string{"/api/v1/search", "/api/v1/events/{id}", "/api/v1/alerts", "/feeds/{name}.atom", "/calendar/{name}.ics", "/readyz"} {
		if spec.Paths[want] == nil {
			t.Errorf("%s is not described", want)
		}
	}
}
