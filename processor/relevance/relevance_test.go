package relevance

import (
	"testing"

	"caewatch/news"
)

// cases are short articles in our own words: yes are about education cooperation
// between China and ASEAN, no are near misses.
var yes = []string{
	"China and ASEAN open vocational education forum in Nanning|Rectors from Thailand, Laos and Guangxi signed agreements on training teachers.",
	"Guangxi college welcomes 80 trainees from Cambodia|The Chinese college and the Cambodian ministry run a joint training course for teachers in Phnom Penh.",
	"Malaysian university signs MoU with Tsinghua|The memorandum covers exchange of students between the university in Kuala Lumpur and the Beijing campus.",
	"Luban Workshop opens in Bangkok|A Tianjin college and a Thai technical college established the workshop to train students in robotics.",
	"Scholarships for Lao students in Yunnan|The government of Yunnan, China, offers 50 scholarships to students from Laos at Kunming universities.",
	"Guiyang hosts education cooperation week|The China-ASEAN Education Cooperation Week gathered universities from ten countries in Guizhou.",
	"Indonesian polytechnics visit Liuzhou|A delegation of Indonesian polytechnics visited colleges in Liuzhou, Guangxi to discuss cooperation in vocational training.",
	"Vietnamese and Chinese universities form rail alliance|Universities of Vietnam and China agreed on joint curricula for railway engineering students.",
	"ASEAN-China Centre holds summer camp for students|Students from ASEAN universities joined Chinese students in Beijing.",
	"Philippine teachers train in Fujian|Teachers from Manila completed training at a university in Xiamen, China, under an exchange agreement.",
	"Singapore and Chongqing colleges sign accord|The agreement lets students of both colleges take a joint degree in logistics.",
	"Brunei university and Guangxi University open joint laboratory|Researchers and students from Brunei and China will share the laboratory.",
	"Myanmar students graduate from Chinese vocational programme|Forty students from Myanmar finished a programme at a Yunnan vocational college set up in partnership with Yangon.",
	"中国—东盟职业教育论坛在南宁举行|来自泰国、老挝的院校代表与广西职业院校签署合作协议。",
	"广西高校与马来西亚大学签约|双方将共建联合实验室，互派留学生。",
	"泰国教师来华研修|三十名泰国教师在云南参加职业教育培训。",
	"贵州鲁班工坊在柬埔寨揭牌|贵州职业学院与柬埔寨院校共建鲁班工坊，培养当地学生。",
	"中老铁路人才培养项目毕业典礼|昆明学院为老挝培训的学生毕业，双方将继续合作办学。",
	"东盟留学生技能大赛在柳州开赛|来自印尼、越南的留学生与中国学生同台竞技。",
	"中国印尼高校联盟成立|两国大学校长在雅加达共同签署备忘录。",
	"Tiongkok dan Indonesia perkuat kerja sama vokasi|Politeknik di Jakarta menandatangani nota kesepahaman dengan kampus di Guangxi.",
	"Beasiswa Tiongkok bagi mahasiswa Indonesia|Pemerintah Tiongkok memberi beasiswa kepada mahasiswa Indonesia untuk belajar di universitas di Nanning.",
	"Universiti Malaysia meterai perjanjian dengan universiti China|Memorandum itu membolehkan pertukaran pelajar antara Kuala Lumpur dan Beijing.",
	"Kolej vokasional Malaysia dan China bekerjasama|Kerjasama latihan kemahiran antara kolej Malaysia dan institusi Guangxi, China bermula tahun ini.",
	"Việt Nam và Trung Quốc hợp tác giáo dục nghề nghiệp|Các trường cao đẳng ở Hà Nội ký kết biên bản ghi nhớ với trường ở Quảng Tây.",
	"Học bổng Trung Quốc cho sinh viên Việt Nam|Đại học tại Vân Nam dành học bổng cho sinh viên Việt Nam theo chương trình hợp tác.",
	"ไทย-จีน ร่วมมืออาชีวศึกษา|วิทยาลัยของไทยลงนามบันทึกความเข้าใจกับวิทยาลัยในกว่างซี ประเทศจีน เพื่อแลกเปลี่ยนนักศึกษา",
	"มหาวิทยาลัยไทยจับมือมหาวิทยาลัยจีน|สองมหาวิทยาลัยลงนามความร่วมมือด้านการศึกษาและแลกเปลี่ยนอาจารย์ที่กรุงเทพ ประเทศไทย",
	"ລາວ-ຈີນ ຮ່ວມມືດ້ານການສຶກສາ|ມະຫາວິທະຍາໄລແຫ່ງຊາດລາວ ເຊັນບົດບັນທຶກ ກັບ ມະຫາວິທະຍາໄລ ຈີນ ເພື່ອແລກປ່ຽນນັກສຶກສາ",
	"កម្ពុជា-ចិន សហប្រតិបត្តិការអប់រំ|សាកលវិទ្យាល័យកម្ពុជាចុះហត្ថលេខាជាមួយសាកលវិទ្យាល័យចិន ដើម្បីផ្លាស់ប្តូរនិស្សិត",
	"တရုတ်-မြန်မာ ပညာရေး ပူးပေါင်းဆောင်ရွက်|မြန်မာတက္ကသိုလ်နှင့် တရုတ်တက္ကသိုလ်တို့ ကျောင်းသားဖလှယ်ရေး နားလည်မှုစာချွန်လွှာ လက်မှတ်ရေးထိုး",
	"Pilipinas at Tsina, lumagda sa kasunduan sa edukasyon|Magpapalitan ng estudyante ang unibersidad sa Maynila, Pilipinas at ang unibersidad sa Beijing, Tsina.",
}

var no = []string{
	"Japan and ASEAN expand student exchange|Universities from Japan and Thailand agreed on scholarships; the Japanese ministry will fund teachers.",
	"Korea opens vocational school in Laos|The Korean agency and the Lao ministry of education signed an agreement to train teachers.",
	"EU and ASEAN launch higher education programme|The European Union will fund scholarships for students from Indonesia and Vietnam.",
	"China-Africa vocational education forum|Colleges from Tianjin and Kenya discussed training for African students.",
	"Luban Workshop opens in Ethiopia|A Tianjin college and an Ethiopian university in Africa train students in robotics.",
	"Chinese university opens campus in Kazakhstan|Students from Kazakhstan will study with scholarships from China.",
	"China-ASEAN trade hits record|Exports and imports grew as tariffs fell, customs data show; investment reached 30 billion dollars.",
	"Thai durian exports to China rise|Fruit traders in Thailand see more trade through the port in Guangxi.",
	"China and Malaysia agree visa free travel|Tourism officials expect more tourists and flights between the countries.",
	"China beat Thailand in football friendly|The match in Bangkok ended two to one; the coach praised his players before the league resumes.",
	"Vietnam's power grid links with Yunnan|The energy firms of Vietnam and China signed an agreement on rice and power.",
	"China's school enrolment grows|The ministry said universities in China had more students; foreign students came from 180 countries, among them Thailand.",
	"Thailand reforms its schools|Thai teachers get a new curriculum; the ministry in Bangkok plans more training for students.",
	"Indonesia raises education budget|Universities in Jakarta will receive more funds for students and lecturers.",
	"HSK test registration in Manila|Register now for the HSK test, the Chinese language exam. Tuition fee discount at our test centre. Call us.",
	"Learn Chinese with a private tutor|Language course in Singapore, special offer, tuition fee discount for students, sign up today.",
	"Australia funds scholarships for Cambodia|Australian universities welcome students from Cambodia under a new agreement.",
	"British Council and Vietnam sign teacher training plan|The United Kingdom will train teachers of English in Vietnam.",
	"India and ASEAN universities network grows|Indian universities invite students from Myanmar and Laos.",
	"South China Sea talks resume|Naval officers of China and ASEAN met about patrols.",
	"日本与东盟扩大教育交流|日本大学将为泰国学生提供奖学金。",
	"韩国高校访问越南|韩国大学与越南大学签署学生交流协议。",
	"中非职业教育合作论坛举行|来自肯尼亚、埃及等非洲国家的院校代表与天津职业院校签约。",
	"鲁班工坊在吉布提揭牌|天津职业院校在非洲建设鲁班工坊，培训当地学生。",
	"中国东盟贸易额创新高|海关数据显示进出口增长，榴莲水果进口大增，达到八百亿元。",
	"泰国旅游局来华推介|希望吸引更多中国游客，旅游企业与航班增加。",
	"国足客场战平泰国|两队足球比赛在曼谷举行，联赛随后恢复。",
	"全国高校招生规模扩大|教育部数据显示，大学在校学生增加。",
	"广西中小学开学|南宁各学校教师迎接学生返校。",
	"HSK考试报名开始|新加坡考点立即报名，培训班招生优惠，学费九折，报名热线。",
	"Jepang dan Indonesia kerja sama pendidikan|Universitas di Jakarta menerima beasiswa dari Jepang untuk mahasiswa.",
	"Perdagangan Indonesia Tiongkok naik|Ekspor dan impor tumbuh, investasi meningkat di pelabuhan.",
	"Hàn Quốc hợp tác đào tạo nghề với Việt Nam|Sinh viên Việt Nam nhận học bổng của Hàn Quốc.",
	"Kim ngạch thương mại Việt Nam Trung Quốc tăng|Xuất khẩu sầu riêng và nhập khẩu máy móc tăng mạnh.",
	"นักท่องเที่ยวจีนเที่ยวไทยเพิ่ม|การท่องเที่ยวคาดว่านักท่องเที่ยวจีนจะกลับมา และการค้าขยายตัว",
	"ญี่ปุ่นมอบทุนการศึกษาให้นักศึกษาไทย|มหาวิทยาลัยในญี่ปุ่นร่วมมือกับมหาวิทยาลัยไทย",
	"Turismo ng Pilipinas mula Tsina, tumaas|Dumami ang turista at lumago ang kalakalan.",
	"City council repairs road|Workers fixed the road near the market before the rain.",
	"",
}

func TestJudge(t *testing.T) {
	if n := len(yes) + len(no); n < 60 {
		t.Fatalf("only %d cases", n)
	}
	check := func(text string, want bool) {
		a := news.Article{Text: text}
		for i := range text {
			if text[i] == '|' {
				a.Title, a.Text = text[:i], text[i+1:]
				break
			}
		}
		got, score, reasons := Judge(a, nil)
		if got != want {
			t.Errorf("%s: relevant %v (%.2f), want %v\n%q", a.Title, got, score, want, reasons)
		}
		if score < 0 || score > 1 {
			t.Errorf("%s: score %v", a.Title, score)
		}
		if len(reasons) == 0 {
			t.Errorf("%s: no reasons", a.Title)
		}
	}
	for _, y := range yes {
		check(y, true)
	}
	for _, n := range no {
		check(n, false)
	}
}
