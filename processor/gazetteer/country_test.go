package gazetteer

import "testing"

func TestCountryOf(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Guizhou Provincial Department of Education", "CN"},
		{"People’s Government of Guangxi Zhuang Autonomous Region", "CN"},
		{"Universiti Malaya", "MY"},
		{"University of Malaya", "MY"},
		{"Ministry of Education and Sports of Laos", "LA"},
		{"Ministry of Labor and Vocational Training of Cambodia", "KH"},
		{"Cambodia’s Ministry of Education, Youth, and Sports", "KH"},
		{"Coordinating Ministry for Human Development and Culture of Indonesia", "ID"},
		{"Ministry of Education and Training", "VN"},
		{"Ministry of Education and Training of Cambodia", "KH"},
		{"柬埔寨劳动与职业培训部", "KH"},
		{"老挝教育与体育部", "LA"},
		{"中国驻老挝大使馆", "CN"},
		{"泰国驻南宁总领事馆", "TH"},
		{"Chinese Embassy in Laos", "CN"},
		{"Embassy of Vietnam in China", "VN"},
		{"ASEAN-China Centre", ""},
		{"China-ASEAN Center", ""},
		{"中国—东盟中心", ""},
		{"Malaysia–China International Education Center", ""},
		{"Association of Southeast Asian Nations", ""},
		{"Xi'an International Studies University", "CN"},
		{"Confucius Institute at the University of Malaya", "MY"},
		{"Department of Chinese Language, Chiang Mai University", "TH"},
		{"Luban Workshop in Thailand", "TH"},
		{"Thai Nguyen University of Education", "VN"},
		{"Thai Nguyen", "VN"},
		{"Bộ Giáo dục và Đào tạo", "VN"},
		{"Kementerian Pendidikan Malaysia", "MY"},
		{"Đại sứ quán Trung Quốc tại Việt Nam", "CN"},
		{"กระทรวงศึกษาธิการ", "TH"},
		{"มหาวิทยาลัยเชียงใหม่", "TH"},
		{"ກະຊວງສຶກສາທິການ ແລະ ກິລາ", "LA"},
		{"ក្រសួងអប់រំ យុវជន និងកីឡា", "KH"},
		{"ပညာရေးဝန်ကြီးဌာန", "MM"},
		{"Kuala Lumpur University of Science and Technology (KLUST)", "MY"},
		{"China Mobile Guizhou", "CN"},
		{"Kyoto University, Japan", "JP"},
		{"Georgia Institute of Technology", ""},
		{"a vocational college", ""},
		{"貴州省教育廳", "CN"},
	} {
		if got := Default().CountryOf(c.text); got != c.want {
			t.Errorf("CountryOf(%q) = %q, want %q; %s", c.text, got, c.want, render(Default().Find(c.text)))
		}
	}
}

func TestLookup(t *testing.T) {
	g := Default()
	for _, c := range []struct{ name, id string }{
		{"guangxi", "CN-guangxi"}, {"广西壮族自治区", "CN-guangxi"}, {"Yala", "city-TH-yala"}, {"ລາວ", "LA"}, {"UM", "uni-my-universiti-malaya"},
	} {
		found := false
		for _, e := range g.Lookup(c.name) {
			found = found || e.ID == c.id
		}
		if !found {
			t.Errorf("Lookup(%q) does not give %s", c.name, c.id)
		}
	}
	if g.Lookup("nowhere at all") != nil || g.Entity("CN").Canonical != "China" {
		t.Error("wrong entity")
	}
}

func FuzzFind(f *testing.F) {
	f.Add("China (Guangxi)–ASEAN, 中国—东盟, กัมพูชา\u200bสปป ลาว")
	f.Add("\xff\xfeLaos\x80")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, m := range Default().Find(text) {
			if m.Start < last || m.End <= m.Start || m.End > len(text) || text[m.Start:m.End] != m.Text {
				t.Fatalf("match %+v of %q", m, text)
			}
			last = m.End
		}
		Default().CountryOf(text)
	})
}

func BenchmarkFind(b *testing.B) {
	text := ""
	for len(text) < 4096 {
		text += "The conference hosted by the People's Government of Guangxi was held in Nanning, with officials from Laos and the Ministry of Education of Myanmar. "
	}
	g := Default()
	for b.Loop() {
		g.Find(text)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load(); err != nil {
			b.Fatal(err)
		}
	}
}
