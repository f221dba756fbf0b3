package charset_test

import (
	"strings"
	"testing"

	"caewatch/crawler/charset"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const zh = "中国与东盟国家的教育合作不断深入，双方高校签署了联合培养协议，并为学生设立了奖学金。"

func enc(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLabelAndDecode(t *testing.T) {
	page := func(meta, text string) string {
		return "<html><head>" + meta + "<title>x</title></head><body><p>" + text + "</p></body></html>"
	}
	th := "กระทรวงศึกษาธิการของไทยและจีนร่วมมือด้านอาชีวศึกษา"
	tw := "教育部與東協各國大學簽署合作協議，並提供獎學金給學生"
	for _, tc := range []struct {
		name, header, fallback string
		body                   []byte
		label, text            string
	}{
		{"UTF-8", "text/html", "", []byte(page("", zh)), "utf-8", zh},
		{"UTF-8 beats a wrong header", "text/html; charset=gb2312", "", []byte(page("", zh)), "utf-8", zh},
		{"UTF-8 beats a wrong meta", "", "", []byte(page(`<meta charset="gbk">`, zh)), "utf-8", zh},
		{"a bad byte in UTF-8", "text/html; charset=gbk", "", []byte(page("", strings.Repeat(zh, 5)+"\xff")), "utf-8", zh},
		{"mark", "text/html; charset=big5", "", append([]byte("\xef\xbb\xbf"), page("", zh)...), "utf-8", zh},
		{"GBK by header", "text/html; charset=GB2312", "", enc(t, simplifiedchinese.GBK, page("", zh)), "gb18030", zh},
		{"GBK by meta, header wrong", "text/html; charset=utf-8", "", enc(t, simplifiedchinese.GBK, page(`<meta http-equiv="Content-Type" content="text/html; charset=gbk">`, zh)), "gb18030", zh},
		{"GBK by a meta far down", "", "", enc(t, simplifiedchinese.GBK, page("<!--"+strings.Repeat("x", 5000)+"--><meta charset=gbk>", zh)), "gb18030", zh},
		{"GB 18030 four bytes, labelled gb2312", "text/html; charset=gb2312", "", enc(t, simplifiedchinese.GB18030, page("", zh+"㐂𠀀")), "gb18030", "㐂𠀀"},
		{"GBK guessed", "text/html", "", enc(t, simplifiedchinese.GBK, page("", strings.Repeat(zh, 5))), "gb18030", zh},
		{"Big5 by meta", "", "", enc(t, traditionalchinese.Big5, page(`<meta charset="big5">`, tw)), "big5", tw},
		{"Thai", "text/html; charset=TIS-620", "", enc(t, charmap.Windows874, page("", th)), "windows-874", th},
		{"Thai by the source", "text/html", "windows-874", enc(t, charmap.Windows874, page("", "ข่าว")), "windows-874", "ข่าว"},
		{"UTF-16 with mark", "", "", enc(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), page("", zh)), "utf-16le", zh},
		{"UTF-16 without mark", "", "", enc(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), page("", zh)), "utf-16be", zh},
		{"XML declaration", "application/xml", "", enc(t, simplifiedchinese.GBK, `<?xml version="1.0" encoding="gb2312"?><rss><t>`+zh+`</t></rss>`), "gb18030", zh},
		{"unknown label in the header", "text/html; charset=klingon", "", enc(t, simplifiedchinese.GBK, page(`<meta charset=gbk>`, zh)), "gb18030", zh},
		{"empty", "", "", nil, "utf-8", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := charset.Label(tc.body, tc.header, tc.fallback)
			if got != tc.label {
				t.Fatalf("label: got %q, want %q", got, tc.label)
			}
			text, err := charset.Decode(tc.body, got)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), tc.text) {
				t.Errorf("text %q lacks %q", text, tc.text)
			}
		})
	}
}

func TestDecodeUnknown(t *testing.T) {
	if _, err := charset.Decode([]byte("x"), "klingon"); err == nil || !strings.Contains(err.Error(), "klingon") {
		t.Errorf("got %v", err)
	}
	if charset.Known("klingon") || !charset.Known("GBK") {
		t.Error("Known")
	}
}

func FuzzLabel(f *testing.F) {
	f.Add([]byte("<meta charset=gbk>\xd6\xd0"), "text/html; charset=x")
	f.Fuzz(func(t *testing.T, body []byte, header string) {
		if _, err := charset.Decode(body, charset.Label(body, header, "gbk")); err != nil {
			t.Error(err)
		}
	})
}
