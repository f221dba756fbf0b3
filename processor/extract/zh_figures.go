package extract

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// zhMeasures stand between a number and what it counts.
var zhMeasures = newLexicon("", `名 人 位 所 家 个 项 门 种 场 份 期 届次 人次 支 套 部 件 组 批 国 亿元 万元 元 美元 万美元 亿美元 余人 天 周 学时 课时 间 平方米 篇 本 册 对 座 处 类 条 幅 台 亩 公里 万人次 场次 站 轮 户`)

var zhQualBefore = newLexicon("", `近=nearly 将近=nearly 接近=nearly 超=over 超过=over 逾=over 突破=over 约=about 大约=about 约有=about 达到=exact 至少=over 不少于=over 左右=about 累计超过=over 累计超=over 预计约=about`)

var zhScopes = []struct{ word, scope string }{
	{"累计", "cumulative"}, {"以来", "cumulative"}, {"迄今", "cumulative"}, {"截至", "cumulative"}, {"至今", "cumulative"}, {"先后", "cumulative"}, {"目前", "cumulative"}, {"现有", "cumulative"}, {"已有", "cumulative"}, {"近三年", "cumulative"}, {"近五年", "cumulative"}, {"总计", "cumulative"},
	{"每年", "annual"}, {"年均", "annual"}, {"今年", "annual"}, {"去年", "annual"}, {"年度", "annual"},
	{"计划", "planned"}, {"预计", "planned"}, {"力争", "planned"}, {"拟", "planned"}, {"未来", "planned"}, {"将", "planned"}, {"已", "cumulative"},
}

// zhUnitStops end the noun after a measure.
var zhUnitStops = newLexicon("", `参加 参与 参展 参赛 出席 参会 与会 到场 报名 晋级 在 被 将 为 与 共 获得 获 签署 组成 建立 建成 的 齐聚 围绕 就 参观 前来 来访 赴 来 到 入选 通过 展开 进行 举行 举办 开展 达成 加入 联合 分别 共同 从 由 是 已 正 以上 以及 和 及 等 现场 受邀 应邀 汇聚 一起 代表两国 毕业 同台 集体 走进 顺利 学习 发布 用 给 对 向 后 中 之间 落地 申请 观摩 完成 同 被东盟 近距离 通过线上 亮相 并 角逐 开设 现 上 新 列席 组团 交流学习 覆盖 涵盖 涉及 采用`)

// zhCountVerbs stand between a noun and the words before it: 培训|学员1900余名.
var zhCountVerbs = newLexicon("", `培训 招收 培养 开设 开办 举办 建成 签署 设置 建立 新增 接收 吸引 覆盖 派出 达 共 约 超过 近 现有 有 累计 已 为 在 的 来自 拥有 选派 输送 合作 首批 发放 资助 捐赠 签订 面向 开展 组织 邀请 选拔 完成 设立 接待 汇聚 每年 设 新建 研发 开发 共有 互派 收到 授予 发布 出版 涵盖 涉及 超 逾 与 和 其中 规模 达到 近三年 全区 全省 目前 全国 另有 还有 扩大到 增加 增至 提高到 将 赴 到 计划`)

// zhNumber reads a number at b: 1.2万, 300, 三百, 十余, 近百. It gives the value,
// the byte after it and whether its last part leaves more open (百余, 数百).
func zhNumber(s string, b int) (v float64, end int, open, ok bool) {
	i := b
	if i < len(s) && s[i] >= '0' && s[i] <= '9' {
		for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == ',' && i+3 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' && s[i+2] >= '0' && s[i+2] <= '9' && s[i+3] >= '0' && s[i+3] <= '9' || s[i] == '.' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9') {
			i++
			if i-b > 20 {
				return 0, i, false, false
			}
		}
		f, err := strconv.ParseFloat(strings.ReplaceAll(s[b:i], ",", ""), 64)
		if err != nil {
			return 0, i, false, false
		}
		v = f
		for {
			switch {
			case strings.HasPrefix(s[i:], "余万"), strings.HasPrefix(s[i:], "多万"):
				v, i, open = v*1e4, i+6, true
				continue
			case strings.HasPrefix(s[i:], "多亿"), strings.HasPrefix(s[i:], "余亿"):
				v, i, open = v*1e8, i+6, true
				continue
			case strings.HasPrefix(s[i:], "万"):
				v, i = v*1e4, i+3
				continue
			case strings.HasPrefix(s[i:], "亿"):
				v, i = v*1e8, i+3
				continue
			case strings.HasPrefix(s[i:], "千"):
				v, i = v*1e3, i+3
				continue
			case strings.HasPrefix(s[i:], "百"):
				v, i = v*1e2, i+3
				continue
			}
			break
		}
		return v, i, open, true
	}
	digit := map[rune]float64{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	unit := map[rune]float64{'十': 10, '百': 100, '千': 1000}
	var total, part, cur float64
	seen, units := false, false
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if d, in := digit[r]; in {
			cur, seen = d, true
		} else if u, in := unit[r]; in {
			if cur == 0 {
				cur = 1
			}
			part += cur * u
			cur, seen, units = 0, true, true
		} else if (r == '万' || r == '亿') && seen {
			f := 1e4
			if r == '亿' {
				f = 1e8
			}
			total += (part + cur) * f
			part, cur, units = 0, 0, true
		} else if (r == '余' || r == '多') && seen && units {
			open = true
			if strings.HasPrefix(s[i+n:], "万") {
				total += (part + cur) * 1e4
				part, cur = 0, 0
				i += n + 3
			}
			break
		} else {
			break
		}
		i += n
		if i-b > 30 {
			break
		}
	}
	if !seen {
		return 0, b, false, false
	}
	return total + part + cur, i, open, true
}

// readFigures reads numbers with a measure and what they count.
func (z *zhDoc) readFigures(x *draft) {
	seen := map[string]bool{}
	for si := range z.sents {
		s := z.sents[si].span
		if si == 0 && z.sents[si].heading {
			continue
		}
		for i := z.skipDateline(s); i < s.end; {
			r, n := utf8.DecodeRuneInString(z.n[i:s.end])
			if q, in := z.quoteAt(i); in {
				i = max(q.outer.end, i+n)
				continue
			}
			if !(r >= '0' && r <= '9') && !strings.ContainsRune("两三四五六七八九十百千", r) {
				i += n
				continue
			}
			v, end, open, ok := zhNumber(z.n[:s.end], i)
			if !ok || end <= i {
				i += n
				continue
			}
			at := span{i, end}
			i = end
			if f := z.figure(si, s, at, v, open); f != nil {
				key := strconv.FormatFloat(f.value, 'f', -1, 64) + f.unit.text + f.subject.text
				if !seen[key] && len(x.figures) < 200 {
					seen[key] = true
					x.figures = append(x.figures, *f)
					z.attend(x, f, si, s)
				}
				i = max(i, f.at.end)
			}
		}
	}
}

func (z *zhDoc) figure(si int, s, at span, v float64, open bool) *figureDraft {
	if at.start > s.start {
		p, pn := utf8.DecodeLastRuneInString(z.n[s.start:at.start])
		switch {
		case p == '第' || p == '“' || p == '-' || p == '+' || p == '＋' || p == '/' || p == '.' || p == '—' || p >= 'A' && p <= 'z' || p == '数' || p == '几' || p == '周' || p == '星' || p == '同' || p == '统':
			return nil
		}
		_ = pn
	}
	// Not a date, not part of an event's name.
	if lo := z.firstTime(max(0, at.start-40)); lo < len(z.dates) {
		for k := lo; k < len(z.dates) && z.dates[k].at.start < at.end; k++ {
			if z.dates[k].at.overlaps(at) {
				return nil
			}
		}
	}
	for _, e := range z.events {
		if e.sent == si && !e.generic && e.span.contains(at) {
			return nil
		}
	}
	han := z.n[at.start] >= utf8.RuneSelf
	b := at.end
	qual, qualAt := "exact", at
	if open {
		qual = "over"
	}
	for _, w := range []string{"余", "多", "来"} {
		if strings.HasPrefix(z.n[b:s.end], w) {
			qual, qualAt = "over", span{b, b + len(w)}
			b += len(w)
		}
	}
	m := zhMeasures.at(z.n[b:s.end])
	if m == "" {
		return nil
	}
	mAt := span{b, b + len(m)}
	b = mAt.end
	if m == "部" && strings.HasPrefix(z.n[b:s.end], "委") || m == "对" && strings.HasPrefix(z.n[b:s.end], "话") || m == "期" && strings.HasPrefix(z.n[b:s.end], "间") || m == "国" && !strings.HasPrefix(z.n[b:s.end], "家") && at.end-at.start > 0 && han {
		return nil
	}
	if m == "天" || m == "周" || m == "元" && v < 1000 || m == "国" || m == "组" && han || m == "条" && han || m == "轮" {
		return nil
	}
	if han && v < 3 && m != "" {
		return nil
	}
	if han && v < 11 && (m == "场" || m == "种" || m == "对" || m == "批" || m == "处" || m == "部" || m == "国") {
		return nil
	}
	for _, w := range []string{"余", "多"} {
		if strings.HasPrefix(z.n[b:s.end], w) && !strings.HasPrefix(z.n[b:s.end], "多国") && !strings.HasPrefix(z.n[b:s.end], "多所") {
			qual, qualAt = "over", span{b, b + len(w)}
			b += len(w)
		}
	}
	// 近300名, 超过…
	if w := zhQualBefore.before(z.n[s.start:at.start]); w != "" && qual == "exact" {
		qual, qualAt = zhQualBefore.value[w], span{at.start - len(w), at.start}
	}
	f := &figureDraft{value: v, at: at, rule: "number and measure"}
	// The noun after the measure.
	unit := z.unitAfter(b, s.end)
	if u := z.str2(unit); unit.empty() || strings.HasPrefix(u, "以上") {
		unit = z.unitBefore(at.start, s.start)
	}
	if strings.HasPrefix(z.n[unitEnd(unit, b):s.end], "以上") || strings.HasPrefix(z.n[b:s.end], "以上") {
		k := strings.Index(z.n[b:s.end], "以上")
		qual, qualAt = "over", span{b + k, b + k + len("以上")}
	}
	if strings.HasPrefix(z.n[b:s.end], "左右") {
		qual, qualAt = "about", span{b, b + len("左右")}
	}
	measure := m == "人" || m == "人次" || m == "万人次" || strings.HasSuffix(m, "元") || m == "平方米" || m == "亩"
	if m == "个" && (unit.empty() || strings.HasPrefix(z.str2(unit), "月") || strings.HasPrefix(z.str2(unit), "方面") || strings.HasPrefix(z.str2(unit), "小时")) {
		return nil
	}
	f.qualifier = z.say(qual, qualAt, "qualifier")
	switch {
	case (measure && m != "人" || unit.end <= at.start && (m == "期" || m == "场" || m == "批")) && !unit.empty():
		f.unit = z.val(mAt, "measure")
		f.subject = z.val(unit, "what is counted")
	case !unit.empty():
		f.unit = z.val(unit, "noun of the measure")
		if m == "人" {
			f.unit = z.val(unit, "noun of the measure")
		}
	case measure:
		f.unit = z.val(mAt, "measure")
	default:
		return nil
	}
	c := z.clause(at.start, s)
	scope, scopeAt := "this-event", at
	for _, w := range zhScopes {
		if k := strings.LastIndex(z.n[c.start:at.start], w.word); k >= 0 {
			scope, scopeAt = w.scope, span{c.start + k, c.start + k + len(w.word)}
			break
		}
	}
	if scope == "this-event" {
		for _, w := range zhScopes[:8] {
			if k := strings.LastIndex(z.n[s.start:at.start], w.word); k >= 0 {
				scope, scopeAt = w.scope, span{s.start + k, s.start + k + len(w.word)}
				break
			}
		}
	}
	f.scope = z.say(scope, scopeAt, "scope")
	if lo := z.firstTime(s.start); strings.Contains(z.n[s.start:at.start], "截至") && lo < len(z.dates) && z.dates[lo].at.end <= at.start {
		f.asOf = z.say(z.dates[lo].start, z.dates[lo].at, "截至")
	}
	return f
}

func unitEnd(u span, b int) int {
	if u.start >= b {
		return u.end
	}
	return b
}

func (z *zhDoc) unitAfter(b, end int) span {
	if strings.HasPrefix(z.n[b:end], "在校") && !strings.HasPrefix(z.n[b:end], "在校生") {
		b += len("在校") // 在校 tells where they are, not who
	}
	i, runes := b, 0
	if strings.HasPrefix(z.n[i:end], "来自") || strings.HasPrefix(z.n[i:end], "来华") && false {
		return span{}
	}
	for i < end && runes < 16 {
		r, n := utf8.DecodeRuneInString(z.n[i:end])
		if r == '、' && runes > 0 && runes < 8 && z.listGoesOn(i+n, end) {
			i += n
			runes++
			continue
		}
		if zhDelim(r) || r == '“' || r == '”' || r == '《' || r == ' ' || r >= '0' && r <= '9' {
			break
		}
		if w := zhUnitStops.at(z.n[i:end]); w != "" {
			if runes == 0 && (w == "参赛" || w == "参展" || w == "参会" || w == "与会" || w == "获" || w == "来" || w == "新" || w == "中" || w == "在" || w == "对") && w != "在" {
				i += len(w)
				runes += 2
				continue
			}
			if (w == "和" || w == "及" || w == "与") && runes > 0 && runes <= 6 && z.listGoesOn(i+n, end) {
				i += n
				runes++
				continue
			}
			if w == "中" && strings.HasPrefix(z.n[i:], "中小") || w == "中" && strings.HasPrefix(z.n[i:], "中心") || w == "对" && strings.HasPrefix(z.n[i:], "对外") || w == "后" && strings.HasPrefix(z.n[i:], "后备") || w == "上" && strings.HasPrefix(z.n[i:], "上市") || w == "学习" && strings.HasPrefix(z.n[i:], "学习中心") || w == "同" || w == "等" && strings.HasPrefix(z.n[i:], "等级") {
				i += n
				runes++
				continue
			}
			break
		}
		i += n
		runes++
	}
	u := z.trim(span{b, i})
	if u.empty() {
		if q := z.quoteOpens(b); q != nil && !q.title && q.outer.end <= end {
			return q.inner // 20所“现代工匠学院”
		}
	}
	if utf8.RuneCountInString(z.str2(u)) < 2 {
		return span{}
	}
	return u
}

// listGoesOn says whether 、 or 和 joins a second noun rather than another clause.
func (z *zhDoc) listGoesOn(b, end int) bool {
	r, _ := utf8.DecodeRuneInString(z.n[b:end])
	if r >= '0' && r <= '9' || strings.ContainsRune("“《一二三四五六七八九十两近超约", r) {
		return false
	}
	for i, c := 0, b; i < 9 && c < end; i++ {
		if w := zhUnitStops.at(z.n[c:end]); w != "" {
			return i >= 2
		}
		r, n := utf8.DecodeRuneInString(z.n[c:end])
		if zhDelim(r) {
			return i >= 2
		}
		if r >= '0' && r <= '9' {
			return false
		}
		c += n
	}
	return false
}

func (z *zhDoc) unitBefore(at, min int) span {
	e := at
	for changed := true; changed; {
		changed = false
		for _, w := range []string{"不少于", "不低于", "至少", "大约", "预计", "近", "超过", "超", "逾", "约", "达", "共计", "共", "累计", "达到", "已达", "总数", "人数", "数量", "已", "分别", "数", "规模", "突破", "有", "增至", "为", "约有", "一行", "扩大到", "新增"} {
			if strings.HasSuffix(z.n[min:e], w) {
				e -= len(w)
				changed = true
			}
		}
	}
	if e > min && strings.HasSuffix(z.n[min:e], "”") {
		if q, ok := z.quoteAt(e - 3); ok && q.outer.start >= min {
			return q.inner
		}
	}
	i := e
	for runes := 0; i > min && runes < 12; runes++ {
		r, n := utf8.DecodeLastRuneInString(z.n[min:i])
		if zhDelim(r) || r == '”' || r == '》' || r == ' ' || r >= '0' && r <= '9' {
			break
		}
		if w := zhCountVerbs.before(z.n[min:i]); w != "" && i < e {
			break
		} else if w != "" && i == e && w != "合作" {
			break
		}
		i -= n
	}
	u := span{i, e}
	if strings.HasSuffix(z.n[min:u.start], "在") && strings.HasPrefix(z.str2(u), "校") {
		if utf8.RuneCountInString(z.str2(u)) > 2 && z.str2(u) != "校生" {
			u.start += len("校")
		} else {
			u.start -= len("在")
		}
	}
	if utf8.RuneCountInString(z.str2(u)) < 2 {
		return span{}
	}
	for _, p := range z.people {
		if p.full.overlaps(u) {
			return span{}
		}
	}
	return u
}

var zhAttend = newLexicon("", `参加 出席 参会 与会 参赛 参与 齐聚 到场 观摩 参训 受训 学习`)

// attend makes a figure of people who take part the event's attendance.
func (z *zhDoc) attend(x *draft, f *figureDraft, si int, s span) {
	if x.attendance != nil || f.scope.text == "cumulative" || f.scope.text == "annual" || si > z.mainSent+8 {
		return
	}
	people := false
	for _, w := range []string{"代表", "嘉宾", "人", "学者", "师生", "学员", "校长", "专家", "选手", "学生", "教师"} {
		people = people || strings.Contains(z.str2(f.unit.at), w)
	}
	c := z.clause(f.at.start, s)
	if !people || !zhAttend.has(z.n[c.start:min(s.end, c.end+30)]) && !strings.Contains(z.str2(c), "吸引") {
		return
	}
	g := *f
	x.attendance = &g
}

// readCountries lists the states of ASEAN, and China, that the article names.
func (z *zhDoc) readCountries(x *draft) {
	seen := map[string]bool{}
	add := func(code string, at span, rule string) {
		if asean[code] && !seen[code] {
			seen[code] = true
			x.countries = append(x.countries, z.say(code, at, rule))
		}
	}
	for i := 0; i < len(z.n); {
		_, n := utf8.DecodeRuneInString(z.n[i:])
		if c := zhCountries.at(z.n[i:]); c != "" {
			if !(c == "中国" && false) {
				add(zhCountries.value[c], span{i, i + len(c)}, "country named")
			}
			i += len(c)
			continue
		}
		if c := zhPairs.at(z.n[i:]); c != "" && !strings.HasPrefix(z.n[i:], "中国") && zhPairHere(z.n, i, len(c)) {
			add("CN", span{i, i + len(c)}, "pair of countries")
			add(zhPairs.value[c], span{i, i + len(c)}, "pair of countries")
			i += len(c)
			continue
		}
		i += n
	}
	for _, p := range z.places {
		if p.kind != "country" && p.country != "" && !p.adj {
			add(p.country, p.at, "place named")
		}
	}
	if !z.org.empty() {
		add("CN", z.org, "the institution that speaks of itself")
	}
}

// zhPairHere keeps 中新社, 中新网 and 中马路 from naming countries.
func zhPairHere(s string, i, n int) bool {
	rest := s[i+n:]
	for _, w := range []string{"网", "社", "增", "建", "设", "兴", "型", "时代", "师", "年", "生", "人", "路", "央"} {
		if strings.HasPrefix(rest, w) && (s[i:i+n] != "中泰" || w == "网") && !(w == "人" && strings.HasPrefix(rest, "人文")) {
			return false
		}
	}
	if i >= 3 {
		p, _ := utf8.DecodeLastRuneInString(s[:i])
		if strings.ContainsRune("其高初集当会途心空", p) {
			return false
		}
	}
	return true
}

// subEvents are named events that the article says were held within the main one.
func (z *zhDoc) subEvents(m *draft) []*draft {
	var out []*draft
	names := []string{z.str2(m.name.at)}
	for _, e := range z.events {
		if e.generic || len(out) >= 8 {
			continue
		}
		name := z.n[e.start:e.core]
		dup := false
		for _, n := range names {
			dup = dup || zhAlike(n, name)
		}
		if dup || m.partOf.ok() && zhAlike(m.partOf.text, name) || utf8.RuneCountInString(name) < 7 {
			continue
		}
		s := z.sents[e.sent].span
		c := z.clause(e.start, s)
		lead := z.n[s.start:e.start]
		within := strings.Contains(lead, "期间") || strings.Contains(lead, "同期") || strings.Contains(lead, "当天") || strings.Contains(lead, "框架下") || strings.Contains(lead, "同日")
		at := z.heldAt(span{c.start, s.end}, c.start)
		if !within || at < 0 || at > c.end+60 || e.sent == z.mainSent {
			continue
		}
		names = append(names, name)
		d := &draft{name: z.val(span{e.start, e.core}, "named event within the main one"), kind: z.say(e.kind, span{e.core - len(e.head), e.core}, "noun "+e.head)}
		d.partOf = val{text: m.name.text, at: m.name.at, rule: "main event"}
		d.status = z.say("held", span{at, at + 6}, "verb of holding")
		if strings.Contains(z.n[s.start:at], "将") {
			d.status = z.say("announced", span{at, at + 6}, "将")
		}
		// Its own date, else the main event's.
		if lo := z.firstTime(s.start); lo < len(z.dates) && z.dates[lo].at.end <= at && len(z.dates[lo].start) == 10 {
			d.start = z.say(z.dates[lo].start, z.dates[lo].at, "date of the sentence")
			if z.dates[lo].end != "" {
				d.end = z.say(z.dates[lo].end, z.dates[lo].at, "end of the range")
			}
		} else {
			d.start, d.end = m.start, m.end
		}
		d.city, d.region, d.country = m.city, m.region, m.country
		out = append(out, d)
	}
	return out
}
