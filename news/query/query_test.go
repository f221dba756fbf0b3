package query

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"caewatch/news"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"  ", ""},
		{"Nanning vocational AI", "Nanning vocational AI"},
		{"a AND b OR c", "(a b) OR c"},
		{"a (b OR c) -d", "a (b OR c) -d"},
		{"NOT a", "-a"},
		{"NOT NOT a", "a"},
		{"-(a b)", "-(a b)"},
		{`"digital base" x`, `"digital base" x`},
		{"“数字 基座”", `"数字 基座"`},
		{"org:moe organisation:x", "organization:moe organization:x"},
		{"title:(a OR -b)", "name:a OR -name:b"},
		{"date:2025-07..2025-09", "date:2025-07..2025-09"},
		{"date:..2025 date:2025-02..", "date:..2025 date:2025-02.."},
		{"uni* Naning~1", "uni* Naning~"},
		{"China – ASEAN & friends", "China ASEAN friends"},
		{"at 10:30", "at 10:30"},
		{"（教育 OR 大学） 越南", "(教育 OR 大学) 越南"},
		{"country:VN,", "country:VN,"},
		{"x-y", "x-y"},
		{"or and not", "or and not"},
	} {
		n, err := Parse(c.in)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if got := n.String(); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		in  string
		pos int
		msg string
	}{
		{`a "b`, 3, "not closed"},
		{`东盟 "b`, 4, "not closed"},
		{`""`, 1, "without a word"},
		{"colour:red", 1, "unknown field colour"},
		{"a http://x/y", 3, "unknown field http"},
		{"a AND", 3, "needs something after"},
		{"a OR OR b", 6, "needs something before"},
		{"AND a", 1, "needs something before"},
		{"a NOT", 3, "must stand before"},
		{"()", 1, "nothing in them"},
		{"(a", 1, "not closed"},
		{"a (b", 3, "not closed"},
		{"a)", 2, "without an opening"},
		{"(a OR )", 7, "after an operator"},
		{"date:2025-13", 6, "want 2025"},
		{"date:..", 6, "without a date"},
		{"date:2025..2024", 6, "ends before"},
		{"title:", 1, "without a value"},
		{"a *", 3, "must follow a word"},
		{"~", 1, "must follow a word"},
		{"a*b", 2, "may only end"},
		{"ab~2", 3, "may only end"},
		{"教育~", 3, "one word of an alphabet"},
		{"type:page", 6, "want event or article"},
		{"country:&", 9, "without a value"},
		{"&", 1, "no letter or digit"},
		{"a\xff", 2, "not UTF-8"},
		{strings.Repeat("a", 4097), 4097, "longer than"},
		{strings.Repeat("(", 51) + "a", 51, "within each other"},
		{strings.Repeat("a ", 65), 129, "more than 64"},
		{strings.Repeat("a* ", 17), 49, "more than 16"},
	} {
		_, err := Parse(c.in)
		var qe *news.QueryError
		if !errors.As(err, &qe) {
			t.Errorf("%.60q: error %v, want a QueryError", c.in, err)
			continue
		}
		if qe.Pos != c.pos || !strings.Contains(qe.Msg, c.msg) {
			t.Errorf("%.60q: got %d %q, want %d %q", c.in, qe.Pos, qe.Msg, c.pos, c.msg)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a", `a "b c" -d OR (e* f~)`, "date:2025..2026", "title:(x y)", "教育 AND การศึกษา", "((((", "-", "a:b:c", "\x00", "“x”*"} {
		f.Add(s)
	}
	doc := FromEvent(event())
	f.Fuzz(func(t *testing.T, q string) {
		n, err := Parse(q)
		if err != nil {
			var qe *news.QueryError
			if !errors.As(err, &qe) || qe.Pos < 1 || qe.Pos > utf8.RuneCountInString(q)+1 {
				t.Fatalf("%q: %v", q, err)
			}
			return
		}
		s := n.String()
		again, err := Parse(s)
		if err != nil {
			t.Fatalf("%q gave %q: %v", q, s, err)
		}
		if again.String() != s {
			t.Fatalf("%q gave %q gave %q", q, s, again.String())
		}
		p := Compile(n)
		if got := Compile(again).Match(doc); got != p.Match(doc) {
			t.Fatalf("%q and its canonical form %q match differently", q, s)
		}
		p.Passages(doc, 10)
		p.Required()
	})
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"China’s 30,000 students", "教育AI大学", "การศึกษา", "Nguyễn Văn Đà", "U.S.", "a\xffb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, k := range Tokens(s) {
			if k.Term == "" || k.Start >= k.End || k.End > len(s) || k.Pos < last || k.Pos > last+1 {
				t.Fatalf("%q: %+v after position %d", s, k, last)
			}
			last = k.Pos
		}
	})
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"China’s Universities' classes", "china university class"},
		{"Ｖｏｃ２０２５", "voc2025"},
		{"Trường Đại học Nguyễn", "truong dai hoc nguyen"},
		{"Tru\u031bo\u031b\u0300ng", "truong"},
		{"centre organisations digitalisation programmes", "center organization digitalization program"},
		{"30,000 3.5 2,5 Xi'an", "30000 3.5 2 5 xian"},
		{"China–ASEAN full-time", "china asean full time"},
		{"教育部AI", "教 教育 育 育部 部 ai"},
		{"職業教育", "职 职业 业 业教 教 教育 育"},
		{"ไทย", "ไ ไท ท ทย ย"},
		{"ກສຶກ", "ກ ກສຶ ສຶ ສຶກ ກ"},
		{"co\u00adoperation", "cooperation"},
		{"news status Laos series", "news status lao sery"},
	} {
		var got []string
		for _, k := range Tokens(c.in) {
			got = append(got, k.Term)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q: got %q, want %q", c.in, s, c.want)
		}
	}
}

func TestHanPairs(t *testing.T) {
	for row := range strings.Lines(hanPairs) {
		if n := utf8.RuneCountInString(strings.TrimSpace(row)); n%2 != 0 {
			t.Errorf("row of %d characters: %s", n, row)
		}
	}
	for from, to := range hanTable {
		if again, ok := hanTable[to]; ok {
			t.Errorf("%c becomes %c, which becomes %c", from, to, again)
		}
	}
}

func event() news.Event {
	return news.Event{
		ID: "e1", Version: 1,
		Report: news.Report{
			Kind: "conference", Status: "held", Name: "Conference on Vocational Education Cooperation",
			StartDate: "2025-09-15", EndDate: "2025-09-16",
			Place:         news.Place{City: "Nanning", Region: "Guangxi", Country: "CN"},
			Theme:         "Promoting AI Empowerment in Vocational Education",
			Organizations: []news.Organization{{Name: "Guangxi Department of Education", Role: "organizer"}},
			People:        []news.Person{{Name: "Zaw Myint", Title: "Deputy Minister"}, {Name: "Nguyễn Văn Đạt"}},
			Countries:     []string{"CN", "VN"}, Topics: []string{"vocational-education"},
		},
		Sources: []news.EventSource{{ID: "a1", Title: "AI in classrooms", Source: "ouc", Language: "en", Published: "2025-09-17"},
			{ID: "a2", Title: "职业教育大会在南宁举行", Source: "moe", Language: "zh", Published: "2025-09-16"}},
		Assertions: []news.Assertion{
			{Field: "/name", Value: "职业教育合作发展大会", Article: "a2", Quote: "中国—东盟职业教育合作发展大会在广西南宁开幕", Start: 3},
			{Field: "/kind", Value: "zebra", Article: "a2"},
		},
	}
}

func TestMatch(t *testing.T) {
	d := FromEvent(event())
	for q, want := range map[string]bool{
		"":                              true,
		"Nanning vocational AI":         true,
		"nanning":                       true,
		"南宁":                            true,
		"Kunming":                       false,
		`"vocational education"`:        true,
		`"education vocational"`:        false,
		`"cooperation promoting"`:       false, // the end of one text and the beginning of another
		"越南":                            true,  // by the country's code
		"Viet Nam":                      true,
		"Vietnam -nanning":              false,
		"country:Vietnam":               true,
		"country:vn":                    true,
		"country:TH":                    false,
		"-country:TH":                   true,
		"人工智能":                          true, // AI
		"kind:conference topic:TVET":    true,
		"zebra":                         false, // a code, not a word
		"person:\"Myint Zaw\"":          true,
		"person:nguyen":                 true,
		"person:dat-nguyen-van":         true,
		"org:guangxi":                   true,
		"org:myint":                     false,
		"theme:ai":                      true,
		"name:ai":                       false,
		"name:职业教育":                     true,
		"職業教育":                          true,
		"业":                             true,
		"date:2025-09":                  true,
		"date:2025-09-16..":             true,
		"date:..2025-09-14":             false,
		"date:2024":                     false,
		"empower*":                      true,
		"Nannin~ vocatoinal~":           true,
		"Kunming~":                      false,
		"source:moe language:zh":        true,
		"source:mo*":                    true,
		"type:event":                    true,
		"type:articles":                 false,
		"place:广西":                      true,
		"city:guangxi":                  false,
		"zaw OR nobody":                 true,
		"(nobody OR zaw) -(nobody zaw)": true,
	} {
		n, err := Parse(q)
		if err != nil {
			t.Errorf("%s: %v", q, err)
			continue
		}
		p := Compile(n)
		if got := p.Match(d); got != want {
			t.Errorf("%s: got %v", q, got)
		}
		if req := p.Required(); req != nil && want {
			found := false
			d.Signals(func(s string) {
				for _, r := range req {
					found = found || r == s
				}
			})
			if !found {
				t.Errorf("%s matches, but the record has none of %q", q, req)
			}
		}
	}
}

func TestFilters(t *testing.T) {
	d := FromEvent(event())
	for _, c := range []struct {
		f    news.Filters
		want bool
	}{
		{news.Filters{}, true},
		{news.Filters{Kind: []string{"seminar", "conference"}, Country: []string{"vn"}}, true},
		{news.Filters{Person: []string{"zaw-myint"}}, true},
		{news.Filters{Person: []string{"MYINT Zaw"}}, true},
		{news.Filters{Organization: []string{"guangxi-department-of-education"}}, true},
		{news.Filters{Organization: []string{"guangxi"}}, false},
		{news.Filters{From: "2025-09-16"}, true},
		{news.Filters{From: "2025-09-17"}, false},
		{news.Filters{To: "2025"}, true},
	} {
		p, err := CompileFilters(c.f)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Match(d); got != c.want {
			t.Errorf("%+v: got %v", c.f, got)
		}
	}
	if _, err := CompileFilters(news.Filters{From: "yesterday"}); err == nil {
		t.Error("from yesterday: no error")
	}
}

func TestPassages(t *testing.T) {
	long := strings.Repeat("Nothing to see here, move on. ", 20)
	text := long + "Officials of Việt Nam <b>met</b> in 南宁 to talk of AI. " + long + "\n\nThey left."
	x := news.Extraction{Relevant: true, Article: news.Article{ID: "a", Title: "A meeting", Text: text}}
	d := FromArticle(x)
	n, err := Parse(`"viet nam" ai -zebra`)
	if err != nil {
		t.Fatal(err)
	}
	ps := Compile(n).Passages(d, 3)
	if len(ps) != 1 {
		t.Fatalf("got %d passages: %+v", len(ps), ps)
	}
	p := ps[0]
	if want := "Officials of Việt Nam <b>met</b> in 南宁 to talk of AI."; p.Quote != want || p.Field != "/text" {
		t.Errorf("got %s %q", p.Field, p.Quote)
	}
	if got := string([]rune(text)[p.Start:p.End]); got != p.Quote {
		t.Errorf("offsets give %q", got)
	}
	if got, want := p.HTML(), "Officials of <mark>Việt Nam</mark> &lt;b&gt;met&lt;/b&gt; in 南宁 to talk of <mark>AI</mark>."; got != want {
		t.Errorf("got %s", got)
	}
}

func TestParseDay(t *testing.T) {
	for _, c := range []struct {
		in   string
		days int
	}{{"2025", 365}, {"2024", 366}, {"2025-02", 28}, {"2025-09-15", 1}, {"2025-07-30T23:00:00+08:00", 1}, {"1969-12-31", 1}} {
		d, err := ParseDay(c.in)
		if err != nil || d.To-d.From+1 != c.days {
			t.Errorf("%s: %+v %v", c.in, d, err)
		}
	}
	if d, _ := ParseDay("1969-12-31"); d.From != -1 {
		t.Errorf("1969-12-31 is day %d", d.From)
	}
	for _, s := range []string{"", "25", "2025-9", "2025-02-30", "2025/02", "20250915"} {
		if _, err := ParseDay(s); err == nil {
			t.Errorf("%q: no error", s)
		}
	}
}
