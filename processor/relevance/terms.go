package relevance

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

type entry struct {
	term   string // folded
	padded string
	weight float64
	glued  bool
}

type table []entry

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

func lower(r rune) rune { return unicode.ToLower(r) }

func glue(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// terms makes a table from lines of terms set apart by "|", all of one weight.
func terms(weight float64, lines ...string) table {
	var t table
	seen := map[string]bool{}
	for _, l := range lines {
		for _, term := range strings.Split(norm.NFC.String(l), "|") {
			f := strings.TrimSpace(fold(term))
			if f == "" || seen[f] {
				continue
			}
			seen[f] = true
			e := entry{term: f, padded: " " + f + " ", weight: weight}
			for _, r := range f {
				if glue(r) {
					e.glued = true
				}
			}
			t = append(t, e)
		}
	}
	return t
}

func join(ts ...table) table {
	var out table
	for _, t := range ts {
		out = append(out, t...)
	}
	return out
}

var members = map[string]bool{"BN": true, "KH": true, "ID": true, "LA": true, "MY": true, "MM": true, "PH": true, "SG": true, "TH": true, "VN": true, "TL": true}

var chinaTerms = join(terms(1,
	"china|chinese|china's|sino|prc|beijing|guangxi|guizhou|guiyang|yunnan|kunming|nanning|hainan|haikou|guangdong|guangzhou|shenzhen|chongqing|sichuan|chengdu|fujian|xiamen|tianjin|shanghai|zhejiang|jiangsu|nanjing|shandong|hubei|wuhan|hunan|changsha|guilin|liuzhou|tsinghua|peking|jiangxi|anhui|henan|shaanxi|xi'an|hangzhou|confucius institute|luban workshop|china's ministry",
	"中国|中國|我国|我校|广西|贵州|云南|海南|广东|福建|重庆|四川|天津|上海|北京|南宁|贵阳|昆明|柳州|桂林|浙江|江苏|山东|湖南|湖北|教育部|鲁班工坊|中方|我院",
	"tiongkok|cina|china|trung quốc|quảng tây|vân nam|bắc kinh|nam ninh|quý châu|côn minh|thượng hải|จีน|กว่างซี|ยูนนาน|คุนหมิง|ปักกิ่ง|หนานหนิง|กุ้ยโจว|ຈີນ|ກວາງຊີ|ຢຸນນານ|ចិន|តរុត|ក្វាងស៊ី|យូណាន|တရုတ်|ယူနန်|ကွမ်ရှီး|tsina|tsino"))

var aseanTerms = join(terms(1,
	"asean|southeast asia|southeast asian|lancang mekong|mekong|seameo|brunei|cambodia|cambodian|indonesia|indonesian|laos|lao|malaysia|malaysian|myanmar|philippines|philippine|filipino|singapore|singaporean|thailand|thai|vietnam|vietnamese|viet nam|timor leste|phnom penh|jakarta|vientiane|kuala lumpur|manila|bangkok|hanoi|yangon|ho chi minh city",
	"东盟|東盟|东南亚|澜湄|文莱|柬埔寨|印度尼西亚|印尼|老挝|马来西亚|缅甸|菲律宾|新加坡|泰国|越南|东帝汶|金边|雅加达|万象|吉隆坡|曼谷|河内|中泰|中老|中越|中马|中柬|中缅|中印尼|中菲|中新",
	"asia tenggara|kamboja|kemboja|filipina|singapura|vietnam|thailand|myanmar|laos|jawa|jakarta|việt nam|đông nam á|campuchia|thái lan|lào|hà nội|indonesia|malaysia|singapore|philippines|việt|อาเซียน|ไทย|กัมพูชา|ลาว|เวียดนาม|มาเลเซีย|อินโดนีเซีย|เมียนมา|ฟิลิปปินส์|สิงคโปร์|เอเชียตะวันออกเฉียงใต้|ອາຊຽນ|ລາວ|ໄທ|ຫວຽດນາມ|ກຳປູເຈຍ|អាស៊ាន|កម្ពុជា|ខ្មែរ|ថៃ|វៀតណាម|ឡាវ|အာဆီယံ|မြန်မာ|ထိုင်း|ကမ္ဘောဒီးယား|pilipinas|pilipino|biyetnam"))

// Names that say both sides at once.
var jointTerms = terms(1, "china asean|asean china|sino asean|china guangxi asean|china laos|china thailand|china malaysia|china vietnam|china cambodia|china indonesia|china myanmar|china philippines|china singapore|thai chinese|sino thai|sino malaysian|malaysia china|indonesia china|vietnam china|laos china|cambodia china|thailand china|thai china|sino lao|sino vietnamese|sino myanmar|caecw|asean china centre|asean china center|lancang mekong",
	"中国东盟|中国 东盟|东盟 中国|中国 广西 东盟|中泰|中老|中越|中马|中柬|中缅|中印尼|中国和东盟|中国与东盟|面向东盟",
	"asean tiongkok|tiongkok asean|china asean|asean cina|indonesia tiongkok|malaysia china|trung quốc asean|asean trung quốc|việt nam trung quốc|việt trung|trung quốc việt nam|จีน อาเซียน|อาเซียน จีน|ไทย จีน|จีน ไทย|ลาว จีน|ລາວ ຈີນ|ຈີນ ລາວ|ຈີນ ອາຊຽນ|អាស៊ាន ចិន|ចិន អាស៊ាន|កម្ពុជា ចិន|ចិន កម្ពុជា|တရုတ် အာဆီယံ|အာဆီယံ တရုတ်|တရုတ် မြန်မာ|မြန်မာ တရုတ်|tsina asean|asean tsina|pilipinas tsina")

var educationTerms = join(terms(1,
	"education|educational|vocational|tvet|university|universities|college|colleges|polytechnic|school|schools|student|students|teacher|teachers|teaching|scholarship|scholarships|curriculum|curricula|academic|academics|campus|training|trainees|talent cultivation|talent training|skills|higher education|rector|vice chancellor|professors|lecturers|degree|graduates|textbooks|luban workshop|confucius institute|internship|joint laboratory|scholars|faculty|seameo|courses",
	"教育|职业教育|职教|高校|大学|学院|院校|学校|留学|留学生|学生|教师|师生|奖学金|课程|培训|研修|人才培养|技能大赛|校企|产教融合|鲁班工坊|孔子学院|校长|教材|办学|学术|联合实验室|工匠学院",
	"pendidikan|vokasi|kejuruan|universitas|universiti|politeknik|sekolah|mahasiswa|pelajar|siswa|guru|dosen|pensyarah|beasiswa|biasiswa|kurikulum|pelatihan|latihan|kampus|rektor|kolej|graduan|kemahiran|keterampilan|magang",
	"giáo dục|đại học|cao đẳng|nghề|đào tạo|sinh viên|học sinh|giáo viên|giảng viên|học bổng|trường|tập huấn|nhà trường|du học|học viện",
	"การศึกษา|อาชีวศึกษา|อาชีวะ|มหาวิทยาลัย|วิทยาลัย|โรงเรียน|นักศึกษา|นักเรียน|ครู|อาจารย์|ทุนการศึกษา|หลักสูตร|ฝึกอบรม|ทักษะ|อธิการบดี",
	"ການສຶກສາ|ສຶກສາ|ມະຫາວິທະຍາໄລ|ວິທະຍາໄລ|ນັກສຶກສາ|ນັກຮຽນ|ໂຮງຮຽນ|ຄູ|ທຶນການສຶກສາ|ຝຶກອົບຮົມ|ວິຊາຊີບ|ອາຊີວະ",
	"អប់រំ|សាកលវិទ្យាល័យ|វិទ្យាស្ថាន|សាលា|និស្សិត|សិស្ស|គ្រូ|អាហារូបករណ៍|បណ្តុះបណ្តាល|វិជ្ជាជីវៈ|កម្មសិក្សា",
	"ပညာရေး|တက္ကသိုလ်|ကောလိပ်|ကျောင်းသား|ကျောင်း|ဆရာ|ပညာသင်ဆု|သင်တန်း|သက်မွေး|လေ့ကျင့်",
	"edukasyon|unibersidad|kolehiyo|paaralan|estudyante|mag aaral|guro|iskolarship|pagsasanay|kasanayan|bokasyonal|scholarship"))

var cooperationTerms = terms(1,
	"cooperation|cooperate|cooperative|collaboration|collaborate|partnership|partners|partner|exchange|exchanges|jointly|joint|memorandum|mou|agreement|agreements|signed|signing|alliance|delegation|forum|conference|seminar|co founded|opened|opens|launch|launched|international students|visited|workshop|competition|scholarship|scholarships|hosted|trained|established",
	"合作|交流|共建|共同|协议|备忘录|签署|签约|联盟|代表团|论坛|大会|研讨|来华|访问|举办|揭牌|成立|联合|大赛|走出去|对接|建成",
	"kerja sama|kerjasama|bekerja sama|kolaborasi|kemitraan|pertukaran|nota kesepahaman|memorandum|perjanjian|menandatangani|menandatangani|forum|delegasi|bersama|pesertaan|lawatan|meterai|memeterai|usaha sama|beasiswa|biasiswa",
	"hợp tác|giao lưu|trao đổi|ký kết|biên bản ghi nhớ|thỏa thuận|diễn đàn|hội thảo|hội nghị|liên kết|phối hợp|đoàn|liên minh|học bổng",
	"ความร่วมมือ|ร่วมมือ|แลกเปลี่ยน|ลงนาม|บันทึกข้อตกลง|บันทึกความเข้าใจ|ประชุม|สัมมนา|เครือข่าย|ร่วมกับ|พันธมิตร|ทุนการศึกษา",
	"ຮ່ວມມື|ແລກປ່ຽນ|ເຊັນ|ບົດບັນທຶກ|ກອງປະຊຸມ|ຮ່ວມກັນ|ທຶນ",
	"សហប្រតិបត្តិការ|ផ្លាស់ប្តូរ|ចុះហត្ថលេខា|អនុស្សរណៈ|វេទិកា|សន្និសីទ|កិច្ចសហការ|អាហារូបករណ៍|សហការ",
	"ပူးပေါင်း|ဖလှယ်|လက်မှတ်|နားလည်မှု|ဖိုရမ်|ညီလာခံ|ဆွေးနွေးပွဲ|ပညာသင်ဆု",
	"kooperasyon|pakikipagtulungan|pagtutulungan|palitan|kasunduan|lumagda|nilagdaan|porum|kumperensya|kumperensiya|magkasama")

// Partners whose cooperation is another story.
var otherPartners = terms(1,
	"japan|japanese|asean japan|korea|korean|rok|asean korea|european union|eu|asean eu|erasmus|australia|australian|united states|american|us asean|united kingdom|british council|india|indian|russia|russian|africa|african|china africa|kenya|ethiopia|rwanda|egypt|nigeria|ghana|south africa|djibouti|mali|uganda|tanzania|madagascar|morocco|kazakhstan|uzbekistan|tajikistan|central asia|pakistan|latin america|germany|german|france|french|canada|new zealand",
	"日本|韩国|欧盟|非洲|中非|肯尼亚|埃塞俄比亚|卢旺达|埃及|尼日利亚|吉布提|南非|中亚|哈萨克斯坦|乌兹别克斯坦|塔吉克斯坦|澳大利亚|美国|英国|印度 |俄罗斯|德国|法国",
	"jepang|jepun|korea selatan|uni eropa|kesatuan eropah|afrika|amerika serikat|inggris|australia|nhật bản|hàn quốc|liên minh châu âu|châu phi|hoa kỳ|úc|anh quốc|ญี่ปุ่น|เกาหลี|สหภาพยุโรป|แอฟริกา|สหรัฐ|ออสเตรเลีย|ຍີ່ປຸ່ນ|ເກົາຫຼີ|ជប៉ុន|កូរ៉េ|អាហ្វ្រិក|ဂျပန်|ကိုရီးယား|hapon|korea|aprika")

// What China and ASEAN also do.
var offTopics = terms(1,
	"trade|exports|imports|tariff|tariffs|tourism|tourists|tourist|visa free|football|soccer|match|badminton|basketball|investment|durian|fruit|customs|container|port|freight|electric vehicles|stock|billion|gdp|currency|naval|military|patrol|south china sea|hotel|flights|airline|box office|concert|film festival|coach|league|goal|energy|power grid|rice",
	"贸易|进出口|出口|进口|关税|旅游|游客|足球|羽毛球|投资|榴莲|水果|海关|港口|货运|亿元|亿美元|电动汽车|票房|航班|口岸|联赛|经贸",
	"perdagangan|ekspor|impor|eksport|import|pariwisata|pelancongan|wisatawan|sepak bola|bola sepak|investasi|pelaburan|durian|thương mại|xuất khẩu|nhập khẩu|du lịch|du khách|bóng đá|đầu tư|sầu riêng|kim ngạch|การค้า|ส่งออก|นำเข้า|ท่องเที่ยว|นักท่องเที่ยว|ฟุตบอล|การลงทุน|ทุเรียน|ການຄ້າ|ສົ່ງອອກ|ທ່ອງທ່ຽວ|ບານເຕະ|ការ\u200bនាំ\u200bចេញ|ពាណិជ្ជកម្ម|ទេសចរណ៍|បាល់ទាត់|ကုန်သွယ်|ပို့ကုန်|ခရီးသွား|ဘောလုံး|kalakalan|turismo|turista|luwas|putbol")

// Offers to a customer.
var adverts = terms(1,
	"hsk test|hsk exam|hsk registration|enrol now|enroll now|register now|tuition fee|tuition fees|discount|price list|test centre|test center|book your|free trial|whatsapp|call us|special offer|language course|private tutor|tutoring|sign up today|limited seats|promo",
	"报名费|优惠|培训班招生|考试报名|学费|报名热线|考点|立即报名|一对一|试听",
	"daftar sekarang|biaya kursus|diskon|kursus bahasa|promo|yuran|daftar segera|học phí|đăng ký ngay|khóa học tiếng trung|ưu đãi|giảm giá|ค่าเรียน|สมัครเลย|คอร์สเรียน|ลดราคา|โปรโมชั่น|สอบ hsk|thi hsk|ujian hsk|mag enroll na")
