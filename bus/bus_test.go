package bus_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caewatch/bus"
	"caewatch/bus/bustest"
	"caewatch/news"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"go.uber.org/goleak"
)

// context30 ends with the test, or after half a minute.
func context30(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// background runs fn until the returned function is called, which waits for it.
func background(t *testing.T, ctx context.Context, fn func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- fn(ctx) }()
	stopped := false
	stop = func() {
		t.Helper()
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("got %v, want nil at the end of the context", err)
		}
	}
	t.Cleanup(stop)
	return stop
}

func receive[T any](t *testing.T, ctx context.Context, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-ctx.Done():
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// eventually polls until ok holds.
func eventually(t *testing.T, ctx context.Context, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-ctx.Done():
			t.Fatalf("never: %s", what)
		case <-tick.C:
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func article(n int) news.Extraction {
	a := news.Article{URL: fmt.Sprintf("https://example.org/%d", n), Title: fmt.Sprint("Title ", n), Language: "en", Source: "ouc", Text: "Text."}
	a.ID = news.ArticleID(a.URL, a.Title, a.Text)
	return news.Extraction{Article: a}
}

// quick is an embedded bus whose patience a test can wait for.
func quick(t *testing.T) bus.Config {
	return bus.Config{
		Data: t.TempDir(), Sync: "2m", Listen: "127.0.0.1:0", AckWait: 500 * time.Millisecond,
		Backoff: []time.Duration{10 * time.Millisecond, 20 * time.Millisecond}, Grace: time.Second,
	}
}

func plainClient(t *testing.T, url string, options ...nats.Option) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect(url, options...)
	must(t, err)
	t.Cleanup(nc.Close)
	return nc
}

func TestPublishingTwiceIsOnceAlsoAcrossARestart(t *testing.T) {
	ctx := context30(t)
	dir := t.TempDir()
	page := news.Page{Source: "ouc", URL: "https://example.org/1", Body: []byte("<p>hello")}
	for round := range 3 {
		b, err := bus.Open(ctx, bustest.Log(t), bus.Config{Data: dir})
		must(t, err)
		for range 2 {
			must(t, b.PublishTick(ctx, news.Tick{Source: "ouc", Time: time.Unix(1_700_000_000, 0)}))
			must(t, b.PublishPage(ctx, page))
			must(t, b.PublishArticle(ctx, article(1)))
			must(t, b.PublishEvent(ctx, news.EventChange{Action: "created", Event: news.Event{ID: "e1", Version: 1}}))
			must(t, b.PublishAlert(ctx, news.Alert{ID: "x1", Subscription: "s"}))
		}
		for _, stream := range []string{bus.Ticks, bus.Pages, bus.Articles, bus.Events, bus.Alerts} {
			last, err := b.LastSeq(ctx, stream)
			must(t, err)
			if last != 1 {
				t.Errorf("round %d: %s has %d messages, want 1", round, stream, last)
			}
		}
		must(t, b.Close())
		must(t, b.Close())
	}
}

func TestAnotherWordingOfAnArticleIsAnotherMessage(t *testing.T) {
	ctx := context30(t)
	b := bustest.New(t)
	x := article(1)
	must(t, b.PublishArticle(ctx, x))
	x.Events = []news.Report{{Kind: news.KindSeminar, Name: "A seminar"}}
	must(t, b.PublishArticle(ctx, x))
	if last, err := b.LastSeq(ctx, bus.Articles); err != nil || last != 2 {
		t.Errorf("got %d messages (%v), want 2", last, err)
	}
}

func TestSecondOpenOfAFolderFailsAtOnce(t *testing.T) {
	ctx := context30(t)
	dir := t.TempDir()
	b, err := bus.Open(ctx, bustest.Log(t), bus.Config{Data: dir})
	must(t, err)
	start := time.Now()
	_, err = bus.Open(ctx, bustest.Log(t), bus.Config{Data: dir})
	if !errors.Is(err, bus.ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, want ErrInUse naming %s", err, dir)
	}
	if d := time.Since(start); d > time.Second {
		t.Errorf("took %v, want less than a second", d)
	}
	must(t, b.Close())
	b, err = bus.Open(ctx, bustest.Log(t), bus.Config{Data: dir})
	must(t, err)
	must(t, b.Close())
}

func TestOpenErrorsSayWhatToDo(t *testing.T) {
	ctx := context30(t)
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	taken := plainListener(t)
	guarded := quick(t)
	guarded.Token = "sesame"
	locked := bustest.Open(t, guarded).ClientURL()
	for name, c := range map[string]struct {
		cfg  bus.Config
		want string
	}{
		"no folder":      {bus.Config{}, "data folder"},
		"a file":         {bus.Config{Data: file}, file},
		"sync":           {bus.Config{Data: t.TempDir(), Sync: "soon"}, `"soon"`},
		"listen":         {bus.Config{Data: t.TempDir(), Listen: "nowhere"}, `"nowhere"`},
		"listen port":    {bus.Config{Data: t.TempDir(), Listen: "127.0.0.1:70000"}, "65535"},
		"listen taken":   {bus.Config{Data: t.TempDir(), Listen: taken}, taken},
		"replicas":       {bus.Config{Data: t.TempDir(), Replicas: 3}, "nats.url"},
		"replicas of 1":  {bus.Config{URL: bustest.Server(t), Replicas: 3}, "nats.replicas"},
		"wrong token":    {bus.Config{URL: locked, Token: "sesam"}, "uthorization"},
		"no credentials": {bus.Config{URL: taken, Creds: file + "x"}, file + "x"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := bus.Open(ctx, bustest.Log(t), c.cfg)
			if err == nil {
				must(t, b.Close())
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestOpenWaitsForAServerUntilItsContextEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	_, err := bus.Open(ctx, bustest.Log(t), bus.Config{URL: "nats://u:secret@127.0.0.1:1"})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "127.0.0.1:1") || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v, want the end of the context and the server's name without its password", err)
	}
}

func TestSeveralProcessesOpenAtOnce(t *testing.T) {
	ctx := context30(t)
	url := bustest.Server(t)
	errs := make(chan error)
	for range 8 {
		go func() {
			b, err := bus.Open(ctx, bustest.Log(t), bus.Config{URL: url})
			if err == nil {
				err = b.Close()
			}
			errs <- err
		}()
	}
	for range 8 {
		must(t, receive(t, ctx, errs))
	}
}

func TestBodiesOfPages(t *testing.T) {
	ctx := context30(t)
	b := bustest.New(t)
	large := make([]byte, 3<<20)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range large {
		large[i] = byte(random.Uint32())
	}
	bodies := map[string][]byte{
		"https://example.org/large": large,
		"https://example.org/text":  bytes.Repeat([]byte("<p>Nanning, 15 September.</p>\n"), 50_000),
		"https://example.org/empty": {},
		"https://example.org/again": large,
	}
	for url, body := range bodies {
		must(t, b.PublishPage(ctx, news.Page{Source: "ouc", URL: url, Body: body}))
	}
	pages := make(chan news.Page, len(bodies))
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumePages(ctx, "processor", 2, func(_ context.Context, p news.Page) error { pages <- p; return nil })
	})
	for range bodies {
		p := receive(t, ctx, pages)
		if !bytes.Equal(p.Body, bodies[p.URL]) || p.Size != len(bodies[p.URL]) {
			t.Errorf("%s: got %d bytes, want the %d published", p.URL, len(p.Body), len(bodies[p.URL]))
		}
	}
	s, err := b.Status(ctx)
	must(t, err)
	if s.Objects.Bytes > 4<<20 {
		t.Errorf("the object store has %d bytes: text is not compressed or equal bodies are stored twice", s.Objects.Bytes)
	}
	walked := map[string]int{}
	must(t, b.WalkPages(ctx, func(_ uint64, p news.Page) error {
		walked[p.URL] = len(p.Body)
		return nil
	}))
	if len(walked) != len(bodies) || walked["https://example.org/large"] != len(large) {
		t.Errorf("got %v, want every page with its body", walked)
	}
	if _, err := b.GetPageBody(ctx, "sha256/none"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if err := b.PublishPage(ctx, news.Page{URL: "https://example.org/no-body", Digest: "sha256/none"}); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

func TestWalkPagesOfAnEmptyArchive(t *testing.T) {
	b := bustest.New(t)
	must(t, b.WalkPages(context30(t), func(uint64, news.Page) error { return errors.New("called") }))
}

func TestLargeExtractions(t *testing.T) {
	ctx := context30(t)
	b := bustest.New(t)
	x := article(1)
	x.Article.Text = strings.Repeat("Nanning hosts the week. ", 500_000) // 12 MB, compresses well
	must(t, b.PublishArticle(ctx, x))
	got := make(chan news.Extraction, 1)
	background(t, ctx, func(ctx context.Context) error {
		return b.ConsumeArticles(ctx, bus.Merge, 1, func(_ context.Context, x news.Extraction) error { got <- x; return nil })
	})
	if diff := cmp.Diff(x, receive(t, ctx, got)); diff != "" {
		t.Errorf("(-sent +received)\n%.500s", diff)
	}
	followed := make(chan bus.Message, 1)
	background(t, ctx, func(ctx context.Context) error {
		return b.Follow(ctx, bus.Articles, 0, 10, time.Millisecond, func(_ context.Context, batch []bus.Message) error { followed <- batch[0]; return nil })
	})
	if m := receive(t, ctx, followed); !bytes.Contains(m.Data, []byte("Nanning")) {
		t.Errorf("got %.50q, want the plain JSON", m.Data)
	}
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]rune, 1<<20)
	for i := range noise {
		noise[i] = rune(0x4e00 + random.IntN(20_000))
	}
	x.Article.Text = string(noise)
	small := bustest.Open(t, bus.Config{URL: bustest.Server(t)}) // takes 1 MB a message
	if err := small.PublishArticle(ctx, x); !errors.Is(err, news.ErrPermanent) || !errors.Is(err, news.ErrTooLarge) || !strings.Contains(err.Error(), x.Article.URL) {
		t.Errorf("got %v, want a permanent ErrTooLarge naming the URL", err)
	}
}

func TestAFullStoreSaysSo(t *testing.T) {
	ctx := context30(t)
	for name, cfg := range map[string]bus.Config{
		"limit of the store": {Data: t.TempDir(), MaxBytes: 256 << 10},
		"full disk":          {Data: t.TempDir(), MinFree: 1 << 60},
	} {
		t.Run(name, func(t *testing.T) {
			b := bustest.Open(t, cfg)
			x := article(1)
			x.Article.Text = strings.Repeat("x", 64<<10)
			var err error
			for n := 0; err == nil && n < 20; n++ {
				x.Article.Title = fmt.Sprint(n)
				err = b.PublishArticle(ctx, x)
			}
			if !errors.Is(err, bus.ErrFull) || errors.Is(err, news.ErrPermanent) {
				t.Errorf("got %v, want ErrFull", err)
			}
		})
	}
}

func TestAPlainClientReceivesAlerts(t *testing.T) {
	ctx := context30(t)
	cfg := quick(t)
	cfg.Token = "sesame"
	b := bustest.Open(t, cfg)
	if _, err := nats.Connect(b.ClientURL()); !errors.Is(err, nats.ErrAuthorization) {
		t.Errorf("without the token: got %v, want an authorization error", err)
	}
	nc := plainClient(t, b.ClientURL(), nats.Token("sesame"))
	sub, err := nc.SubscribeSync("caewatch.alerts.>")
	must(t, err)
	must(t, nc.Flush())
	must(t, b.PublishAlert(ctx, news.Alert{ID: "a1\r\nX: y", Subscription: "nan.ning >", Type: "event", Action: "created"}))
	m, err := sub.NextMsgWithContext(ctx)
	must(t, err)
	if m.Subject != "caewatch.alerts.nan_ning__" {
		t.Errorf("got subject %q", m.Subject)
	}
	for name, want := range map[string]string{
		"ce-specversion": "1.0", "ce-id": "alert:a1%0D%0AX:%20y", "ce-type": "caewatch.alert.v1", "ce-source": "/caewatch/alerts",
		"ce-subject": "a1%0D%0AX:%20y", "ce-datacontenttype": "application/json", "Nats-Msg-Id": "alert:a1%0D%0AX:%20y", "X": "",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("header %s: got %q, want %q", name, got, want)
		}
	}
	if !bytes.Contains(m.Data, []byte(`"subscription":"nan.ning >"`)) {
		t.Errorf("got %s", m.Data)
	}
}

func TestSubjects(t *testing.T) {
	ctx := context30(t)
	b := bustest.Open(t, quick(t))
	nc := plainClient(t, b.ClientURL())
	sub, err := nc.SubscribeSync("caewatch.>")
	must(t, err)
	must(t, nc.Flush())
	must(t, b.PublishTick(ctx, news.Tick{Source: "ouc", Time: time.Unix(0, 0)}))
	must(t, b.PublishPage(ctx, news.Page{URL: "https://example.org", Body: []byte("x")}))
	must(t, b.PublishArticle(ctx, news.Extraction{Article: news.Article{ID: "a"}}))
	must(t, b.PublishArticle(ctx, article(1)))
	e := news.EventChange{Action: "created", Event: news.Event{ID: "e", Version: 1, Report: news.Report{Kind: news.KindTraining}}}
	must(t, b.PublishEvent(ctx, e))
	e.Event.Version, e.Action, e.Event.Place.Country = 2, "updated", "CN"
	must(t, b.PublishEvent(ctx, e))
	for _, want := range []string{
		"caewatch.ticks.ouc", "caewatch.pages.import", "caewatch.articles.und.import", "caewatch.articles.en.ouc",
		"caewatch.events.created.training.XX", "caewatch.events.updated.training.CN",
	} {
		m, err := sub.NextMsgWithContext(ctx)
		must(t, err)
		if m.Subject != want {
			t.Errorf("got %s, want %s", m.Subject, want)
		}
	}
}

func TestCloseLeavesNothingRunning(t *testing.T) {
	before := goleak.IgnoreCurrent()
	ctx := context30(t)
	b, err := bus.Open(ctx, bustest.Log(t), quick(t))
	must(t, err)
	must(t, b.PublishArticle(ctx, article(1)))
	errs := make(chan error, 5)
	handled := make(chan struct{}, 1)
	go func() {
		errs <- b.ConsumeArticles(ctx, "merge", 1, func(context.Context, news.Extraction) error { handled <- struct{}{}; return nil })
	}()
	go func() {
		errs <- b.ConsumePages(ctx, "processor", 3, func(context.Context, news.Page) error { return nil })
	}()
	go func() {
		errs <- b.Follow(ctx, bus.Events, 0, 1, time.Second, func(context.Context, []bus.Message) error { return nil })
	}()
	go func() { errs <- b.TailAlerts(ctx, "", 0, func(news.Alert) error { return nil }) }()
	go func() { errs <- b.Bucket("urls").Watch(ctx, func(news.Entry) error { return nil }) }()
	receive(t, ctx, handled)
	start := time.Now()
	must(t, b.Close())
	if d := time.Since(start); d > 3*time.Second {
		t.Errorf("close took %v", d)
	}
	for range 5 {
		if err := receive(t, ctx, errs); err != nil && !errors.Is(err, news.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
	}
	if err := b.PublishArticle(ctx, article(2)); !errors.Is(err, news.ErrUnavailable) {
		t.Errorf("publish after close: got %v, want ErrUnavailable", err)
	}
	if err := b.ConsumeTicks(ctx, "crawler", 1, nil); !errors.Is(err, news.ErrUnavailable) {
		t.Errorf("consume after close: got %v, want ErrUnavailable", err)
	}
	goleak.VerifyNone(t, before)
}

// plainListener occupies a port of loopback and returns its address.
func plainListener(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}
