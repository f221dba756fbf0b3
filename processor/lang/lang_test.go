package lang

import (
	"strings"
	"testing"
)

var sentences = map[string]string{
	"en": `The university signed an agreement with its partners on Monday.
Officials from both countries attended the opening of the training centre.
Vocational education has become a bridge between the two sides.
More than 200 students received scholarships this year.
The seminar was held in Nanning and was attended by teachers.
She said that the programme would help young people to find work.
Cambodia and China will deepen their cooperation in digital skills.
Teachers from Laos visited the college for two weeks.`,
	"id": `Universitas Indonesia menandatangani nota kesepahaman dengan kampus di Tiongkok.
Menteri mengatakan bahwa mahasiswa akan mendapat beasiswa tahun ini.
Pelatihan vokasi digelar pada Senin di Jakarta dan diikuti para dosen.
Kerja sama pendidikan tinggi antara kedua negara terus diperkuat.
Sebanyak 120 siswa SMK mengikuti kompetisi internasional di Guangxi.
Rektor universitas itu berharap kolaborasi riset bisa berjalan.
Kementerian Pendidikan Tinggi bekerja sama dengan perusahaan di kota itu.
Politeknik Negeri Jakarta membuka program pertukaran mahasiswa.
Acara tersebut berlangsung pada bulan Agustus dan dihadiri gubernur.
Ia mengatakan kebutuhan industri akan tenaga terampil sangat besar.
Lokakarya itu diadakan karena banyak guru perlu pelatihan digital.
Delegasi perguruan tinggi Tiongkok melakukan kunjungan ke kampus kami.
Wakil direktur menjelaskan peluang magang bagi mahasiswa Indonesia.
Penandatanganan kesepakatan dilaksanakan di kantor rektor pada Kamis.
Sekretaris jenderal lembaga itu mengatakan kualitas dosen harus naik.
Beasiswa diberikan kepada mahasiswa dari berbagai provinsi.
Kuliah umum itu membahas teknik dan manajemen kereta cepat.
Pemerintah kabupaten mengirim guru untuk belajar bahasa di Tiongkok.
Pertemuan kemarin membahas kurikulum sekolah menengah kejuruan.
Bupati mengatakan bahwa kemitraan ini baru dimulai.`,
	"ms": `Universiti Malaya menandatangani memorandum persefahaman dengan universiti di China.
Menteri berkata bahawa pelajar akan menerima biasiswa tahun ini.
Latihan kemahiran diadakan pada Isnin di Putrajaya dan disertai pensyarah.
Kerjasama pengajian tinggi antara kedua-dua negara terus diperkukuh.
Seramai 120 pelajar kolej vokasional menyertai pertandingan antarabangsa di Guangxi.
Naib Canselor universiti itu berharap kolaborasi penyelidikan boleh diteruskan.
Kementerian Pengajian Tinggi bekerjasama dengan syarikat di bandar itu.
Politeknik itu membuka program pertukaran pelajar antarabangsa.
Majlis tersebut berlangsung pada bulan Ogos dan dihadiri Timbalan Menteri.
Beliau berkata keperluan industri terhadap pekerja mahir amat besar.
Bengkel itu diadakan kerana ramai guru memerlukan latihan digital.
Delegasi universiti China mengadakan lawatan ke kampus kami minggu lepas.
Timbalan pengarah menjelaskan peluang latihan industri bagi pelajar Malaysia.
Perjanjian itu ditandatangani di pejabat naib canselor pada Khamis.
Setiausaha agung institusi itu berkata kualiti pensyarah perlu ditingkatkan.
Biasiswa diberikan kepada pelajar daripada pelbagai negeri.
Kuliah awam itu membincangkan kejuruteraan dan pengurusan kereta api laju.
Kerajaan negeri menghantar guru untuk belajar bahasa di China.
Mesyuarat semalam membincangkan kurikulum sekolah menengah teknik.
Perdana Menteri berkata hubungan dua hala kini bertambah baik.`,
	"vi": `Trường đại học đã ký thỏa thuận hợp tác với đối tác Trung Quốc.
Hội nghị diễn ra tại Nam Ninh ngày 15 tháng 9.
Bộ Giáo dục và Đào tạo cho biết sẽ cấp thêm học bổng.
Sinh viên Việt Nam tham gia cuộc thi kỹ năng nghề.
Hai bên nhất trí tăng cường trao đổi giáo viên.
Giáo dục nghề nghiệp là cầu nối giữa các nước.`,
	"fil": `Nilagdaan ng unibersidad ang kasunduan kasama ang mga katuwang nito.
Sinabi ng kalihim na makatatanggap ng iskolarship ang mga mag-aaral.
Idinaos sa Maynila ang pagsasanay para sa mga guro noong Lunes.
Ang edukasyon ay mahalaga sa ugnayan ng Tsina at Pilipinas.
Dumalo ang mga opisyal mula sa dalawang bansa.
Magbubukas ito ng bagong sentro para sa mga kabataan.`,
	"zh": `大会在南宁举行，来自东盟国家的代表出席。
教育部官员表示将加强职业教育合作。
與會代表簽署了合作協議。`,
	"th": "มหาวิทยาลัยลงนามความร่วมมือกับสถาบันในจีน\nนักศึกษาไทยได้รับทุนการศึกษา",
	"lo": "ມະຫາວິທະຍາໄລແຫ່ງຊາດ ໄດ້ລົງນາມຮ່ວມມືກັບຈີນ\nນັກສຶກສາລາວໄດ້ຮັບທຶນ",
	"km": "សាកលវិទ្យាល័យបានចុះហត្ថលេខាជាមួយប្រទេសចិន\nនិស្សិតទទួលបានអាហារូបករណ៍",
	"my": "တက္ကသိုလ်သည် တရုတ်နိုင်ငံနှင့် သဘောတူညီချက် လက်မှတ်ရေးထိုးခဲ့သည်\nကျောင်းသားများ ပညာသင်ဆု ရရှိသည်",
	"ja": "大学は中国と協定を結びました。\n学生たちは研修に参加した。",
	"ko": "대학은 중국과 협정을 체결했다.\n학생들이 연수에 참가했다.",
	"":   "12 345 !!\n\nПривет, как дела",
}

func TestIdentify(t *testing.T) {
	all, right := 0, 0
	for want, text := range sentences {
		for s := range strings.SplitSeq(text, "\n") {
			all++
			got, confidence := Identify(s)
			if got == want {
				right++
			} else {
				t.Logf("%q is %s, taken for %q (%.2f)", s, want, got, confidence)
			}
			if confidence < 0 || confidence > 1 {
				t.Errorf("confidence %v", confidence)
			}
		}
	}
	accuracy := float64(right) / float64(all)
	t.Logf("%d of %d sentences: %.3f", right, all, accuracy)
	if accuracy < 0.98 {
		t.Errorf("accuracy %.3f, want 0.98", accuracy)
	}
}

func TestTraditional(t *testing.T) {
	for text, want := range map[string]bool{
		"與會代表簽署了合作協議": true, "来自东盟国家的代表出席": false, "大會在南寧舉行，來自東盟國家": true, "后天见面": false, "plain": false,
	} {
		if got := Traditional(text); got != want {
			t.Errorf("Traditional(%q) = %v", text, got)
		}
	}
	if got := Simplify("與馬來西亞、寮國合作 ok"); got != "与马来西亚、寮国合作 ok" {
		t.Errorf("Simplify gives %q", got)
	}
}

func FuzzIdentify(f *testing.F) {
	f.Add("Universiti \xff \u0e01")
	f.Fuzz(func(t *testing.T, text string) {
		if _, c := Identify(text); c < 0 || c > 1 {
			t.Fatal(c)
		}
		Traditional(text)
		Simplify(text)
	})
}

func BenchmarkIdentify(b *testing.B) {
	text := strings.Repeat(sentences["ms"], 3)
	for b.Loop() {
		Identify(text)
	}
}
