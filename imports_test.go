package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// may lists, for each package of the module and everything below it, what of the
// module and which of the prescribed tools it may import. A package without a row
// fails the test: a new room is a design change.
var may = map[string][]string{
	"caewatch":           {"caewatch/"},
	"caewatch/news":      {"caewatch/news"},
	"caewatch/configs":   {"caewatch/news"},
	"caewatch/sample":    {"caewatch/news"},
	"caewatch/bus":       {"caewatch/news", "caewatch/bus", "github.com/nats-io/"},
	"caewatch/crawler":   {"caewatch/news", "caewatch/crawler", "github.com/gocolly/", "github.com/robfig/cron/"},
	"caewatch/processor": {"caewatch/news", "caewatch/processor"},
	"caewatch/indexer":   {"caewatch/news", "caewatch/indexer", "github.com/blevesearch/"},
	"caewatch/alerts":    {"caewatch/news", "caewatch/alerts"},
	"caewatch/api":       {"caewatch/news", "caewatch/api"},
}

// fenced are the imports that only the packages which name them above may have.
var fenced = []string{"caewatch", "github.com/nats-io/", "github.com/gocolly/", "github.com/robfig/cron/", "github.com/blevesearch/"}

func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Standard", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen++
		row, ok := may[room2(p.ImportPath)]
		if !ok {
			t.Errorf("%s: no row in the table of imports", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			isFenced := slices.ContainsFunc(fenced, func(f string) bool { return strings.HasPrefix(i, f) })
			allowed := slices.ContainsFunc(row, func(r string) bool { return i == r || strings.HasPrefix(i, strings.TrimSuffix(r, "/")+"/") })
			if isFenced && !allowed {
				t.Errorf("%s must not import %s", p.ImportPath, i)
			}
			if strings.HasPrefix(p.ImportPath, "caewatch/news") && strings.Contains(strings.Split(i, "/")[0], ".") {
				t.Errorf("%s must import the standard library only, not %s", p.ImportPath, i)
			}
		}
	}
	if seen < len(may) {
		t.Errorf("go list gave %d packages, want at least %d", seen, len(may))
	}
}

// room2 is the part of an import path that names the room: its first two elements.
func room2(path string) string {
	parts := strings.SplitN(path, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}
