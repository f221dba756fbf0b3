package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"caewatch/configs"
	"caewatch/news"
	"caewatch/sample"

	"github.com/nats-io/nats.go"
)

// patience bounds every wait of a test for the pipeline; it is generous because
// machines are slow under the race detector.
const patience = 90 * time.Second

// eventually polls until fn returns nil.
func eventually(t *testing.T, what string, fn func() error) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := fn()
		if err == nil {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("%s: %v", what, err)
		case <-tick.C:
		}
	}
}

func testLog(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// testConfig is the default configuration on free ports and a folder of the test's own.
func testConfig(t *testing.T, sources []news.Source) configs.Config {
	t.Helper()
	cfg, err := configs.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Data, cfg.API.Listen, cfg.NATS.Listen, cfg.Sources = t.TempDir(), "127.0.0.1:0", "auto", sources
	cfg.API.Tokens = []string{"test-token"}
	return cfg
}

// running is a pipeline in this process.
type running struct {
	base string // of the HTTP API, with a final slash
	nats string
	stop func() error // waits for the end
}

func startRun(t *testing.T, cfg configs.Config) running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- live(ctx, testLog(t), cfg, "run", func(address string) { ready <- address }) }()
	r := running{}
	r.stop = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Errorf("run ended with: %v", err)
		}
	})
	select {
	case address := <-ready:
		r.base = webURL(address)
	case err := <-done:
		done <- nil
		t.Fatalf("run did not start: %v", err)
	case <-time.After(patience):
		t.Fatal("run was not ready in time")
	}
	raw, err := os.ReadFile(addressFile(cfg.Data))
	if err != nil {
		t.Fatal(err)
	}
	var a address
	if err := json.Unmarshal(raw, &a); err != nil {
		t.Fatal(err)
	}
	r.nats = a.NATS
	return r
}

func fetchJSON(target string, v any) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %s", target, res.Status, raw)
	}
	return json.Unmarshal(raw, v)
}

func searchEvents(base, q string) (news.Results, error) {
	var res news.Results
	return res, fetchJSON(base+"api/v1/search?type=events&limit=50&q="+url.QueryEscape(q), &res)
}

func subscribeOverHTTP(t *testing.T, base string, s news.Subscription) {
	t.Helper()
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"api/v1/subscriptions", bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer test-token")
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		body, _ := io.ReadAll(res.Body)
		t.Fatalf("subscribe: %s: %s", res.Status, body)
	}
}

// plainSubscriber is a NATS client that knows nothing of caewatch but the subject.
func plainSubscriber(t *testing.T, url, subject string) <-chan *nats.Msg {
	t.Helper()
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	got := make(chan *nats.Msg, 256)
	if _, err := nc.ChanSubscribe(subject, got); err != nil {
		t.Fatal(err)
	}
	if err := nc.Flush(); err != nil {
		t.Fatal(err)
	}
	return got
}

// listSite serves articles behind a list page that is empty until release, so
// that a scheduled tick, not the first crawl, finds them.
type listSite struct {
	mu    sync.Mutex
	pages map[string]string // path to HTML
	open  bool
}

func (s *listSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch page, ok := s.pages[r.URL.Path]; {
	case r.URL.Path == "/robots.txt":
		http.NotFound(w, r)
	case r.URL.Path == "/list":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<html><body><h1>News</h1><ul class="news">`)
		if s.open {
			for _, p := range sortedKeys(s.pages) {
				fmt.Fprintf(w, `<li><a href="%s">%s</a></li>`, p, p)
			}
		}
		fmt.Fprint(w, `</ul></body></html>`)
	case ok && s.open:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	default:
		http.NotFound(w, r)
	}
}

func (s *listSite) release() { s.mu.Lock(); s.open = true; s.mu.Unlock() }

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// asPage lays a plain text out as a web page: its first line, when short, is the title.
func asPage(text string) string {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), "\n")
	title := ""
	if len(lines) > 1 && len(lines[0]) < 120 {
		title, lines = strings.TrimSpace(lines[0]), lines[1:]
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html><html><head><title>%s</title></head><body><nav><a href=\"/\">Home</a></nav><article><h1>%s</h1>\n", html.EscapeString(title), html.EscapeString(title))
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(line))
		}
	}
	b.WriteString("</article></body></html>")
	return b.String()
}

// TestSeeds is the main job on real articles: a cron tick crawls them, and they
// are found with what they say; an alert reaches a plain NATS client.
func TestSeeds(t *testing.T) {
	files, err := filepath.Glob("../shared/seeds/*.txt")
	if err != nil || len(files) == 0 {
		t.Skip("no ../shared/seeds beside the checkout")
	}
	site := &listSite{pages: map[string]string{}}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		site.pages["/news/"+strings.TrimSuffix(filepath.Base(f), ".txt")+".html"] = asPage(string(raw))
	}
	web := httptest.NewServer(site)
	defer web.Close()
	r := startRun(t, testConfig(t, []news.Source{{
		ID: "seeds", Name: "Seeds", Language: "en", Schedule: "@every 1s", Timezone: "Asia/Shanghai", AllowPrivate: true,
		Delay: news.Duration(time.Millisecond), Lists: []news.List{{URL: web.URL + "/list", Links: "ul.news a"}},
	}}))
	subscribeOverHTTP(t, r.base, news.Subscription{Name: "nanning", Query: "Nanning vocational"})
	alerts := plainSubscriber(t, r.nats, "caewatch.alerts.nanning")
	site.release()

	eventually(t, "both reports of the Nanning conference", func() error {
		res, err := searchEvents(r.base, "Nanning vocational AI")
		if err != nil {
			return err
		}
		var urls, themes, people []string
		roles := map[string]bool{}
		for _, h := range res.Hits {
			e := h.Event
			if e.StartDate != "2025-09-15" || e.Kind != news.KindConference {
				continue
			}
			for _, s := range e.Sources {
				urls = append(urls, s.URL)
			}
			themes = append(themes, e.Theme)
			for _, o := range e.Organizations {
				roles[o.Role+" "+o.Name] = true
			}
			for _, p := range e.People {
				people = append(people, p.Name)
			}
		}
		for _, want := range []string{"/news/0.html", "/news/1.html"} {
			if !slices.ContainsFunc(urls, func(u string) bool { return strings.HasSuffix(u, want) }) {
				return fmt.Errorf("no event reported by %s among %q", want, urls)
			}
		}
		if !slices.ContainsFunc(themes, func(s string) bool { return strings.Contains(s, "Digital Foundation") }) {
			return fmt.Errorf("theme missing: %q", themes)
		}
		for _, role := range []string{"host ", "organizer "} {
			found := false
			for r := range roles {
				found = found || strings.HasPrefix(r, role) && strings.Contains(r, "Guangxi")
			}
			if !found {
				return fmt.Errorf("no %s from Guangxi among %v", role, roles)
			}
		}
		for _, name := range []string{"Chea Kosal", "Ojat Darojat", "Samlane Phankhavong", "Zaw Myint", "Li Zhi", "Shi Zhongjun"} {
			if !slices.Contains(people, name) {
				return fmt.Errorf("%s missing among %q", name, people)
			}
		}
		return nil
	})
	eventually(t, "the Guiyang week", func() error {
		res, err := searchEvents(r.base, "Guiyang education cooperation week")
		if err != nil {
			return err
		}
		for _, h := range res.Hits {
			if h.Event.StartDate == "2025-07-24" && h.Event.EndDate == "2025-07-27" {
				return nil
			}
		}
		return fmt.Errorf("no event of 24 to 27 July 2025 among %d", len(res.Hits))
	})
	eventually(t, "the Guangxi figures", func() error {
		var body json.RawMessage
		if err := fetchJSON(r.base+"api/v1/figures?limit=500&q="+url.QueryEscape("Guangxi vocational"), &body); err != nil {
			return err
		}
		for _, want := range []string{`"value":12,`, `"value":690,`, `"value":207,`, `"value":10000,`} {
			if !bytes.Contains(body, []byte(want)) {
				return fmt.Errorf("%s missing in %d bytes", want, len(body))
			}
		}
		return nil
	})
	select {
	case m := <-alerts:
		var a news.Alert
		if err := json.Unmarshal(m.Data, &a); err != nil || a.Subscription != "nanning" || a.Event == nil {
			t.Errorf("got alert %.200s (%v)", m.Data, err)
		}
	case <-time.After(patience):
		t.Error("no alert reached the plain NATS client")
	}
}

// answers is what a user sees of the sample site: the events by name, date and
// number of sources, without ids, versions and history.
func answers(base string) ([]string, error) {
	var lines []string
	cursor := ""
	for {
		var res news.Results
		if err := fetchJSON(base+"api/v1/search?type=events&sort=oldest&limit=100&cursor="+url.QueryEscape(cursor), &res); err != nil {
			return nil, err
		}
		for _, h := range res.Hits {
			e := h.Event
			var from []string
			for _, s := range e.Sources {
				u, err := url.Parse(s.URL)
				if err != nil {
					return nil, err
				}
				from = append(from, u.Path)
			}
			slices.Sort(from)
			lines = append(lines, fmt.Sprintf("%s|%s|%s|%s|%s|%v", e.Kind, e.Name, e.StartDate, e.EndDate, e.Place.City, from))
		}
		if cursor = res.NextCursor; cursor == "" {
			slices.Sort(lines)
			return lines, nil
		}
	}
}

// settled waits until the sample site's sources were all crawled and the answers
// stay the same over several polls.
func settled(t *testing.T, base string, least int) []string {
	t.Helper()
	var last []string
	same := 0
	eventually(t, "the sample site's events", func() error {
		now, err := answers(base)
		if err != nil {
			return err
		}
		if slices.Equal(now, last) && len(now) >= least {
			same++
		} else {
			same = 0
		}
		last = now
		if same < 20 {
			return fmt.Errorf("%d events so far, calm for %d polls", len(now), same)
		}
		return nil
	})
	return last
}

func startSample(t *testing.T) (*sample.Site, string) {
	t.Helper()
	site, err := sample.New()
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(site)
	t.Cleanup(web.Close)
	return site, web.URL
}

// build builds the real binary, and the NATS server's own beside it when asked.
func build(t *testing.T, pkg, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if out, err := exec.Command("go", "build", "-o", path, pkg).CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", pkg, err, out)
	}
	return path
}

func freePort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// spawn starts a process whose output goes to the test's log and which is killed
// at the test's end at the latest.
func spawn(t *testing.T, env []string, path string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kill(cmd) })
	return cmd
}

// kill is kill -9; a second call does nothing.
func kill(cmd *exec.Cmd) {
	if cmd.ProcessState == nil {
		cmd.Process.Kill()
		cmd.Wait()
	}
}

// writeConfig writes the sample sources as a configuration file.
func writeConfig(t *testing.T, web string) string {
	t.Helper()
	cfg := testConfig(t, sample.Sources(web, "@every 1s"))
	cfg.API.Tokens = nil
	raw, err := cfg.YAML()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "caewatch.yaml")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRoomsApart starts every room as a process of its own on a NATS cluster of
// three nodes, with two crawlers and two processors, kills a node and a processor
// on the way, and gets the same answers as one process does.
func TestRoomsApart(t *testing.T) {
	if testing.Short() {
		t.Skip("starts ten processes; -short")
	}
	site, web := startSample(t)
	site.Release()
	want := settled(t, startRun(t, testConfig(t, sample.Sources(web, "@every 1s"))).base, 20)

	server, binary := build(t, "github.com/nats-io/nats-server/v2", "nats-server"), build(t, ".", "caewatch")
	var clients, routes []string
	var ports [3][2]int
	for i := range ports {
		ports[i] = [2]int{freePort(t), freePort(t)}
		clients = append(clients, fmt.Sprintf("nats://127.0.0.1:%d", ports[i][0]))
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", ports[i][1]))
	}
	var nodes []*exec.Cmd
	for i, p := range ports {
		nodes = append(nodes, spawn(t, nil, server, "-a", "127.0.0.1", "-p", fmt.Sprint(p[0]), "-js", "-sd", t.TempDir(), "-n", fmt.Sprintf("n%d", i+1),
			"--cluster_name", "caewatch-test", "--cluster", routes[i], "--routes", strings.Join(routes, ","), "-l", filepath.Join(t.TempDir(), "log")))
	}
	apiPort := freePort(t)
	config := writeConfig(t, web)
	env := []string{"CAEWATCH_NATS_URL=" + strings.Join(clients, ","), "CAEWATCH_NATS_REPLICAS=3", fmt.Sprintf("CAEWATCH_API_LISTEN=127.0.0.1:%d", apiPort)}
	room := func(name string) *exec.Cmd {
		return spawn(t, env, binary, name, "--config", config, "--data", t.TempDir(), "--log-format", "json")
	}
	room("api")
	room("indexer")
	first := room("processor")
	room("processor")
	room("alerts")
	room("crawler")
	room("crawler")
	base := fmt.Sprintf("http://127.0.0.1:%d/", apiPort)
	eventually(t, "the first events over the cluster", func() error {
		res, err := searchEvents(base, "")
		if err == nil && res.Total == 0 {
			err = fmt.Errorf("no event yet")
		}
		return err
	})
	kill(first)
	kill(nodes[2])
	got := settled(t, base, len(want))
	if !slices.Equal(got, want) {
		t.Errorf("apart:\n%s\nin one process:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestKill kills the real binary at several moments, -9, and finds after the last
// restart what an undisturbed run finds: nothing lost, nothing doubled.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes again and again; -short")
	}
	site, web := startSample(t)
	site.Release()
	want := settled(t, startRun(t, testConfig(t, sample.Sources(web, "@every 1s"))).base, 20)

	binary, config, data := build(t, ".", "caewatch"), writeConfig(t, web), t.TempDir()
	for _, after := range []time.Duration{150 * time.Millisecond, 300 * time.Millisecond, 500 * time.Millisecond, 800 * time.Millisecond, 1200 * time.Millisecond} {
		cmd := spawn(t, []string{"CAEWATCH_API_LISTEN=127.0.0.1:0"}, binary, "run", "--config", config, "--data", data)
		<-time.After(after) // the moment of death is what is varied, nothing is waited for
		kill(cmd)
	}
	port := freePort(t)
	spawn(t, []string{fmt.Sprintf("CAEWATCH_API_LISTEN=127.0.0.1:%d", port)}, binary, "run", "--config", config, "--data", data)
	got := settled(t, fmt.Sprintf("http://127.0.0.1:%d/", port), len(want))
	if !slices.Equal(got, want) {
		t.Errorf("after the kills:\n%s\nundisturbed:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestSecondRun: a second process on the same folder gets a clear error at once.
func TestSecondRun(t *testing.T) {
	cfg := testConfig(t, nil)
	startRun(t, cfg)
	var out, errOut bytes.Buffer
	config := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(config, []byte("api: {listen: \"127.0.0.1:0\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if code := execute(ctx, []string{"run", "--config", config, "--data", cfg.Data}, nil, &out, &errOut); code != 1 {
		t.Errorf("exit status %d, want 1", code)
	}
	if !strings.Contains(errOut.String(), cfg.Data) || strings.Count(strings.TrimSpace(errOut.String()), "\n") != 0 {
		t.Errorf("want one line naming the folder, got %q", errOut.String())
	}
}

// forum is the sample site's event that an English and a Chinese article report.
var forum = regexp.MustCompile(`China-ASEAN Digital Campus Forum|中国—东盟数字校园论坛`)

// TestDemo runs the demo as a newcomer does, to its end.
func TestDemo(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var out, errOut bytes.Buffer
	if code := execute(ctx, []string{"demo", "--once", "--listen", "127.0.0.1:0"}, nil, &out, &errOut); code != 0 {
		t.Fatalf("exit status %d: %s", code, errOut.String())
	}
	// Which of the two reports gives the record its name depends on the articles'
	// ids, and they on the site's port.
	if !forum.MatchString(out.String()) {
		t.Errorf("the forum is missing in:\n%s", out.String())
	}
	for _, want := range []string{"web page     http://127.0.0.1:", "events found:", "2 reports", "China-Malaysia Rail", "alert  caewatch.alerts.skills"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q missing in:\n%s", want, out.String())
		}
	}
}
