package query

import (
	"strings"
)

// maxSynonymWords is the most bare words that are tried together as one name.
const maxSynonymWords = 4

// Names of one thing in the languages of the region, "|" between them; before the
// colon the key that records carry for it: a country's code or a topic's slug.
const countryRows = `
CN: China | PRC | 中国 | จีน | Trung Quốc | Tiongkok | ຈີນ | ចិន | တရုတ်
BN: Brunei | Brunei Darussalam | 文莱 | บรูไน | ບຣູໄນ | ប្រ៊ុយណេ | ဘရူနိုင်း
KH: Cambodia | Kampuchea | Kamboja | 柬埔寨 | กัมพูชา | Campuchia | ກຳປູເຈຍ | កម្ពុជា | ကမ္ဘောဒီးယား
ID: Indonesia | 印度尼西亚 | 印尼 | อินโดนีเซีย | ອິນໂດເນເຊຍ | ឥណ្ឌូណេស៊ី | အင်ဒိုနီးရှား
LA: Laos | Lao PDR | 老挝 | ลาว | Lào | ລາວ | ឡាវ | လာအို
MY: Malaysia | 马来西亚 | มาเลเซีย | ມາເລເຊຍ | ម៉ាឡេស៊ី | မလေးရှား
MM: Myanmar | Burma | 缅甸 | เมียนมา | พม่า | ມຽນມາ | មីយ៉ាន់ម៉ា | မြန်မာ
PH: Philippines | Pilipinas | Filipina | 菲律宾 | ฟิลิปปินส์ | ຟີລິບປິນ | ហ្វីលីពីន | ဖိလစ်ပိုင်
SG: Singapore | Singapura | 新加坡 | สิงคโปร์ | ສິງກະໂປ | សិង្ហបុរី | စင်ကာပူ
TH: Thailand | 泰国 | ไทย | ประเทศไทย | Thái Lan | ປະເທດໄທ | ថៃ | ထိုင်း
TL: Timor-Leste | East Timor | 东帝汶 | ติมอร์-เลสเต | Đông Timor
VN: Vietnam | Viet Nam | 越南 | เวียดนาม | Việt Nam | ຫວຽດນາມ | វៀតណាម | ဗီယက်နမ်`

const topicRows = `
vocational-education: vocational education | TVET | technical and vocational education | 职业教育 | 职教 | อาชีวศึกษา | giáo dục nghề nghiệp | pendidikan vokasi | pendidikan vokasional | pendidikan kejuruan | ອາຊີວະສຶກສາ | អប់រំបច្ចេកទេស
higher-education: higher education | 高等教育 | อุดมศึกษา | giáo dục đại học | pendidikan tinggi | ການສຶກສາຊັ້ນສູງ | ឧត្តមសិក្សា | အဆင့်မြင့်ပညာ
artificial-intelligence: artificial intelligence | AI | 人工智能 | ปัญญาประดิษฐ์ | trí tuệ nhân tạo | kecerdasan buatan | kecerdasan artifisial | ປັນຍາປະດິດ | បញ្ញាសិប្បនិម្មិត | ဉာဏ်ရည်တု
scholarships: scholarship | 奖学金 | ทุนการศึกษา | học bổng | beasiswa | biasiswa | ທຶນການສຶກສາ | អាហារូបករណ៍ | ပညာသင်ဆု
language-education: language education | 语言教育
digital-education: digital education | 数字教育 | 教育数字化
student-exchange: student exchange | 学生交流 | giao lưu sinh viên | pertukaran pelajar | pertukaran mahasiswa
teacher-training: teacher training | 教师培训 | 师资培训 | bồi dưỡng giáo viên | pelatihan guru | latihan guru`

// Names without a key of their own.
const nameRows = `
ASEAN | 东盟 | 东南亚国家联盟 | อาเซียน | ອາຊຽນ | អាស៊ាន | အာဆီယံ
ASEAN-China Centre | China-ASEAN Centre | 中国—东盟中心
Nanning | 南宁 | หนานหนิง | Nam Ninh
Guangxi | 广西 | กว่างซี | Quảng Tây
Guizhou | 贵州 | กุ้ยโจว | Quý Châu
Guiyang | 贵阳 | กุ้ยหยาง | Quý Dương
Yunnan | 云南 | ยูนนาน | Vân Nam
Kunming | 昆明 | คุนหมิง | Côn Minh
Beijing | 北京 | ปักกิ่ง | Bắc Kinh
Shanghai | 上海 | เซี่ยงไฮ้ | Thượng Hải
Guangzhou | 广州 | กว่างโจว | Quảng Châu
Hainan | 海南 | ไหหลำ | Hải Nam
Chongqing | 重庆 | ฉงชิ่ง | Trùng Khánh
Hanoi | Ha Noi | 河内 | ฮานอย | Hà Nội
Bangkok | 曼谷 | กรุงเทพ | Băng Cốc
Jakarta | 雅加达 | จาการ์ตา
Kuala Lumpur | 吉隆坡 | กัวลาลัมเปอร์
Phnom Penh | 金边 | พนมเปญ | ភ្នំពេញ
Vientiane | 万象 | เวียงจันทน์ | Viêng Chăn | ວຽງຈັນ
Yangon | Rangoon | 仰光 | ย่างกุ้ง | ရန်ကုန်
Manila | Maynila | 马尼拉 | มะนิลา
Bandar Seri Begawan | 斯里巴加湾`

type synonym struct {
	field, key string   // of records, "" when they carry none
	names      []string // as written
}

// The table is built once from the rows above and never written again.
var synonymTable = func() map[string]*synonym {
	m := map[string]*synonym{}
	read := func(rows, field string) {
		for row := range strings.Lines(rows) {
			row = strings.TrimSpace(row)
			if row == "" {
				continue
			}
			s := &synonym{field: field}
			if field != "" {
				s.key, row, _ = strings.Cut(row, ":")
			}
			for name := range strings.SplitSeq(row, "|") {
				s.names = append(s.names, strings.TrimSpace(name))
			}
			for _, name := range s.names {
				m[synonymKey(name)] = s
			}
		}
	}
	read(nameRows, "")
	read(topicRows, KeyTopic)
	read(countryRows, KeyCountry)
	return m
}()

// synonymKey makes all spellings of one name equal.
func synonymKey(name string) string {
	var b strings.Builder
	for _, t := range queryTokens(name) {
		b.WriteString(t.Term)
		b.WriteByte(' ')
	}
	return b.String()
}

// synonyms returns what a bare name finds besides itself; nil when it is no name.
func synonyms(name string) []*Plan {
	s := synonymTable[synonymKey(name)]
	if s == nil {
		return nil
	}
	out := s.forms(FieldAny)
	if s.key != "" {
		out = append(out, &Plan{Op: PlanKey, Field: s.field, Value: s.key})
	}
	return out
}

// placeSynonyms is the same for a place; a topic is none.
func placeSynonyms(field, name string) []*Plan {
	s := synonymTable[synonymKey(name)]
	if s == nil || s.field == KeyTopic {
		return nil
	}
	return s.forms(field)
}

func (s *synonym) forms(field string) []*Plan {
	var out []*Plan
	for _, n := range s.names {
		out = append(out, textLeaf(field, n))
	}
	return out
}

func countryCode(name string) (string, bool) {
	s := synonymTable[synonymKey(name)]
	if s == nil || s.field != KeyCountry {
		return "", false
	}
	return s.key, true
}

func topicSlug(name string) (string, bool) {
	s := synonymTable[synonymKey(name)]
	if s == nil || s.field != KeyTopic {
		return "", false
	}
	return s.key, true
}
