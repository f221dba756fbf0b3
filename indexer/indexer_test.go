package indexer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"caewatch/bus"
	"caewatch/bus/bustest"
	"caewatch/indexer"
	"caewatch/news"
	"caewatch/news/query"
)

// stream gives the indexer the bus's streams in its own words, as main does.
type stream struct{ bus *bus.Bus }

func (s stream) LastSeq(ctx context.Context, name string) (uint64, error) {
	return s.bus.LastSeq(ctx, name)
}

func (s stream) Follow(ctx context.Context, name string, from uint64, most int, wait time.Duration, h func(context.Context, []indexer.Message) error) error {
	return s.bus.Follow(ctx, name, from, most, wait, func(ctx context.Context, batch []bus.Message) error {
		var messages []indexer.Message
		for _, m := range batch {
			messages = append(messages, indexer.Message{Seq: m.Seq, Data: m.Data})
		}
		return h(ctx, messages)
	})
}

func article(id, title, text, published string) news.Extraction {
	return news.Extraction{Relevant: true, Relevance: 1, Article: news.Article{ID: id, URL: "https://news.example/" + id, Title: title,
		Language: "en", Source: "example", Country: "CN", Published: published, Text: text}}
}

func event(id, name, start string, countries ...string) news.EventChange {
	return news.EventChange{Action: "created", Event: news.Event{ID: id, Version: 1,
		Report:  news.Report{Kind: "conference", Status: "held", Name: name, StartDate: start, Countries: countries},
		Sources: []news.EventSource{{ID: "a-" + id, URL: "https://news.example/" + id, Source: "example", Language: "en", Main: true}},
		History: []news.Revision{{Version: 1, Article: "a-" + id}}}}
}

// open opens an index that ends with the test; Close may be called before.
func open(t *testing.T, dir string) *indexer.Index {
	t.Helper()
	x, err := indexer.Open(bustest.Log(t), indexer.Config{Dir: dir, Wait: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return x
}

// feed runs the index until it has everything, and stops it.
func feed(t *testing.T, x *indexer.Index, b *bus.Bus) news.IndexStatus {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	done := make(chan error, 1)
	go func() { done <- x.Run(ctx, stream{b}) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	}()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		st, err := x.IndexStatus(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if st.Ready && st.Pending == 0 {
			return st
		}
		select {
		case <-tick.C:
		case err := <-done:
			t.Fatalf("run ended: %v", err)
		case <-ctx.Done():
			t.Fatalf("index does not get ready: %+v", st)
		}
	}
}

func publish(t *testing.T, b *bus.Bus, what ...any) {
	t.Helper()
	for _, w := range what {
		var err error
		switch w := w.(type) {
		case news.Extraction:
			err = b.PublishArticle(t.Context(), w)
		case news.EventChange:
			err = b.PublishEvent(t.Context(), w)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func ids(t *testing.T, x *indexer.Index, q news.Query) []string {
	t.Helper()
	res, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	out := []string{}
	for _, h := range res.Hits {
		out = append(out, h.ID)
	}
	return out
}

// languages holds a sentence and a word of it in each language of the region.
var languages = map[string][2]string{
	"en":  {"The centre trains teachers in Nanning.", "teacher"},
	"zh":  {"广西职业教育合作大会在南宁举行。", "职业教育"},
	"id":  {"Kementerian Pendidikan menandatangani kerja sama.", "pendidikan"},
	"ms":  {"Universiti itu menganjurkan persidangan.", "universiti"},
	"th":  {"มหาวิทยาลัยจัดการประชุมการศึกษา", "การศึกษา"},
	"vi":  {"Trường Đại học tổ chức hội nghị.", "dai hoc"},
	"lo":  {"ມະຫາວິທະຍາໄລແຫ່ງຊາດລາວ", "ມະຫາວິທະຍາໄລ"},
	"km":  {"ក្រសួងអប់រំយុវជន", "អប់រំ"},
	"my":  {"ပညာရေးဝန်ကြီးဌာန", "ပညာရေး"},
	"fil": {"Nilagdaan ng unibersidad ang kasunduan.", "kasunduan"},
}

func TestSearch(t *testing.T) {
	b := bustest.New(t)
	for lang, s := range languages {
		publish(t, b, article("a"+lang, "Title", s[0], "2025-07-01"))
	}
	hidden := article("anone", "Football", "A football match in Nanning.", "2025-07-01")
	hidden.Relevant = false
	gone := event("egone", "Nanning Conference", "2025-09")
	gone.Event.MergedInto = "e2"
	publish(t, b, hidden, gone,
		event("e1", "Week of <Education>", "2025-07-24", "CN", "LA"),
		event("e2", "Nanning Conference on AI", "2025-09-15", "CN", "VN"),
		event("e3", "Scholarships", "2025", "TH"))
	x := open(t, t.TempDir())
	if st := feed(t, x, b); st.Articles != 10 || st.Events != 3 {
		t.Errorf("status: %+v", st)
	}
	for lang, s := range languages {
		if got := ids(t, x, news.Query{Q: s[1], Type: "articles"}); !slices.Equal(got, []string{"a" + lang}) {
			t.Errorf("%s: %s finds %v", lang, s[1], got)
		}
	}
	for _, c := range []struct {
		q    news.Query
		want []string
	}{
		{news.Query{Q: "nanning", Type: "events"}, []string{"e2"}},
		{news.Query{Q: "football"}, []string{}},
		{news.Query{Q: "越南", Type: "events"}, []string{"e2"}},
		{news.Query{Q: "-nanning", Type: "events", Sort: "newest"}, []string{"e1", "e3"}},
		{news.Query{Type: "events", Sort: "newest"}, []string{"e2", "e1", "e3"}},
		{news.Query{Type: "events", Sort: "oldest"}, []string{"e3", "e1", "e2"}},
		{news.Query{Type: "events", Filters: news.Filters{From: "2025-08", To: "2025-10"}, Sort: "oldest"}, []string{"e3", "e2"}},
		{news.Query{Q: "date:2025-07-24 country:LA"}, []string{"e1"}},
		{news.Query{Q: "conference AI Nanning artificial*"}, []string{}},
	} {
		if got := ids(t, x, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %v, want %v", c.q, got, c.want)
		}
	}
	res, err := x.Search(t.Context(), news.Query{Q: "education", Type: "events", Highlight: true, Facets: []string{"country", "month", "kind"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Hits) != 1 || !slices.Equal(res.Hits[0].Highlights["name"], []string{"Week of &lt;<mark>Education</mark>&gt;"}) {
		t.Errorf("highlights: %+v", res.Hits)
	}
	if got, want := fmt.Sprint(res.Facets), "map[country:[{CN 1} {LA 1}] kind:[{conference 1}] month:[{2025-07 1}]]"; got != want {
		t.Errorf("facets: %s", got)
	}
	if e, err := x.Event(t.Context(), "egone"); err != nil || e.ID != "e2" {
		t.Errorf("redirect: %v %v", e.ID, err)
	}
	if a, err := x.Article(t.Context(), "anone"); err != nil || a.Relevant || a.Article.Title != "Football" {
		t.Errorf("irrelevant article: %+v %v", a, err)
	}
	if _, err := x.Event(t.Context(), "nobody"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("unknown event: %v", err)
	}
	for _, q := range []news.Query{{Q: `"a`}, {Limit: -1}, {Limit: 1001}, {Sort: "x"}, {Facets: []string{"x"}}, {Cursor: "x"}, {Type: "x"}, {Filters: news.Filters{To: "x"}}} {
		var qe *news.QueryError
		if _, err := x.Search(t.Context(), q); !errors.As(err, &qe) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func TestPaging(t *testing.T) {
	b := bustest.New(t)
	for i := range 25 {
		publish(t, b, event(fmt.Sprintf("e%02d", i), "Forum", fmt.Sprintf("2025-09-%02d", 1+i%5)))
	}
	x := open(t, t.TempDir())
	feed(t, x, b)
	for _, order := range []string{"relevance", "newest", "oldest"} {
		q := news.Query{Q: "forum", Sort: order, Limit: 7}
		var got []string
		for page := 0; ; page++ {
			res, err := x.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if res.Total != 25 {
				t.Errorf("%s: total %d on page %d", order, res.Total, page)
			}
			for _, h := range res.Hits {
				got = append(got, h.ID)
			}
			if q.Cursor = res.NextCursor; q.Cursor == "" {
				break
			}
		}
		if want := ids(t, x, news.Query{Q: "forum", Sort: order, Limit: 100}); !slices.Equal(got, want) || len(want) != 25 {
			t.Errorf("%s: pages give %v, one page gives %v", order, got, want)
		}
		res, err := x.Search(t.Context(), news.Query{Q: "forum", Sort: order, Limit: 7})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.Search(t.Context(), news.Query{Q: "other", Sort: order, Cursor: res.NextCursor}); err == nil {
			t.Errorf("%s: a cursor served another query", order)
		}
	}
}

// TestSameAsMatch holds the index against query.Match, which the alerts use.
func TestSameAsMatch(t *testing.T) {
	const seed = 20250915
	r := rand.New(rand.NewPCG(seed, seed))
	words := []string{"china", "China's", "centres", "center", "教育", "职业教育部", "職業", "การศึกษา", "Đại học", "AI", "Vietnam", "Viet", "Nam", "越南",
		"Nanning", "Naning", "a", "3.5", "30,000", "full-time", "ລາວ", "co", "cooperation", "cooperate", "ပညာရေး", "南宁"}
	pick := func(n int) string {
		var s []string
		for range 1 + r.IntN(n) {
			s = append(s, words[r.IntN(len(words))])
		}
		return strings.Join(s, []string{" ", " ", ", ", ""}[r.IntN(4)])
	}
	countries := []string{"CN", "VN", "TH"}
	b := bustest.New(t)
	docs := map[string]*query.Doc{}
	for i := range 60 {
		id := fmt.Sprintf("r%02d", i)
		c := event(id, pick(3), []string{"", "2025", "2025-09", "2025-09-15", "2024-12-31"}[r.IntN(5)], countries[r.IntN(3)])
		c.Event.Theme, c.Event.Place = pick(4), news.Place{City: pick(1), Region: pick(1)}
		c.Event.People = []news.Person{{Name: pick(2)}}
		c.Event.Organizations = []news.Organization{{Name: pick(2), Role: "host"}}
		c.Event.Assertions = []news.Assertion{{Field: "/name", Value: pick(2), Article: "x", Quote: pick(8)}}
		publish(t, b, c)
		docs[id] = query.FromEvent(roundTrip(t, c.Event))
		x := article("x"+id, pick(3), pick(12), "2025-09-1"+fmt.Sprint(r.IntN(9)))
		x.Events = []news.Report{c.Event.Report}
		publish(t, b, x)
		docs[x.Article.ID] = query.FromArticle(x)
	}
	x := open(t, t.TempDir())
	feed(t, x, b)
	var gen func(depth int) string
	gen = func(depth int) string {
		if depth > 0 && r.IntN(2) == 0 {
			l, m := gen(depth-1), gen(depth-1)
			return []string{l + " " + m, "(" + l + " OR " + m + ")", "-(" + l + ")"}[r.IntN(3)]
		}
		w := words[r.IntN(len(words))]
		switch r.IntN(10) {
		case 0:
			return `"` + strings.ReplaceAll(pick(3), `"`, "") + `"`
		case 1:
			return string([]rune(w)[:1+r.IntN(len([]rune(w)))]) + "*"
		case 2:
			return []string{"nannin~", "chian~", "centr~", "cooperatoin~"}[r.IntN(4)]
		case 3:
			return []string{"country:VN", "country:Thailand", "kind:conference", "date:2025-09", "date:..2025-01", "type:event", "source:ex*"}[r.IntN(7)]
		case 4:
			return []string{"name", "theme", "city", "place", "person", "org"}[r.IntN(6)] + `:"` + w + `"`
		case 5:
			return "-" + w
		}
		return w
	}
	hits := 0
	for range 1500 {
		q := gen(3)
		n, err := query.Parse(q)
		if err != nil {
			continue // a star after a mark or the like
		}
		p := query.Compile(n)
		want := []string{}
		for id, d := range docs {
			if p.Match(d) {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		got := ids(t, x, news.Query{Q: q, Limit: 1000})
		slices.Sort(got)
		hits += len(want)
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: %s: the index finds %v, Match finds %v", seed, q, got, want)
		}
	}
	if hits < 1000 {
		t.Errorf("only %d hits: the test says little", hits)
	}
}

func roundTrip(t *testing.T, e news.Event) news.Event {
	t.Helper()
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var out news.Event
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOneOwner(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	begin := time.Now()
	_, err := indexer.Open(bustest.Log(t), indexer.Config{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("in use by process %d", os.Getpid())) {
		t.Errorf("second owner: %v", err)
	}
	if d := time.Since(begin); d > 2*time.Second {
		t.Errorf("it took %v to say so", d)
	}
}

// TestDamage breaks an index in every way that was seen in the wild.
func TestDamage(t *testing.T) {
	b := bustest.New(t)
	for i := range 20 {
		publish(t, b, event(fmt.Sprintf("e%02d", i), "Forum", "2025-09-15"))
	}
	cut := func(path string) error { return os.Truncate(path, 100) }
	for _, c := range []struct {
		name, file string
		how        func(string) error
		clean      bool // not damage: nothing is moved aside
	}{
		{"intact", "index_meta.json", func(string) error { return nil }, true},
		{"index_meta.json garbled", "index_meta.json", func(p string) error { return os.WriteFile(p, []byte("{"), 0o644) }, false},
		{"index_meta.json gone", "index_meta.json", os.Remove, false},
		{"root.bolt cut off", "root.bolt", cut, false},
		{"root.bolt empty", "root.bolt", func(p string) error { return os.Truncate(p, 0) }, false},
		{"segment cut off", ".zap", cut, false},
		{"segment gone", ".zap", os.Remove, false},
		{"segment with one rotten bit", ".zap", func(p string) error {
			data, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			data[len(data)/3] ^= 4
			return os.WriteFile(p, data, 0o644)
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			x := open(t, dir)
			feed(t, x, b)
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			n := 0
			if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err == nil && !d.IsDir() && strings.HasSuffix(path, c.file) {
					n++
					return c.how(path)
				}
				return err
			}); err != nil || n == 0 {
				t.Fatalf("%d files damaged: %v", n, err)
			}
			y := open(t, dir)
			st := feed(t, y, b)
			if got := ids(t, y, news.Query{Q: "forum", Limit: 100}); len(got) != 20 {
				t.Errorf("found %d of 20", len(got))
			}
			aside, err := filepath.Glob(filepath.Join(dir, "damaged-*"))
			if err != nil {
				t.Fatal(err)
			}
			if c.file == ".zap" && len(aside) == 0 {
				return // bleve went back to a snapshot without the segment, and the streams filled it up
			}
			if c.clean != (len(aside) == 0) || c.clean != (st.Rebuilt == "") {
				t.Errorf("moved aside: %v, status: %+v", aside, st)
			}
		})
	}
}

func TestRestart(t *testing.T) {
	dir := t.TempDir()
	b := bustest.New(t)
	publish(t, b, event("e1", "Forum", "2025-09-15"), article("a1", "Forum", "A forum.", "2025-09-15"))
	x := open(t, dir)
	feed(t, x, b)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Search(t.Context(), news.Query{}); !errors.Is(err, news.ErrUnavailable) {
		t.Errorf("search after close: %v", err)
	}
	change := event("e1", "Forum on skills", "2025-09-16")
	change.Action, change.Event.Version = "updated", 2
	publish(t, b, change)
	x = open(t, dir)
	if st := feed(t, x, b); st.Rebuilt != "" || st.Events != 1 {
		t.Errorf("status: %+v", st)
	}
	if got := ids(t, x, news.Query{Q: "skills date:2025-09-16"}); !slices.Equal(got, []string{"e1"}) {
		t.Errorf("after the update: %v", got)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}

	// Other streams, one longer and one shorter than those that were indexed.
	for _, n := range []int{0, 5} {
		other := bustest.New(t)
		for i := range n {
			publish(t, other, event(fmt.Sprintf("n%d", i), "Forum", "2025-09-15"))
		}
		x = open(t, dir)
		if st := feed(t, x, other); n == 0 && st.Rebuilt == "" || st.Events != uint64(n) || st.Articles != 0 {
			t.Errorf("other streams of %d: %+v", n, st)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReplacedStream: the new stream is longer than the old one was.
func TestReplacedStream(t *testing.T) {
	dir := t.TempDir()
	for _, ids := range []string{"ab", "cdef"} {
		b := bustest.New(t)
		for _, id := range ids {
			publish(t, b, event(string(id), "Forum", "2025-09-15"))
		}
		x := open(t, dir)
		if st := feed(t, x, b); st.Events != uint64(len(ids)) {
			t.Errorf("%s: %+v", ids, st)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTooBroad(t *testing.T) {
	b := bustest.New(t)
	var text strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, "w%d ", i)
	}
	publish(t, b, article("a1", "Words", text.String(), ""))
	x := open(t, t.TempDir())
	feed(t, x, b)
	var qe *news.QueryError
	if _, err := x.Search(t.Context(), news.Query{Q: "w*"}); !errors.As(err, &qe) {
		t.Errorf("w*: %v", err)
	}
	if got := ids(t, x, news.Query{Q: "w12*"}); len(got) != 1 {
		t.Errorf("w12*: %v", got)
	}
}
