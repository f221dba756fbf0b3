package lang

import (
	"strings"
	"sync"
)

// The languages in Latin letters; id and ms stand side by side.
const (
	en = iota
	vi
	fil
	id
	ms
	latins
)

var latinTags = [latins]string{"en", "vi", "fil", "id", "ms"}

// wordLists are the commonest words of each language. Words of the list "malay"
// count for Indonesian and Malay alike; those of id and ms tell the two apart.
var wordLists = []struct {
	weight float64
	langs  []int
	words  string
}{
	{1, []int{en}, `the of and in to was is were are that with for from by at on as an its it this which has have had been will be their
		between said who also during under held they other more than after not he she we his her our all these those into through would about new
		can education university students cooperation international signed launched officials ministry countries people both first opening`},
	{1, []int{vi}, `va cua cac trong cho voi duoc tai nam ngay thang la mot nhung da khong nguoi hop tac giao duc truong dai hoc viet trung quoc hoi nghi`},
	{1, []int{fil}, `ang ng mga sa na ay at ni kay para nang mula ito siya sila kanyang kanilang isang isa din rin hindi naman nito ayon noong
		ngayong kung upang bilang pamamagitan pagitan tayo kami nila nasa mayroon may doon dito iyon kaniyang sina kina habang dahil pati ngunit subalit
		lamang lang pa nga ba kundi pagkatapos bago tungkol edukasyon pamantasan unibersidad mag-aaral guro bansa pilipinas tsina kasunduan pagtutulungan
		lumagda inilunsad idinaos ginanap sinabi pangulo kalihim kagawaran estudyante nagsimula dalawang tatlong maraming higit bawat lahat ating aming`},
	{1, []int{id, ms}, `yang dan di dengan untuk pada dari ini itu dalam akan tidak telah oleh juga sebagai adalah ke para antara serta lebih sudah
		atau mereka dapat bagi kita kami ia dia hari tahun bulan satu dua tiga orang kerja sama kerjasama pendidikan universiti universitas pelajar negara menteri
		bahasa antarabangsa majlis program latihan teknologi ketika selepas setelah sebelum melalui terhadap secara semua banyak baru besar saat masa
		menjadi kepada tersebut katanya kata bahwa bahawa merupakan dilakukan diadakan memberikan sama ada hanya beberapa bidang pihak tinggi`},
	// Words, spellings and months that Indonesian has and Malay has not.
	{1.6, []int{id}, `bahwa universitas mahasiswa mahasiswi indonesia kerja karena bisa tiongkok internasional pelatihan perguruan kampus dosen beasiswa jumat
		senin kamis minggu januari februari maret juni juli agustus desember rabu kemarin kantor rupiah wib gubernur bupati wali provinsi kabupaten kemitraan
		kompetensi vokasi kejuruan siswa guru sekolah menengah politeknik penandatanganan nota kesepahaman kesepakatan direktur jenderal sekretaris wakil
		presiden kementerian kebudayaan riset dikti kemendikbud kemendikbudristek lembaga institut fakultas rektor ujar ujarnya ungkap ungkapnya jelasnya
		tuturnya menurutnya saat usai antar bersama sedangkan sementara berbagai kegiatan melakukan peserta resmi kota mobil uang butuh kebutuhan
		industri perusahaan kualitas tantangan peluang peningkatan mengatakan dilaksanakan digelar menggelar berlangsung hingga selain tidak sangat
		nomor cina bekerja pemerintah manajemen teknik ekonomi budaya pertukaran sejumlah terkait pun dosen-dosen praktik aktivitas jaringan kunjungan
		kerjasama akademik rumah sakit kuliah sarjana pascasarjana magister doktor penelitian peneliti diplomasi digital kolaborasi inovasi lokal
		april selasa sabtu desember mei oktober pekan lalu ialah selama sekitar ribu juta miliar triliun narasumber delegasi bahkan mau
		jakarta rapat lokakarya membahas sebanyak pegawai swasta apakah`},
	{1.6, []int{ms}, `bahawa universiti pelajar antarabangsa kerana boleh latihan persidangan jumaat isnin khamis ahad mac julai ogos disember semalam
		pejabat ringgit ringgit malaysia kebangsaan negeri menteri timbalan perdana kerajaan kementerian pengajian pensyarah biasiswa kolej perjanjian
		memorandum persefahaman pemahaman ditandatangani menandatangani majlis program beliau kini turut manakala sempena bertempat berkata
		dalam katanya menerusi susulan ketika daripada ialah iaitu sahaja perkhidmatan teknikal vokasional kemahiran tvet syarikat kualiti
		cabaran peluang meningkatkan penyertaan peserta rasmi merasmikan dirasmikan bandar kereta wang keperluan tahap kerjasama pelbagai aktiviti menjalankan
		diadakan berlangsung sehingga selain amat sangat nombor budaya pertukaran beberapa berkaitan pun naib canselor canselor akademik
		hospital sarjana kedoktoran penyelidikan penyelidik diplomatik kolaborasi inovasi tempatan jun januari februari april mei oktober minggu lepas
		selama kira-kira ribu juta bilion delegasi malah mahu hendak insan ibu pejabat sekolah pengarah ketua setiausaha agung dato datuk seri tan
		sri tun yab yb tuan puan encik mahasiswa-mahasiswi komuniti sektor bersama-sama bagi antaranya sekiranya ekoran justeru agar mempunyai terdapat
		cuti kanak-kanak warga murid tahniah jurusan sijil baharu baru-baru institusi pengurusan kejuruteraan ekonomi utama sumber manusia pembangunan
		memperkukuh memperkasa pendaftaran kesihatan hubungan dua hala diumumkan mengumumkan menjelang dijangka
		mesyuarat lawatan bengkel membincangkan seramai ramai kakitangan swasta mengadakan awam usahasama putrajaya selangor pelaksanaan tawaran`},
	// What the other of the two says too must not decide.
	{-1.6, []int{id}, `baharu timbalan ringgit`},
}

// shared are words that stand in both lists above but belong to both languages.
const shared = `negeri teknik mahasiswa-mahasiswi indonesia peluang selain sangat budaya pertukaran pun akademik sarjana kolaborasi inovasi januari februari april mei
	oktober selama ribu juta delegasi peserta nota berlangsung politeknik institut ekonomi tinggi kementerian program wakil digital antar
	bersama sekolah menengah guru malaysia kejuruan digital peluang teknologi rabu selasa sabtu tantangan beberapa melakukan kerja diadakan dalam ketika
	katanya universiti-universiti tidak siswa lalu hospital minggu kunjungan kerjasama ahad pelajar selepas hubungan sektor utama sumber manusia presiden fakultas pembangunan`

var endings = [latins][]string{
	en:  {"ing", "tion", "ment", "ed", "ness", "ship"},
	fil: {"ng", "han", "hin"},
	id:  {"kan", "nya", "asi", "itas", "isme"},
	ms:  {"kan", "nya", "asi", "iti", "isyen"},
}

// commonWords gives the weights of the known words by language.
var commonWords = sync.OnceValue(func() map[string][latins]float64 {
	out := map[string][latins]float64{}
	both := map[string]bool{}
	for w := range strings.FieldsSeq(shared) {
		both[w] = true
	}
	for _, l := range wordLists {
		one := len(l.langs) == 1 && (l.langs[0] == id || l.langs[0] == ms)
		for w := range strings.FieldsSeq(l.words) {
			langs, weight := l.langs, l.weight
			if one && both[w] {
				langs, weight = []int{id, ms}, 1
			}
			s := out[w]
			for _, k := range langs {
				if weight < 0 {
					s[k] += weight
				} else {
					s[k] = max(s[k], weight)
				}
			}
			out[w] = s
		}
	}
	return out
})
