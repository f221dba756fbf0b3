package gazetteer

import (
	"fmt"
	"strings"
	"testing"
)

func render(ms []Match) string {
	var b strings.Builder
	for i, m := range ms {
		if i > 0 {
			b.WriteString("; ")
		}
		adj := ""
		if m.Adjective {
			adj = "~"
		}
		fmt.Fprintf(&b, "%s=%s%s", m.Text, adj, m.Entity.ID)
	}
	return b.String()
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Chinese and Lao officials met in Thailand’s capital", "Chinese=~CN; Lao=~LA; Thailand=TH"},
		{"china and thailand", ""},
		{"LAOS AND CHINA", "LAOS=LA; CHINA=CN"},
		{"发展中国家与中国", "中国=CN"},
		{"與馬來西亞、寮國合作", "馬來西亞=MY; 寮國=LA"},
		{"ປະເທດລາວ ແລະ ຈີນ", "ປະເທດລາວ=LA; ຈີນ=CN"},
		{"ລາວເວົ້າວ່າ", ""},
		{"Chinatown", ""},
	} {
		if got := render(Default().Find(c.text)); got != c.want {
			t.Errorf("Find(%q)\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}
