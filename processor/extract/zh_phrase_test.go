package extract

import (
	"testing"

	"caewatch/news"
)

// The name of an event, when it began and ended, and what came of it, by how the
// article puts them.
func TestZhNamesAndDays(t *testing.T) {
	for _, c := range []struct {
		about, text             string
		kind, name, start, end  string
		initiatives, organizers []string
		signatories             []string
	}{
		{
			about:       "a name with 校园 that begins with a year; quoted and unquoted things in one list",
			text:        "4月2日，2026年中国—东盟智慧校园论坛在广西南宁举行。论坛由广西大学承办。\n\n开幕式上发布了“红豆课堂”和中国—东盟教师案例库。",
			kind:        news.KindConference,
			name:        "2026年中国—东盟智慧校园论坛",
			start:       "2026-04-02",
			initiatives: []string{"红豆课堂", "中国—东盟教师案例库"},
			organizers:  []string{"广西大学"},
		},
		{
			about:       "the last day told apart from the first; a body with 共 in its name",
			text:        "4月2日，2026中国—东盟高等教育论坛在广西南宁开幕。论坛将持续至4月4日。会上成立了中国—东盟港口教育共同体。",
			kind:        news.KindConference,
			name:        "2026中国—东盟高等教育论坛",
			start:       "2026-04-02",
			end:         "2026-04-04",
			initiatives: []string{"中国—东盟港口教育共同体"},
		},
		{
			about:       "a school without an event's name, in Chinese numerals, in a town that no list knows",
			text:        "四月二日，中泰橡胶技术学院在泰国素叻揭牌成立。学院由海南农业学院与泰国素叻技术学院共同建设。",
			kind:        news.KindLaunch,
			name:        "中泰橡胶技术学院揭牌",
			start:       "2026-04-02",
			initiatives: []string{"中泰橡胶技术学院"},
			organizers:  []string{"海南农业学院", "泰国素叻技术学院"},
		},
		{
			about: "a press conference is named by who gave it",
			text:  "4月2日，广西壮族自治区教育厅在南宁召开新闻发布会，介绍与东盟国家教育合作情况。",
			kind:  news.KindReport, name: "广西壮族自治区教育厅新闻发布会", start: "2026-04-02",
			organizers: []string{"广西壮族自治区教育厅"},
		},
		{
			about: "a signing is named by who signed what; the signatories follow in their own sentence",
			text:  "4月2日，厦门港口大学与马来西亚海岸理工学院在厦门签署联合培养协议。厦门港口大学校长李国梁、马来西亚海岸理工学院院长陈伟强代表双方签约。",
			kind:  news.KindSigning, name: "厦门港口大学与马来西亚海岸理工学院签署联合培养协议", start: "2026-04-02",
			signatories: []string{"李国梁", "陈伟强"},
		},
	} {
		a := news.Article{ID: "x", Language: "zh", Published: "2026-04-03", Text: c.text}
		got := Reports(a)
		if len(got) == 0 {
			t.Errorf("%s: no report", c.about)
			continue
		}
		if err := (news.Extraction{Article: a, Events: got}).Validate(); err != nil {
			t.Errorf("%s: %v", c.about, err)
		}
		r := got[0]
		if r.Kind != c.kind || r.Name != c.name || r.StartDate != c.start || r.EndDate != c.end {
			t.Errorf("%s: got %s %q %s–%s", c.about, r.Kind, r.Name, r.StartDate, r.EndDate)
		}
		var things, bodies, hands []string
		for _, i := range r.Initiatives {
			things = append(things, i.Name)
		}
		for _, o := range r.Organizations {
			bodies = append(bodies, o.Name)
		}
		for _, g := range r.Agreements {
			hands = append(hands, g.Signatories...)
		}
		for _, p := range []struct {
			what      string
			got, want []string
		}{{"initiatives", things, c.initiatives}, {"organizations", bodies, c.organizers}, {"signatories", hands, c.signatories}} {
			if len(p.got) != len(p.want) {
				t.Errorf("%s: %s %q, want %q", c.about, p.what, p.got, p.want)
				continue
			}
			for i := range p.got {
				if p.got[i] != p.want[i] {
					t.Errorf("%s: %s %q, want %q", c.about, p.what, p.got, p.want)
				}
			}
		}
	}
}

// A figure counts what its noun says: 在校 tells where, and a quoted kind counts.
func TestZhFigureUnits(t *testing.T) {
	a := news.Article{ID: "x", Language: "zh", Published: "2026-04-03", Text: "4月2日，广西教育厅在南宁召开新闻发布会。目前在校东盟留学生达6100人。到2028年，广西计划建成20所“未来工匠学院”。"}
	got := Reports(a)
	if len(got) == 0 || len(got[0].Figures) != 2 {
		t.Fatalf("got %+v, want two figures", got)
	}
	if f := got[0].Figures[0]; f.Unit != "东盟留学生" || f.Value != 6100 {
		t.Errorf("got %+v", f)
	}
	if f := got[0].Figures[1]; f.Unit != "未来工匠学院" || f.Scope != "planned" {
		t.Errorf("got %+v", f)
	}
}
