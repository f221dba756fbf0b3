package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"caewatch/news"
)

// readTheme finds 以“…”为主题, 主题为“…” and the like.
func (z *zhDoc) readTheme(x *draft) {
	for from := 0; ; {
		k := strings.Index(z.n[from:], "主题")
		if k < 0 {
			return
		}
		at := from + k
		from = at + len("主题")
		if strings.HasPrefix(z.n[from:], "报告") || strings.HasPrefix(z.n[from:], "演讲") || strings.HasPrefix(z.n[from:], "发言") || strings.HasPrefix(z.n[from:], "论坛") {
			continue
		}
		si := z.sentenceAt(at)
		if si < 0 {
			continue
		}
		s := z.sents[si].span
		for _, q := range z.quotesIn(span{max(s.start, at-240), min(s.end, from+40)}) {
			between := ""
			switch {
			case q.outer.end <= at:
				between = z.n[q.outer.end:at]
				if !(between == "为" || between == "" || between == "这一" || between == "的" || between == "为年度") {
					continue
				}
			case q.outer.start >= from:
				between = z.n[from:q.outer.start]
				if utf8.RuneCountInString(between) > 5 || strings.ContainsAny(between, "，。；") {
					continue
				}
			default:
				continue
			}
			x.theme = z.val(q.inner, "quotation beside 主题")
			return
		}
		// 主题为…… without quotes; 以……为主题.
		rest := z.n[from:s.end]
		for _, w := range []string{"为", "是", "：", ":"} {
			if strings.HasPrefix(rest, w) && !strings.HasPrefix(rest[len(w):], "“") {
				c := z.clause(from+len(w), s)
				c.start = from + len(w)
				if n := utf8.RuneCountInString(z.str2(c)); n >= 4 && n <= 40 {
					x.theme = z.val(c, "words after 主题为")
					return
				}
			}
		}
		if strings.HasSuffix(z.n[:at], "为") {
			c := z.clause(at, s)
			if i := strings.LastIndex(z.n[c.start:at], "以"); i >= 0 && at-c.start-i > 12 {
				x.theme = z.val(span{c.start + i + 3, at - 3}, "以…为主题")
				return
			}
		}
	}
}

// listItems cuts a list of organisations at 、 和 及 以及 与, but not within
// names such as 教育与体育部.
func (z *zhDoc) listItems(s span) []span {
	var out []span
	start := s.start
	depth := 0
	flush := func(end int) {
		if it := z.cleanItem(span{start, end}); !it.empty() {
			out = append(out, it)
		}
	}
	for i := s.start; i < s.end; {
		r, n := utf8.DecodeRuneInString(z.n[i:s.end])
		switch r {
		case '（', '(', '“', '《':
			depth++
		case '）', ')', '”', '》':
			depth = max(0, depth-1)
		}
		cut := 0
		if depth == 0 {
			left := z.n[start:i]
			switch {
			case r == '、' || r == ',' || r == '，':
				if zhOrgTail.before(left) != "" && !(zhSoftTail(left) && z.listInOrg(left, z.n[i+n:s.end])) || zhOrgTail.before(left) == "" && !z.listInOrg(left, z.n[i+n:s.end]) {
					cut = n
				}
			case strings.HasPrefix(z.n[i:s.end], "以及"):
				cut = 6
			case r == '和' || r == '与' || r == '及' || r == '同' || r == '暨':
				if t := zhOrgTail.before(left); t != "" && !zhSoftTail(left) {
					cut = n
				}
			}
		}
		if cut > 0 {
			flush(i)
			i += cut
			start = i
			continue
		}
		i += n
	}
	flush(s.end)
	return out
}

// zhSoftTail are words that end an organisation's name only sometimes.
func zhSoftTail(s string) bool {
	for _, w := range []string{"教育", "文化", "科技", "社会", "体育", "中国", "高等教育"} {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

func (z *zhDoc) cleanItem(s span) span {
	s = z.trim(s)
	for changed := true; changed && !s.empty(); {
		changed = false
		for _, w := range []string{"由", "中国驻", "并", "和", "与", "及", "以及", "“", "联合", "分别", "系", "为", "是", "、", "：", ":", "我国", "的"} {
			if w == "中国驻" || w == "我国" {
				continue
			}
			if strings.HasPrefix(z.str2(s), w) && !(w == "联合" && (strings.HasPrefix(z.str2(s), "联合国") || strings.HasPrefix(z.str2(s), "联合会"))) {
				s.start += len(w)
				changed = true
			}
		}
		for _, w := range []string{"共同", "联合", "等单位", "等部门", "等", "”", "牵头", "具体", "负责", "分别", "双方", "单位", "倾情", "大力", "精心", "提供", "特别", "作为", "三方", "四方", "两校", "在", "也", "将", "合作", "参与", "今日", "首次", "一起", "正式", "现场", "还", "已", "又", "并", "主要", "全程", "给予"} {
			if strings.HasSuffix(z.str2(s), w) && len(z.str2(s)) > len(w) {
				s.end -= len(w)
				changed = true
			}
		}
		s = z.trim(s)
	}
	return s
}

// orgLike says whether words can name one organisation.
func (z *zhDoc) orgLike(s span) bool {
	w := z.str2(s)
	n := utf8.RuneCountInString(w)
	if n < 2 || n > 40 || strings.ContainsAny(w, "。；！？\n“") {
		return false
	}
	if zhVague.at(w) == w {
		return false
	}
	for _, v := range []string{"双方", "两校", "多所", "多家", "各方", "中外", "有关", "相关", "部分", "参会", "来自"} {
		if strings.HasPrefix(w, v) {
			return false
		}
	}
	if zhHeads.before(w) != "" && zhOrgTail.before(w) == "会" && !strings.HasSuffix(w, "协会") && !strings.HasSuffix(w, "委员会") && !strings.HasSuffix(w, "学会") && !strings.HasSuffix(w, "联合会") && !strings.HasSuffix(w, "理事会") && !strings.HasSuffix(w, "商会") {
		return false
	}
	if strings.HasSuffix(w, "大会") || strings.HasSuffix(w, "年会") {
		return false
	}
	if zhOrgTail.before(w) != "" || strings.HasSuffix(w, "组织") {
		return true
	}
	// Acronyms and names closed by a bracket.
	if strings.HasSuffix(w, "）") || strings.HasSuffix(w, ")") {
		return true
	}
	if ascii := strings.IndexFunc(w, func(r rune) bool { return r >= utf8.RuneSelf }) < 0; ascii {
		return strings.ToUpper(w) == w && n >= 3 || strings.Contains(w, "University")
	}
	for _, p := range z.placesIn(s) {
		if p.at == s && p.kind != "city" && p.kind != "region" && p.kind != "country" && p.kind != "venue" {
			return true
		}
	}
	return false
}

// readOrganizers reads who hosted, organised, supported: 由A、B主办，C承办; A主办;
// 主办单位：A、B.
func (z *zhDoc) readOrganizers(x *draft) {
	seen := map[string]bool{}
	add := func(it span, role string, verb span) {
		if !z.orgLike(it) {
			return
		}
		key := news.Slug(z.str2(it))
		if seen[key] || len(x.orgs) >= 40 {
			return
		}
		seen[key] = true
		o := orgDraft{name: z.val(it, "list before the verb of organising"), role: z.say(role, verb, "verb of organising")}
		if c := z.orgCountry(it); c.ok() {
			o.country = c
		}
		x.orgs = append(x.orgs, o)
	}
	strong := false
	for si := range z.sents {
		s := z.sents[si].span
		if si > z.mainSent+12 {
			break
		}
		z.labelled(s, add)
		prev := z.skipDateline(s)
		for i := prev; i < s.end; {
			_, n := utf8.DecodeRuneInString(z.n[i:s.end])
			w := zhRoleVerbs.at(z.n[i:s.end])
			if w == "" {
				i += n
				continue
			}
			at, end := i, i+len(w)
			i = end
			if strings.HasPrefix(z.n[end:], "单位") || strings.HasPrefix(z.n[end:], "方") || strings.HasPrefix(z.n[end:], "机构") {
				continue
			}
			if q, in := z.quoteAt(at); in && q.inner.contains(span{at, end}) {
				continue
			}
			if w == "组织" && !strings.HasPrefix(z.n[end:], "的") && !strings.HasPrefix(z.n[end:], "开展") && !strings.HasPrefix(z.n[end:], "实施") && !strings.HasPrefix(z.n[end:], "了") && !strings.HasPrefix(z.n[end:], "，") {
				continue // 东南亚教育部长组织: part of a name
			}
			role := zhRoleVerbs.value[w]
			list, by := z.roleList(s, prev, at)
			weak := w == "举办" || w == "举行" || w == "召开" || w == "组织" || w == "发起" || w == "支持" || w == "指导" || strings.HasSuffix(w, "发起") || strings.HasSuffix(w, "开展") || strings.HasSuffix(w, "建设") || strings.HasSuffix(w, "创办") || strings.HasSuffix(w, "共建")
			if weak && !by {
				if w == "支持" || w == "指导" {
					if !strong || prev == z.skipDateline(s) {
						continue
					}
				} else {
					if si != z.mainSent || strong {
						continue
					}
					list = z.subject(s, at)
				}
			}
			if list.empty() {
				continue
			}
			if weak && by && w == "组织" && strings.HasPrefix(z.n[end:], "的") {
				role = news.RoleOrganizer
			}
			if !z.aboutMain(x, si, s, at, strong) {
				continue
			}
			items := z.listItems(list)
			before := len(x.orgs)
			for _, it := range items {
				add(it, role, span{at, end})
			}
			if len(x.orgs) > before {
				if w != "举行" && w != "举办" && w != "召开" {
					strong = true
				}
				prev = end
			}
		}
	}
}

// aboutMain says whether a verb of organising speaks of the main event.
func (z *zhDoc) aboutMain(x *draft, si int, s span, at int, strong bool) bool {
	if si == z.mainSent {
		return true
	}
	for _, e := range z.events {
		if e.sent != si || e.generic || e.start > at+90 {
			continue
		}
		if !zhAlike(z.str2(x.name.at), z.n[e.start:e.core]) {
			return false
		}
	}
	if strings.Contains(z.n[s.start:at], "期间") || strings.Contains(z.n[s.start:at], "曾") || strings.Contains(z.n[s.start:at], "累计") {
		return false
	}
	return true
}

// roleList gives the words before a verb of organising that may list who did it,
// and whether 由 introduces them.
func (z *zhDoc) roleList(s span, min, at int) (span, bool) {
	start := min
	for i := at; i > min; {
		r, n := utf8.DecodeLastRuneInString(z.n[min:i])
		if r == '”' || r == '》' {
			if q, ok := z.quoteAt(i - n); ok && q.outer.start >= min {
				i = q.outer.start
				continue
			}
		}
		if r == '由' && !strings.HasSuffix(z.n[min:i], "自由") && !strings.HasSuffix(z.n[min:i], "理由") {
			return span{i, at}, true
		}
		if r == '，' || r == '；' || r == '：' || r == '。' || r == '\n' || r == ',' || r == ';' || r == ':' {
			start = i
			// 由A、B主办，C承办: what is after the comma is the list, unless a list goes on with commas.
			break
		}
		if t := z.timeEnding(i); t != nil && len(t.start) > 4 {
			start = i
			break
		}
		if at-i > 600 {
			start = i
			break
		}
		i -= n
	}
	for _, e := range z.events {
		if e.start >= start && e.end <= at && e.end > start {
			// 本届论坛A主办: the event itself is no organiser.
			if z.n[e.end:at] != "" && zhOrgTail.before(z.n[e.start:e.end]) == "会" || e.generic {
				start = max(start, e.end)
			}
		}
	}
	return span{start, at}, false
}

// subject gives the words that begin the clause of an active verb: 新闻办公室在南宁召开.
func (z *zhDoc) subject(s span, at int) span {
	c := z.clause(at, s)
	c.start = max(c.start, z.skipDateline(s))
	c.end = at
	for {
		moved := false
		if lo := z.firstTime(c.start); lo < len(z.dates) && z.dates[lo].at.start == c.start {
			c.start = z.dates[lo].at.end
			moved = true
		}
		if !moved {
			break
		}
	}
	if i := strings.Index(z.n[c.start:c.end], "在"); i > 0 {
		c.end = c.start + i
	} else {
		for _, e := range z.events {
			if e.start >= c.start && e.start < c.end {
				return span{}
			}
		}
	}
	if zhHeads.has(z.str2(c)) && zhOrgTail.before(z.str2(c)) == "" {
		return span{}
	}
	for _, e := range z.events {
		if e.start < c.end && e.end > c.start {
			return span{}
		}
	}
	return c
}

// labelled reads 主办单位：A、B；承办单位：C.
func (z *zhDoc) labelled(s span, add func(span, string, span)) {
	for i := s.start; i < s.end; {
		_, n := utf8.DecodeRuneInString(z.n[i:s.end])
		w := zhRoleLabels.at(z.n[i:s.end])
		if w == "" {
			i += n
			continue
		}
		b := i + len(w)
		label := span{i, b}
		i = b
		ok := false
		for _, c := range []string{"：", ":", "为", "是", "包括", "有"} {
			if strings.HasPrefix(z.n[b:s.end], c) {
				b += len(c)
				ok = true
				break
			}
		}
		if !ok {
			continue
		}
		e := b
		for e < s.end {
			r, k := utf8.DecodeRuneInString(z.n[e:s.end])
			if r == '；' || r == ';' || r == '。' || r == '\n' || zhRoleLabels.at(z.n[e:s.end]) != "" || (r == '，' || r == ',') && z.labelSoon(e+k, s.end) {
				break
			}
			e += k
		}
		for _, it := range z.listItems(span{b, e}) {
			add(it, zhRoleLabels.value[w], label)
		}
		i = e
	}
}

func (z *zhDoc) labelSoon(b, end int) bool {
	w := zhRoleLabels.at(z.n[b:end])
	return w != "" || !strings.ContainsAny(z.n[b:min(end, b+90)], "、，")
}

func (z *zhDoc) orgCountry(s span) val {
	w := z.str2(s)
	if i, c := zhCountries.index(w); c != "" && i == 0 {
		rest := w[len(c):]
		if strings.HasPrefix(rest, "—") || strings.HasPrefix(rest, "-") {
			return val{}
		}
		return z.say(zhCountries.value[c], span{s.start, s.start + len(c)}, "country in the name")
	}
	for _, p := range z.placesIn(s) {
		if p.country != "" {
			return z.say(p.country, p.at, "place in the name")
		}
	}
	return val{}
}

// readRoles gives people what they did: a list of people shares the words that
// follow it, and a person's bare name counts wherever it stands.
func (z *zhDoc) readRoles(m *draft, byName map[string]*personDraft) {
	type mention struct {
		at   span
		full span
		p    *personDraft
	}
	var all []mention
	taken := map[int]bool{}
	for _, p := range z.people {
		if p.draft != nil {
			all = append(all, mention{p.name, p.full, p.draft})
			taken[p.name.start] = true
		}
	}
	for _, d := range m.people {
		name := z.str2(d.name.at)
		for from, count := d.name.at.end, 0; count < 20; count++ {
			k := strings.Index(z.n[from:], name)
			if k < 0 {
				break
			}
			at := span{from + k, from + k + len(name)}
			from = at.end
			if _, ok := z.followed(at.end, len(z.n)); ok && !taken[at.start] {
				taken[at.start] = true
				all = append(all, mention{at, at, d})
			}
		}
	}
	for i := 1; i < len(all); i++ {
		for j := i; j > 0 && all[j].at.start < all[j-1].at.start; j-- {
			all[j], all[j-1] = all[j-1], all[j]
		}
	}
	for i := range all {
		a := all[i]
		si := z.sentenceAt(a.at.start)
		if si < 0 {
			continue
		}
		s := z.sents[si].span
		// The list goes on while only joints and the next person's words are between.
		j := i
		for j+1 < len(all) && all[j+1].full.start < s.end {
			gap := strings.Trim(z.n[all[j].full.end:all[j+1].full.start], "，、；和与及以暨 　")
			if gap != "" && gap != "先生" && gap != "女士" && gap != "博士" && gap != "教授" {
				break
			}
			if strings.HasPrefix(strings.TrimLeft(z.n[all[j].full.end:s.end], "，"), "由") {
				break
			}
			j++
		}
		end := s.end
		if j+1 < len(all) && all[j+1].full.start < s.end {
			end = all[j+1].full.start
		}
		tail := z.n[all[j].full.end:end]
		z.addRoles(a.p, span{all[j].full.end, end}, tail)
		// 会见, 由…主持 before the name.
		before := z.n[max(s.start, a.full.start-30):a.full.start]
		if strings.HasSuffix(before, "会见") || strings.Contains(before, "会见来访的") || strings.HasSuffix(before, "会见了") || strings.HasSuffix(before, "拜会") {
			a.p.roles = addVal(a.p.roles, z.say("met", span{a.full.start - len(before) + strings.LastIndex(before, "会"), a.full.start}, "verb before the name"))
		}
		if i == j {
			z.readStatement(m, a.p, a.at, s)
		}
	}
}

func (z *zhDoc) addRoles(p *personDraft, at span, tail string) {
	limit := len(tail)
	for i, r := range tail {
		if r == '；' || r == '。' || r == ';' {
			limit = i
			break
		}
	}
	said := false
	for i := 0; i < limit; {
		_, n := utf8.DecodeRuneInString(tail[i:limit])
		w := zhSpeech.at(tail[i:limit])
		if w == "" {
			i += n
			continue
		}
		role := zhSpeech.value[w]
		words := span{at.start + i, at.start + i + len(w)}
		i += len(w)
		if role == "declared-open" && !strings.Contains(tail[i:limit], "开幕") && !strings.Contains(tail[i:limit], "开赛") && !strings.Contains(tail[i:limit], "开班") {
			continue
		}
		if role == "speech" && strings.Contains(tail[:limit], "开幕") && w != "演讲" {
			role = "opening-speech"
		}
		p.roles = addVal(p.roles, z.say(role, words, "verb after the name"))
		if role == "quoted" {
			said = true
			break
		}
		if i > 150 {
			break
		}
	}
	_ = said
}

// readStatement reads what a person said after 表示 and its kin.
func (z *zhDoc) readStatement(m *draft, p *personDraft, name, s span) {
	if len(m.statements) >= 40 {
		return
	}
	c := z.n[name.end:s.end]
	k, w := zhSays.index(c)
	if w == "" || k > 60 || strings.ContainsAny(c[:k], "，。；、") {
		return
	}
	b := name.end + k + len(w)
	if w == "感谢" || w == "希望" || w == "勉励" || w == "建议" || w == "提到" {
		b = name.end + k
	}
	for b < s.end {
		r, n := utf8.DecodeRuneInString(z.n[b:s.end])
		if r != '，' && r != '：' && r != ',' && r != ':' && !unicode.IsSpace(r) {
			break
		}
		b += n
	}
	e := s.end
	for _, o := range z.people {
		if o.full.start > b && o.full.start < e {
			break
		}
	}
	t := span{b, e}
	if q := z.quotesIn(span{b, b + 1}); len(q) == 1 && q[0].outer.end >= e-3 {
		t = q[0].inner
	}
	if utf8.RuneCountInString(z.str2(t)) < 6 {
		return
	}
	m.statements = append(m.statements, statementDraft{speaker: val{text: p.name.text, at: name, rule: "speaker"}, text: z.val(t, "words after "+w)})
}
