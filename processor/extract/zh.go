package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"caewatch/news"
)

// zhDoc is a Chinese article with its typed spans. n is the text in simplified
// characters; its offsets are those of the text.
type zhDoc struct {
	*doc
	n        string
	quotes   []zhQuote
	dates    []localTime
	places   []localPlace
	events   []zhEvent
	people   []*zhPerson
	org      span // the institution that speaks of itself as 学校, when there is one
	main     *draft
	mainSent int
	nameless bool // the main event has no name of its own
}

// zhQuote is a quoted name: outer holds the marks.
type zhQuote struct {
	outer, inner span
	title        bool // 《》
}

// zhEvent is a mention of an event.
type zhEvent struct {
	span
	core    int // end of the name without 开幕式 and the like
	head    string
	kind    string
	sent    int
	generic bool
}

// zhDrafts reads a Chinese article.
func zhDrafts(d *doc) []*draft {
	z := &zhDoc{doc: d, n: zhSimplify(d.text)}
	z.findQuotes()
	z.dates = z.joinTimes(z.zhTimes())
	z.places = d.localPlaces(z.n)
	z.findEvents()
	z.findPeople()
	z.findSelf()
	m := z.findMain()
	if m == nil {
		return nil
	}
	z.main = m
	z.readPlaceAndTime(m, z.mainSent)
	z.readEnd(m)
	z.readTheme(m)
	z.readOrganizers(m)
	z.peopleOf(m)
	z.readInitiatives(m)
	z.readAgreements(m)
	z.readFigures(m)
	z.readCountries(m)
	m.topics = d.localTopics(z.n, zhTopics)
	out := []*draft{m}
	return append(out, z.subEvents(m)...)
}

// zhTopics are topic slugs by the words that tell them.
var zhTopics = []localTopic{
	{"vocational-education", []string{"职业教育", "职业院校", "职教", "高职", "鲁班工坊", "现代工匠", "职业技能", "职业技术"}},
	{"higher-education", []string{"高等教育", "高校", "大学校长", "研究生"}},
	{"artificial-intelligence", []string{"人工智能"}},
	{"digital-education", []string{"数字教育", "智慧教育", "数字化", "在线教育", "慕课"}},
	{"chinese-language", []string{"中文教育", "中文教学", "国际中文", "中文工坊", "汉语", "中文+"}},
	{"student-exchange", []string{"留学生", "学生交流", "互派", "夏令营", "学生流动"}},
	{"teacher-training", []string{"教师培训", "骨干教师", "师资"}},
	{"scholarships", []string{"奖学金"}},
	{"skills-competition", []string{"技能大赛", "技能竞赛", "大赛"}},
	{"agriculture", []string{"农业"}},
	{"transport", []string{"轨道交通", "铁路", "交通"}},
	{"industry-education-integration", []string{"产教融合", "校企合作"}},
}

func (z *zhDoc) findQuotes() {
	stack := [][2]int{}
	for i, r := range z.n {
		switch r {
		case '“', '《':
			stack = append(stack, [2]int{i, int(r)})
		case '”', '》':
			open := int('“')
			if r == '》' {
				open = int('《')
			}
			for k := len(stack) - 1; k >= 0 && k >= len(stack)-3; k-- {
				if stack[k][1] != open {
					continue
				}
				q := zhQuote{outer: span{stack[k][0], i + utf8.RuneLen(r)}, inner: span{stack[k][0] + 3, i}, title: r == '》'}
				if q.inner.end-q.inner.start <= 300 {
					z.quotes = append(z.quotes, q)
				}
				stack = stack[:k]
				break
			}
		case '\n':
			stack = stack[:0]
		}
	}
	// Closed in order of their ends; outer ones after what they hold. Order by start.
	for i := 1; i < len(z.quotes); i++ {
		for j := i; j > 0 && z.quotes[j].outer.start < z.quotes[j-1].outer.start; j-- {
			z.quotes[j], z.quotes[j-1] = z.quotes[j-1], z.quotes[j]
		}
	}
}

// quotesIn returns the outermost quotes that begin within s.
func (z *zhDoc) quotesIn(s span) []zhQuote {
	lo, hi := 0, len(z.quotes)
	for lo < hi {
		if m := (lo + hi) / 2; z.quotes[m].outer.start < s.start {
			lo = m + 1
		} else {
			hi = m
		}
	}
	var out []zhQuote
	for _, q := range z.quotes[lo:] {
		if q.outer.start >= s.end {
			break
		}
		if len(out) > 0 && out[len(out)-1].outer.contains(q.outer) {
			continue
		}
		out = append(out, q)
	}
	return out
}

func (z *zhDoc) quoteAt(b int) (zhQuote, bool) {
	for _, q := range z.quotesIn(span{max(0, b-310), b + 1}) {
		if q.outer.start <= b && b < q.outer.end {
			return q, true
		}
	}
	return zhQuote{}, false
}

// str2 returns folded words.
func (z *zhDoc) str2(s span) string {
	if s.empty() {
		return ""
	}
	return z.n[s.start:s.end]
}

// zhDelim ends clauses and list items.
func zhDelim(r rune) bool {
	switch r {
	case '，', '。', '；', '：', '、', '！', '？', ',', ';', ':', '\n', '（', '）', '(', ')', '!', '?', '【', '】', '|', '丨', '\u3000':
		return true
	}
	return false
}

func zhHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// clauseStart and clauseEnd give the clause around a byte: between ，。；： and
// line ends, quotes skipped over.
func (z *zhDoc) clause(b int, s span) span {
	from, to := s.start, s.end
	for i := b; i > s.start; {
		r, n := utf8.DecodeLastRuneInString(z.n[s.start:i])
		if r == '，' || r == '；' || r == ',' || r == ';' || r == '：' {
			if q, in := z.quoteAt(i - n); in && q.outer.start >= s.start && !(q.outer.start <= b && b < q.outer.end) {
				i = q.outer.start
				continue
			}
			from = i
			break
		}
		i -= n
	}
	for i := b; i < s.end; {
		r, n := utf8.DecodeRuneInString(z.n[i:s.end])
		if r == '，' || r == '；' || r == ',' || r == ';' || r == '。' {
			if q, in := z.quoteAt(i); in && q.outer.end <= s.end && !(q.outer.start <= b && b < q.outer.end) {
				i = q.outer.end
				continue
			}
			to = i
			break
		}
		i += n
	}
	return span{from, to}
}

// findEvents finds the mentions of events, named and generic.
func (z *zhDoc) findEvents() {
	for si := range z.sents {
		s := z.sents[si].span
		for i := s.start; i < s.end; {
			_, n := utf8.DecodeRuneInString(z.n[i:s.end])
			h := zhHeads.at(z.n[i:s.end])
			if h == "" {
				i += n
				continue
			}
			end := i + len(h)
			if strings.HasPrefix(z.n[end:s.end], "室") || strings.HasPrefix(z.n[end:s.end], "中心") || strings.HasPrefix(z.n[end:s.end], "秘书处") ||
				strings.HasPrefix(z.n[end:s.end], "组委会") || strings.HasPrefix(z.n[end:s.end], "事务局") || strings.HasPrefix(z.n[end:s.end], "框架") || zhHeadNot.at(z.n[end:s.end]) != "" {
				// 会议室, 国际会议中心: a place; a body named after an event.
				i = end
				if strings.HasPrefix(z.n[end:s.end], "框架") {
					z.addEvent(si, s, i-len(h), end, h)
				}
				continue
			}
			z.addEvent(si, s, i, end, h)
			i = end
		}
	}
}

// zhHeadNot after an event's noun make it part of something else.
var zhHeadNot = newLexicon("", `学院 基地 学校 机构 司 处 部 办 局 秘书 组织委员会 报告厅 展览馆 馆 录取 材料 协议 纪要 成果 论文 议题 主题 代表团`)

func (z *zhDoc) addEvent(si int, s span, headAt, end int, h string) {
	e := zhEvent{head: h, kind: zhHeads.value[h], sent: si}
	from := headAt
	min := s.start
	if k := len(z.events); k > 0 && z.events[k-1].sent == si && z.events[k-1].end > min {
		min = z.events[k-1].end
	}
	q, quoted := z.quoteAt(headAt)
	switch {
	case quoted && q.inner.contains(span{headAt, end}):
		if end >= q.inner.end-3 {
			from = q.inner.start
			if !q.title {
				e.span = q.inner
			}
		} else {
			return // a word in the middle of a quotation
		}
	default:
		from = z.nameStart(headAt, min)
	}
	core := end
	for c := zhCeremony.at(z.n[end:s.end]); c != ""; c = zhCeremony.at(z.n[end:s.end]) {
		end += len(c)
	}
	if w := zhCeremony.at(z.n[headAt:]); w == h && from < headAt-9 {
		// …研修班开班仪式: the head is the ceremony; the name goes on.
		if k := zhHeads.before(z.n[from:headAt]); k != "" {
			core, e.head, e.kind = headAt, k, zhHeads.value[k]
		}
	}
	e.span, e.core = span{from, end}, core
	name := z.n[from:headAt]
	short := utf8.RuneCountInString(name) < 3
	if g := zhGeneric.at(name); g != "" && utf8.RuneCountInString(name) <= utf8.RuneCountInString(g)+4 {
		short = true
	}
	if g := zhGeneric.before(name); g != "" && (g == "主" || g == "平行" || g == "各" || strings.HasPrefix(g, "分") && !strings.HasSuffix(name, "部分")) {
		short = true
	}
	e.generic = short
	// A ceremony's own mention after the name of its event is the same mention.
	if k := len(z.events); k > 0 && !z.events[k-1].generic && z.events[k-1].sent == si && from <= z.events[k-1].end && from >= z.events[k-1].start {
		return
	}
	z.events = append(z.events, e)
}

// zhNameStops end the search to the left for the beginning of an event's name.
var zhNameStops = newLexicon("", `在 举行 举办 召开 开展 出席 参加 的 由 是 了 于 与会 记者 获悉 为 承办 主办 协办 支持 举行了 举办了 召开了 共同 联合 亮相 参与 迎来 开幕 启动 作为 期间 发布 到 并 还 组织 来自 从 本届 本次 此次 该 这次 有 以及 暨南 包括 赴 设置 设有 推动 通过 将 据悉 主持 介绍 推进 深化 进行 邀请 关于 上午 下午 今天 今日 昨日 当天 当日 近日 日前 主题为 等 宣布 受邀 观看 观摩 隆重 正式 成功 如期 开 打造 借助 依托 利用 首次 见证 欢迎 感谢 代表 校园 表示 认为 指出 说 开始 同时 此外 随后 带来 会同 围绕 落实 完成 助力 走进 聚焦 结束 名为 题为 参会 拟 定 即将 继 至 连续 每年 历届 累计 已 现场 会议 论坛 活动 大赛 仪式 承接 获得 夺得 晋级 列为 纳入 成为`)

// nameStart goes left from a head to where the name of the event begins.
func (z *zhDoc) nameStart(at, min int) int {
	i := at
	for i > min {
		r, n := utf8.DecodeLastRuneInString(z.n[min:i])
		if r == '”' || r == '》' {
			q, ok := z.quoteAt(i - n)
			if !ok || q.outer.start < min || q.outer.end-q.outer.start > 150 {
				break
			}
			i = q.outer.start
			continue
		}
		if zhDelim(r) && r != '（' && r != '）' && r != '(' && r != ')' || r == '“' || r == '《' {
			break
		}
		if r == '）' || r == ')' {
			// 中国（广西）—东盟…
			k := strings.LastIndexAny(z.n[min:i-n], "（(")
			if k < 0 || i-(min+k) > 40 {
				break
			}
			i = min + k
			continue
		}
		if r == '（' || r == '(' {
			break
		}
		if t := z.timeEnding(i); t != nil {
			// A year belongs to the name, a day does not; nor does a year before a verb's time.
			if len(t.start) == 4 && t.start >= "1990" && t.at.start >= min && strings.Trim(z.n[t.at.start:t.at.end], "0123456789年度") == "" {
				i = t.at.start
				if t.at.end >= at-3 {
					continue // 联合会2025年年会: the name began before the year
				}
				break
			}
			break
		}
		if unicode.IsSpace(r) {
			// "2025 中国—东盟…": a space after the year is part of the name.
			p, _ := utf8.DecodeLastRuneInString(z.n[min : i-n])
			if p < '0' || p > '9' {
				break
			}
			i -= n
			continue
		}
		if w := zhNameStops.before(z.n[min:i]); w != "" {
			if zhNameGoesOn(w, z.n[min:i], z.n[i:at]) {
				i -= len(w)
				continue
			}
			if w == "为" || w == "到" || w == "定" || w == "开" || w == "有" || w == "至" || w == "说" {
				if strings.HasSuffix(z.n[min:i], "面向") || strings.HasSuffix(z.n[min:i], "华为") {
					i -= n
					continue
				}
			}
			if w == "的" && strings.HasSuffix(z.n[min:i], "目的") || w == "会议" && strings.HasPrefix(z.n[i:], "暨") || w == "论坛" && strings.HasPrefix(z.n[i:], "暨") || w == "活动" && strings.HasPrefix(z.n[i:], "暨") {
				i -= len(w)
				continue
			}
			break
		}
		if at-i > 240 {
			break
		}
		i -= n
	}
	// Leading joints do not belong to a name.
	for i < at {
		if w := zhJoints.at(z.n[i:at]); w != "" {
			i += len(w)
			continue
		}
		break
	}
	return i
}

var zhJoints = newLexicon("", `和 与 及 暨 · • 一 次 场 届 是 —— 日 个 共 了 等 电 讯`)

// timeEnding returns the date that ends at a byte, if any.
func (z *zhDoc) timeEnding(b int) *localTime {
	lo, hi := 0, len(z.dates)
	for lo < hi {
		if m := (lo + hi) / 2; z.dates[m].at.end < b {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(z.dates) && z.dates[lo].at.end == b {
		return &z.dates[lo]
	}
	return nil
}

// findMain chooses what the article is about: the first named event of which a
// verb says that it takes place, else what the headline or the lead tell.
func (z *zhDoc) findMain() *draft {
	best, bestScore := -1, 0
	count := map[string]int{}
	for _, e := range z.events {
		if !e.generic {
			count[news.Slug(z.n[e.start:e.core])]++
		}
	}
	bodySeen := 0
	for i, e := range z.events {
		if e.generic || e.sent > 12 {
			continue
		}
		s := z.sents[e.sent]
		if !s.heading {
			bodySeen++
		}
		score := 30 - 3*min(e.sent, 9) + min(4, 2*count[news.Slug(z.n[e.start:e.core])])
		cl := z.clause(e.start, s.span)
		after := z.n[e.end:min(s.end, e.end+150)]
		if k, w := zhHeld.index(after); w != "" && k < 100 {
			score += 12
		} else if _, w := zhHeld.index(z.n[cl.start:e.start]); w != "" {
			score += 10
		}
		if strings.Contains(z.n[max(s.start, e.start-30):e.start], "期间") || strings.Contains(after[:min(len(after), 12)], "期间") || strings.Contains(after[:min(len(after), 30)], "框架") {
			score -= 14
		}
		if s.heading {
			score -= 2
			if strings.Contains(after, "举行") || strings.Contains(after, "开幕") || strings.Contains(after, "召开") {
				score += 2
			}
		}
		if w := zhNameStops.before(z.n[s.start:e.start]); w == "出席" || w == "参加" || w == "作为" {
			score -= 3
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	lead, verb := z.leadVerb()
	if best >= 0 && (bestScore >= 27 || verb == "") {
		return z.eventDraft(z.events[best])
	}
	if verb != "" {
		return z.verbDraft(lead, verb)
	}
	// Nothing named, nothing done: the generic mention or the headline.
	for _, e := range z.events {
		if e.sent <= 3 && e.end-e.start >= 9 {
			return z.eventDraft(e)
		}
	}
	for _, s := range z.sents {
		if s.para > 4 {
			break
		}
		if i, w := zhNumbers(z.n[s.start:s.end]); i >= 0 && w {
			x := &draft{}
			x.name = z.val(z.headline(0), "headline")
			x.kind = z.say(news.KindReport, x.name.at, "figures and no event")
			x.status = z.say(news.StatusHeld, x.name.at, "reported")
			return x
		}
	}
	return nil
}

func zhNumbers(s string) (int, bool) {
	i := strings.IndexAny(s, "0123456789")
	return i, i >= 0
}

// headline gives the words that may name a nameless event: a headline that opens
// the text, else the first clause of the sentence.
func (z *zhDoc) headline(si int) span {
	if len(z.sents) == 0 {
		return span{}
	}
	h := z.sents[0]
	if h.heading && h.end-h.start >= 24 && h.end-h.start < 180 && !strings.Contains(z.n[h.start:h.end], "来源") && !strings.Contains(z.n[h.start:h.end], "发布时间") {
		return h.span
	}
	return z.bodyClause(si)
}

func (z *zhDoc) bodyClause(si int) span {
	s := z.sents[si].span
	s.start = z.skipDateline(s)
	if len(z.n[s.start:s.end]) > 150 {
		if i, w := zhEventVerbs.index(z.n[s.start:s.end]); w != "" {
			c := z.clause(s.start+i, s)
			return c
		}
		return z.clause(s.start, s)
	}
	s.end = s.start + len(strings.TrimRight(z.n[s.start:s.end], "。！"))
	return s
}

// skipDateline returns where a sentence begins after 新华社南宁9月15日电（记者…）.
func (z *zhDoc) skipDateline(s span) int {
	head := z.n[s.start:min(s.end, s.start+240)]
	for _, mark := range []string{"日电", "日讯", "网讯", "报讯", "消息", " 电", "电（", "电 "} {
		i := strings.Index(head, mark)
		if i < 0 || i > 90 {
			continue
		}
		at := i + len(mark)
		if strings.HasSuffix(mark, "（") {
			at -= 3
		}
		rest := strings.TrimLeft(head[at:], " \u3000")
		at = len(head) - len(rest)
		for _, p := range [][2]string{{"（", "）"}, {"(", ")"}, {"【", "】"}} {
			if strings.HasPrefix(rest, p[0]) {
				if k := strings.Index(rest, p[1]); k > 0 {
					at += k + len(p[1])
				}
			}
		}
		rest = strings.TrimLeft(head[at:], " \u3000")
		return s.start + len(head) - len(rest)
	}
	return s.start
}

// leadVerb looks in the first sentences for a verb that makes an event by itself.
func (z *zhDoc) leadVerb() (int, string) {
	for si, s := range z.sents {
		if si > 4 {
			break
		}
		i, w := zhEventVerbs.index(z.n[s.start:s.end])
		if w == "" || strings.Contains(z.n[s.start:s.end], "作者：") {
			continue
		}
		_ = i
		return si, w
	}
	return -1, ""
}

var zhVisit = newLexicon("", `会见 会谈 访问 来访 到访 拜会 来校 走访 访 交流 座谈`)

func (z *zhDoc) verbDraft(si int, verb string) *draft {
	x := &draft{}
	z.mainSent, z.nameless = si, true
	if z.sents[si].heading && si+1 < len(z.sents) {
		for k := si + 1; k < len(z.sents) && k < si+4; k++ {
			if !z.sents[k].heading {
				z.mainSent = k
				break
			}
		}
	}
	x.name = z.val(z.headline(si), "headline or lead clause of a nameless event")
	s := z.sents[si]
	at := strings.Index(z.n[s.start:s.end], verb) + s.start
	kind := zhEventVerbs.value[verb]
	// A visit that ends with a signature in the headline is a signing.
	if kind == news.KindMeeting {
		if i := strings.Index(z.str2(x.name.at), "签"); i >= 0 {
			kind = news.KindSigning
		} else if !zhVisit.has(z.str2(x.name.at)) {
			// Nor did the headline speak of the visit: the pact is the news.
			for k := si; k < len(z.sents) && k <= si+3; k++ {
				t := z.sents[k].span
				if i := strings.Index(z.n[t.start:t.end], "签署"); i >= 0 {
					kind, at, verb, z.mainSent = news.KindSigning, t.start+i, "签署", k
					break
				}
			}
		}
	}
	x.kind = z.say(kind, span{at, at + len(verb)}, "verb of the lead")
	x.status = z.say(news.StatusHeld, span{at, at + len(verb)}, "verb of the lead")
	if h := z.sents[0]; !h.heading || !h.contains(x.name.at) {
		if v := z.phrase(z.mainSent, kind); v.ok() {
			x.name = v
		}
	}
	if kind == news.KindLaunch {
		// The thing unveiled names the event.
		body := z.sents[z.mainSent]
		for _, q := range z.quotesIn(body.span) {
			if !q.title {
				x.aliases = addVal(x.aliases, z.val(q.inner, "what was launched"))
				break
			}
		}
	}
	return x
}

func (z *zhDoc) eventDraft(e zhEvent) *draft {
	x := &draft{}
	z.mainSent = e.sent
	name := e
	name.end = e.core
	if z.sents[e.sent].heading {
		// The body tells the name in full and the time: prefer its mention.
		for _, o := range z.events {
			if !o.generic && o.sent > e.sent && o.sent <= e.sent+4 && !z.sents[o.sent].heading && zhAlike(z.n[e.start:e.core], z.n[o.start:o.core]) {
				z.mainSent = o.sent
				if o.core-o.start >= e.core-e.start {
					name, e = o, o
					name.end = o.core
				}
				break
			}
		}
		if z.sents[z.mainSent].heading {
			for k := e.sent + 1; k < len(z.sents) && k < e.sent+4; k++ {
				if !z.sents[k].heading {
					z.mainSent = k
					break
				}
			}
		}
	}
	x.name = z.val(name.span, "name with an event's noun")
	if e.end > e.core {
		x.aliases = addVal(x.aliases, z.val(e.span, "name with its ceremony"))
	}
	x.kind = z.say(e.kind, span{e.core - len(e.head), e.core}, "noun "+e.head)
	if w := zhHeads.before(z.n[:e.end]); w != "" && zhHeads.value[w] == news.KindReport {
		x.kind = z.say(news.KindReport, span{e.end - len(w), e.end}, "noun "+w)
	}
	x.status = z.status(e)
	seen := map[string]bool{news.Slug(x.name.text): true}
	for _, o := range z.events {
		t := z.str(span{o.start, o.core})
		if o.generic || seen[news.Slug(t)] || !zhAlike(z.n[e.start:e.core], z.n[o.start:o.core]) || len(x.aliases) > 3 {
			continue
		}
		seen[news.Slug(t)] = true
		x.aliases = addVal(x.aliases, z.val(span{o.start, o.core}, "another mention"))
	}
	// （以下简称“交流周”）
	if i := strings.Index(z.n, "以下简称"); i >= 0 && i < len(z.n)-12 {
		if qs := z.quotesIn(span{i, min(len(z.n), i+40)}); len(qs) > 0 {
			x.aliases = addVal(x.aliases, z.val(qs[0].inner, "以下简称"))
		}
	}
	// An event held within another: 作为第22届…的重要活动, …框架下的
	s := z.sents[z.mainSent]
	for _, o := range z.events {
		if o.sent != z.mainSent || o.start == e.start || o.generic || zhAlike(z.n[e.start:e.core], z.n[o.start:o.core]) {
			continue
		}
		after := z.n[o.end:min(s.end, o.end+36)]
		if strings.HasPrefix(after, "框架") || strings.HasPrefix(after, "期间") || strings.HasPrefix(after, "的重要") || strings.HasPrefix(after, "系列活动") || strings.HasPrefix(after, "的系列") || strings.HasPrefix(after, "重要") || strings.HasPrefix(after, "主体活动") || strings.HasPrefix(after, "的主体") {
			x.partOf = z.val(span{o.start, o.core}, "the event that it belongs to")
		}
	}
	return x
}

// zhAlike says whether two names share most of their pairs of characters.
func zhAlike(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) < 2 || len(y) < 2 || len(x) > 120 || len(y) > 120 {
		return a == b
	}
	set := map[[2]rune]int{}
	for i := 0; i+1 < len(x); i++ {
		set[[2]rune{x[i], x[i+1]}]++
	}
	shared := 0
	for i := 0; i+1 < len(y); i++ {
		k := [2]rune{y[i], y[i+1]}
		if set[k] > 0 {
			set[k]--
			shared++
		}
	}
	return 10*shared >= 6*(min(len(x), len(y))-1)
}

func (z *zhDoc) status(e zhEvent) val {
	s := z.sents[z.mainSent]
	words := z.n[s.start:s.end]
	for _, c := range []struct{ word, status string }{{"取消", news.StatusCancelled}, {"推迟", news.StatusPostponed}, {"延期", news.StatusPostponed}, {"顺延", news.StatusPostponed}} {
		if i := strings.Index(words, c.word); i >= 0 {
			return z.say(c.status, span{s.start + i, s.start + i + len(c.word)}, "word "+c.word)
		}
	}
	at := max(0, e.end-s.start)
	if e.sent != z.mainSent || at > len(words) {
		at = 0
	}
	rest := words[at:]
	k, held := zhHeld.index(rest)
	for _, w := range []string{"将于", "将在", "拟于", "定于", "即将", "计划于", "将"} {
		i := strings.Index(rest, w)
		if i >= 0 && held != "" && i < k && k-i < 120 {
			return z.say(news.StatusAnnounced, span{s.start + at + i, s.start + at + i + len(w)}, "word "+w)
		}
	}
	if held != "" {
		return z.say(news.StatusHeld, span{s.start + at + k, s.start + at + k + len(held)}, "verb "+held)
	}
	return z.say(news.StatusHeld, span{e.start, e.end}, "reported")
}
