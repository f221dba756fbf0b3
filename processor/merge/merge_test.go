package merge_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caewatch/bus/bustest"
	"caewatch/news"
	"caewatch/processor/merge"
)

// room is a part of a real bucket, so that one bus serves many runs.
type room struct {
	news.Bucket
	prefix string
	fuel   int // writes left before the bucket fails; negative: no end
}

var errPower = errors.New("power cut")

func (r *room) burn() error {
	if r.fuel == 0 {
		return errPower
	}
	r.fuel--
	return nil
}

func (r *room) Get(ctx context.Context, key string) (news.Entry, error) {
	return r.Bucket.Get(ctx, r.prefix+key)
}

func (r *room) Put(ctx context.Context, key string, v []byte) (uint64, error) {
	if err := r.burn(); err != nil {
		return 0, err
	}
	return r.Bucket.Put(ctx, r.prefix+key, v)
}

func (r *room) Create(ctx context.Context, key string, v []byte) (uint64, error) {
	if err := r.burn(); err != nil {
		return 0, err
	}
	return r.Bucket.Create(ctx, r.prefix+key, v)
}

func (r *room) Update(ctx context.Context, key string, v []byte, rev uint64) (uint64, error) {
	if err := r.burn(); err != nil {
		return 0, err
	}
	return r.Bucket.Update(ctx, r.prefix+key, v, rev)
}

func (r *room) Delete(ctx context.Context, key string) error {
	if err := r.burn(); err != nil {
		return err
	}
	return r.Bucket.Delete(ctx, r.prefix+key)
}

// world runs a merger and remembers what it published.
type world struct {
	t      *testing.T
	room   *room
	merger *merge.Merger
	out    []news.EventChange
}

var runs int

func newWorld(t *testing.T, b news.Bucket) *world {
	t.Helper()
	runs++
	w := &world{t: t, room: &room{Bucket: b, prefix: fmt.Sprintf("%s/%d/", strings.ReplaceAll(t.Name(), "#", "_"), runs), fuel: -1}}
	w.merger = merge.New(nil, w.room, func(_ context.Context, c news.EventChange) error {
		w.out = append(w.out, c)
		return nil
	})
	return w
}

func (w *world) take(xs ...news.Extraction) []news.EventChange {
	w.t.Helper()
	from := len(w.out)
	for _, x := range xs {
		if err := w.merger.Handle(w.t.Context(), x); err != nil {
			w.t.Fatal(err)
		}
	}
	return w.out[from:]
}

// events gives the newest versions of what is live, by content alone.
func (w *world) events() []string {
	last := map[string]news.Event{}
	for _, c := range w.out {
		last[c.Event.ID] = c.Event
	}
	var out []string
	for _, e := range last {
		if e.MergedInto != "" || len(e.Sources) == 0 {
			continue
		}
		e.ID, e.Version, e.History, e.MergedFrom = "", 0, nil, nil
		raw, err := json.MarshalIndent(e, "", " ")
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, string(raw))
	}
	sort.Strings(out)
	return out
}

func article(id, language, published string, reports ...news.Report) news.Extraction {
	return news.Extraction{Article: news.Article{ID: id, URL: "https://" + id + ".example/1", Title: "T " + id, Language: language, Published: published, Source: id},
		Relevant: true, Relevance: 1, Events: reports}
}

func report(kind, name, from, to, city, region string) news.Report {
	return news.Report{Kind: kind, Status: "held", Name: name, StartDate: from, EndDate: to, Place: news.Place{City: city, Region: region, Country: "CN"}}
}

// corpus: four tellings of one conference and its session in two languages, last
// year's edition, another event of the same day, a week with its ceremony.
func corpus() []news.Extraction {
	conf := func(name, theme string, people ...string) news.Report {
		r := report("conference", name, "2025-09-15", "2025-09-15", "Nanning", "Guangxi")
		r.Theme = theme
		for _, p := range people {
			r.People = append(r.People, news.Person{Name: p, Roles: []string{"speech"}})
		}
		r.Organizations = []news.Organization{{Name: "Guangxi Department of Education", Role: "organizer", Country: "CN"}}
		return r
	}
	session := report("seminar", "AI in Transport Teaching", "2025-09-16", "2025-09-16", "Nanning", "Guangxi")
	session.PartOf = "2025 China (Guangxi)–ASEAN Conference on Vocational Education Cooperation and Development"
	zh := report("conference", "2025中国（广西）—东盟职业教育发展合作大会", "2025-09-15", "2025-09-15", "南宁", "广西")
	zh.People = []news.Person{{Name: "李志", Roles: []string{"speech"}}}
	lastYear := report("conference", "2024 China (Guangxi)–ASEAN Conference on Vocational Education Cooperation and Development", "2024-09-20", "2024-09-21", "Nanning", "Guangxi")
	week := report("conference", "2025 China-ASEAN Education Cooperation Week", "2025-07-24", "2025-07-27", "Guiyang", "Guizhou")
	weekZh := report("conference", "2025中国—东盟教育交流周", "2025-07", "", "贵阳", "贵州")
	opening := report("conference", "Opening Ceremony of the 2025 China-ASEAN Education Cooperation Week", "2025-07-26", "2025-07-26", "Guiyang", "Guizhou")
	opening.PartOf = week.Name
	other := report("signing", "Signing of the Nursing Twin Degree Accord", "2025-09-15", "2025-09-15", "Nanning", "Guangxi")
	return []news.Extraction{
		article("a1", "en", "2025-09-16", conf("2025 China (Guangxi) - ASEAN Vocational Education Development and Cooperation Conference", "AI for Skills", "Li Zhi", "Chea Kosal")),
		article("a2", "en", "2025-09-17", conf("2025 China (Guangxi)–ASEAN Conference on Vocational Education Cooperation and Development", "AI for Skills", "LI Zhi"), session),
		article("a3", "zh", "2025-09-15", zh),
		article("a4", "en", "2024-09-22", lastYear),
		article("a5", "en", "2025-07-30", week, opening),
		article("a6", "zh", "2025-07-28", weekZh),
		article("a7", "en", "2025-09-15", other),
	}
}

func TestEventsOfTheCorpus(t *testing.T) {
	b := bustest.New(t)
	w := newWorld(t, b.Bucket("events"))
	w.take(corpus()...)
	var got []string
	for _, raw := range w.events() {
		var e news.Event
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, s := range e.Sources {
			ids = append(ids, s.ID)
		}
		sort.Strings(ids)
		got = append(got, e.StartDate+" "+strings.Join(ids, ",")+" "+e.Kind)
	}
	sort.Strings(got)
	want := []string{"2024-09-20 a4 conference", "2025-07-24 a5,a6 conference", "2025-07-26 a5 conference",
		"2025-09-15 a1,a2,a3 conference", "2025-09-15 a7 signing", "2025-09-16 a2 seminar"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	b := bustest.New(t)
	events := b.Bucket("events")
	xs := corpus()
	w := newWorld(t, events)
	w.take(xs...)
	want := w.events()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 25 {
		rng.Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
		w := newWorld(t, events)
		w.take(xs...)
		if again := w.take(xs...); len(again) > 0 {
			t.Fatalf("second delivery published %d changes", len(again))
		}
		if d := cmp.Diff(want, w.events()); d != "" {
			t.Fatal(d)
		}
	}
}

func TestCrashAnywhereGivesTheSame(t *testing.T) {
	b := bustest.New(t)
	events := b.Bucket("events")
	xs := corpus()
	whole := newWorld(t, events)
	whole.take(xs...)
	for fuel := range 60 {
		w := newWorld(t, events)
		w.room.fuel = fuel
		for _, x := range xs {
			for try := 0; ; try++ {
				err := w.merger.Handle(t.Context(), x)
				if err == nil {
					break
				}
				if !errors.Is(err, errPower) || try > 0 {
					t.Fatal(err)
				}
				w.room.fuel = -1 // power is back; the message is delivered again
			}
		}
		// The same message twice on the bus is dropped by its id, which comes from
		// its content: what is left must be what the calm run published.
		var out []news.EventChange
		seen := map[string]bool{}
		for _, c := range w.out {
			raw, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			if !seen[string(raw)] {
				seen[string(raw)] = true
				out = append(out, c)
			}
		}
		if d := cmp.Diff(whole.out, out); d != "" {
			t.Fatalf("power cut at write %d: %s", fuel, d)
		}
	}
}

func TestRevisionAndWithdrawal(t *testing.T) {
	b := bustest.New(t)
	w := newWorld(t, b.Bucket("events"))
	xs := corpus()
	first := w.take(xs[0])
	if len(first) != 1 || first[0].Action != "created" || first[0].Event.Version != 1 {
		t.Fatalf("first: %+v", first)
	}
	id := first[0].Event.ID
	second := w.take(xs[2])
	if len(second) != 1 || second[0].Action != "updated" || second[0].Event.ID != id || second[0].Event.Version != 2 || len(second[0].Changes) == 0 {
		t.Fatalf("second: %+v", second)
	}
	// A corrected article replaces what it said.
	fixed := corpus()[0]
	fixed.Events[0].Theme = "Skills for All"
	third := w.take(fixed)
	if len(third) != 1 || third[0].Event.Theme != "Skills for All" || third[0].Event.ID != id {
		t.Fatalf("third: %+v", third)
	}
	// An article that turns out irrelevant takes its report back.
	fixed.Relevant = false
	fourth := w.take(fixed)
	if len(fourth) != 1 || len(fourth[0].Event.Sources) != 1 || fourth[0].Event.ID != id {
		t.Fatalf("fourth: %+v", fourth)
	}
	gone := xs[2]
	gone.Relevant = false
	fifth := w.take(gone)
	if len(fifth) != 1 || len(fifth[0].Event.Sources) != 0 || fifth[0].Event.ID != id {
		t.Fatalf("fifth: %+v", fifth)
	}
	if sixth := w.take(gone); len(sixth) != 0 {
		t.Fatalf("sixth: %+v", sixth)
	}
	again := w.take(xs[0])
	if len(again) != 1 || again[0].Event.ID != id || again[0].Event.Version != 6 {
		t.Fatalf("again: %+v", again)
	}
}

func TestJoiningTwoEventsRedirects(t *testing.T) {
	b := bustest.New(t)
	w := newWorld(t, b.Bucket("events"))
	one := report("conference", "Lancang Teachers' Gathering on Bilingual Classrooms", "2025-05-10", "2025-05-10", "Kunming", "Yunnan")
	two := report("conference", "Bilingual Border Schools Meeting of Yunnan", "2025-05-10", "2025-05-10", "", "")
	bridge := one
	bridge.Aliases = []string{two.Name}
	a := w.take(article("b1", "en", "2025-05-11", one))
	c := w.take(article("b2", "en", "2025-05-12", two))
	if len(a) != 1 || len(c) != 1 || a[0].Event.ID == c[0].Event.ID {
		t.Fatalf("want two events, got %+v %+v", a, c)
	}
	j := w.take(article("b3", "en", "2025-05-13", bridge))
	if len(j) != 2 {
		t.Fatalf("want an update and a redirect, got %d: %+v", len(j), j)
	}
	if j[0].Event.ID != a[0].Event.ID || !cmp.Equal(j[0].Event.MergedFrom, []string{c[0].Event.ID}) || len(j[0].Event.Sources) != 3 {
		t.Errorf("survivor: %+v", j[0])
	}
	if j[1].Event.ID != c[0].Event.ID || j[1].Event.MergedInto != a[0].Event.ID || j[1].Action != "updated" {
		t.Errorf("redirect: %+v", j[1])
	}
}

func TestNothingAssertedIsLost(t *testing.T) {
	b := bustest.New(t)
	w := newWorld(t, b.Bucket("events"))
	xs := corpus()
	xs[0].Events[0].Attendance = &news.Attendance{Value: 300, Qualifier: "over", Unit: "people"}
	xs[1].Events[0].Attendance = &news.Attendance{Value: 320, Qualifier: "exact", Unit: "people"}
	xs[0].Events[0].Evidence = []news.Evidence{{Field: "/name", Quote: "x", Start: 3, End: 4}}
	w.take(xs[:2]...)
	e := w.out[len(w.out)-1].Event
	for _, c := range w.out {
		if len(c.Event.Sources) == 2 {
			e = c.Event
		}
	}
	values := map[string]bool{}
	for _, a := range e.Assertions {
		raw, err := json.Marshal(a.Value)
		if err != nil {
			t.Fatal(err)
		}
		values[a.Article+a.Field+string(raw)] = true
	}
	for _, want := range []string{`a1/attendance{"qualifier":"over","unit":"people","value":300}`, `a2/attendance{"qualifier":"exact","unit":"people","value":320}`,
		`a1/start_date"2025-09-15"`, `a2/place/city"Nanning"`} {
		if !values[want] {
			t.Errorf("lost %s in %v", want, values)
		}
	}
	if !cmp.Equal(e.Conflicts, []string{"/attendance"}) {
		t.Errorf("conflicts %v", e.Conflicts)
	}
	if len(e.Why) != 2 || !strings.Contains(e.Why[0], "same dates") {
		t.Errorf("why %q", e.Why)
	}
}

// TestPairs: pairs of reports that are one event, and pairs that look so and are not.
func TestPairs(t *testing.T) {
	b := bustest.New(t)
	r := report
	part := func(x news.Report, of string) news.Report { x.PartOf = of; return x }
	theme := func(x news.Report, th string) news.Report { x.Theme = th; return x }
	for name, c := range map[string]struct {
		a, b news.Report
		same bool
	}{
		"Thai and English": {r("conference", "China-ASEAN Vocational Education Forum 2025", "2025-06-03", "2025-06-03", "Bangkok", ""),
			r("conference", "การประชุมเวทีอาชีวศึกษาจีน-อาเซียน 2025", "2025-06-03", "2025-06-03", "", ""), true},
		"Indonesian and English": {r("conference", "China-ASEAN Digital Education Forum", "2025-06-03", "2025-06-04", "", ""),
			r("conference", "Forum Pendidikan Digital Tiongkok-ASEAN", "2025-06-03", "2025-06-03", "", ""), true},
		"month only": {r("conference", "3rd ASEAN-China TVET Forum", "2025-06", "", "", ""), r("conference", "Third ASEAN-China TVET Forum", "2025-06-12", "2025-06-13", "Hanoi", ""), true},
		"editions":   {r("conference", "3rd ASEAN-China TVET Forum", "2025-06", "", "", ""), r("conference", "4th ASEAN-China TVET Forum", "2025-06", "", "", ""), false},
		"years":      {r("conference", "2024 ASEAN-China TVET Forum", "", "", "", ""), r("conference", "2025 ASEAN-China TVET Forum", "", "", "", ""), false},
		"cities":     {r("training", "Rail Teachers Training", "2025-06-12", "2025-06-12", "Nanning", ""), r("training", "Rail Teachers Training", "2025-06-12", "2025-06-12", "Kunming", ""), false},
		"ceremonies of two events": {part(r("conference", "Opening Ceremony", "2025-06-12", "2025-06-12", "", ""), "Rail Teachers Week"),
			part(r("conference", "Opening Ceremony", "2025-06-12", "2025-06-12", "", ""), "Nursing Olympiad of Medicine"), false},
		"common name, nothing else": {r("conference", "Opening Ceremony", "2025-06-12", "2025-06-12", "", ""), r("conference", "Opening Ceremony", "2025-06-12", "2025-06-12", "", ""), false},
		"themes": {theme(r("conference", "2025 China-ASEAN Skills Conference", "2025-06-12", "2025-06-12", "Nanning", "Guangxi"), "Machines That Teach"),
			theme(r("conference", "2025 China-ASEAN Nursing Conference", "2025-06-12", "2025-06-12", "Nanning", "Guangxi"), "Caring Hands at Home"), false},
		"competition and conference": {r("competition", "2025 China-ASEAN Skills Week", "2025-06-12", "2025-06-12", "Nanning", ""),
			r("conference", "2025 China-ASEAN Skills Week", "2025-06-12", "2025-06-12", "Nanning", ""), false},
	} {
		w := newWorld(t, b.Bucket("events"))
		x, y := article("p1", "en", "2025-06-14", c.a), article("p2", "en", "2025-06-15", c.b)
		w.take(x, y)
		if got := len(w.events()) == 1; got != c.same {
			t.Errorf("%s: one event %v, want %v", name, got, c.same)
		}
	}
}
