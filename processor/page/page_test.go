package page

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/htmlindex"

	"caewatch/news"
)

// layouts are pages of the kinds that the sources use. Each must give body, title,
// date and byline, and nothing of what stands around them.
var layouts = []struct {
	name, url, html                string
	title, published, byline, text string
}{
	{
		name: "Chinese government, div and p", url: "https://jyt.example.cn/xw/202508/t20250820_118.html",
		html: `<html lang="zh"><head><meta charset="utf-8"><title>桂越职业院校结对交流_省教育厅</title></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">机构</a></li><li><a href="/b">政务公开</a></li></ul></div>
<div class="main"><h1>桂越职业院校结对交流</h1>
<div class="info"><span>来源：省教育厅</span> <span>发布时间：2025-08-20 09:30</span> <span>浏览次数：31</span> <a href="#">打印</a></div>
<div class="TRS_Editor"><p>　　8月19日，广西三所职业院校与越南两所学院在南宁举行结对仪式，双方商定每年互派教师。</p>
<p><img src="a.jpg"></p><p style="text-align:center">图为结对仪式现场</p>
<p>　　活动由省教育厅主办，越南代表团共有十二人参加，会后参观了实训基地，并就课程标准交换了意见。</p>
<p style="text-align:right">（责任编辑：王小明）</p></div>
<div class="xgxw"><h3>相关新闻</h3><ul><li><a href="1">另一条关于学校的新闻标题很长很长</a></li><li><a href="2">第二条关于学院的新闻标题也很长</a></li></ul></div></div>
<div class="footer">版权所有 © 2019 省教育厅 桂ICP备123号</div></body></html>`,
		title: "桂越职业院校结对交流", published: "2025-08-20", byline: "王小明",
		text: "8月19日，广西三所职业院校与越南两所学院在南宁举行结对仪式，双方商定每年互派教师。\n\n活动由省教育厅主办，越南代表团共有十二人参加，会后参观了实训基地，并就课程标准交换了意见。",
	},
	{
		name: "Chinese, br and full-width indents in a table", url: "http://news.example.edu.cn/show.asp?id=9",
		html: `<html><head><title>我校与泰国高校签约-某某大学新闻网</title></head><body><table><tr><td><a href="/">首页</a> <a href="/2">新闻</a></td></tr>
<tr><td align="center"><b>我校与泰国高校签约</b></td></tr><tr><td align="center">时间：2024年11月5日　作者：李四　点击：102</td></tr>
<tr><td>　　11月4日，我校与泰国东北部一所大学签署合作备忘录，双方将联合培养铁道工程专业学生。<br><br>　　校长在致辞中说，两校合作已有十年，未来将共建联合实验室，并扩大教师互访的规模。<br>　　泰方代表感谢我校的支持，表示将选派更多学生来校学习。<br>编辑：赵六</td></tr>
<tr><td>上一篇：开学通知</td></tr><tr><td>Copyright © 2018</td></tr></table></body></html>`,
		title: "我校与泰国高校签约", published: "2024-11-05", byline: "赵六",
		text: "11月4日，我校与泰国东北部一所大学签署合作备忘录，双方将联合培养铁道工程专业学生。\n\n校长在致辞中说，两校合作已有十年，未来将共建联合实验室，并扩大教师互访的规模。\n\n泰方代表感谢我校的支持，表示将选派更多学生来校学习。",
	},
	{
		name: "English agency with JSON-LD", url: "https://agency.example.my/world/9",
		html: `<html lang="en"><head><title>Colleges pair up for rail courses | Agency News</title><meta property="og:site_name" content="Agency News">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Agency"},{"@type":"NewsArticle","headline":"Colleges pair up for rail courses","datePublished":"2025-03-04T08:00:00+08:00","author":[{"@type":"Person","name":"Aminah Yusof"}]}]}</script></head>
<body><header><nav><a href="/">Home</a><a href="/w">World</a></nav></header><article><h1>Colleges pair up for rail courses</h1><div class="share-bar">Share this story</div>
<figure><img src="x.jpg"><figcaption>Students in a workshop. Photo: Agency</figcaption></figure>
<p>KUALA LUMPUR: Two technical colleges from Malaysia and China will teach rail maintenance together from next year, their directors said on Monday.</p>
<p>The first group of sixty students starts in January, with teachers from both sides sharing the workshop hours equally.</p>
<p>Read more: <a href="/x">Earlier story about trains</a></p>
<p>“We learned to weld before we learned to say hello,” said one trainee who finished the pilot course last month.</p></article>
<aside><h3>Most read</h3><ul><li><a href="/1">Something else happened</a></li></ul></aside><footer>© 2019 Agency. All rights reserved.</footer></body></html>`,
		title: "Colleges pair up for rail courses", published: "2025-03-04", byline: "Aminah Yusof",
		text: "KUALA LUMPUR: Two technical colleges from Malaysia and China will teach rail maintenance together from next year, their directors said on Monday.\n\nThe first group of sixty students starts in January, with teachers from both sides sharing the workshop hours equally.\n\n“We learned to weld before we learned to say hello,” said one trainee who finished the pilot course last month.",
	},
	{
		name: "Thai, Buddhist era, no metadata", url: "https://uni.example.ac.th/news/77",
		html: `<html lang="th"><head><title>ลงนามความร่วมมือกับวิทยาลัยจีน</title></head><body><div id="content"><h1>ลงนามความร่วมมือกับวิทยาลัยจีน</h1><p>วันที่เผยแพร่: 12 สิงหาคม 2568</p>
<p>มหาวิทยาลัยลงนามบันทึกความเข้าใจกับวิทยาลัยจากกว่างซีเพื่อแลกเปลี่ยนนักศึกษาและอาจารย์ในสาขาระบบราง โดยมีผู้บริหารของทั้งสองฝ่ายเข้าร่วมพิธี</p>
<p>ทั้งสองฝ่ายจะเริ่มหลักสูตรร่วมในปีการศึกษาหน้า และจะตั้งศูนย์ฝึกอบรมที่กรุงเทพมหานคร</p></div><div class="footer">© 2019</div></body></html>`,
		title: "ลงนามความร่วมมือกับวิทยาลัยจีน", published: "2025-08-12",
		text: "มหาวิทยาลัยลงนามบันทึกความเข้าใจกับวิทยาลัยจากกว่างซีเพื่อแลกเปลี่ยนนักศึกษาและอาจารย์ในสาขาระบบราง โดยมีผู้บริหารของทั้งสองฝ่ายเข้าร่วมพิธี\n\nทั้งสองฝ่ายจะเริ่มหลักสูตรร่วมในปีการศึกษาหน้า และจะตั้งศูนย์ฝึกอบรมที่กรุงเทพมหานคร",
	},
	{
		name: "no date at all", url: "https://x.example.org/story",
		html: `<html><head><title>A quiet story about schools</title></head><body><div><h1>A quiet story about schools</h1><p>On 3 May 2024 two schools met in a hall by the river and spoke about sharing teachers, books and a bus for their pupils.</p>
<p>They agreed to meet again, and to bring the drawings that the children had made of each other's houses.</p></div><div id="footer">Copyright 2019 Schools</div></body></html>`,
		title: "A quiet story about schools",
		text:  "On 3 May 2024 two schools met in a hall by the river and spoke about sharing teachers, books and a bus for their pupils.\n\nThey agreed to meet again, and to bring the drawings that the children had made of each other's houses.",
	},
}

func TestLayouts(t *testing.T) {
	for _, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			a, err := ParseHTML([]byte(l.html), l.url, "", "text/html", news.Content{}, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if a.Title != l.title {
				t.Errorf("title %q, want %q", a.Title, l.title)
			}
			if a.Published != l.published {
				t.Errorf("published %q, want %q", a.Published, l.published)
			}
			if a.Byline != l.byline {
				t.Errorf("byline %q, want %q", a.Byline, l.byline)
			}
			if a.Text != l.text {
				t.Errorf("text\n%q\nwant\n%q", a.Text, l.text)
			}
		})
	}
}

func TestSelectorsWin(t *testing.T) {
	html := `<html><body><h2 class="t">Named title of it</h2><i class="d">05/06/2025</i><div class="b"><p>Short body.</p><p class="x">gone</p></div><div><p>` + strings.Repeat("A long paragraph elsewhere. ", 30) + `</p></div></body></html>`
	a, err := ParseHTML([]byte(html), "", "", "", news.Content{Title: ".t", Body: ".b", Date: ".d", Remove: []string{".x"}}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Title != "Named title of it" || a.Text != "Short body." || a.Published != "2025-06-05" {
		t.Errorf("%+v", a)
	}
}

func TestCharsets(t *testing.T) {
	const zh = `<html><head>%s<title>两国职业院校合作新闻</title></head><body><p>两国职业院校在南宁签署合作协议，计划明年共同招收一百名学生，并互派教师开展培训。双方还将共建实训基地和联合实验室。</p></body></html>`
	const th = `<html><head>%s<title>ข่าว</title></head><body><p>มหาวิทยาลัยลงนามความร่วมมือด้านการศึกษากับวิทยาลัยจากประเทศจีนเพื่อแลกเปลี่ยนนักศึกษาในปีหน้า และจะตั้งศูนย์ฝึกอบรมร่วมกัน</p></body></html>`
	for _, c := range []struct{ enc, body, label, contentType, meta, want string }{
		{"gbk", zh, "gb2312", "", "", "一百名学生"},
		{"gbk", zh, "", "text/html; charset=gbk", "", "一百名学生"},
		{"gbk", zh, "", "", `<meta http-equiv="Content-Type" content="text/html; charset=gb2312">`, "一百名学生"},
		{"gbk", zh, "", "", strings.Repeat("<!-- filler -->", 200) + `<meta charset="gbk">`, "一百名学生"},
		{"gb18030", zh, "", "", "", "一百名学生"},
		{"utf-8", zh, "gbk", "text/html; charset=iso-8859-1", "", "一百名学生"},
		{"windows-874", th, "tis-620", "", "", "แลกเปลี่ยนนักศึกษา"},
		{"utf-16le", zh, "", "text/html; charset=utf-16", "", "一百名学生"},
	} {
		enc, err := htmlindex.Get(c.enc)
		if err != nil {
			t.Fatal(err)
		}
		body, err := enc.NewEncoder().String(fmt.Sprintf(c.body, c.meta))
		if err != nil {
			t.Fatal(err)
		}
		if c.enc == "utf-16le" {
			body = "\xff\xfe" + body
		}
		a, err := ParseHTML([]byte(body), "", c.label, c.contentType, news.Content{}, Limits{})
		if err != nil || !strings.Contains(a.Text, c.want) {
			t.Errorf("%s label %q type %q: %v %q", c.enc, c.label, c.contentType, err, a.Text)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		page news.Page
		want error
	}{
		{"pdf", news.Page{Body: []byte("%PDF-1.7 ..."), Header: map[string]string{"content-type": "text/html"}}, ErrNotHTML},
		{"image", news.Page{Body: []byte("\x89PNG\r\n\x1a\n000")}, ErrNotHTML},
		{"json", news.Page{Body: []byte(`{"a":1}`), Header: map[string]string{"Content-Type": "application/json"}}, ErrNotHTML},
		{"binary", news.Page{Body: []byte("abc\x00\x01\x02def")}, ErrNotHTML},
		{"large", news.Page{Body: make([]byte, 6<<20)}, news.ErrTooLarge},
		{"empty", news.Page{Body: []byte("<html><body></body></html>")}, ErrEmpty},
		{"error page", news.Page{Status: 404, Body: []byte("<p>gone")}, news.ErrPermanent},
		{"mojibake", news.Page{Charset: "utf-8", Body: []byte("<html><p>" + strings.Repeat("\xff\xfe\xfd\x81\x82 ", 400))}, ErrMojibake},
	} {
		c.page.URL = "https://x.example/" + c.name
		_, err := Parse(c.page)
		if !errors.Is(err, c.want) || !errors.Is(err, news.ErrPermanent) || !strings.Contains(fmt.Sprint(err), c.page.URL) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestHostile: pages made to break readers end soon and say something. Each takes
// under two seconds on a free core; the bound leaves room for a busy machine.
func TestHostile(t *testing.T) {
	words := "<p>Some words of an honest paragraph that a reader would like to keep in the end, thank you.</p>"
	for name, body := range map[string]string{
		"deep":       strings.Repeat("<div>", 100_000) + words,
		"deep fonts": strings.Repeat("<font><b><i>", 30_000) + words,
		"paragraphs": "<html><body>" + strings.Repeat("<p>word word word word word word, word.</p>", 60_000),
		"attributes": "<div " + strings.Repeat("a=1 ", 200_000) + ">" + words,
		"links":      strings.Repeat("<a href=x>", 100_000) + words,
		"tables":     strings.Repeat("<table><tr><td>", 20_000) + words,
		"entities":   words + strings.Repeat("&amp;&notin;", 300_000),
		"one line":   "<p>" + strings.Repeat("word ", 900_000) + "</p>",
		"unclosed":   words + "<script>" + strings.Repeat("x", 1<<20),
	} {
		start := time.Now()
		a, err := ParseHTML([]byte(body), "", "", "text/html", news.Content{}, Limits{})
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		} else {
			t.Logf("%s: %v, %d bytes, %v", name, took.Round(time.Millisecond), len(a.Text), err)
		}
		if err != nil && !errors.Is(err, news.ErrPermanent) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDay(t *testing.T) {
	for in, want := range map[string]string{
		"2025-07-30T10:00:00+08:00": "2025-07-30", "2025年7月3日": "2025-07-03", "Jul 30, 2025 |": "2025-07-30", "30 July 2025": "2025-07-30",
		"Rabu, 30 Juli 2025": "2025-07-30", "ngày 5 tháng 8 năm 2025": "2025-08-05", "12 ส.ค. 2568": "2025-08-12", "๑๒ สิงหาคม ๒๕๖๘": "2025-08-12",
		"30/07/2025": "2025-07-30", "07/30/2025": "2025-07-30", "2025-13-01": "", "30 July": "", "call 2025-1": "", "": "",
	} {
		if got := day(in); got != want {
			t.Errorf("day(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParseText(t *testing.T) {
	a := ParseText("Schools meet by the river\r\n\r\nUpdated: 2023-09-05\r\nPrint   Mail\n\nThe first long paragraph of the text stands here.\nThe second one follows.\u200b\n", "u")
	want := "Schools meet by the river\n\nUpdated: 2023-09-05\n\nPrint Mail\n\nThe first long paragraph of the text stands here.\n\nThe second one follows."
	if a.Text != want || a.Title != "Schools meet by the river" || a.Published != "2023-09-05" || a.URL != "u" {
		t.Errorf("%+v", a)
	}
	b := ParseText("Guiyang, 30 July - The 2025 week of schools was held here from 24 to 27 July.", "")
	if b.Published != "2025-07-30" {
		t.Errorf("dateline: %q", b.Published)
	}
	if c := ParseText("Guiyang, 30 July - The week of schools was held here.", ""); c.Published != "" {
		t.Errorf("no year, yet %q", c.Published)
	}
	if d := ParseText("On September 15 2025, schools met in a hall.", ""); d.Published != "" {
		t.Errorf("the event's date is not the article's: %q", d.Published)
	}
}

// FuzzParseHTML starts from small pages: the fuzzer shrinks every page that reaches
// new code, byte by byte, and on pages of some kilobytes does little else.
func FuzzParseHTML(f *testing.F) {
	for _, s := range []string{
		`<title>T</title><h1>T</h1><div class=TRS_Editor><p>One. <p>Two.</div>`,
		`<table><tr><td>a<br><br>b<td><a href=x>c</a></table><ul><li><a>d</a></ul>`,
		`<script type="application/ld+json">{"@type":"Article","headline":"h"}</script><p>x.`,
		`<meta charset=gbk><p>` + "\xd6\xd0\xb9\xfa\xa1\xa3",
		`<time datetime=2025-03-04>x</time><p>By A B<p>来源：网 2025年3月4日<p>词。`,
	} {
		f.Add([]byte(s), "", "text/html")
	}
	f.Add([]byte("plain\ntext"), "gbk", "text/plain")
	f.Fuzz(func(t *testing.T, body []byte, label, contentType string) {
		a, err := ParseHTML(body, "https://x.example/", label, contentType, news.Content{}, Limits{MaxBytes: 2 << 10})
		if err != nil {
			if !errors.Is(err, news.ErrPermanent) {
				t.Fatal(err)
			}
			return
		}
		if a.Text == "" || strings.Contains(a.Text, "\n\n\n") || strings.TrimSpace(a.Text) != a.Text {
			t.Fatalf("text %q", a.Text)
		}
		if again := Text(a.Text); Text(again) != again {
			t.Fatalf("text is not stable: %q", a.Text)
		}
	})
}
