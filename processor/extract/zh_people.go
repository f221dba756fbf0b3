package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// zhPerson is a person with title found at one place.
type zhPerson struct {
	full  span // affiliation, title and name
	name  span
	title span
	org   span
	sent  int
	draft *personDraft
}

const zhSurnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由怀怡佳赖侬谯璩"

var (
	zhSurname  = runeSet(zhSurnames)
	zhCompound = newLexicon("", `欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 夏侯 轩辕 钟离 闻人 端木 南宫 呼延 百里 拓跋 独孤`)
	zhViet     = runeSet("阮黎陈范裴吴武邓杜胡黄潘丁段陶郑张梁朱")
)

func runeSet(s string) map[rune]bool {
	m := map[rune]bool{}
	for _, r := range s {
		m[r] = true
	}
	return m
}

// findPeople reads titles followed or preceded by names, from left to right; what
// one person holds is not read for the next.
func (z *zhDoc) findPeople() {
	for si := range z.sents {
		s := z.sents[si].span
		from := z.skipDateline(s)
		for i := from; i < s.end; {
			_, n := utf8.DecodeRuneInString(z.n[i:s.end])
			t := zhTitles.at(z.n[i:s.end])
			if t == "" {
				i += n
				continue
			}
			end := i + len(t)
			if zhNotOffice.at(z.n[end:s.end]) != "" {
				// 委员会, 大使馆, 秘书处: a body, not an office.
				i = end
				continue
			}
			p := z.personAfter(si, s, from, i, end)
			if p == nil {
				p = z.personBefore(si, s, from, i, end)
			}
			if p == nil {
				i = end
				continue
			}
			z.people = append(z.people, p)
			from, i = p.full.end, p.full.end
		}
	}
}

var zhNotOffice = newLexicon("", `会 馆 处 组织 室 级 们 制 圆桌 论坛 办公 联席 之间 峰会 联盟 班 团`)

func (z *zhDoc) personAfter(si int, s span, from, at, end int) *zhPerson {
	foreign := z.foreignBefore(from, at)
	name := z.nameAt(end, s.end, foreign)
	if name.empty() {
		return nil
	}
	start := z.affiliation(at, from)
	p := &zhPerson{sent: si, name: name, full: span{start, name.end}}
	p.org, p.title = z.splitTitle(start, at, end)
	w := z.n[start:end]
	if strings.Contains(w, "记者") || strings.Contains(w, "责任编辑") || strings.Contains(w, "通讯员") {
		return nil
	}
	return p
}

// foreignBefore says whether the words before a title name a foreign country.
func (z *zhDoc) foreignBefore(from, at int) bool {
	w := z.n[max(from, at-90):at]
	for i := range w {
		if c := zhCountries.at(w[i:]); c != "" && zhCountries.value[c] != "CN" {
			return true
		}
	}
	return strings.Contains(w, "东南亚") || strings.Contains(w, "东盟") || strings.Contains(w, "联合国")
}

// followed says whether a person's name may end here.
func (z *zhDoc) followed(b, end int) (string, bool) {
	if b >= end {
		return "", true
	}
	r, _ := utf8.DecodeRuneInString(z.n[b:end])
	if zhDelim(r) || unicode.IsSpace(r) || r == '”' || r == '“' {
		return "", true
	}
	w := zhFollow.at(z.n[b:end])
	if w == "" {
		w = zhTitles.at(z.n[b:end])
	}
	return w, w != ""
}

// nameAt reads a name that begins at b.
func (z *zhDoc) nameAt(b, end int, foreign bool) span {
	if b >= end {
		return span{}
	}
	r, _ := utf8.DecodeRuneInString(z.n[b:end])
	if r == ' ' || r == '：' || r == ':' {
		return span{}
	}
	if r < utf8.RuneSelf {
		return z.latinName(b, end)
	}
	if !zhHan(r) {
		return span{}
	}
	// A transliterated name has dots within.
	if sp := z.dottedName(b, end); !sp.empty() {
		return sp
	}
	lens := []int{2, 3}
	head := z.n[b:end]
	switch {
	case zhCompound.at(head) != "":
		lens = []int{3, 4, 2}
	case foreign && zhViet[r]:
		lens = []int{2, 3, 4, 5}
	case !zhSurname[r]:
		lens = nil
	}
	if foreign {
		lens = append(lens, 2, 3, 4, 5, 6)
	}
	if w := zhFollow.at(head); w != "" && !zhSurname[r] || strings.HasPrefix(head, "等") {
		return span{}
	}
	for _, k := range lens {
		e := b
		for c := 0; c < k; c++ {
			r, n := utf8.DecodeRuneInString(z.n[e:end])
			if !zhHan(r) {
				e = -1
				break
			}
			e += n
		}
		if e < 0 {
			continue
		}
		w, ok := z.followed(e, end)
		if !ok {
			continue
		}
		if utf8.RuneCountInString(w) == 1 && k == 2 && strings.Contains("和与为以作并从同向将随因", w) {
			// 李永和，: the last character of the name, not a joint.
			if _, again := z.followed(e+len(w), end); again && zhHanAfterDelim(z.n[e+len(w):end]) {
				continue
			}
		}
		// The name must not itself be words of office or an event: 校长论坛, 主任会议.
		got := z.n[b:e]
		if zhHeads.before(got) != "" || zhTitles.has(got) || zhOrgTail.before(got) == "大学" || zhCountries.has(got) || zhNotName[got] {
			return span{}
		}
		return span{b, e}
	}
	return span{}
}

var zhNotName = map[string]bool{"以及": true, "和": true, "代表": true, "嘉宾": true, "先生": true, "女士": true, "阁下": true, "高度": true, "出席": true, "任期": true, "向全": true, "应邀": true, "来华": true, "来访": true, "致辞": true, "会议": true, "时间": true, "主持": true, "联席": true, "安排": true, "关于": true, "计划": true, "成员": true, "程序": true, "方面": true, "高级": true, "国家": true, "国际": true}

func zhHanAfterDelim(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return zhDelim(r) || s == ""
}

func (z *zhDoc) latinName(b, end int) span {
	e, words := b, 0
	for i := b; i < end; {
		r, n := utf8.DecodeRuneInString(z.n[i:end])
		if r >= utf8.RuneSelf || !(unicode.IsLetter(r) || strings.ContainsRune(" .'-", r)) {
			break
		}
		if unicode.IsUpper(r) && (i == b || z.n[i-1] == ' ') {
			words++
		}
		i += n
		if r != ' ' {
			e = i
		}
	}
	if words < 2 || e-b > 60 {
		return span{}
	}
	return span{b, e}
}

// dottedName reads 坎平·西拉冯 up to the first words that may follow a name.
func (z *zhDoc) dottedName(b, end int) span {
	e, run, dots := b, 0, 0
	for e < end && run <= 8 {
		r, n := utf8.DecodeRuneInString(z.n[e:end])
		if r == '·' || r == '.' && dots > 0 {
			if run == 0 {
				return span{}
			}
			dots++
			run = 0
			e += n
			continue
		}
		if run > 0 && dots > 0 {
			if w, ok := z.followed(e, end); ok && (utf8.RuneCountInString(w) != 1 || run >= 2 || !zhHan(r)) {
				// A name's characters may look like a verb's: 西拉·和松: go on when a dot follows soon.
				k := strings.Index(z.n[e:min(end, e+18)], "·")
				if k < 0 || strings.ContainsAny(z.n[e:e+k], "，、。；和与 ") {
					return span{b, e}
				}
			}
		}
		if !zhHan(r) {
			break
		}
		run++
		e += n
	}
	if dots > 0 && run > 0 && e >= end {
		return span{b, e}
	}
	return span{}
}

// personBefore reads 史忠俊秘书长: a name before the office.
func (z *zhDoc) personBefore(si int, s span, from, at, end int) *zhPerson {
	if _, ok := z.followed(end, s.end); !ok {
		return nil
	}
	for {
		m := zhTitleMods.before(z.n[from:at])
		if m == "" || m == "国际" {
			break
		}
		at -= len(m)
	}
	for _, k := range []int{3, 2, 4} {
		b := at
		for c := 0; c < k && b > from; c++ {
			_, n := utf8.DecodeLastRuneInString(z.n[from:b])
			b -= n
		}
		r, _ := utf8.DecodeRuneInString(z.n[b:at])
		if utf8.RuneCountInString(z.n[b:at]) != k || !zhHan(r) || k < 4 && !zhSurname[r] || k == 4 && zhCompound.at(z.n[b:at]) == "" {
			continue
		}
		w := z.n[b:at]
		if strings.IndexFunc(w, func(r rune) bool { return !zhHan(r) }) >= 0 {
			continue
		}
		before := z.n[from:b]
		tail := zhOrgTail.before(before)
		if tail == "" || tail == "会" && strings.HasSuffix(before, "常委会") {
			continue
		}
		if zhOrgTail.before(w) != "" || zhTitles.has(w) || zhCountries.has(w) || zhStops.has(w) {
			continue
		}
		start := z.affiliation(b, from)
		if start == b {
			continue
		}
		return &zhPerson{sent: si, name: span{b, at}, full: span{start, end}, org: span{start, b}, title: span{at, end}}
	}
	return nil
}

// affiliation goes left from a title to where the words about the person begin.
func (z *zhDoc) affiliation(at, min int) int {
	i := at
	for i > min {
		r, n := utf8.DecodeLastRuneInString(z.n[min:i])
		if r == '、' {
			left := z.n[min : i-n]
			if zhTitles.before(left) != "" || z.listInOrg(left, z.n[i:at]) {
				i -= n
				continue
			}
			break
		}
		if zhDelim(r) || unicode.IsSpace(r) && !z.latinGap(i-n) || r == '“' || r == '”' || r == '》' || r == '《' {
			break
		}
		if r == '日' && z.timeEnding(i) != nil || z.timeEnding(i) != nil {
			break
		}
		if w := zhStops.before(z.n[min:i]); w != "" {
			if w == "为" && strings.HasSuffix(z.n[min:i], "华为") || w == "对" || w == "经" && strings.HasPrefix(z.n[i:], "济") || w == "经" && strings.HasPrefix(z.n[i:], "贸") ||
				w == "在" && strings.HasPrefix(z.n[i:], "线") || w == "同" && (strings.HasPrefix(z.n[i:], "济") || strings.HasPrefix(z.n[i:], "体")) || w == "向" && false {
				i -= n
				continue
			}
			break
		}
		if r == '和' || r == '与' || r == '及' || r == '暨' {
			left := z.n[min : i-n]
			right := z.n[i:at]
			if zhTitles.before(left) != "" || zhOrgTail.before(left) != "" && zhOrgTail.before(left) != "教育" && zhOrgTail.before(left) != "科技" && zhOrgTail.before(left) != "文化" || left == "" || utf8.RuneCountInString(right) < 2 {
				break
			}
		}
		if at-i > 200 {
			break
		}
		i -= n
	}
	for i < at {
		if w := zhAffilLead.at(z.n[i:at]); w != "" && !strings.HasPrefix(z.n[i:], "该校") && !strings.HasPrefix(z.n[i:], "该院") {
			i += len(w)
			continue
		}
		break
	}
	return i
}

var zhAffilLead = newLexicon("", `时任 原 和 与 及 以及 时 、 也 还 · 有 会 并 邀 让 请 请来 到 日 ， 首 各 前 该 就 以 次`)

func (z *zhDoc) latinGap(b int) bool {
	if b == 0 || b+1 >= len(z.n) {
		return false
	}
	return z.n[b-1] < utf8.RuneSelf && z.n[b+1] < utf8.RuneSelf && z.n[b-1] > ' '
}

// listInOrg says whether 、 is within an organisation's name: 柬埔寨教育、青年和体育部.
func (z *zhDoc) listInOrg(left, right string) bool {
	if !zhOrgTailShort(right) {
		return false
	}
	k := strings.LastIndexAny(left, "，。；、：")
	piece := left[k+1:]
	if k >= 0 {
		_, n := utf8.DecodeRuneInString(left[k:])
		piece = left[k+n:]
	}
	if utf8.RuneCountInString(piece) > 14 {
		return false
	}
	if zhTitles.before(piece) != "" || strings.Contains(piece, "·") {
		return false
	}
	for _, w := range []string{"教育", "高等教育", "青年", "科学", "研究", "劳工", "文化", "体育", "人力资源", "科技", "农业", "旅游", "青年与体育", "创新"} {
		if strings.HasSuffix(piece, w) {
			return true
		}
	}
	return false
}

func zhOrgTailShort(s string) bool {
	for _, w := range []string{"部", "司", "局", "委员会"} {
		if i := strings.Index(s, w); i >= 0 && i < 36 {
			return true
		}
	}
	return false
}

// splitTitle cuts the words before a name into organisation and title: at is
// where the last office begins, end where it ends.
func (z *zhDoc) splitTitle(start, at, end int) (org, title span) {
	t := at
	// An earlier office before 、 begins the title.
	if k := strings.Index(z.n[start:at], "、"); k >= 0 {
		for cut := start + k; cut >= start; {
			if w := zhTitles.before(z.n[start:cut]); w != "" {
				t = cut - len(w)
				break
			}
			next := strings.Index(z.n[cut+3:at], "、")
			if next < 0 {
				break
			}
			cut += 3 + next
		}
	}
	for t > start {
		m := zhTitleMods.before(z.n[start:t])
		if m == "" {
			break
		}
		if m == "国际" || m == "联合" || m == "学校党委" {
			if m == "学校党委" {
				t -= len("党委")
			}
			break
		}
		t -= len(m)
	}
	if m := zhPartyMods.before(z.n[start:t]); m != "" && m != "省人大常委会" {
		t -= len(m)
	}
	return span{start, t}, span{t, end}
}

// findSelf finds the institution that the article means by 学校 or 我校: of the
// schools named without a foreign country before them the one named most often.
func (z *zhDoc) findSelf() {
	foreign, count, first, best := map[string]bool{}, map[string]int{}, map[string]span{}, 0
	for i := 0; i < len(z.n); {
		k := strings.Index(z.n[i:], "学")
		k2 := strings.Index(z.n[i:], "学院")
		if k < 0 {
			return
		}
		end := i + k + 3
		switch {
		case k2 == k:
			end = i + k + 6
		case strings.HasSuffix(z.n[:end], "大学"):
		default:
			i = end
			continue
		}
		i = end
		s := z.orgBack(end, z.lineStart(end))
		name := z.n[s.start:s.end]
		bare := name
		c := zhCountries.at(name)
		if c != "" && zhCountries.value[c] != "CN" {
			foreign[name[len(c):]] = true
			delete(count, name[len(c):])
			continue
		}
		if utf8.RuneCountInString(bare) < 4 || foreign[bare] || zhVague.value == nil {
			continue
		}
		if w := zhVague.at(bare); w == bare {
			continue
		}
		if count[bare] == 0 {
			first[bare] = s
		}
		count[bare]++
		if count[bare] > best {
			best, z.org = count[bare], first[bare]
		}
	}
}

func (z *zhDoc) lineStart(b int) int {
	return strings.LastIndexByte(z.n[:b], '\n') + 1
}

// orgBack goes left from the end of an organisation's name to its beginning.
func (z *zhDoc) orgBack(end, min int) span {
	i := end
	for i > min && end-i < 120 {
		r, n := utf8.DecodeLastRuneInString(z.n[min:i])
		if zhDelim(r) || unicode.IsSpace(r) || r == '“' || r == '”' || r == '《' || r == '》' {
			break
		}
		if i < end-3 {
			if w := zhStops.before(z.n[min:i]); w != "" {
				break
			}
			if r == '和' || r == '与' || r == '及' {
				break
			}
			if w := zhOrgVerbs.before(z.n[min:i]); w != "" {
				break
			}
			if z.timeEnding(i) != nil {
				break
			}
		}
		i -= n
	}
	return span{i, end}
}

var zhOrgVerbs = newLexicon("", `与 和 同 签约 签订 签署 承办 主办 协办 走进 就读 到访 落户 位于 考察 参观 赴 至 到 联合 共同 依托 支持 推动 愿 助力 举办 入驻 前往 走访 这是 我校 获得 期待 愿与`)

// peopleOf fills the draft's people: each once, with titles, countries and roles.
func (z *zhDoc) peopleOf(m *draft) {
	byName := map[string]*personDraft{}
	for _, p := range z.people {
		key := z.n[p.name.start:p.name.end]
		if old := byName[key]; old != nil {
			p.draft = old
			if !old.org.ok() && !p.org.empty() {
				old.org = z.orgVal(p)
			}
			continue
		}
		d := &personDraft{name: z.val(p.name, "name beside a title"), title: z.val(p.title, "title"), org: z.orgVal(p)}
		d.country = z.personCountry(p)
		byName[key] = d
		p.draft = d
		m.people = append(m.people, d)
	}
	z.readRoles(m, byName)
}

func (z *zhDoc) orgVal(p *zhPerson) val {
	w := z.str2(p.org)
	if w == "该校" || w == "该院" {
		// The school named last before.
		left := z.n[z.lineStart(p.full.start):p.full.start]
		k := max(strings.LastIndex(left, "大学"), strings.LastIndex(left, "学院"))
		if k >= 0 {
			o := z.orgBack(p.full.start-len(left)+k+6, z.lineStart(p.full.start))
			if z.orgLike(o) {
				return z.val(o, "the school named last")
			}
		}
	}
	switch {
	case w == "学校" || w == "我校" || w == "该校" || w == "校" || w == "" && strings.HasPrefix(z.str2(p.title), "校"):
		if !z.org.empty() {
			return z.val(z.org, "the institution that speaks of itself")
		}
	case w == "" || w == "本省" || w == "自治区":
		if t := z.str2(p.title); strings.HasPrefix(t, "省") || strings.HasPrefix(t, "副省") || strings.HasPrefix(t, "自治区") || w == "自治区" {
			for _, pl := range z.places {
				if pl.kind == "region" && pl.country == "CN" {
					return z.val(pl.at, "the region that the article speaks of")
				}
			}
		}
	}
	return z.val(p.org, "words before the title")
}

// personCountry infers a country from the affiliation, or from a Chinese name.
func (z *zhDoc) personCountry(p *zhPerson) val {
	w := z.str2(span{p.full.start, p.title.end})
	if i, c := zhCountries.index(w); c != "" {
		if zhCountries.value[c] == "CN" && (strings.HasPrefix(w[i+len(c):], "—东盟") || strings.HasPrefix(w[i+len(c):], "-东盟") || strings.HasPrefix(w[i+len(c):], "东盟")) && i == 0 && !strings.Contains(w, "大学") {
			return val{}
		}
		return z.say(zhCountries.value[c], span{p.full.start + i, p.full.start + i + len(c)}, "country in the affiliation")
	}
	if strings.Contains(w, "东南亚") || strings.Contains(w, "联合国") || strings.Contains(w, "东盟秘书处") {
		return val{}
	}
	for _, pl := range z.places {
		if pl.at.start >= p.full.start && pl.at.end <= p.title.end && pl.country != "" {
			return z.say(pl.country, pl.at, "place in the affiliation")
		}
	}
	// The same body may have been named with its country before.
	if org := z.str2(p.org); len(org) >= 9 {
		for i, c := range z.foreignOrgs() {
			_ = i
			if c.name == org {
				return z.say(c.code, c.at, "country named with the body before")
			}
		}
	}
	if r, _ := utf8.DecodeRuneInString(z.str2(p.name)); r < utf8.RuneSelf || strings.Contains(z.str2(p.name), "·") {
		return val{}
	}
	return z.say("CN", p.full, "a Chinese body without a country's name")
}

type zhForeign struct {
	name, code string
	at         span
}

// foreignOrgs lists the affiliations that begin with a foreign country, without it.
func (z *zhDoc) foreignOrgs() []zhForeign {
	var out []zhForeign
	for _, p := range z.people {
		w := z.str2(p.org)
		if c := zhCountries.at(w); c != "" && len(w) > len(c) {
			out = append(out, zhForeign{w[len(c):], zhCountries.value[c], span{p.org.start, p.org.start + len(c)}})
		}
		if len(out) > 40 {
			break
		}
	}
	return out
}
