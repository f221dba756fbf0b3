package extract

// seaLang holds the words of one language; the engine is the same for all.
type seaLang struct {
	spaces    bool        // words stand apart
	headLast  bool        // the noun ends an event's name (Burmese)
	heads     *lexicon    // nouns of events with their kinds
	held      *lexicon    // verbs of taking place
	planned   []string    // words of the future
	cancelled []string    // words of cancelling
	at        []string    // prepositions of place
	stops     *lexicon    // words that end a name
	theme     []string    // words before a theme
	by        *lexicon    // words before organisers, with the role
	bys       [][2]string // do … tổ chức: an opening and a closing word around organisers
	and       []string
	orgs      *lexicon // words that begin an organisation's name
	venues    *lexicon // words that begin a venue's name
	signed    *lexicon
	launched  *lexicon
	titles    *lexicon // offices
	honors    *lexicon // words before a person's name
	over      []string
	nearly    []string
	about     []string
	more      map[string]float64 // juta, ล้าน
	class     *lexicon           // classifiers and joints between number and noun
	skipUnits *lexicon           // units that are no figures: years, hours
	last      *lexicon           // nouns that end an organisation's name, where the noun comes last
}

var seaLangs = map[string]*seaLang{
	"id": malay(newLexicon("conference", `konferensi konvensi forum simposium kongres dialog pertemuan=meeting sidang=meeting rapat=meeting pekan festival seminar=seminar lokakarya=seminar webinar=seminar workshop=seminar diskusi=seminar pelatihan=training bimbingan=training kompetisi=competition lomba=competition olimpiade=competition turnamen=competition pameran=exhibition ekspo=exhibition penandatanganan=signing peluncuran=launch peresmian=launch beasiswa=scholarship summit`)),
	"ms": malay(newLexicon("conference", `persidangan konvensyen forum simposium kongres dialog mesyuarat=meeting pertemuan=meeting minggu festival seminar=seminar bengkel=seminar webinar=seminar kursus=training latihan=training pertandingan=competition kejohanan=competition pameran=exhibition ekspo=exhibition majlis=signing pelancaran=launch perasmian=launch biasiswa=scholarship sidang`)),
	"vi": {spaces: true,
		heads:   newLexicon("conference", `hội_nghị diễn_đàn đại_hội đối_thoại tuần_lễ hội_thảo=seminar tọa_đàm=seminar toạ_đàm=seminar cuộc_họp=meeting buổi_làm_việc=meeting cuộc_gặp=meeting lễ_ký_kết=signing lễ_ký=signing lễ_ra_mắt=launch lễ_khai_trương=launch lễ_khánh_thành=launch cuộc_thi=competition hội_thi=competition khóa_đào_tạo=training khoá_đào_tạo=training khóa_tập_huấn=training lớp_tập_huấn=training trại_hè=training triển_lãm=exhibition hội_chợ=exhibition ngày_hội=exhibition học_bổng=scholarship họp_báo=report`),
		held:    newLexicon("", `diễn_ra được_tổ_chức khai_mạc đã_diễn_ra tổ_chức bế_mạc khai_giảng được_khai_mạc`),
		planned: []string{"sẽ", "dự kiến"}, cancelled: []string{"bị hủy", "hoãn"},
		at:     []string{"tại", "ở"},
		stops:  newLexicon("", `diễn_ra được đã sẽ khai_mạc tại ngày với do vừa nhằm trong từ vào là có thu_hút đang bế_mạc tổ_chức sáng chiều quy_tụ do`),
		theme:  []string{"chủ đề", "với chủ đề"},
		by:     newLexicon("host", `phối_hợp_với=co-organizer đồng_tổ_chức_với=co-organizer chủ_trì_bởi=host`),
		bys:    [][2]string{{"do", "tổ chức"}, {"do", "đăng cai"}, {"do", "phối hợp tổ chức"}, {"do", "chủ trì"}},
		and:    []string{"và", "cùng"},
		orgs:   newLexicon("", `bộ trường đại_học học_viện trung_tâm sở ủy_ban uỷ_ban đại_sứ_quán cao_đẳng hiệp_hội viện tập_đoàn công_ty tổng_cục cục vụ liên_minh quỹ hội_đồng tổng_lãnh_sự_quán ban_thư_ký`),
		venues: newLexicon("", `trường đại_học học_viện trung_tâm khách_sạn nhà hội_trường đại_sứ_quán cung`),
		signed: newLexicon("signed", `ký_kết đã_ký ký`), launched: newLexicon("launched", `ra_mắt=launched công_bố=announced thành_lập=established khai_trương=unveiled khởi_động=launched phát_động=launched`),
		titles: newLexicon("", `bộ_trưởng thứ_trưởng hiệu_trưởng phó_hiệu_trưởng giám_đốc phó_giám_đốc cục_trưởng phó_cục_trưởng vụ_trưởng phó_vụ_trưởng đại_sứ tổng_thư_ký chủ_tịch phó_chủ_tịch viện_trưởng tổng_lãnh_sự tham_tán phó_thủ_tướng trưởng_khoa giám_đốc_điều_hành bí_thư`),
		honors: newLexicon("", `ông bà gs.ts. pgs.ts. ts. gs.ts pgs.ts gs. ts ths.`),
		over:   []string{"hơn", "trên"}, nearly: []string{"gần"}, about: []string{"khoảng"},
		more:      map[string]float64{"triệu": 1e6, "nghìn": 1e3, "ngàn": 1e3, "tỷ": 1e9, "vạn": 1e4, "trăm": 100},
		class:     newLexicon("", `các người`),
		skipUnits: newLexicon("", `năm tháng ngày giờ phút tuần lần khóa độ nước và đến -`)},
	"fil": {spaces: true,
		heads:   newLexicon("conference", `kumperensya komperensya porum forum pulong=meeting pagpupulong=meeting linggo simposyum seminar=seminar workshop=seminar palihan=seminar pagsasanay=training paligsahan=competition kompetisyon=competition eksibisyon=exhibition ekspo=exhibition paglagda=signing seremonya=launch iskolarsyip=scholarship kongreso diyalogo summit`),
		held:    newLexicon("", `idinaos ginanap idaraos gaganapin binuksan isinagawa inilunsad nagsimula ginaganap`),
		planned: []string{"idaraos", "gaganapin"}, cancelled: []string{"kinansela", "ipinagpaliban"},
		at:     []string{"sa"},
		stops:  newLexicon("", `idinaos ginanap idaraos gaganapin binuksan noong nitong sa_ika na_may ay kung kamakailan sa_ilalim para mula nang`),
		theme:  []string{"may temang", "temang", "tema na", "ang tema", "sa ilalim ng temang"},
		by:     newLexicon("host", `itinaguyod_ng=host inorganisa_ng=host pinangunahan_ng=host inisponsor_ng=supporter sa_suporta_ng=supporter sa_pagtataguyod_ng=host idinaos_ng=host magkasamang_itinaguyod_ng=host`),
		and:    []string{"at", "at ng"},
		orgs:   newLexicon("", `kagawaran unibersidad pamantasan ministri ministeryo sentro kolehiyo instituto komisyon embahada pamahalaan asosasyon kalihiman department university`),
		venues: newLexicon("", `unibersidad pamantasan hotel sentro bulwagan kolehiyo`),
		signed: newLexicon("signed", `nilagdaan lumagda pumirma nagkalagda`), launched: newLexicon("launched", `inilunsad=launched itinatag=established inilabas=released ipinahayag=announced`),
		titles: newLexicon("", `kalihim pangalawang_kalihim undersecretary secretary pangulo pangalawang_pangulo direktor tagapangulo embahador ministro pangalawang_ministro punong-kalihim rektor kansilyer dekano pangkalahatang_kalihim komisyoner`),
		honors: newLexicon("", `dr. prof. g. gng. bb. ginoong propesor`),
		over:   []string{"mahigit", "higit sa", "lampas sa"}, nearly: []string{"halos", "malapit sa"}, about: []string{"humigit-kumulang", "mga"},
		more:      map[string]float64{"libo": 1e3, "libong": 1e3, "milyon": 1e6, "milyong": 1e6, "daan": 100, "daang": 100},
		class:     newLexicon("", `na ng mga katao`),
		skipUnits: newLexicon("", `taon taong oras araw buwan ng ngayong ng_hapon ng_umaga sa at`)},
	"th": {
		heads:   newLexicon("conference", `การประชุมสัมมนา=seminar การประชุมเชิงปฏิบัติการ=seminar การประชุม งานประชุม เวที สัปดาห์ การเสวนา=seminar การสัมมนา=seminar สัมมนา=seminar พิธีลงนาม=signing พิธีเปิดตัว=launch พิธีเปิดศูนย์=launch การแข่งขัน=competition การประกวด=competition การอบรม=training โครงการอบรม=training ค่าย=training นิทรรศการ=exhibition มหกรรม=exhibition งานแสดง=exhibition ทุนการศึกษา=scholarship พิธีมอบทุน=scholarship การหารือ=meeting ฟอรัม ฟอรั่ม`),
		held:    newLexicon("", `จัดขึ้น เปิดฉาก จัดการประชุม ได้จัด ถูกจัด มีขึ้น เริ่มขึ้น เปิดขึ้น จัดพิธี`),
		planned: []string{"จะจัด", "เตรียมจัด", "กำหนดจัด", "จะมีขึ้น"}, cancelled: []string{"ยกเลิก", "เลื่อน"},
		at:     []string{"ที่", "ณ"},
		stops:  newLexicon("", `จัดขึ้น เปิดฉาก มีขึ้น เมื่อวันที่ วันที่ ระหว่างวันที่ ภายใต้ ซึ่ง โดย ได้ ถูก ณ ที่ เริ่ม ร่วมกับ เพื่อ จะ`),
		theme:  []string{"ภายใต้หัวข้อ", "ภายใต้แนวคิด", "หัวข้อ", "ในหัวข้อ", "ธีม"},
		by:     newLexicon("host", `จัดโดย=host เป็นเจ้าภาพโดย=host โดยมี=participant ร่วมกับ=co-organizer สนับสนุนโดย=supporter ร่วมจัดโดย=host เจ้าภาพโดย=host ดำเนินการโดย=organizer`),
		and:    []string{"และ", "กับ"},
		orgs:   newLexicon("", `กระทรวง มหาวิทยาลัย วิทยาลัย สำนักงาน ศูนย์ สถาบัน สมาคม สถานเอกอัครราชทูต สถานทูต บริษัท กรม รัฐบาล โรงเรียน สภา คณะกรรมการ`),
		venues: newLexicon("", `มหาวิทยาลัย โรงแรม ศูนย์ หอประชุม อาคาร วิทยาลัย สถานเอกอัครราชทูต ห้องประชุม`),
		signed: newLexicon("signed", `ลงนาม`), launched: newLexicon("launched", `เปิดตัว=launched จัดตั้ง=established ประกาศ=announced ก่อตั้ง=established`),
		titles: newLexicon("", `รัฐมนตรีว่าการ รัฐมนตรีช่วยว่าการ รัฐมนตรี รองรัฐมนตรี ปลัด รองปลัด อธิการบดี รองอธิการบดี ผู้อำนวยการ รองผู้อำนวยการ เลขาธิการ รองเลขาธิการ เอกอัครราชทูต คณบดี ประธาน รองประธาน อธิบดี ผู้ว่าราชการ กงสุลใหญ่`),
		honors: newLexicon("", `นาย นางสาว นาง ศ.ดร. รศ.ดร. ผศ.ดร. ศาสตราจารย์ ดร.`),
		over:   []string{"กว่า", "มากกว่า"}, nearly: []string{"เกือบ"}, about: []string{"ประมาณ", "ราว"},
		more:      map[string]float64{"ล้าน": 1e6, "แสน": 1e5, "หมื่น": 1e4, "พัน": 1e3, "ร้อย": 100, "สิบ": 10},
		class:     newLexicon("", `คน แห่ง ฉบับ ราย โครงการ`),
		skipUnits: newLexicon("", `ปี เดือน วัน นาฬิกา น. ครั้ง ชั่วโมง`)},
	"lo": {
		heads:   newLexicon("conference", `ກອງປະຊຸມສຳມະນາ=seminar ກອງປະຊຸມ ເວທີ ສັບປະດາ ອາທິດ ສຳມະນາ=seminar ພິທີເຊັນ=signing ພິທີລົງນາມ=signing ພິທີເປີດ=launch ການແຂ່ງຂັນ=competition ການຝຶກອົບຮົມ=training ຊຸດຝຶກອົບຮົມ=training ງານວາງສະແດງ=exhibition ທຶນການສຶກສາ=scholarship`),
		held:    newLexicon("", `ຈັດຂຶ້ນ ໄດ້ຈັດ ໄຂຂຶ້ນ ເປີດຂຶ້ນ ຖືກຈັດ`),
		planned: []string{"ຈະຈັດ", "ຈະໄດ້ຈັດ"}, cancelled: []string{"ຍົກເລີກ", "ເລື່ອນ"},
		at:     []string{"ທີ່", "ຢູ່"},
		stops:  newLexicon("", `ຈັດຂຶ້ນ ໄດ້ ໄຂຂຶ້ນ ໃນວັນທີ ວັນທີ ພາຍໃຕ້ ເຊິ່ງ ຊຶ່ງ ໂດຍ ທີ່ ຢູ່ ຈະ ຖືກ`),
		theme:  []string{"ພາຍໃຕ້ຫົວຂໍ້", "ຫົວຂໍ້", "ພາຍໃຕ້ຄຳຂວັນ"},
		by:     newLexicon("host", `ຈັດໂດຍ=host ເປັນເຈົ້າພາບໂດຍ=host ຮ່ວມກັບ=co-organizer ສະໜັບສະໜູນໂດຍ=supporter`),
		and:    []string{"ແລະ", "ກັບ"},
		orgs:   newLexicon("", `ກະຊວງ ມະຫາວິທະຍາໄລ ວິທະຍາໄລ ສູນ ສະຖາບັນ ສະຖານທູດ ບໍລິສັດ ກົມ ສະມາຄົມ ພະແນກ`),
		venues: newLexicon("", `ມະຫາວິທະຍາໄລ ໂຮງແຮມ ສູນ ວິທະຍາໄລ ຫໍປະຊຸມ`),
		signed: newLexicon("signed", `ເຊັນ ລົງນາມ`), launched: newLexicon("launched", `ເປີດໂຕ=launched ສ້າງຕັ້ງ=established ປະກາດ=announced`),
		titles: newLexicon("", `ລັດຖະມົນຕີ ຮອງລັດຖະມົນຕີ ອະທິການບໍດີ ຮອງອະທິການບໍດີ ຜູ້ອຳນວຍການ ຫົວໜ້າ ເອກອັກຄະລັດຖະທູດ ເລຂາທິການ ອະທິບໍດີ ປະທານ ຮອງປະທານ`),
		honors: newLexicon("", `ທ່ານນາງ ທ່ານ ດຣ. ສຈ. ຮສ.`),
		over:   []string{"ກວ່າ", "ຫຼາຍກວ່າ"}, nearly: []string{"ເກືອບ"}, about: []string{"ປະມານ"},
		more:      map[string]float64{"ລ້ານ": 1e6, "ແສນ": 1e5, "ໝື່ນ": 1e4, "ພັນ": 1e3, "ຮ້ອຍ": 100},
		class:     newLexicon("", `ຄົນ ແຫ່ງ ສະບັບ`),
		skipUnits: newLexicon("", `ປີ ເດືອນ ວັນ ໂມງ ຄັ້ງ`)},
	"km": {
		heads:   newLexicon("conference", `សន្និសីទ វេទិកា សប្តាហ៍ សប្ដាហ៍ មហាសន្និបាត សិក្ខាសាលា=seminar កិច្ចប្រជុំ=meeting ជំនួប=meeting ពិធីចុះហត្ថលេខា=signing ពិធីសម្ពោធ=launch ពិធីប្រកាស=launch ការប្រកួត=competition ការប្រឡង=competition វគ្គបណ្តុះបណ្តាល=training វគ្គបណ្ដុះបណ្ដាល=training ពិព័រណ៍=exhibition អាហារូបករណ៍=scholarship`),
		held:    newLexicon("", `ត្រូវបានរៀបចំ បានប្រព្រឹត្តទៅ ប្រព្រឹត្តទៅ បានរៀបចំ ធ្វើឡើង បើក`),
		planned: []string{"នឹងត្រូវ", "នឹងប្រព្រឹត្ត", "នឹងរៀបចំ"}, cancelled: []string{"លុបចោល", "ពន្យារ"},
		at:     []string{"នៅ"},
		stops:  newLexicon("", `ត្រូវបាន បាន នៅ ក្រោម ដែល ដោយ នាថ្ងៃ កាលពី ប្រព្រឹត្ត ធ្វើឡើង នឹង`),
		theme:  []string{"ក្រោមប្រធានបទ", "ប្រធានបទ", "ក្រោមមូលបទ"},
		by:     newLexicon("host", `រៀបចំដោយ=host សហការជាមួយ=co-organizer ដោយសហការជាមួយ=co-organizer គាំទ្រដោយ=supporter`),
		and:    []string{"និង", "ជាមួយ"},
		orgs:   newLexicon("", `ក្រសួង សាកលវិទ្យាល័យ វិទ្យាស្ថាន មជ្ឈមណ្ឌល ស្ថានទូត អគ្គនាយកដ្ឋាន សមាគម មហាវិទ្យាល័យ ក្រុមហ៊ុន`),
		venues: newLexicon("", `សាកលវិទ្យាល័យ សណ្ឋាគារ មជ្ឈមណ្ឌល វិទ្យាស្ថាន សាល`),
		signed: newLexicon("signed", `ចុះហត្ថលេខា`), launched: newLexicon("launched", `ដាក់ឱ្យដំណើរការ=launched ប្រកាស=announced បង្កើត=established សម្ពោធ=unveiled`),
		titles: newLexicon("", `រដ្ឋមន្ត្រី រដ្ឋលេខាធិការ អនុរដ្ឋលេខាធិការ សាកលវិទ្យាធិការ នាយក អគ្គនាយក ឯកអគ្គរដ្ឋទូត អគ្គលេខាធិការ ប្រធាន`),
		honors: newLexicon("", `ឯកឧត្តមបណ្ឌិត ឯកឧត្តម លោកជំទាវ លោកស្រី លោក បណ្ឌិត`),
		over:   []string{"ជាង", "លើសពី"}, nearly: []string{"ជិត", "ប្រមាណជិត"}, about: []string{"ប្រហែល", "ប្រមាណ"},
		more:      map[string]float64{"លាន": 1e6, "សែន": 1e5, "ម៉ឺន": 1e4, "ពាន់": 1e3, "រយ": 100},
		class:     newLexicon("", `នាក់ រូប គ្រឹះស្ថាន`),
		skipUnits: newLexicon("", `ឆ្នាំ ខែ ថ្ងៃ ម៉ោង លើក`)},
	"my": {headLast: true,
		heads:   newLexicon("conference", `ညီလာခံ ဖိုရမ် ရက်သတ္တပတ် နှီးနှောဖလှယ်ပွဲ=seminar ဆွေးနွေးပွဲ=seminar အလုပ်ရုံဆွေးနွေးပွဲ=seminar အစည်းအဝေး=meeting လက်မှတ်ရေးထိုးပွဲ=signing ဖွင့်ပွဲ=launch ပြိုင်ပွဲ=competition သင်တန်း=training ပြပွဲ=exhibition ပညာသင်ဆု=scholarship`),
		held:    newLexicon("", `ကျင်းပခဲ့ ကျင်းပ ဖွင့်လှစ်`),
		planned: []string{"ကျင်းပမည်", "ကျင်းပသွားမည်"}, cancelled: []string{"ဖျက်သိမ်း", "ရွှေ့ဆိုင်း"},
		at:    []string{"၌", "တွင်", "မှာ"},
		stops: newLexicon("", `တွင် ၌ ကို ရက်နေ့ ရက်တွင် က သည်`),
		theme: []string{"ခေါင်းစဉ်ဖြင့်", "ဆောင်ပုဒ်ဖြင့်", "ခေါင်းစဉ်", "ဆောင်ပုဒ်"},
		by:    newLexicon("host", ``),
		bys:   [][2]string{},
		and:   []string{"နှင့်", "တို့နှင့်"},
		orgs:  newLexicon("", ``), last: newLexicon("", `ဝန်ကြီးဌာန တက္ကသိုလ် ကောလိပ် အဖွဲ့ ဗဟိုဌာန သံရုံး ဌာန`),
		venues: newLexicon("", `ဟိုတယ် တက္ကသိုလ်`),
		signed: newLexicon("signed", `လက်မှတ်ရေးထိုး`), launched: newLexicon("launched", `ကြေညာ=announced`),
		titles: newLexicon("", `ပြည်ထောင်စုဝန်ကြီး ဒုတိယဝန်ကြီး ဝန်ကြီး ပါမောက္ခချုပ် သံအမတ်ကြီး ညွှန်ကြားရေးမှူးချုပ်`),
		honors: newLexicon("", `ဒေါက်တာ ဦး ဒေါ်`),
		over:   []string{"ကျော်"}, nearly: []string{"နီးပါး"}, about: []string{"ခန့်"},
		more:      map[string]float64{"သန်း": 1e6, "သိန်း": 1e5, "သောင်း": 1e4, "ထောင်": 1e3, "ရာ": 100},
		class:     newLexicon("", `ဦး ယောက် ခု ကျောင်း`),
		skipUnits: newLexicon("", `ခုနှစ် ရက် နှစ် လ နာရီ ကြိမ်`)},
}

// malay holds what Indonesian and Malay share.
func malay(heads *lexicon) *seaLang {
	return &seaLang{spaces: true, heads: heads,
		held:    newLexicon("", `diadakan digelar berlangsung diselenggarakan dilaksanakan dibuka dianjurkan telah_diadakan dilangsungkan ditutup dihelat`),
		planned: []string{"akan"}, cancelled: []string{"dibatalkan", "ditunda", "ditangguhkan"},
		at:       []string{"di"},
		stops:    newLexicon("", `diadakan digelar berlangsung diselenggarakan dilaksanakan dibuka dianjurkan telah akan pada yang dengan bertema bertajuk hari resmi sukses secara rasmi berjaya kembali resmi ini itu bertempat selama untuk_mendorong dihadiri di kemarin`),
		theme:    []string{"bertema", "bertajuk", "dengan tema", "bertemakan", "mengusung tema", "mengangkat tema", "tema"},
		by:       newLexicon("host", `dianjurkan_oleh=host diselenggarakan_oleh=host digelar_oleh=host diadakan_oleh=host dianjurkan_bersama_oleh=host anjuran=host dilaksanakan_oleh=organizer bekerja_sama_dengan=co-organizer bekerjasama_dengan=co-organizer dengan_kerjasama=co-organizer didukung_oleh=supporter disokong_oleh=supporter ditaja_oleh=supporter dengan_dukungan=supporter dengan_sokongan=supporter diinisiasi_oleh=host`),
		and:      []string{"dan", "serta"},
		orgs:     newLexicon("", `kementerian kemdiktisaintek universitas universiti politeknik pusat institut sekolah kolej akademi dinas pemerintah kerajaan kedutaan jabatan pt asosiasi persatuan forum_perguruan badan majlis_amanah yayasan sekretariat direktorat suruhanjaya konsulat komisi lembaga guangxi_university perusahaan`),
		venues:   newLexicon("", `hotel universitas universiti gedung kampus aula pusat dewan auditorium balai politeknik kedutaan institut kolej ruang jakarta_convention`),
		signed:   newLexicon("signed", `menandatangani menandatangan ditandatangani dimeterai memeterai penandatanganan`),
		launched: newLexicon("launched", `meluncurkan=launched diluncurkan=launched melancarkan=launched dilancarkan=launched meresmikan=unveiled diresmikan=unveiled mendirikan=established membentuk=established ditubuhkan=established menubuhkan=established merasmikan=unveiled mengumumkan=announced`),
		titles:   newLexicon("", `menteri wakil_menteri timbalan_menteri rektor wakil_rektor naib_canselor timbalan_naib_canselor duta_besar duta direktur_jenderal direktur wakil_direktur ketua_pengarah pengarah ketua wakil_ketua sekretaris_jenderal setiausaha_agung ketua_setiausaha dekan kepala presiden gubernur bupati konsul_jenderal pengerusi atase_pendidikan wakil_presiden canselor`),
		honors:   newLexicon("", `prof._dr. prof._datuk_dr. prof._dato'_dr. prof. dr. datuk_seri datuk dato' dato'_seri tan_sri ir. drs. bapak ibu encik puan profesor`),
		over:     []string{"lebih dari", "lebih daripada", "melebihi", "lebih"}, nearly: []string{"hampir"}, about: []string{"sekitar", "kira-kira", "sekira-kira"},
		more:      map[string]float64{"juta": 1e6, "ribu": 1e3, "ratus": 100, "miliar": 1e9, "bilion": 1e9, "triliun": 1e12},
		class:     newLexicon("", `orang buah unit`),
		skipUnits: newLexicon("", `tahun bulan hari jam januari februari maret april mei juni juli agustus september oktober november desember mac jun julai ogos disember kali persen peratus minggu dan hingga sampai pagi petang wib pada di yang`)}
}
