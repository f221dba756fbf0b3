package extract

import (
	"testing"

	"caewatch/news"
)

func TestSeaNumbers(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		want       float64
	}{
		{"id", "1,5 juta", 1.5e6}, {"id", "2.500", 2500}, {"ms", "10 ribu", 1e4}, {"vi", "3 nghìn", 3e3}, {"vi", "1,2 triệu", 1.2e6},
		{"th", "๒๕๐", 250}, {"th", "3 หมื่น", 3e4}, {"lo", "໑໒໐", 120}, {"km", "១៥០", 150}, {"my", "၁၀၀", 100}, {"fil", "5 libong", 5e3},
	} {
		d := newDoc(news.Article{Language: c.lang, Text: c.text})
		e := &sea{doc: d, l: seaLangs[c.lang], lang: c.lang, low: lowerSame(d.text)}
		if got, _, ok := e.number(0, len(d.text)); !ok || got != c.want {
			t.Errorf("%s %q: %v %v, want %v", c.lang, c.text, got, ok, c.want)
		}
	}
}

func TestZhNumbers(t *testing.T) {
	for text, want := range map[string]float64{"1.2万名": 12000, "300余名": 300, "近": 0, "百余名": 100, "三百二十家": 320, "2,600名": 2600, "3亿元": 3e8, "十二个": 12, "五千": 5000, "两万人": 20000, "10多万人": 1e5} {
		got, _, _, ok := zhNumber(text, 0)
		if got != want || ok != (want > 0) {
			t.Errorf("%s: %v %v, want %v", text, got, ok, want)
		}
	}
}

func TestZhDates(t *testing.T) {
	for text, want := range map[string][2]string{
		"9月15日至17日在": {"2025-09-15", "2025-09-17"}, "本月21日": {"2025-09-21", ""},
		"9月28日至10月2日": {"2025-09-28", "2025-10-02"}, "去年5月": {"2024-05", ""}, "2025年9月": {"2025-09", ""}, "17日在柳州": {"2025-09-17", ""}, "9月15-17日": {"2025-09-15", "2025-09-17"},
	} {
		d := newDoc(news.Article{Language: "zh", Published: "2025-09-20", Text: text})
		z := &zhDoc{doc: d, n: zhSimplify(d.text)}
		ts := z.zhTimes()
		if len(ts) == 0 || ts[0].start != want[0] || ts[0].end != want[1] {
			t.Errorf("%s: %+v, want %v", text, ts, want)
		}
	}
}
