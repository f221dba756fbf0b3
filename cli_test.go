package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"caewatch/news"
)

func command(t *testing.T, in string, args ...string) (code int, out, errOut string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var o, e bytes.Buffer
	code = execute(ctx, args, strings.NewReader(in), &o, &e)
	return code, o.String(), e.String()
}

func TestExitStatusAndOneLineErrors(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.yaml")
	if err := os.WriteFile(bad, []byte("nats:\n  urk: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cron := filepath.Join(dir, "cron.yaml")
	if err := os.WriteFile(cron, []byte("api: {listen: \"127.0.0.1:0\"}\nsources: [{id: a, schedule: \"61 * * * *\", feeds: [\"https://example.org/feed\"]}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"unknown command", []string{"frobnicate"}, 2, "frobnicate"},
		{"unknown flag", []string{"run", "--frob"}, 2, "--frob"},
		{"missing argument", []string{"subscribe"}, 2, "takes 1 argument"},
		{"wrong query", []string{"search", "a AND (b", "--data", dir}, 2, "character"},
		{"wrong subscription name", []string{"subscribe", "No Good", "--query", "x", "--data", dir}, 2, "subscription name"},
		{"room without a bus", []string{"crawler", "--data", dir}, 2, "nats.url"},
		{"unknown key", []string{"config", "--config", bad}, 1, "bad.yaml:2:3"},
		{"wrong cron line", []string{"run", "--config", cron, "--data", filepath.Join(dir, "d")}, 1, "61 * * * *"},
		{"missing file", []string{"extract", filepath.Join(dir, "nothing")}, 1, "no such file"},
		{"not HTML", []string{"extract", "testdata-none"}, 1, "no such file"},
		{"export of nonsense", []string{"export", "weather"}, 2, "weather"},
		{"log format", []string{"version", "--log-format", "x"}, 0, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			code, _, errOut := command(t, "", row.args...)
			if code != row.code || !strings.Contains(errOut, row.want) {
				t.Errorf("got status %d and %q, want %d and %q", code, errOut, row.code, row.want)
			}
			if row.code != 0 && strings.Count(errOut, "\n") != 1 {
				t.Errorf("want one line, got %q", errOut)
			}
		})
	}
}

const sampleLine = `{"url":"https://example.org/a","title":"Signing in Penang","published":"2026-03-05","language":"en","source":"gazette","text":"PENANG, March 5 - Straits Medical College signed a memorandum of understanding with Guangdong Pharmaceutical University on vocational nursing education in Penang, Malaysia on March 3, 2026."}`

func TestExtractPrintsOneObjectALine(t *testing.T) {
	code, out, errOut := command(t, sampleLine+"\n"+sampleLine+"\n", "extract", "-")
	if code != 0 {
		t.Fatalf("status %d: %s", code, errOut)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 || lines[0] != lines[1] {
		t.Fatalf("want two equal lines, got %q", out)
	}
	var x news.Extraction
	if err := json.Unmarshal([]byte(lines[0]), &x); err != nil {
		t.Fatal(err)
	}
	if err := x.Validate(); err != nil {
		t.Error(err)
	}
	if !x.Relevant || len(x.Events) == 0 || x.Article.Published != "2026-03-05" || x.Article.Source != "gazette" {
		t.Errorf("got %s", lines[0])
	}
}

// Import, search, export, status, subscribe and the rest on a folder where nothing runs.
func TestCommandsOnAStoredPipeline(t *testing.T) {
	data := t.TempDir()
	config := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(config, []byte("sources: [{id: gazette, name: Gazette, schedule: \"@daily\", feeds: [\"https://example.org/feed\"]}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(in string, args ...string) string {
		t.Helper()
		code, out, errOut := command(t, in, append(args, "--data", data, "--config", config)...)
		if code != 0 {
			t.Fatalf("%v: status %d: %s", args, code, errOut)
		}
		return out
	}
	run("", "subscribe", "penang", "--query", "memorandum Guangdong")
	if out := run("", "alerts", "ls"); !strings.Contains(out, "penang") {
		t.Errorf("alerts ls: %q", out)
	}
	if out := run(sampleLine, "import", "-"); !strings.Contains(out, "1 articles") {
		t.Errorf("import: %q", out)
	}
	run(sampleLine, "import", "-") // twice is once
	if out := run("", "search", "penang guangdong", "--type", "events"); !strings.Contains(out, "1 found") {
		t.Errorf("search: %q", out)
	}
	var res news.Results
	if err := json.Unmarshal([]byte(run("", "search", "penang", "--json")), &res); err != nil || res.Total != 2 {
		t.Errorf("search --json: total %d, want the event and the article (%v)", res.Total, err)
	}
	for what, want := range map[string]string{"events": "Penang", "agreements": "Straits Medical College", "articles": "Signing in Penang"} {
		if out := run("", "export", what); strings.Count(out, "\n") != 1 || !strings.Contains(out, want) {
			t.Errorf("export %s: %q", what, out)
		}
	}
	for format, want := range map[string]string{"csv": "id,version,kind", "ics": "BEGIN:VEVENT", "json-ld": "EducationEvent"} {
		if out := run("", "export", "events", "--format", format); !strings.Contains(out, want) {
			t.Errorf("export events as %s: %q", format, out)
		}
	}
	if out := run("", "alerts", "test", "penang"); !strings.Contains(out, "1 found") {
		t.Errorf("alerts test: %q", out)
	}
	if out := run("", "status"); !strings.Contains(out, "ARTICLES") || !strings.Contains(out, "dead letters: 0") {
		t.Errorf("status: %q", out)
	}
	if out := run("", "sources", "ls"); !strings.Contains(out, "gazette") {
		t.Errorf("sources ls: %q", out)
	}
	if out := run("", "replay", "--dry-run"); out != "" {
		t.Errorf("a replay by the same extractor changes something: %q", out)
	}
	run("", "dead", "ls")
	run("", "alerts", "rm", "penang")
	if out := run("", "alerts", "ls"); strings.Contains(out, "penang") {
		t.Errorf("alerts ls after rm: %q", out)
	}
	run("", "config")
	run("", "version")
}

// Every command line of the README is one that the program knows.
func TestReadmeCommands(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	root := (&cli{}).root()
	lines := regexp.MustCompile(`(?m)^    (?:\$ )?(?:go run \.|caewatch) ([a-z].*)$`).FindAllStringSubmatch(string(raw), -1)
	if len(lines) < 5 {
		t.Errorf("only %d command lines found in the README", len(lines))
	}
	for _, m := range lines {
		words := strings.Fields(strings.SplitN(m[1], "#", 2)[0])
		cmd, _, err := root.Find(words)
		if err != nil || cmd == root {
			t.Errorf("README: caewatch %s: no such command (%v)", m[1], err)
			continue
		}
		for _, w := range words {
			if name, ok := strings.CutPrefix(w, "--"); ok {
				name, _, _ = strings.Cut(name, "=")
				if cmd.Flags().Lookup(name) == nil && root.PersistentFlags().Lookup(name) == nil {
					t.Errorf("README: caewatch %s: no flag --%s", m[1], name)
				}
			}
		}
	}
}
