package extract

import (
	"strings"
	"unicode/utf8"

	"caewatch/news"
)

// readInitiatives reads what was launched, released or founded.
func (z *zhDoc) readInitiatives(x *draft) {
	seen := map[string]bool{news.Slug(x.name.text): true}
	add := func(s span, w string, verb span, planned bool) {
		s = z.trim(s)
		t := z.str2(s)
		n := utf8.RuneCountInString(t)
		if n < 4 || n > 60 || seen[news.Slug(t)] || len(x.initiatives) >= 60 {
			return
		}
		if main := z.str2(x.name.at); !z.nameless && x.kind.text != news.KindLaunch && (strings.Contains(main, t) || strings.Contains(t, main)) {
			return
		}
		if zhOutcomeNo.has(t) {
			return
		}
		seen[news.Slug(t)] = true
		action := zhLaunch.value[w]
		if planned {
			action = "planned"
		}
		x.initiatives = append(x.initiatives, initiativeDraft{name: z.val(s, "object of "+w), action: z.say(action, verb, "verb "+w)})
	}
	for si := range z.sents {
		s := z.sents[si].span
		if z.sents[si].heading && si == 0 {
			continue
		}
		from := z.skipDateline(s)
		for i := from; i < s.end; {
			_, n := utf8.DecodeRuneInString(z.n[i:s.end])
			w := zhLaunch.at(z.n[i:s.end])
			if w == "" {
				i += n
				continue
			}
			verb := span{i, i + len(w)}
			if (w == "揭牌" || w == "挂牌") && strings.HasPrefix(z.n[verb.end:s.end], "成立") {
				verb.end += len("成立")
				w = "成立"
			}
			i = verb.end
			after := z.n[verb.end:s.end]
			if strings.HasPrefix(after, "仪式") || strings.HasPrefix(after, "于") || strings.HasPrefix(after, "以来") || strings.HasPrefix(after, "会") || strings.HasPrefix(after, "大会") || strings.HasPrefix(after, "式") || strings.HasPrefix(after, "时间") || strings.HasPrefix(after, "单位") || strings.HasPrefix(after, "后") || strings.HasPrefix(after, "合作") {
				continue
			}
			if q, in := z.quoteAt(verb.start); in && q.inner.contains(verb) {
				continue
			}
			if strings.HasSuffix(z.n[:verb.start], "自") || w == "建成" && zhNumberish(after) {
				continue // 建成10所“鲁班工坊” is a number of them, not one
			}
			c := z.clause(verb.start, s)
			c.start = max(c.start, from)
			// 通过, 建立, 打造 and 实施 are common words: a quoted or headed name right after.
			weak := w == "通过" || w == "建立" || w == "打造" || w == "实施" || w == "宣布" || w == "建成" || w == "共建" || w == "签署共建" || w == "倡议"
			planned := z.plannedBefore(c.start, verb.start, s)
			items := z.objects(verb.end, s, weak)
			if len(items) == 0 && !weak {
				items = z.objectsBefore(c, verb.start)
			}
			for _, it := range items {
				add(it, w, verb, planned)
			}
		}
	}
}

func (z *zhDoc) plannedBefore(a, b int, s span) bool {
	w := z.n[max(s.start, a-60):b]
	for _, p := range []string{"将", "计划", "拟", "预计"} {
		if i := strings.LastIndex(w, p); i >= 0 && len(w)-i < 60 {
			return true
		}
	}
	return false
}

var zhOutcomeNo = newLexicon("", `协议 备忘录 合作意向书 战略合作 框架协议 关系 以来 重要 报名 主题 联合国 仪式 新学期 执行计划 双方 嘉宾`)

// objects reads the list of names after a verb: “A”“B”和“C”, 《D》, 某某联盟、某某中心.
func (z *zhDoc) objects(b int, s span, weak bool) []span {
	var out []span
	i := b
	for _, w := range []string{"了", "的"} {
		if strings.HasPrefix(z.n[i:s.end], w) {
			i += len(w)
		}
	}
	for k := 0; k < 12 && i < s.end; k++ {
		for j := zhJoint.at(z.n[i:s.end]); j != ""; j = zhJoint.at(z.n[i:s.end]) {
			i += len(j)
		}
		it, next := z.object(i, s, weak)
		if it.empty() {
			break
		}
		out = append(out, it)
		i = next
		if j := zhJoint.at(z.n[i:s.end]); j == "" && z.quoteOpens(i) == nil {
			break
		}
	}
	return out
}

var zhJoint = newLexicon("", `、 和 与 及 以及 并 首个 了 一批`)

func (z *zhDoc) quoteOpens(b int) *zhQuote {
	if q := z.quotesIn(span{b, b + 1}); len(q) == 1 && q[0].outer.start == b {
		return &q[0]
	}
	return nil
}

// object reads one name at b: quoted, with the noun that goes on after it, or
// running to a noun such as 联盟.
func (z *zhDoc) object(b int, s span, weak bool) (span, int) {
	if q := z.quoteOpens(b); q != nil && q.outer.end <= s.end {
		e := q.outer.end
		if k := z.thingEnd(e, s.end); k > e && !q.title && !(k < s.end && z.n[k] >= '0' && z.n[k] <= '9') {
			return span{b, k}, k
		}
		return q.inner, e
	}
	// Up to a quote that is part of the name: 首个“X”基地 or 中国—东盟“Y”计划.
	last, i, runes := 0, b, 0
	inner := zhQuote{}
	for i < s.end && runes < 40 {
		r, n := utf8.DecodeRuneInString(z.n[i:s.end])
		if q := z.quoteOpens(i); q != nil {
			if q.title || i > b && runes < 4 && zhNumberish(z.n[b:i]) {
				return q.inner, q.outer.end
			}
			inner = *q
			i = q.outer.end
			runes += utf8.RuneCountInString(z.str2(q.inner))
			continue
		}
		if zhDelim(r) && r != '（' && r != '(' && r != '）' && r != ')' || r == '”' {
			break
		}
		if z.objectStop(i, s.end) {
			break
		}
		if t := zhThings.at(z.n[i:s.end]); t != "" && runes+utf8.RuneCountInString(t) >= 4 {
			end := i + len(t)
			rest := z.n[end:s.end]
			rr, _ := utf8.DecodeRuneInString(rest)
			if rest == "" || zhDelim(rr) || zhObjectStops.at(rest) != "" || zhJoint.at(rest) != "" || rr == '”' || rr == '“' {
				last = end
				if zhJoint.at(rest) != "" || rest == "" || zhDelim(rr) {
					break
				}
			}
			i = end
			runes += utf8.RuneCountInString(t)
			continue
		}
		i += n
		runes++
	}
	if last > b {
		it := span{b, last}
		for _, w := range []string{"首个", "一批", "多个", "全国首个", "了", "一系列", "首批"} {
			if strings.HasPrefix(z.str2(it), w) {
				it.start += len(w)
			}
		}
		w := z.str2(it)
		r, _ := utf8.DecodeRuneInString(w)
		if r >= '0' && r <= '9' || zhNumberish(w) || strings.Contains(w, "的") || weak && utf8.RuneCountInString(w) < 7 || utf8.RuneCountInString(w) < 5 && inner.outer.empty() {
			return span{}, b
		}
		return it, last
	}
	if !inner.outer.empty() && inner.outer.start-b <= 36 && !strings.ContainsAny(z.n[b:inner.outer.start], "，、。；") {
		return inner.inner, inner.outer.end
	}
	return span{}, b
}

func zhNumberish(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= '0' && r <= '9' || strings.ContainsRune("一两二三四五六七八九十百多", r) && !strings.HasPrefix(s, "一带一路") && !strings.HasPrefix(s, "百名") && !strings.HasPrefix(s, "百校") && !strings.HasPrefix(s, "千")
}

// thingEnd extends “千门”课程计划 by the noun after the quote.
func (z *zhDoc) thingEnd(b, end int) int {
	i, best := b, b
	for k := 0; k < 14 && i < end; k++ {
		r, n := utf8.DecodeRuneInString(z.n[i:end])
		if zhDelim(r) || r == '“' || z.objectStop(i, end) || zhJoint.at(z.n[i:end]) != "" {
			break
		}
		if t := zhThings.at(z.n[i:end]); t != "" {
			i += len(t)
			best = i
			continue
		}
		i += n
	}
	return best
}

var zhObjectStops = newLexicon("", `在 由 的 将 为 揭牌 启动 成立 发布 上线 仪式 正式 对 来 等 并 还 签署 以 合作协议 协议 备忘录 共 向 已 是 从 给 首批 工作 上 了 落户 旨在`)

// objectStop says whether a word at b ends a name, and is not part of a longer one.
func (z *zhDoc) objectStop(b, end int) bool {
	w := zhObjectStops.at(z.n[b:end])
	if w == "" || len(zhThings.at(z.n[b:end])) > len(w) {
		return false
	}
	return !zhNameGoesOn(w, z.n[max(0, b-30):b+len(w)], z.n[b+len(w):end])
}

// objectsBefore reads the subject of 正式成立, 对外发布 and the object of 为…揭牌.
func (z *zhDoc) objectsBefore(c span, at int) []span {
	end := at
	for changed := true; changed; {
		changed = false
		for _, w := range []string{"正式", "对外", "同步", "同时", "共同", "宣布", "联合", "现场", "同期", "揭牌", "挂牌", "宣告", "也", "今日", "在会上", "会上", "首次", "在", "成功", "面向全球", "全球", "面向东盟", "也将", "将"} {
			if strings.HasSuffix(z.n[c.start:end], w) && end-len(w) > c.start {
				end -= len(w)
				changed = true
			}
		}
	}
	var out []span
	rest := z.n[c.start:end]
	// The last quotes of the subject, when the verb follows them.
	qs := z.quotesIn(span{c.start, end})
	for k := len(qs) - 1; k >= 0; k-- {
		q := qs[k]
		tail := z.n[q.outer.end:end]
		if k == len(qs)-1 {
			e := z.thingEnd(q.outer.end, end)
			if e == end && e > q.outer.end && !q.title {
				out = append(out, span{q.outer.start, e})
				continue
			}
			if strings.TrimSpace(tail) != "" && !strings.HasPrefix(tail, "在") && !strings.HasPrefix(tail, "于") && !strings.HasPrefix(tail, "等") {
				break
			}
		} else {
			gap := z.n[q.outer.end:qs[k+1].outer.start]
			if j := zhJoint.at(gap); !(gap == "" || j == gap) {
				break
			}
		}
		out = append(out, q.inner)
	}
	if len(out) > 0 {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
		return out
	}
	if sub := z.bareSubject(span{c.start, end}); sub.end < end && zhThings.before(rest) == "" {
		// 学院在万象揭牌: what was founded stands before its place.
		if t := z.str2(sub); zhThings.before(t) != "" && utf8.RuneCountInString(t) >= 6 && !zhNumberish(t) && !strings.ContainsAny(t, "与和、的为") {
			return []span{sub}
		}
		return nil
	}
	if w := zhThings.before(rest); w != "" {
		b := z.nameStart(end-len(w), c.start)
		if k := strings.LastIndex(z.n[b:end], "为"); k >= 0 && !strings.Contains(z.n[b:end], "华为") {
			b += k + 3
		}
		t := z.n[b:end]
		if utf8.RuneCountInString(t) >= 6 && !zhNumberish(t) && !strings.HasPrefix(t, "该") && !strings.HasPrefix(t, "本") {
			return []span{{b, end}}
		}
	}
	return nil
}

var zhSignVerbs = newLexicon("signed", `签署 签订 签约 签下 续签=renewed 签署了 签订了 达成`)

var zhPactNouns = newLexicon("agreement", `谅解备忘录=memorandum 合作备忘录=memorandum 备忘录=memorandum 框架协议=agreement 合作协议=agreement 协议书=agreement 协议=agreement 意向书=letter-of-intent 合作意向=letter-of-intent 执行计划=plan 合作文件=agreement 合同=contract 联合声明=declaration 协定=agreement 项目=agreement 宣言=declaration 计划=plan`)

// readAgreements reads who signed what with whom.
func (z *zhDoc) readAgreements(x *draft) {
	var seen [][]string
	for si := range z.sents {
		s := z.sents[si].span
		if z.sents[si].heading && len(z.sents) > 1 {
			continue
		}
		from := z.skipDateline(s)
		for i := from; i < s.end; {
			_, n := utf8.DecodeRuneInString(z.n[i:s.end])
			w := zhSignVerbs.at(z.n[i:s.end])
			if w == "" {
				i += n
				continue
			}
			verb := span{i, i + len(w)}
			i = verb.end
			if q, in := z.quoteAt(verb.start); in && q.inner.contains(verb) {
				continue
			}
			after := z.n[verb.end:s.end]
			if strings.HasPrefix(after, "仪式") || strings.HasPrefix(after, "国") || strings.HasPrefix(after, "以来") || strings.HasPrefix(after, "后") {
				continue
			}
			before := z.n[max(s.start, verb.start-150):verb.start]
			if strings.Contains(before, "累计") || strings.Contains(before, "以来") || strings.Contains(before, "曾") || strings.HasSuffix(before, "先后") || strings.HasSuffix(before, "已") {
				continue
			}
			c := z.clause(verb.start, s)
			c.start = max(c.start, from)
			k, noun := zhPactNouns.index(z.n[verb.end:min(s.end, verb.end+240)])
			if (w == "达成" || w == "签下") && (noun == "" || k > 60) || noun == "" && w != "签约" {
				continue
			}
			if strings.HasPrefix(w, "达成") && strings.Contains(after[:k], "共识") {
				continue
			}
			a := agreementDraft{}
			status := zhSignVerbs.value[w]
			if z.plannedBefore(c.start, verb.start, s) && !strings.Contains(z.n[c.start:verb.start], "将在") {
				status = "planned"
			}
			a.status = z.say(status, verb, "verb "+w)
			if noun != "" {
				at := span{verb.end + k, verb.end + k + len(noun)}
				a.kind = z.say(zhPactNouns.value[noun], at, "noun "+noun)
				for _, q := range z.quotesIn(span{verb.end, min(s.end, verb.end+300)}) {
					if q.title && (zhPactNouns.has(z.str2(q.inner)) || len(after) > 0 && q.outer.start-verb.end <= 12) {
						a.title = z.val(q.inner, "title in 《》")
						break
					}
				}
			}
			if n := len(x.agreements); n > 0 && noun == "" && strings.HasSuffix(strings.TrimRight(z.n[c.start:verb.start], "分别"), "代表双方") {
				// Who put their names to the pact told before.
				last := &x.agreements[n-1]
				for _, p := range z.people {
					if p.draft != nil && p.name.start >= c.start && p.name.end <= verb.start {
						last.signatories = addVal(last.signatories, val{text: p.draft.name.text, at: p.name, rule: "signed on behalf"})
						p.draft.roles = addVal(p.draft.roles, z.say("signed", verb, "signed on behalf"))
					}
				}
				continue
			}
			for _, parties := range z.parties(c, verb, s, a.title.at) {
				b := a
				b.parties = parties
				for _, p := range z.people {
					if p.draft != nil && p.name.start >= c.start-150 && p.name.start >= s.start && p.name.end <= verb.start && strings.Contains(z.n[p.name.end:verb.start], "代表") {
						b.signatories = addVal(b.signatories, val{text: p.draft.name.text, at: p.name, rule: "signed on behalf"})
					}
				}
				for _, p := range x.people {
					name := p.name.text
					if k := strings.Index(z.str(span{c.start, verb.start}), name); k >= 0 && strings.Contains(z.n[c.start:verb.start], "代表") {
						b.signatories = addVal(b.signatories, val{text: name, at: span{c.start + k, c.start + k + len(name)}, rule: "signed on behalf"})
						p.roles = addVal(p.roles, z.say("signed", verb, "signed on behalf"))
					}
				}
				key := partyKey(b.parties)
				if sameParties(seen, key) || len(x.agreements) >= 60 {
					continue
				}
				seen = append(seen, key)
				x.agreements = append(x.agreements, b)
			}
		}
	}
}

func partyKey(vs []val) []string {
	var out []string
	for _, v := range vs {
		out = append(out, zhBare(v.text))
	}
	return out
}

// zhBare drops a country before a name.
func zhBare(s string) string {
	s = zhSimplify(s)
	if c := zhCountries.at(s); c != "" && len(s) > len(c)+6 && !strings.HasPrefix(s[len(c):], "—") {
		return s[len(c):]
	}
	return s
}

func sameParties(seen [][]string, key []string) bool {
	for _, o := range seen {
		if len(o) != len(key) {
			continue
		}
		same := 0
		for _, a := range key {
			for _, b := range o {
				if a == b {
					same++
					break
				}
			}
		}
		if same == len(key) {
			return true
		}
	}
	return false
}

// parties gives the parties of one or, for 分别与A、B签署, of several agreements.
func (z *zhDoc) parties(c, verb, s, title span) [][]val {
	subject := span{c.start, verb.start}
	if !title.empty() {
		if ps := z.titleParties(title); len(ps) >= 2 {
			return [][]val{ps}
		}
	}
	if t := z.timeStarting(subject.start); t != nil {
		subject.start = t.at.end
	}
	w := z.str2(subject)
	if k := strings.LastIndex(w, "由"); k >= 0 && !strings.HasSuffix(w[:k], "自") {
		subject.start += k + 3
		w = z.str2(subject)
	}
	for _, lead := range []string{"仪式上", "会上", "期间", "现场", "论坛上", "同时", "随后", "当天", "其中", "此外", "见证下", "活动中", "活动上", "开幕式上"} {
		if k := strings.LastIndex(w, lead); k >= 0 {
			subject.start += k + len(lead)
			w = z.str2(subject)
		}
	}
	respective := strings.Contains(w, "分别")
	if respective {
		// A与B、C与D分别签署: pairs, perhaps with commas between them.
		list := span{c.start, verb.start}
		if strings.HasPrefix(strings.TrimSpace(z.str2(c)), "分别") {
			list.start = s.start
		} else {
			list.start = subject.start
		}
		if pairs := z.pairs(list); len(pairs) > 1 {
			return pairs
		}
	}
	// A分别与B、C签署; 与B、C签署 with the subject left out.
	for _, j := range []string{"分别与", "分别同", "分别和", "与", "同", "和"} {
		k := strings.Index(w, j)
		if k < 0 {
			continue
		}
		left := z.cleanItem(span{subject.start, subject.start + k})
		right := span{subject.start + k + len(j), subject.end}
		if !left.empty() && !z.orgLike(left) && len(z.listItems(left)) < 2 {
			if strings.HasPrefix(j, "分别") || z.orgWithin(left).empty() {
				break
			}
			left = z.orgWithin(left)
		}
		rs := z.orgItems(right)
		if len(rs) == 0 {
			break
		}
		var ls []val
		if left.empty() {
			if own := z.subjectOf(s, c.start); own.ok() {
				ls = []val{own}
			}
		} else {
			ls = z.orgItems(left)
		}
		if strings.HasPrefix(j, "分别") && len(rs) > 1 {
			var out [][]val
			for _, r := range rs {
				out = append(out, append(append([]val{}, ls...), r))
			}
			return out
		}
		if j == "和" || len(ls) > 0 {
			return [][]val{append(ls, rs...)}
		}
		return [][]val{rs}
	}
	if vs := z.orgItems(subject); len(vs) >= 2 {
		return [][]val{vs}
	} else if len(vs) == 0 && (strings.Contains(w, "双方") || strings.Contains(w, "两校") || strings.TrimSpace(strings.Trim(w, "，并还共同")) == "") {
		// Both sides: whom the headline joins.
		if h := z.sents[0]; h.heading {
			if ps := z.headlineParties(h.span); len(ps) == 2 {
				return [][]val{ps}
			}
		}
	} else if len(vs) == 1 && !respective {
		// A签署与B的协议; A与B的合作协议 after the verb.
		after := span{verb.end, min(s.end, verb.end+200)}
		if k := strings.IndexAny(z.str2(after), "，。；"); k >= 0 {
			after.end = after.start + k
		}
		t := z.str2(after)
		if k := strings.Index(t, "与"); k >= 0 && k < 6 {
			if e := strings.Index(t, "的"); e > k {
				if more := z.orgItems(span{after.start + k + 3, after.start + e}); len(more) > 0 {
					return [][]val{append(vs, more...)}
				}
			}
		}
		return [][]val{vs}
	}
	return [][]val{nil}
}

// pairs reads A与B、C与D.
func (z *zhDoc) pairs(s span) [][]val {
	var out [][]val
	start := s.start
	for i := s.start; i <= s.end; {
		r, n := rune(0), 1
		if i < s.end {
			r, n = utf8.DecodeRuneInString(z.n[i:s.end])
		}
		if i == s.end || r == '、' || r == '，' || r == ',' {
			piece := z.cleanItem(span{start, i})
			for _, j := range []string{"与", "和", "同"} {
				k := strings.Index(z.str2(piece), j)
				if k <= 0 {
					continue
				}
				a, b := z.cleanItem(span{piece.start, piece.start + k}), z.cleanItem(span{piece.start + k + len(j), piece.end})
				if z.orgLike(a) && z.orgLike(b) {
					out = append(out, []val{z.val(a, "party of a pair"), z.val(b, "party of a pair")})
					break
				}
			}
			start = i + n
		}
		i += n
	}
	return out
}

// headlineParties reads A与B共建…, A与B签署… in a headline.
func (z *zhDoc) headlineParties(h span) []val {
	w := z.str2(h)
	k := strings.Index(w, "与")
	if k <= 0 {
		return nil
	}
	end := len(w)
	for _, cut := range []string{"签", "共建", "合作", "共同", "“", "携手", "开展", "达成"} {
		if i := strings.Index(w[k:], cut); i > 0 && k+i < end {
			end = k + i
		}
	}
	return append(z.orgItems(span{h.start, h.start + k}), z.orgItems(span{h.start + k + 3, h.start + end})...)
}

// orgWithin gives the organisation that ends s.
func (z *zhDoc) orgWithin(s span) span {
	if zhOrgTail.before(z.str2(s)) == "" {
		return span{}
	}
	o := z.orgBack(s.end, s.start)
	if z.orgLike(o) {
		return o
	}
	return span{}
}

func (z *zhDoc) orgItems(s span) []val {
	var out []val
	for _, it := range z.listItems(s) {
		w := z.str2(it)
		if (w == "学校" || w == "我校" || w == "该校") && !z.org.empty() {
			out = addVal(out, z.val(z.org, "the institution that speaks of itself"))
			continue
		}
		if z.orgLike(it) && !zhVagueParty(w) {
			out = addVal(out, z.val(it, "party of the signing"))
		}
	}
	return out
}

func zhVagueParty(w string) bool {
	for _, v := range []string{"中外", "双方", "两校", "多所", "与会", "部分", "有关", "校企", "院校", "企业", "现场", "各方", "中方", "中国与东盟", "学校", "职业院校"} {
		if strings.HasPrefix(w, v) {
			return true
		}
	}
	r, _ := utf8.DecodeRuneInString(w)
	return r >= '0' && r <= '9' || strings.HasSuffix(w, "院校") || strings.HasSuffix(w, "企业")
}

// subjectOf finds who signs when the clause names only the other side.
func (z *zhDoc) subjectOf(s span, before int) val {
	c := span{s.start, before}
	for _, p := range []string{"学校", "我校"} {
		if strings.Contains(z.str2(c), p) && !z.org.empty() {
			return z.val(z.org, "the institution that speaks of itself")
		}
	}
	if first := z.clause(s.start, s); !first.empty() && first.end <= before {
		if it := z.cleanItem(first); z.orgLike(it) {
			return z.val(it, "subject of the sentence")
		}
	}
	if !z.org.empty() {
		return z.val(z.org, "the institution that speaks of itself")
	}
	return val{}
}

// titleParties reads the parties in 《A与B合作备忘录》.
func (z *zhDoc) titleParties(t span) []val {
	w := z.str2(t)
	end := len(w)
	for _, cut := range []string{"关于", "共建", "合作", "战略", "友好", "教育合作", "20", "联合", "谅解", "学术", "框架", "校际"} {
		if k := strings.Index(w, cut); k > 0 && k < end && !strings.HasPrefix(w[k:], "联合国") && !strings.HasPrefix(w[k:], "合作组织") {
			end = k
		}
	}
	return z.orgItems(span{t.start, t.start + end})
}

func (z *zhDoc) timeStarting(b int) *localTime {
	if lo := z.firstTime(b); lo < len(z.dates) && z.dates[lo].at.start == b {
		return &z.dates[lo]
	}
	return nil
}
