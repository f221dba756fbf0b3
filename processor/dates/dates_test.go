package dates

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// Every row is read with the publication day 2025-09-20, a Saturday.
const rows = `
en|On September 15 2025, the conference|September 15 2025|2025-09-15
en|on 15 September 2025 in|15 September 2025|2025-09-15
en|Sept. 15-17, 2025|Sept. 15-17, 2025|2025-09-15/2025-09-17
en|held from 24 to 27 July.|24 to 27 July|2025-07-24/2025-07-27
en|July 24 to 27|July 24 to 27|2025-07-24/2025-07-27
en|24–27 July 2025|24–27 July 2025|2025-07-24/2025-07-27
en|on the afternoon of 26 July, the|26 July|2025-07-26
en|Aug 31|Aug 31|2025-08-31
en|the 15th of September|15th of September|2025-09-15
en|September 30 to October 2|September 30 to October 2|2025-09-30/2025-10-02
en|in May of this year|May of this year|2025-05
en|last month|last month|2025-08
en|next Tuesday|next Tuesday|2025-09-23
en|said yesterday|yesterday|2025-09-19
en|On Monday, he|Monday|2025-09-15
en|in Hanoi on Monday and Tuesday for|Monday and Tuesday|2025-09-15/2025-09-16
en|from Tuesday to Thursday|Tuesday to Thursday|2025-09-16/2025-09-18
en|from January 5 to 18, 2026,|January 5 to 18, 2026|2026-01-05/2026-01-18
en|2025-09-15|2025-09-15|2025-09-15
en|Jul 30, 2025 by|Jul 30, 2025|2025-07-30
en|28 December 2024 to 3 January 2025|28 December 2024 to 3 January 2025|2024-12-28/2025-01-03
en|December 28 to January 3, 2025|December 28 to January 3, 2025|2024-12-28/2025-01-03
en|on 24 and 25 July|24 and 25 July|2025-07-24/2025-07-25
en|in August 2023|August 2023|2023-08
en|July-August 2025|July-August 2025|2025-07/2025-08
en|Monday, September 15, 2025|September 15, 2025|2025-09-15
en|the 2025 edition|2025|2025
en|from 2023 to 2025|2023 to 2025|2023/2025
en|last year|last year|2024
en|in mid-September|September|2025-09
en|recently|recently|
en|on 24 December|24 December|2024-12-24
en|on 3 October|3 October|2025-10-03
zh|9月15日至17日|9月15日至17日|2025-09-15/2025-09-17
zh|2025年9月15日-17日|2025年9月15日-17日|2025-09-15/2025-09-17
zh|2025年9月15日至10月2日|2025年9月15日至10月2日|2025-09-15/2025-10-02
zh|本月21日|本月21日|2025-09-21
zh|9月中旬|9月中旬|2025-09
zh|今年5月|今年5月|2025-05
zh|去年|去年|2024
zh|近日|近日|
zh|二〇二五年九月|二〇二五年九月|2025-09
zh|9月30日-10月2日|9月30日-10月2日|2025-09-30/2025-10-02
zh|２０２５年９月１５日|２０２５年９月１５日|2025-09-15
zh|九月十五日|九月十五日|2025-09-15
zh|上个月|上个月|2025-08
zh|昨天|昨天|2025-09-19
zh|2025-09-15|2025-09-15|2025-09-15
zh|民國114年9月15日|民國114年9月15日|2025-09-15
vi|ngày 15 tháng 9 năm 2025|ngày 15 tháng 9 năm 2025|2025-09-15
vi|Ngày 15/9, tại|Ngày 15/9|2025-09-15
vi|15-17/9/2025|15-17/9/2025|2025-09-15/2025-09-17
vi|từ ngày 24 đến 27 tháng 7|ngày 24 đến 27 tháng 7|2025-07-24/2025-07-27
vi|tháng 9/2025|tháng 9/2025|2025-09
vi|tháng 9 năm 2025|tháng 9 năm 2025|2025-09
vi|hôm qua|hôm qua|2025-09-19
vi|năm ngoái|năm ngoái|2024
vi|năm 2024|năm 2024|2024
id|Rabu (17/9) di|17/9|2025-09-17
id|Rabu, 21 Januari 2026|21 Januari 2026|2026-01-21
id|tanggal 15 Agustus 2025|tanggal 15 Agustus 2025|2025-08-15
id|15/9/2025|15/9/2025|2025-09-15
id|bulan lalu|bulan lalu|2025-08
id|30 September s.d. 2 Oktober 2025|30 September s.d. 2 Oktober 2025|2025-09-30/2025-10-02
ms|24 hingga 27 Ogos 2025|24 hingga 27 Ogos 2025|2025-08-24/2025-08-27
ms|15 hb September|15 hb September|2025-09-15
ms|semalam|semalam|2025-09-19
ms|tahun lepas|tahun lepas|2024
th|วันที่ 15 กันยายน 2568|วันที่ 15 กันยายน 2568|2025-09-15
th|15 ก.ย. 68|15 ก.ย. 68|2025-09-15
th|วันที่ 24-27 กรกฎาคม พ.ศ. 2568|วันที่ 24-27 กรกฎาคม พ.ศ. 2568|2025-07-24/2025-07-27
th|เดือนกันยายน 2568|เดือนกันยายน 2568|2025-09
th|๑๕ กันยายน ๒๕๖๘|๑๕ กันยายน ๒๕๖๘|2025-09-15
th|เมื่อวานนี้|เมื่อวานนี้|2025-09-19
th|ปี 2568|ปี 2568|2025
th|ปีที่แล้ว|ปีที่แล้ว|2024
lo|ວັນທີ 24-27 ກໍລະກົດ 2025|ວັນທີ 24-27 ກໍລະກົດ 2025|2025-07-24/2025-07-27
lo|ວັນທີ 15/9/2025|ວັນທີ 15/9/2025|2025-09-15
lo|ປີ 2024|ປີ 2024|2024
km|ថ្ងៃទី១៥ ខែកញ្ញា ឆ្នាំ២០២៥|ថ្ងៃទី១៥ ខែកញ្ញា ឆ្នាំ២០២៥|2025-09-15
km|ពីថ្ងៃទី២៤ ដល់ថ្ងៃទី២៧ ខែកក្កដា ឆ្នាំ២០២៥|ថ្ងៃទី២៤ ដល់ថ្ងៃទី២៧ ខែកក្កដា ឆ្នាំ២០២៥|2025-07-24/2025-07-27
my|၂၀၂၅ ခုနှစ် စက်တင်ဘာလ ၁၅ ရက်|၂၀၂၅ ခုနှစ် စက်တင်ဘာလ ၁၅ ရက်|2025-09-15
my|ဇူလိုင်လ ၂၄ ရက်မှ ၂၇ ရက်အထိ|ဇူလိုင်လ ၂၄ ရက်မှ ၂၇ ရက်|2025-07-24/2025-07-27
fil|noong ika-15 ng Setyembre 2025|ika-15 ng Setyembre 2025|2025-09-15
fil|noong Hulyo 24-27, 2025|Hulyo 24-27, 2025|2025-07-24/2025-07-27
fil|kahapon|kahapon|2025-09-19
`

// none are texts without a date.
var none = []string{"en|Agenda 2030", "en|Vision 2045", "en|$2025", "en|you may march on", "en|2,025 students", "en|2025 students",
	"en|tel. +86 771 5551234", "id|Visi 2045", "zh|第15日", "en|35 July", "vi|năm người", "en|IP 10.11.12.13"}

func show(s Span) string {
	if s.EndDate == s.StartDate {
		return s.StartDate
	}
	return s.StartDate + "/" + s.EndDate
}

func check(t *testing.T, lang, text, want, date string) {
	t.Helper()
	spans := Find(text, lang, Ref{Published: "2025-09-20"})
	if len(spans) != 1 {
		t.Errorf("%s %q: %d dates %+v", lang, text, len(spans), spans)
		return
	}
	if got := text[spans[0].Start:spans[0].End]; got != want || show(spans[0]) != date {
		t.Errorf("%s %q: %q %s, want %q %s", lang, text, got, show(spans[0]), want, date)
	}
}

func TestForms(t *testing.T) {
	for row := range strings.SplitSeq(strings.TrimSpace(rows), "\n") {
		c := strings.Split(row, "|")
		check(t, c[0], c[1], c[2], c[3])
	}
	for _, row := range none {
		lang, text, _ := strings.Cut(row, "|")
		if spans := Find(text, lang, Ref{Published: "2025-09-20"}); len(spans) > 0 {
			t.Errorf("%s %q: %+v", lang, text, spans)
		}
	}
}

// Every month of every language, in the commonest form of a date there.
func TestMonths(t *testing.T) {
	forms := map[string]string{
		"en": "%d %s 2024", "id": "%d %s 2024", "ms": "%d %s 2024", "fil": "ika-%d ng %s 2024", "th": "วันที่ %d %s 2567",
		"lo": "ວັນທີ %d ເດືອນ%s ປີ 2024", "km": "ថ្ងៃទី%d ខែ%s ឆ្នាំ2024",
	}
	for lang, form := range forms {
		for _, w := range languageWords[lang] {
			if w.class != month {
				continue
			}
			name := w.text
			if name[0] < utf8.RuneSelf {
				name = strings.ToUpper(name[:1]) + name[1:]
			}
			text := fmt.Sprintf(form, 5, name)
			check(t, lang, text, text, fmt.Sprintf("2024-%02d-05", w.val))
		}
	}
	for m := 1; m <= 12; m++ {
		zh, vi := fmt.Sprintf("2024年%d月5日", m), fmt.Sprintf("ngày 5 tháng %d năm 2024", m)
		check(t, "zh", zh, zh, fmt.Sprintf("2024-%02d-05", m))
		check(t, "vi", vi, vi, fmt.Sprintf("2024-%02d-05", m))
	}
	for _, w := range languageWords["my"] {
		if w.class == month {
			text := "၂၀၂၄ ခုနှစ် " + strings.TrimSuffix(w.text, "လ") + "လ ၅ ရက်"
			check(t, "my", text, text, fmt.Sprintf("2024-%02d-05", w.val))
		}
	}
}

func TestYears(t *testing.T) {
	for _, c := range []struct {
		ref  Ref
		text string
		want string
	}{
		{Ref{}, "15 September", ""},
		{Ref{BaseYear: 2023}, "15 September", "2023-09-15"},
		{Ref{Published: "2026-01-05T08:00:00Z"}, "28 December", "2025-12-28"},
		{Ref{Published: "2025-12-20"}, "10 January", "2026-01-10"},
		{Ref{Dateline: "Guiyang, 30 July 2024"}, "yesterday", "2024-07-29"},
	} {
		s := Find(c.text, "en", c.ref)
		if len(s) != 1 || s[0].StartDate != c.want || s[0].Relative == false && (s[0].Month == 0 || s[0].Day == 0) {
			t.Errorf("%+v %q: %+v, want %s", c.ref, c.text, s, c.want)
		}
	}
	if y := YearIn("In 2024 and 2025, unlike Agenda 2030, the 2025 fair and 2568"); y != 2025 {
		t.Errorf("YearIn gives %d", y)
	}
	if s := Find("2025年9月15日开幕，17日闭幕", "zh", Ref{}); len(s) != 2 || s[1].StartDate != "2025-09-17" {
		t.Errorf("a bare day belongs to the month before it: %+v", s)
	}
}

func FuzzFind(f *testing.F) {
	for row := range strings.SplitSeq(strings.TrimSpace(rows), "\n") {
		c := strings.Split(row, "|")
		f.Add(c[1], c[0])
	}
	f.Add("\xff9月\x80", "zh")
	f.Fuzz(func(t *testing.T, text, lang string) {
		last := 0
		for _, s := range Find(text, lang, Ref{Published: "2025-09-20"}) {
			if s.Start < last || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("%q: span %d-%d after %d", text, s.Start, s.End, last)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[s.Start:s.End]) {
				t.Fatalf("%q: span %d-%d cuts a rune", text, s.Start, s.End)
			}
			last = s.End
		}
		YearIn(text)
	})
}
