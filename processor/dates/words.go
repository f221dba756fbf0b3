package dates

// class is what a token of a text means for a date.
type class uint8

const (
	other    class = iota
	number         // val, with digits
	month          // val 1 to 12
	weekday        // val 0 Sunday to 6
	dayWord        // ngày, วันที่, tanggal: a day of the month follows
	dayAfter       // 日, ရက်: a day of the month goes before
	monthFor       // tháng, เดือน, bulan, 月: a month's number or name follows
	yearWord       // năm, ปี, tahun: a year follows (or goes before, 年, ခုနှစ်)
	era            // พ.ศ.: the year is of the Buddhist era
	until          // to, đến, ถึง, -: a range
	between        // from, between, từ: a range begins
	and            // and, dan: a range after "between", a list else
	of             // of, ng, hb
	ordinal        // st, nd, rd, th
	comma
	slash
	dot
	open
	closing
	relDay   // val: days from the publication
	relMonth // val: months from it
	relYear  // val: years from it
	relWeek  // val: weeks from it
	this     // val: -1 last, 0 this, 1 next
	unitDay  // day, week, month, year after this
	unitWeek
	unitMonth
	unitYear
	vague // recently, 近日
	part  // early, mid, late; 上旬
	stop  // paragraph end
)

type word struct {
	text  string
	class class
	val   int
}

// languageWords are the words of each language in lower case. Words of English are
// read in every text, for dates in names and captions.
var languageWords = map[string][]word{
	"en": {
		{"january", month, 1}, {"february", month, 2}, {"march", month, 3}, {"april", month, 4}, {"may", month, 5}, {"june", month, 6},
		{"july", month, 7}, {"august", month, 8}, {"september", month, 9}, {"october", month, 10}, {"november", month, 11}, {"december", month, 12},
		{"jan", month, 1}, {"feb", month, 2}, {"mar", month, 3}, {"apr", month, 4}, {"jun", month, 6}, {"jul", month, 7}, {"aug", month, 8},
		{"sep", month, 9}, {"sept", month, 9}, {"oct", month, 10}, {"nov", month, 11}, {"dec", month, 12},
		{"monday", weekday, 1}, {"tuesday", weekday, 2}, {"wednesday", weekday, 3}, {"thursday", weekday, 4}, {"friday", weekday, 5},
		{"saturday", weekday, 6}, {"sunday", weekday, 0}, {"mon", weekday, 1}, {"tue", weekday, 2}, {"tues", weekday, 2}, {"wed", weekday, 3},
		{"thu", weekday, 4}, {"thur", weekday, 4}, {"thurs", weekday, 4}, {"fri", weekday, 5}, {"sat", weekday, 6},
		{"to", until, 0}, {"through", until, 0}, {"until", until, 0}, {"till", until, 0}, {"from", between, 0}, {"between", between, 0}, {"and", and, 0}, {"of", of, 0},
		{"st", ordinal, 0}, {"nd", ordinal, 0}, {"rd", ordinal, 0}, {"th", ordinal, 0},
		{"yesterday", relDay, -1}, {"today", relDay, 0}, {"tomorrow", relDay, 1},
		{"last", this, -1}, {"previous", this, -1}, {"this", this, 0}, {"next", this, 1}, {"coming", this, 1},
		{"week", unitWeek, 0}, {"month", unitMonth, 0}, {"year", unitYear, 0},
		{"recently", vague, 0}, {"early", part, 1}, {"mid", part, 2}, {"late", part, 3}, {"the", of, 1},
	},
	"id": {
		{"januari", month, 1}, {"februari", month, 2}, {"pebruari", month, 2}, {"maret", month, 3}, {"april", month, 4}, {"mei", month, 5}, {"juni", month, 6},
		{"juli", month, 7}, {"agustus", month, 8}, {"september", month, 9}, {"oktober", month, 10}, {"november", month, 11}, {"nopember", month, 11}, {"desember", month, 12},
		{"agu", month, 8}, {"agt", month, 8}, {"okt", month, 10}, {"des", month, 12},
		{"senin", weekday, 1}, {"selasa", weekday, 2}, {"rabu", weekday, 3}, {"kamis", weekday, 4}, {"jumat", weekday, 5}, {"jum'at", weekday, 5}, {"sabtu", weekday, 6}, {"minggu", weekday, 0}, {"ahad", weekday, 0},
		{"hingga", until, 0}, {"sampai", until, 0}, {"sampai dengan", until, 0}, {"s/d", until, 0}, {"s.d.", until, 0}, {"sd", until, 0}, {"dari", between, 0}, {"sejak", between, 0}, {"antara", between, 0}, {"dan", and, 0},
		{"tanggal", dayWord, 0}, {"tgl", dayWord, 0}, {"bulan", monthFor, 0}, {"tahun", yearWord, 0},
		{"kemarin", relDay, -1}, {"hari ini", relDay, 0}, {"besok", relDay, 1}, {"bulan lalu", relMonth, -1}, {"bulan ini", relMonth, 0}, {"bulan depan", relMonth, 1},
		{"tahun lalu", relYear, -1}, {"tahun ini", relYear, 0}, {"tahun depan", relYear, 1}, {"minggu lalu", relWeek, -1}, {"pekan lalu", relWeek, -1}, {"pekan depan", relWeek, 1}, {"minggu depan", relWeek, 1},
		{"baru-baru ini", vague, 0},
	},
	"ms": {
		{"januari", month, 1}, {"februari", month, 2}, {"mac", month, 3}, {"april", month, 4}, {"mei", month, 5}, {"jun", month, 6},
		{"julai", month, 7}, {"ogos", month, 8}, {"september", month, 9}, {"oktober", month, 10}, {"november", month, 11}, {"disember", month, 12}, {"ogo", month, 8}, {"okt", month, 10}, {"dis", month, 12},
		{"isnin", weekday, 1}, {"selasa", weekday, 2}, {"rabu", weekday, 3}, {"khamis", weekday, 4}, {"jumaat", weekday, 5}, {"sabtu", weekday, 6}, {"ahad", weekday, 0},
		{"hingga", until, 0}, {"sehingga", until, 0}, {"sampai", until, 0}, {"dari", between, 0}, {"daripada", between, 0}, {"antara", between, 0}, {"dan", and, 0},
		{"bertarikh", dayWord, 0}, {"pada", between, 1}, {"haribulan", of, 0}, {"hb", of, 0}, {"bulan", monthFor, 0}, {"tahun", yearWord, 0},
		{"semalam", relDay, -1}, {"hari ini", relDay, 0}, {"esok", relDay, 1}, {"bulan lalu", relMonth, -1}, {"bulan lepas", relMonth, -1}, {"bulan ini", relMonth, 0}, {"bulan depan", relMonth, 1},
		{"tahun lalu", relYear, -1}, {"tahun lepas", relYear, -1}, {"tahun ini", relYear, 0}, {"tahun depan", relYear, 1}, {"minggu lalu", relWeek, -1}, {"minggu lepas", relWeek, -1}, {"minggu depan", relWeek, 1},
		{"baru-baru ini", vague, 0},
	},
	"fil": {
		{"enero", month, 1}, {"pebrero", month, 2}, {"marso", month, 3}, {"abril", month, 4}, {"mayo", month, 5}, {"hunyo", month, 6},
		{"hulyo", month, 7}, {"agosto", month, 8}, {"setyembre", month, 9}, {"oktubre", month, 10}, {"nobyembre", month, 11}, {"disyembre", month, 12},
		{"lunes", weekday, 1}, {"martes", weekday, 2}, {"miyerkules", weekday, 3}, {"miyerkoles", weekday, 3}, {"huwebes", weekday, 4}, {"biyernes", weekday, 5}, {"sabado", weekday, 6}, {"linggo", weekday, 0},
		{"ika-", dayWord, 0}, {"ng", of, 0}, {"hanggang", until, 0}, {"mula", between, 0}, {"at", and, 0}, {"taong", yearWord, 0}, {"buwan ng", monthFor, 0},
		{"kahapon", relDay, -1}, {"ngayong araw", relDay, 0}, {"bukas", relDay, 1}, {"noong nakaraang buwan", relMonth, -1}, {"nakaraang buwan", relMonth, -1}, {"ngayong buwan", relMonth, 0}, {"susunod na buwan", relMonth, 1},
		{"nakaraang taon", relYear, -1}, {"ngayong taon", relYear, 0}, {"susunod na taon", relYear, 1}, {"nakaraang linggo", relWeek, -1}, {"susunod na linggo", relWeek, 1},
		{"kamakailan", vague, 0},
	},
	"vi": {
		{"ngày", dayWord, 0}, {"mùng", dayWord, 0}, {"mồng", dayWord, 0}, {"tháng", monthFor, 0}, {"năm", yearWord, 0},
		{"tháng một", month, 1}, {"tháng giêng", month, 1}, {"tháng hai", month, 2}, {"tháng ba", month, 3}, {"tháng tư", month, 4}, {"tháng năm", month, 5}, {"tháng sáu", month, 6},
		{"tháng bảy", month, 7}, {"tháng tám", month, 8}, {"tháng chín", month, 9}, {"tháng mười", month, 10}, {"tháng mười một", month, 11}, {"tháng mười hai", month, 12}, {"tháng chạp", month, 12},
		{"thứ hai", weekday, 1}, {"thứ ba", weekday, 2}, {"thứ tư", weekday, 3}, {"thứ năm", weekday, 4}, {"thứ sáu", weekday, 5}, {"thứ bảy", weekday, 6}, {"chủ nhật", weekday, 0},
		{"đến", until, 0}, {"tới", until, 0}, {"đến hết", until, 0}, {"từ", between, 0}, {"và", and, 0},
		{"hôm qua", relDay, -1}, {"hôm nay", relDay, 0}, {"ngày mai", relDay, 1}, {"tháng trước", relMonth, -1}, {"tháng này", relMonth, 0}, {"tháng tới", relMonth, 1}, {"tháng sau", relMonth, 1},
		{"năm ngoái", relYear, -1}, {"năm nay", relYear, 0}, {"năm tới", relYear, 1}, {"năm sau", relYear, 1}, {"tuần trước", relWeek, -1}, {"tuần qua", relWeek, -1}, {"tuần này", relWeek, 0}, {"tuần tới", relWeek, 1},
		{"mới đây", vague, 0}, {"gần đây", vague, 0},
	},
	"th": {
		{"มกราคม", month, 1}, {"กุมภาพันธ์", month, 2}, {"มีนาคม", month, 3}, {"เมษายน", month, 4}, {"พฤษภาคม", month, 5}, {"มิถุนายน", month, 6},
		{"กรกฎาคม", month, 7}, {"สิงหาคม", month, 8}, {"กันยายน", month, 9}, {"ตุลาคม", month, 10}, {"พฤศจิกายน", month, 11}, {"ธันวาคม", month, 12},
		{"มกรา", month, 1}, {"กุมภา", month, 2}, {"มีนา", month, 3}, {"เมษา", month, 4}, {"พฤษภา", month, 5}, {"มิถุนา", month, 6}, {"กรกฎา", month, 7}, {"สิงหา", month, 8}, {"กันยา", month, 9}, {"ตุลา", month, 10}, {"พฤศจิกา", month, 11}, {"ธันวา", month, 12},
		{"ม.ค.", month, 1}, {"ก.พ.", month, 2}, {"มี.ค.", month, 3}, {"เม.ย.", month, 4}, {"พ.ค.", month, 5}, {"มิ.ย.", month, 6},
		{"ก.ค.", month, 7}, {"ส.ค.", month, 8}, {"ก.ย.", month, 9}, {"ต.ค.", month, 10}, {"พ.ย.", month, 11}, {"ธ.ค.", month, 12},
		{"วันจันทร์ที่", weekday, 1}, {"วันอังคารที่", weekday, 2}, {"วันพุธที่", weekday, 3}, {"วันพฤหัสบดีที่", weekday, 4}, {"วันศุกร์ที่", weekday, 5}, {"วันเสาร์ที่", weekday, 6}, {"วันอาทิตย์ที่", weekday, 0},
		{"วันจันทร์", weekday, 1}, {"วันอังคาร", weekday, 2}, {"วันพุธ", weekday, 3}, {"วันพฤหัสบดี", weekday, 4}, {"วันศุกร์", weekday, 5}, {"วันเสาร์", weekday, 6}, {"วันอาทิตย์", weekday, 0},
		{"วันที่", dayWord, 0}, {"เดือน", monthFor, 0}, {"ปี", yearWord, 0}, {"พุทธศักราช", era, 0}, {"พ.ศ.", era, 0}, {"พ.ศ", era, 0}, {"ค.ศ.", yearWord, 0}, {"คริสต์ศักราช", yearWord, 0},
		{"ถึง", until, 0}, {"จนถึง", until, 0}, {"ถึงวันที่", until, 0}, {"ระหว่าง", between, 0}, {"ตั้งแต่", between, 0}, {"และ", and, 0},
		{"เมื่อวาน", relDay, -1}, {"เมื่อวานนี้", relDay, -1}, {"วันนี้", relDay, 0}, {"พรุ่งนี้", relDay, 1}, {"เดือนที่แล้ว", relMonth, -1}, {"เดือนที่ผ่านมา", relMonth, -1}, {"เดือนนี้", relMonth, 0}, {"เดือนหน้า", relMonth, 1},
		{"ปีที่แล้ว", relYear, -1}, {"ปีนี้", relYear, 0}, {"ปีหน้า", relYear, 1}, {"สัปดาห์ที่แล้ว", relWeek, -1}, {"สัปดาห์หน้า", relWeek, 1},
		{"เมื่อเร็ว ๆ นี้", vague, 0}, {"เมื่อเร็วๆ นี้", vague, 0}, {"เมื่อเร็วๆนี้", vague, 0},
	},
	"lo": {
		{"ມັງກອນ", month, 1}, {"ກຸມພາ", month, 2}, {"ມີນາ", month, 3}, {"ເມສາ", month, 4}, {"ພຶດສະພາ", month, 5}, {"ມິຖຸນາ", month, 6},
		{"ກໍລະກົດ", month, 7}, {"ກໍລະກັດ", month, 7}, {"ສິງຫາ", month, 8}, {"ກັນຍາ", month, 9}, {"ຕຸລາ", month, 10}, {"ພະຈິກ", month, 11}, {"ທັນວາ", month, 12},
		{"ວັນຈັນ", weekday, 1}, {"ວັນອັງຄານ", weekday, 2}, {"ວັນພຸດ", weekday, 3}, {"ວັນພະຫັດ", weekday, 4}, {"ວັນສຸກ", weekday, 5}, {"ວັນເສົາ", weekday, 6}, {"ວັນອາທິດ", weekday, 0},
		{"ວັນທີ", dayWord, 0}, {"ວັນທີ່", dayWord, 0}, {"ທີ", of, 0}, {"ເດືອນ", monthFor, 0}, {"ປີ", yearWord, 0}, {"ຄ.ສ.", yearWord, 0}, {"ພ.ສ.", era, 0},
		{"ຫາ", until, 0}, {"ເຖິງ", until, 0}, {"ຮອດ", until, 0}, {"ລະຫວ່າງ", between, 0}, {"ແຕ່", between, 0}, {"ແລະ", and, 0},
		{"ມື້ວານ", relDay, -1}, {"ມື້ວານນີ້", relDay, -1}, {"ມື້ນີ້", relDay, 0}, {"ມື້ອື່ນ", relDay, 1}, {"ເດືອນກ່ອນ", relMonth, -1}, {"ເດືອນແລ້ວ", relMonth, -1}, {"ເດືອນນີ້", relMonth, 0}, {"ເດືອນໜ້າ", relMonth, 1},
		{"ປີກາຍ", relYear, -1}, {"ປີນີ້", relYear, 0}, {"ປີໜ້າ", relYear, 1}, {"ບໍ່ດົນມານີ້", vague, 0}, {"ມໍ່ໆມານີ້", vague, 0}, {"ຫວ່າງບໍ່ດົນມານີ້", vague, 0},
	},
	"km": {
		{"មករា", month, 1}, {"កុម្ភៈ", month, 2}, {"កម្ភៈ", month, 2}, {"មីនា", month, 3}, {"មេសា", month, 4}, {"ឧសភា", month, 5}, {"មិថុនា", month, 6},
		{"កក្កដា", month, 7}, {"សីហា", month, 8}, {"កញ្ញា", month, 9}, {"តុលា", month, 10}, {"វិច្ឆិកា", month, 11}, {"ធ្នូ", month, 12},
		{"ថ្ងៃចន្ទ", weekday, 1}, {"ថ្ងៃច័ន្ទ", weekday, 1}, {"ថ្ងៃអង្គារ", weekday, 2}, {"ថ្ងៃពុធ", weekday, 3}, {"ថ្ងៃព្រហស្បតិ៍", weekday, 4}, {"ថ្ងៃសុក្រ", weekday, 5}, {"ថ្ងៃសៅរ៍", weekday, 6}, {"ថ្ងៃអាទិត្យ", weekday, 0},
		{"ថ្ងៃទី", dayWord, 0}, {"ទី", dayWord, 0}, {"ខែ", monthFor, 0}, {"ឆ្នាំ", yearWord, 0}, {"គ.ស", yearWord, 0}, {"ព.ស", era, 0},
		{"ដល់", until, 0}, {"រហូតដល់", until, 0}, {"ពី", between, 0}, {"ចាប់ពី", between, 0}, {"និង", and, 0},
		{"ម្សិលមិញ", relDay, -1}, {"ថ្ងៃនេះ", relDay, 0}, {"ថ្ងៃស្អែក", relDay, 1}, {"ខែមុន", relMonth, -1}, {"ខែនេះ", relMonth, 0}, {"ខែក្រោយ", relMonth, 1},
		{"ឆ្នាំមុន", relYear, -1}, {"ឆ្នាំនេះ", relYear, 0}, {"ឆ្នាំក្រោយ", relYear, 1}, {"ថ្មីៗនេះ", vague, 0},
	},
	"my": {
		{"ဇန်နဝါရီ", month, 1}, {"ဖေဖော်ဝါရီ", month, 2}, {"မတ်", month, 3}, {"ဧပြီ", month, 4}, {"မေလ", month, 5}, {"ဇွန်", month, 6},
		{"ဇူလိုင်", month, 7}, {"ဩဂုတ်", month, 8}, {"သြဂုတ်", month, 8}, {"စက်တင်ဘာ", month, 9}, {"အောက်တိုဘာ", month, 10}, {"နိုဝင်ဘာ", month, 11}, {"ဒီဇင်ဘာ", month, 12},
		{"တနင်္လာနေ့", weekday, 1}, {"အင်္ဂါနေ့", weekday, 2}, {"ဗုဒ္ဓဟူးနေ့", weekday, 3}, {"ကြာသပတေးနေ့", weekday, 4}, {"သောကြာနေ့", weekday, 5}, {"စနေနေ့", weekday, 6}, {"တနင်္ဂနွေနေ့", weekday, 0},
		{"ရက်", dayAfter, 0}, {"ရက်နေ့", dayAfter, 0}, {"လ", monthFor, 0}, {"ခုနှစ်", yearWord, 0}, {"ခု", yearWord, 0},
		{"မှ", until, 0}, {"အထိ", of, 0}, {"နှင့်", and, 0}, {"၊", comma, 0},
		{"မနေ့က", relDay, -1}, {"ယနေ့", relDay, 0}, {"မနက်ဖြန်", relDay, 1}, {"ပြီးခဲ့သည့်လ", relMonth, -1}, {"ယခုလ", relMonth, 0}, {"လာမည့်လ", relMonth, 1},
		{"ယမန်နှစ်", relYear, -1}, {"ယခုနှစ်", relYear, 0}, {"လာမည့်နှစ်", relYear, 1}, {"မကြာသေးမီက", vague, 0},
	},
}
