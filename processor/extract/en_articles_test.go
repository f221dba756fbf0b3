package extract

import (
	"fmt"
	"strings"
	"testing"

	"caewatch/news"
)

// TestEnglishTelling holds what single turns of phrase must give. Each row is the
// day of publication, the text and what is said of the main event.
func TestEnglishTelling(t *testing.T) {
	for _, row := range []struct{ published, text, want string }{
		{"2026-01-20",
			"A teachers' course ended in Chiang Rai on January 18, 2026. The China-Thailand Chinese Teachers Training Course, held from January 5 to 18, 2026, was organised by Doi Luang University.",
			"name=China-Thailand Chinese Teachers Training Course start=2026-01-05 end=2026-01-18"},
		{"2026-05-22",
			"NANNING, May 22 -- The Second China-ASEAN Baking Contest concluded in Nanning on Friday after three days. The contest, held from May 20 to 22, drew 80 students.",
			"name=Second China-ASEAN Baking Contest start=2026-05-20 end=2026-05-22"},
		{"2026-10-14",
			"HANOI, Oct. 14 -- Deans of nine colleges met in Hanoi on Monday and Tuesday for the Fourth Vietnam-China Deans Dialogue.",
			"name=Fourth Vietnam-China Deans Dialogue start=2026-10-12 end=2026-10-13"},
		{"2026-06-18",
			"Some 300 students will gather in Haikou for the 2026 China-ASEAN Poetry Competition, organisers said on Thursday. The competition will take place from July 12 to 16. It is organised by Hainan Coral University.",
			"start=2026-07-12 end=2026-07-16 org=organizer:Hainan Coral University"},
		{"2026-09-01",
			"MAKASSAR, Sept 1 - Losari State Polytechnic opened the Indonesia-China Boat Training Centre on Monday. The centre was jointly established by Losari State Polytechnic and Zhoushan Boat Institute.",
			"name=Indonesia-China Boat Training Centre start=2026-08-31 org=organizer:Losari State Polytechnic org=organizer:Zhoushan Boat Institute"},
		{"2026-07-23",
			"The 2026 China-ASEAN Skills Week opened in Guiyang on July 22, 2026. The week runs until July 26.",
			"start=2026-07-22 end=2026-07-26"},
		{"2026-08-19",
			"MANILA -- Commission on Higher Education chairperson Elena Robles met with a delegation from Hainan Province on August 18.",
			"name=delegation from Hainan Province start=2026-08-18 person=Elena Robles"},
		{"2026-02-12",
			"On 11 February 2026, the Bridge Technology Luban Workshop was inaugurated at Mekong College in Vientiane. The workshop was jointly established by Tianjin Bridge College and the Ministry of Education of Laos.",
			"name=Bridge Technology Luban Workshop org=organizer:Tianjin Bridge College org=organizer:Ministry of Education of Laos"},
		{"2026-11-18",
			"JOHOR BAHRU: The China-Malaysia Tunnel Academy was launched in Johor Bahru on November 17, 2026 by Universiti Utama and Southwest Tunnel University. The two universities signed a memorandum of understanding on Monday.",
			"name=China-Malaysia Tunnel Academy org=organizer:Universiti Utama org=organizer:Southwest Tunnel University party=Universiti Utama party=Southwest Tunnel University"},
		{"2026-11-18",
			"The Mekong Grain Forum was co-hosted by Isan University and Yunnan Grain College in Loei on Monday.",
			"org=host:Isan University org=host:Yunnan Grain College"},
		{"2026-03-05",
			"GEORGE TOWN: Fort Medical College signed a memorandum of agreement with Guangdong Dental University on Tuesday. The agreement was signed by Fort Medical College chief executive Datuk Dr Lim Siew Har and Guangdong Dental University vice president Prof Chen Guoqiang here on March 3, 2026. Under the agreement, 60 students a year will spend two years in Guangzhou. It would also send 15 lecturers to China for training.",
			"name=memorandum of agreement with Guangdong Dental University start=2026-03-03 party=Fort Medical College party=Guangdong Dental University signatory=Lim Siew Har signatory=Chen Guoqiang person=Lim Siew Har person=Chen Guoqiang figure=60 figure=15"},
		{"2026-03-05",
			"The Fifth ASEAN Tests Seminar was held in Singapore on March 3. Professor Tan Boon Kiat, Provost of Merlion University, delivered the opening remarks.",
			"person=Tan Boon Kiat"},
		{"2026-03-05",
			"The Fifth China-ASEAN Tests Seminar was held in Guiyang on March 3. Fadhlina Rahman, Deputy Minister of Higher Education of Malaysia, addressed the seminar.",
			"person=Fadhlina Rahman minister=MY"},
	} {
		a := news.Article{Language: "en", Published: row.published, Text: row.text}
		reports := Reports(a)
		proven(t, a, reports)
		if len(reports) == 0 {
			t.Errorf("%q: nothing read", row.text)
			continue
		}
		got := told(reports[0])
		for _, want := range strings.Split(strings.NewReplacer(" start=", "|start=", " end=", "|end=", " person=", "|person=", " org=", "|org=",
			" party=", "|party=", " signatory=", "|signatory=", " figure=", "|figure=", " minister=", "|minister=").Replace(row.want), "|") {
			if !strings.Contains(got, "\n"+want+"\n") {
				t.Errorf("%q:\nno %s in%s", row.text, want, got)
			}
		}
	}
}

// told writes what the rows ask for, one a line.
func told(r news.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nname=%s\nstart=%s\nend=%s\n", r.Name, r.StartDate, r.EndDate)
	for _, o := range r.Organizations {
		fmt.Fprintf(&b, "org=%s:%s\n", o.Role, o.Name)
	}
	for _, p := range r.People {
		fmt.Fprintf(&b, "person=%s\n", p.Name)
		if strings.Contains(p.Title, "Minister") {
			fmt.Fprintf(&b, "minister=%s\n", p.Country)
		}
	}
	for _, a := range r.Agreements {
		for _, p := range a.Parties {
			fmt.Fprintf(&b, "party=%s\n", p)
		}
		for _, p := range a.Signatories {
			fmt.Fprintf(&b, "signatory=%s\n", p)
		}
	}
	for _, f := range r.Figures {
		fmt.Fprintf(&b, "figure=%v\n", f.Value)
	}
	return b.String()
}
