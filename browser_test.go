package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"caewatch/sample"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser starts Chromium. Without it a plain go test skips; CI sets
// CAEWATCH_BROWSER=required, and there its absence is a failure.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("CAEWATCH_BROWSER") == "required" {
			t.Fatal("no Chromium on this machine")
		}
		t.Skip("no Chromium on this machine: install the package chromium to run the browser tests")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true),
		chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil { // the first run binds the browser to its context
		t.Fatal(err)
	}
	return ctx
}

// watch collects what a page must not do: errors on its console, and requests
// that leave this machine.
func watch(t *testing.T, ctx context.Context, base string) func() {
	t.Helper()
	var mu sync.Mutex
	var faults []string
	own, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	chromedp.ListenTarget(ctx, func(ev any) {
		mu.Lock()
		defer mu.Unlock()
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			faults = append(faults, "exception: "+ev.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			if ev.Type == runtime.APITypeError {
				faults = append(faults, fmt.Sprintf("console: %s", ev.Args[0].Value))
			}
		case *network.EventRequestWillBeSent:
			if u, err := url.Parse(ev.Request.URL); err == nil && strings.HasPrefix(u.Scheme, "http") && u.Host != own.Host {
				faults = append(faults, "request to "+ev.Request.URL)
			}
		}
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		for _, f := range faults {
			t.Error(f)
		}
	}
}

func act(t *testing.T, ctx context.Context, what string, actions ...chromedp.Action) {
	t.Helper()
	within, cancel := context.WithTimeout(ctx, patience/3)
	defer cancel()
	if err := chromedp.Run(within, actions...); err != nil {
		var shot []byte
		still, cancel := context.WithTimeout(ctx, patience/9)
		defer cancel()
		if chromedp.Run(still, chromedp.CaptureScreenshot(&shot)) == nil {
			path := filepath.Join(os.TempDir(), "caewatch-"+strings.ReplaceAll(what, " ", "-")+".png")
			if os.WriteFile(path, shot, 0o600) == nil {
				t.Logf("screenshot: %s", path)
			}
		}
		t.Fatalf("%s: %v", what, err)
	}
}

// TestBrowser searches with the keyboard, opens an event, finds its evidence
// marked in the article, follows a filter, and reads it all on a narrow screen.
func TestBrowser(t *testing.T) {
	ctx := browser(t)
	site, web := startSample(t)
	site.Release()
	r := startRun(t, testConfig(t, sample.Sources(web, "@every 1s")))
	settled(t, r.base, 20)
	faultless := watch(t, ctx, r.base)

	var heading, marks, width, results string
	act(t, ctx, "search by keyboard", network.Enable(), runtime.Enable(), chromedp.Navigate(r.base), chromedp.WaitVisible("input[name=q]"),
		chromedp.SendKeys("input[name=q]", "Kunming campus forum\r"), chromedp.WaitVisible(".results a[href^='/events/']"),
		chromedp.Text(".results", &results))
	if !forum.MatchString(results) {
		t.Errorf("the forum is not among the results: %q", results)
	}
	act(t, ctx, "open the event", chromedp.Click(".results a[href^='/events/']", chromedp.NodeVisible), chromedp.WaitVisible(".texts mark"),
		chromedp.Text("h1", &heading), chromedp.Evaluate(`Array.from(document.querySelectorAll('.texts mark')).map(m => m.textContent).join('|')`, &marks))
	if !forum.MatchString(heading) {
		t.Errorf("heading %q", heading)
	}
	// The record takes its theme from one of the two reports, in its language.
	for _, want := range []string{"Shared Classrooms, Shared Skills|共享课堂 共享技能", "Zhao Minghua|赵明华", "云南省教育厅|Yunnan Provincial Department of Education"} {
		if !regexp.MustCompile(want).MatchString(marks) {
			t.Errorf("%q is not marked in the articles: %q", want, marks)
		}
	}
	act(t, ctx, "wrong query", chromedp.Navigate(r.base+"?q="+url.QueryEscape("a AND (b")), chromedp.WaitReady(".problem"))
	for _, page := range []string{"", "timeline", "agreements", "figures", "organizations", "people", "subscriptions", "sources", "docs"} {
		act(t, ctx, "narrow "+page, emulation.SetDeviceMetricsOverride(360, 740, 1, true), chromedp.Navigate(r.base+page), chromedp.WaitReady("body"),
			chromedp.Evaluate(`String(document.documentElement.scrollWidth)`, &width))
		if width != "360" {
			t.Errorf("/%s on a screen of 360 px is %s px wide", page, width)
		}
	}
	faultless()
}

// TestBrowserWithoutScript: the pages work with JavaScript switched off.
func TestBrowserWithoutScript(t *testing.T) {
	ctx := browser(t)
	site, web := startSample(t)
	site.Release()
	r := startRun(t, testConfig(t, sample.Sources(web, "@every 1s")))
	settled(t, r.base, 20)
	act(t, ctx, "no script", emulation.SetScriptExecutionDisabled(true), chromedp.Navigate(r.base), chromedp.WaitVisible("input[name=q]"),
		chromedp.SendKeys("input[name=q]", "nursing\r"), chromedp.WaitVisible(".results a[href^='/events/']"),
		chromedp.Click(".results a[href^='/events/']", chromedp.NodeVisible), chromedp.WaitVisible(".texts mark"))
}
