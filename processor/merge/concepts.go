package merge

import (
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// conceptTerms says the same thing in several languages: the words from which the
// names of education events are made. The first column is the key. A term may be
// several words; terms in scripts without spaces are found anywhere. Add a
// language by adding its words to the lines.
var conceptTerms = [][2]string{
	{"asean", "asean|东盟|東盟|อาเซียน|อาเซียน|ອາຊຽນ|អាស៊ាន|အာဆီယံ"},
	{"china", "china|chinese|sino|prc|中国|中國|中方|tiongkok|cina|trung quốc|trung hoa|จีน|ຈີນ|ចិន|တရုတ်|tsina|tsino"},
	{"vocational", "vocational|tvet|technical and vocational|职业|職業|职教|高职|vokasi|kejuruan|vokasional|nghề nghiệp|dạy nghề|อาชีวศึกษา|อาชีวะ|ອາຊີວະ|វិជ្ជាជីវៈ|အသက်မွေးဝမ်းကျောင်း|bokasyonal"},
	{"education", "education|educational|教育|pendidikan|giáo dục|การศึกษา|ການສຶກສາ|អប់រំ|ပညာရေး|edukasyon"},
	{"cooperation", "cooperation|cooperative|collaboration|collaborative|partnership|合作|协作|kerja sama|kerjasama|hợp tác|ความร่วมมือ|ຮ່ວມມື|សហប្រតិបត្តិការ|ပူးပေါင်း|kooperasyon|pakikipagtulungan"},
	{"development", "development|发展|pembangunan|pengembangan|phát triển|พัฒนา|ພັດທະນາ|អភិវឌ្ឍ|ဖွံ့ဖြိုး|pag-unlad"},
	{"exchange", "exchange|exchanges|交流|pertukaran|giao lưu|แลกเปลี่ยน|ແລກປ່ຽນ|ផ្លាស់ប្តូរ|palitan"},
	{"week", "week|交流周|活动周|周|pekan|minggu|tuần lễ|tuần|สัปดาห์|ອາທິດ|សប្តាហ៍|linggo"},
	{"conference", "conference|congress|convention|大会|会议|年会|konferensi|persidangan|hội nghị|การประชุม|ກອງປະຊຸມ|សន្និសីទ|ညီလာခံ|kumperensya"},
	{"forum", "forum|论坛|論壇|diễn đàn|ฟอรั่ม|ฟอรัม|เวที|ເວທີ|វេទិកា|ဖိုရမ်"},
	{"summit", "summit|峰会|sidang kemuncak|ktt|hội nghị thượng đỉnh|การประชุมสุดยอด"},
	{"seminar", "seminar|symposium|workshop|colloquium|研讨会|研讨班|座谈会|交流会|lokakarya|simposium|hội thảo|tọa đàm|สัมมนา|ສຳມະນາ|សិក្ខាសាលា|ဆွေးနွေးပွဲ"},
	{"training", "training|培训|研修|pelatihan|latihan|đào tạo|tập huấn|อบรม|ฝึกอบรม|ຝຶກອົບຮົມ|បណ្តុះបណ្តាល|သင်တန်း|pagsasanay"},
	{"competition", "competition|contest|tournament|olympiad|大赛|竞赛|比赛|邀请赛|kompetisi|lomba|pertandingan|cuộc thi|แข่งขัน|ແຂ່ງຂັນ|ប្រកួត|ပြိုင်ပွဲ|paligsahan|kumpetisyon"},
	{"exhibition", "exhibition|expo|fair|展览|博览会|展会|教育展|pameran|triển lãm|นิทรรศการ|ງານວາງສະແດງ|ពិព័រណ៍|ပြပွဲ|eksibisyon"},
	{"ceremony", "ceremony|仪式|典礼|upacara|majlis|lễ|พิธี|ພິທີ|ពិធី|အခမ်းအနား|seremonya"},
	{"opening", "opening|inaugural|inauguration|开幕|pembukaan|khai mạc|เปิด|ເປີດ|បើក|ဖွင့်ပွဲ|pagbubukas"},
	{"closing", "closing|闭幕|penutupan|bế mạc|ปิด|ປິດ"},
	{"signing", "signing|签约|签署|penandatanganan|ký kết|ลงนาม|ເຊັນ|ចុះហត្ថលេខា|လက်မှတ်ရေးထိုး"},
	{"launch", "launch|launching|unveiling|启动|揭牌|成立|发布|peluncuran|pelancaran|ra mắt|khánh thành|เปิดตัว|ເປີດໂຕ|សម្ពោធ"},
	{"university", "university|universities|大学|高校|universitas|universiti|đại học|มหาวิทยาลัย|ມະຫາວິທະຍາໄລ|សាកលវិទ្យាល័យ|တက္ကသိုလ်|unibersidad"},
	{"college", "college|colleges|学院|院校|politeknik|kolej|cao đẳng|วิทยาลัย|ວິທະຍາໄລ|មហាវិទ្យាល័យ|ကောလိပ်"},
	{"president", "presidents|rectors|chancellors|校长|院长|rektor|hiệu trưởng|อธิการบดี"},
	{"minister", "minister|ministers|ministerial|部长|menteri|bộ trưởng|รัฐมนตรี|ລັດຖະມົນຕີ|រដ្ឋមន្ត្រី|ဝန်ကြီး"},
	{"digital", "digital|digitalisation|digitalization|digitalised|数字|数智|数字化|số|chuyển đổi số|ดิจิทัล|ດິຈິຕອນ|ឌីជីថល|ဒစ်ဂျစ်တယ်"},
	{"ai", "ai|artificial intelligence|人工智能|kecerdasan buatan|kecerdasan artifisial|trí tuệ nhân tạo|ปัญญาประดิษฐ์|ປັນຍາປະດິດ|បញ្ញាសិប្បនិម្មិត"},
	{"smart", "smart|intelligent|intelligence|智慧|智能|pintar|cerdas|thông minh|อัจฉริยะ"},
	{"innovation", "innovation|innovative|创新|inovasi|đổi mới|sáng tạo|นวัตกรรม|ນະວັດຕະກຳ|នវានុវត្តន៍|inobasyon"},
	{"industry", "industry|industrial|产业|产教|行业|industri|công nghiệp|อุตสาหกรรม|ອຸດສາຫະກຳ|ឧស្សាហកម្ម|industriya"},
	{"integration", "integration|integrating|融合|一体化|integrasi|hội nhập|บูรณาการ"},
	{"international", "international|internationalisation|internationalization|国际|internasional|antarabangsa|quốc tế|นานาชาติ|ສາກົນ|អន្តរជាតិ|နိုင်ငံတကာ|internasyonal"},
	{"youth", "youth|young|青年|青少年|pemuda|belia|thanh niên|เยาวชน|ຊາວໜຸ່ມ|យុវជន|လူငယ်|kabataan"},
	{"student", "student|students|学生|留学生|mahasiswa|pelajar|siswa|sinh viên|học sinh|นักศึกษา|นักเรียน|ນັກສຶກສາ|និស្សិត|ကျောင်းသား|estudyante|mag-aaral"},
	{"teacher", "teacher|teachers|教师|老师|guru|giáo viên|ครู|ຄູ|គ្រូ|ဆရာ"},
	{"language", "language|语言|bahasa|ngôn ngữ|ภาษา|ພາສາ|ភាសា|ဘာသာ|wika"},
	{"mandarin", "mandarin|chinese language|中文|汉语|华文|bahasa mandarin|tiếng trung|ภาษาจีน|ພາສາຈີນ|ភាសាចិន"},
	{"bridge", "chinese bridge|汉语桥"},
	{"luban", "luban|lu ban|鲁班|ลู่ปัน|lỗ ban"},
	{"workshop-luban", "luban workshop|鲁班工坊|bengkel luban"},
	{"craftsman", "craftsman|craftsmen|craftsmanship|artisan|工匠"},
	{"skills", "skill|skills|skilled|技能|keterampilan|kemahiran|kỹ năng|ทักษะ|ທັກສະ|ជំនាញ|ကျွမ်းကျင်|kasanayan"},
	{"talent", "talent|talents|人才|bakat|talenta|nhân tài|nhân lực"},
	{"alliance", "alliance|consortium|联盟|aliansi|gabungan|liên minh|พันธมิตร"},
	{"network", "network|网络|jaringan|rangkaian|mạng lưới|เครือข่าย"},
	{"science", "science|sciences|科学|ilmu|sains|khoa học|วิทยาศาสตร์|ວິທະຍາສາດ|វិទ្យាសាស្ត្រ|သိပ္ပံ|agham"},
	{"technology", "technology|technological|技术|科技|teknologi|công nghệ|kỹ thuật|เทคโนโลยี|ເຕັກໂນໂລຊີ|បច្ចេកវិទ្យា|နည်းပညာ|teknolohiya"},
	{"culture", "culture|cultural|文化|人文|budaya|kebudayaan|văn hóa|วัฒนธรรม|ວັດທະນະທຳ|វប្បធម៌|ယဉ်ကျေးမှု|kultura"},
	{"scholarship", "scholarship|scholarships|奖学金|beasiswa|biasiswa|học bổng|ทุนการศึกษา|ທຶນການສຶກສາ|អាហារូបករណ៍|ပညာသင်ဆု"},
	{"research", "research|研究|科研|penelitian|penyelidikan|nghiên cứu|วิจัย|ຄົ້ນຄວ້າ|ស្រាវជ្រាវ|သုတေသန|pananaliksik"},
	{"think-tank", "think tank|think tanks|智库"},
	{"medical", "medical|medicine|health|医学|医药|卫生|中医|kesehatan|perubatan|y tế|แพทย์|สาธารณสุข"},
	{"agriculture", "agriculture|agricultural|农业|pertanian|nông nghiệp|เกษตร|ກະສິກຳ|កសិកម្ម|agrikultura"},
	{"railway", "railway|rail|铁路|kereta api|đường sắt|รถไฟ|ລົດໄຟ"},
	{"transport", "transport|transportation|交通|pengangkutan|transportasi|giao thông|คมนาคม"},
	{"logistics", "logistics|supply chain|物流|供应链|logistik|โลจิสติกส์"},
	{"higher", "higher education|tertiary|高等教育|pendidikan tinggi|giáo dục đại học|อุดมศึกษา"},
	{"school", "school|schools|学校|中小学|sekolah|trường|โรงเรียน|ໂຮງຮຽນ|សាលារៀន|paaralan"},
	{"enterprise", "enterprise|enterprises|企业|校企|perusahaan|doanh nghiệp"},
	{"camp", "camp|夏令营|冬令营|营|perkemahan|trại hè|ค่าย"},
	{"institute", "institute|研究院|institut|viện|สถาบัน|ສະຖາບັນ|វិទ្យាស្ថាន"},
	{"confucius", "confucius|孔子学院|孔子|konfusius|khổng tử|ขงจื่อ|ຂົງຈື້"},
	{"press", "press conference|news conference|新闻发布会|发布会|konferensi pers|họp báo|แถลงข่าว"},
	{"standard", "standard|standards|标准"},
	{"declaration", "declaration|宣言|倡议|deklarasi|tuyên bố"},
	{"agreement", "agreement|memorandum|mou|协议|备忘录|nota kesepahaman|memorandum persefahaman|biên bản ghi nhớ|บันทึกความเข้าใจ"},
	{"ministry", "ministry|教育部|kementerian|bộ|กระทรวง|ກະຊວງ|ក្រសួង|ဝန်ကြီးဌာန|kagawaran"},
	{"department", "department|bureau|教育厅|厅|jabatan|dinas|sở|กรม"},
	{"government", "government|人民政府|政府|pemerintah|kerajaan|chính phủ|รัฐบาล|ລັດຖະບານ|រដ្ឋាភិបាល|အစိုးရ"},
	{"guangxi", "guangxi|广西|quảng tây|กว่างซี|กวางสี"},
	{"guizhou", "guizhou|贵州|quý châu|กุ้ยโจว"},
	{"yunnan", "yunnan|云南|vân nam|ยูนนาน|ຢຸນນານ"},
	{"hainan", "hainan|海南|hải nam|ไห่หนาน"},
	{"centre", "centre|center|中心|pusat|trung tâm|ศูนย์|ສູນ|មជ្ឈមណ្ឌល|sentro"},
	{"association", "association|society|协会|学会|asosiasi|persatuan|hiệp hội|สมาคม|ສະມາຄົມ|សមាគម|အသင်း"},
	{"secretariat", "secretariat|秘书处|sekretariat|ban thư ký|สำนักเลขาธิการ"},
	{"belt-road", "belt and road|一带一路|vành đai và con đường"},
	{"graduation", "graduation|毕业|wisuda|tốt nghiệp"},
	{"empower", "empower|empowers|empowering|empowerment|赋能"},
	{"transform", "transformation|转型|transformasi|chuyển đổi"},
	{"green", "green|绿色|hijau|xanh"},
	{"high-quality", "high-quality|高质量"},
	{"programme", "programme|program|programmes|项目|计划|chương trình|โครงการ|ໂຄງການ|កម្មវិធី|programa"},
}

type phrase struct {
	words []string
	key   string
}

type dictionary struct {
	phrases map[string][]phrase // by first word, longest first
	glued   []phrase            // terms of scripts without spaces, longest first
}

var concepts = newDictionary(conceptTerms)

func newDictionary(table [][2]string) dictionary {
	d := dictionary{phrases: map[string][]phrase{}}
	for _, row := range table {
		for _, term := range strings.Split(row[1], "|") {
			term = norm.NFC.String(term)
			if r := []rune(term)[0]; glue(r) {
				d.glued = append(d.glued, phrase{[]string{term}, row[0]})
				continue
			}
			ws := latinWords(term)
			d.phrases[ws[0]] = append(d.phrases[ws[0]], phrase{ws, row[0]})
		}
	}
	for w, ps := range d.phrases {
		sort.SliceStable(ps, func(i, j int) bool { return len(ps[i].words) > len(ps[j].words) })
		d.phrases[w] = ps
	}
	sort.SliceStable(d.glued, func(i, j int) bool { return len(d.glued[i].words[0]) > len(d.glued[j].words[0]) })
	return d
}

// glue: r belongs to a script that sets no spaces between words.
func glue(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

var stop = map[string]bool{"the": true, "of": true, "and": true, "for": true, "a": true, "an": true, "in": true, "on": true, "to": true,
	"with": true, "by": true, "at": true, "as": true, "from": true, "its": true, "between": true, "de": true, "la": true, "dan": true, "di": true,
	"ke": true, "untuk": true, "yang": true, "dengan": true, "và": true, "của": true, "tại": true, "với": true, "ng": true, "sa": true, "mga": true,
	"held": true, "through": true, "towards": true, "s": true, "st": true, "nd": true, "rd": true, "th": true}

// latinWords cuts a text into lower-case words with their plurals and spellings
// folded; digits are words.
func latinWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFC.String(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

var spelling = strings.NewReplacer("programme", "program", "labour", "labor", "colour", "color", "centre", "center", "isation", "ization", "ising", "izing")

func stem(w string) string {
	w = spelling.Replace(w)
	if len(w) > 4 && w[len(w)-1] == 's' && w[len(w)-2] != 's' {
		w = w[:len(w)-1]
	}
	return w
}

// words reads a name: its concepts ("asean"), which any language shares, and its
// remaining words ("=bodhi"), which only texts in one script share.
func (d dictionary) words(s string) (keys []string, rest []string) {
	seen := map[string]bool{}
	add := func(list *[]string, k string) {
		if !seen[k] {
			seen[k] = true
			*list = append(*list, k)
		}
	}
	for _, run := range runsOf(s) {
		if run.glued {
			left := run.text
			for _, p := range d.glued {
				if strings.Contains(left, p.words[0]) {
					add(&keys, p.key)
					left = strings.ReplaceAll(left, p.words[0], "\x00")
				}
			}
			for _, part := range strings.Split(left, "\x00") {
				r := []rune(part)
				for i := 0; i+1 < len(r); i++ {
					add(&rest, "="+string(r[i:i+2]))
				}
			}
			continue
		}
		ws := latinWords(run.text)
	next:
		for i := 0; i < len(ws); {
			for _, p := range d.phrases[ws[i]] {
				if len(p.words) <= len(ws)-i && equal(p.words, ws[i:i+len(p.words)]) {
					add(&keys, p.key)
					i += len(p.words)
					continue next
				}
			}
			if w := ws[i]; !stop[w] && !number(w) {
				add(&rest, "="+stem(w))
			}
			i++
		}
	}
	sort.Strings(keys)
	sort.Strings(rest)
	return keys, rest
}

func equal(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func number(w string) bool {
	for _, r := range w {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

type run struct {
	text  string
	glued bool
}

// runsOf cuts a text where scripts with and without spaces meet.
func runsOf(s string) []run {
	var out []run
	start, glued := 0, false
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			if glued { // punctuation ends a glued run
				out = append(out, run{s[start:i], true})
				start, glued = i, false
			}
			continue
		}
		if g := glue(r); g != glued {
			if i > start {
				out = append(out, run{s[start:i], glued})
			}
			start, glued = i, g
		}
	}
	return append(out, run{s[start:], glued})
}
