package extract

import (
	"sort"
	"strings"
	"unicode/utf8"

	"caewatch/news"
	"caewatch/processor/dates"
)

// zhAdverbs stand between a subject and its verb and say nothing of either.
var zhAdverbs = newLexicon("", `正式 隆重 成功 顺利 共同 联合 现场 举行 举办 召开 今日 今天 近日 日前 当天 当日 上午 下午 共 将 在会上 会上`)

// phrase names an event that has no name of its own by as few of the article's
// words as tell it: who founded or signed what, without day, place and adverbs.
func (z *zhDoc) phrase(si int, kind string) val {
	s := z.sents[si].span
	from := z.skipDateline(s)
	if kind == news.KindReport {
		return z.reportPhrase(s, from)
	}
	at, verb := -1, ""
	for i := from; i < s.end; {
		_, n := utf8.DecodeRuneInString(z.n[i:s.end])
		if w := zhEventVerbs.at(z.n[i:s.end]); w != "" && zhEventVerbs.value[w] == kind {
			if q, in := z.quoteAt(i); !in || !q.inner.contains(span{i, i + len(w)}) {
				at, verb = i, w
				break
			}
		}
		i += n
	}
	if at < 0 {
		return val{}
	}
	c := z.clause(at, s)
	c.start = max(c.start, from)
	sub := z.bareSubject(span{c.start, at})
	switch kind {
	case news.KindSigning:
		if n := utf8.RuneCountInString(z.str2(span{at, c.end})); sub.empty() || n > 60 || n < 4 {
			return val{}
		}
		what := z.trim(span{at, c.end})
		return z.say(z.str(sub)+z.str(what), span{sub.start, what.end}, "who signed what")
	case news.KindLaunch:
		if t := z.str2(sub); !sub.empty() && (zhThings.before(t) != "" || zhOrgTail.before(t) != "") && !strings.HasPrefix(z.n[at+len(verb):s.end], "“") {
			if len(z.objects(at+len(verb), s, false)) == 0 {
				return z.say(z.str(sub)+verb, span{sub.start, at + len(verb)}, "what was founded")
			}
		}
		if os := z.objects(at+len(verb), s, false); len(os) > 0 {
			return z.say(z.str(os[0])+verb, span{at, os[0].end}, "what was founded")
		}
	}
	return val{}
}

// reportPhrase reads 某某新闻发布会, or who gave it when it has no words of its own.
func (z *zhDoc) reportPhrase(s span, from int) val {
	k := strings.Index(z.n[from:s.end], "发布会")
	if k < 0 {
		return val{}
	}
	end := from + k + len("发布会")
	noun := "发布会"
	if strings.HasSuffix(z.n[:end], "新闻发布会") {
		noun = "新闻发布会"
	}
	c := z.clause(end-len(noun), s)
	c.start = max(c.start, from)
	w := z.n[c.start : end-len(noun)]
	for _, v := range []string{"召开", "举行", "举办"} {
		i := strings.Index(w, v)
		if i < 0 {
			continue
		}
		topic := z.trim(span{c.start + i + len(v), end})
		if t := strings.TrimPrefix(z.str2(topic), "了"); utf8.RuneCountInString(t)-utf8.RuneCountInString(noun) >= 4 {
			topic.start = topic.end - len(t)
			return z.val(topic, "the report's own words")
		}
		if sub := z.bareSubject(span{c.start, c.start + i}); z.orgLike(sub) {
			return z.say(z.str(sub)+noun, span{sub.start, end}, "who gave the report")
		}
	}
	return z.val(span{end - len(noun), end}, "noun of the report")
}

// bareSubject cuts the days, the place after 在 and the adverbs from a subject.
func (z *zhDoc) bareSubject(s span) span {
	for moved := true; moved; {
		moved = false
		s = z.trim(s)
		if t := z.timeStarting(s.start); t != nil && t.at.end <= s.end {
			s.start, moved = t.at.end, true
		} else if w := zhAdverbs.at(z.str2(s)); w != "" && w != "联合" && w != "共" {
			s.start, moved = s.start+len(w), true
		} else if r, n := utf8.DecodeRuneInString(z.str2(s)); n > 0 && (r == '，' || r == '、' || r == '由') {
			s.start, moved = s.start+n, true
		}
	}
	for i := s.start; i < s.end; {
		r, n := utf8.DecodeRuneInString(z.n[i:s.end])
		if q := z.quoteOpens(i); q != nil && q.outer.end <= s.end {
			i = q.outer.end
			continue
		}
		if (r == '在' || r == '于') && i > s.start && !strings.HasPrefix(z.n[i:], "在线") && !strings.HasPrefix(z.n[i:], "在校") {
			s.end = i
			break
		}
		i += n
	}
	for {
		w := zhAdverbs.before(z.str2(s))
		if w == "" {
			break
		}
		s.end -= len(w)
	}
	return z.trim(s)
}

// joinTimes adds the days that the reader of dates knows and this one does not,
// such as those in Chinese numerals.
func (z *zhDoc) joinTimes(own []localTime) []localTime {
	out := own
	for _, d := range dates.Find(z.n, "zh", dates.Ref{Published: z.art.Published}) {
		if d.Relative || d.Precision != dates.PrecisionDay || !strings.Contains(z.n[d.Start:d.End], "月") {
			continue
		}
		at := span{d.Start, d.End}
		k := sort.Search(len(own), func(i int) bool { return own[i].at.end > at.start })
		if k < len(own) && own[k].at.overlaps(at) {
			continue
		}
		t := localTime{at: at, start: d.StartDate}
		if d.EndDate != d.StartDate {
			t.end = d.EndDate
		}
		out = append(out[:len(out):len(out)], t)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].at.start < out[j].at.start })
	return out
}

// readEnd reads 持续至7月26日 and 将于7月26日闭幕 when no range told the end.
func (z *zhDoc) readEnd(x *draft) {
	if !x.start.ok() || x.end.ok() || len(x.start.text) < 10 {
		return
	}
	for si := range z.sents {
		s := z.sents[si].span
		if si > z.mainSent+12 {
			return
		}
		for i := z.firstTime(s.start); i < len(z.dates) && z.dates[i].at.start < s.end; i++ {
			t := z.dates[i]
			if len(t.start) < 10 || t.start <= x.start.text || t.end != "" {
				continue
			}
			before, after := z.n[s.start:t.at.start], z.n[t.at.end:s.end]
			until := strings.HasSuffix(before, "持续至") || strings.HasSuffix(before, "持续到") || strings.HasSuffix(before, "延续至") || strings.HasSuffix(before, "延续到")
			closing := strings.HasPrefix(after, "闭幕") || strings.HasPrefix(after, "落幕") || strings.HasPrefix(after, "结束")
			if (until || closing) && !strings.Contains(before, "报名") && !strings.Contains(before, "征集") {
				x.end = z.say(t.start, t.at, "last day")
				return
			}
		}
	}
}

// zhNameGoesOn says whether a word that would end a name is part of a longer one:
// 高等, 开放, 虚拟, 继续教育, 联合国.
func zhNameGoesOn(w, left, right string) bool {
	ends := func(ws ...string) bool {
		for _, v := range ws {
			if strings.HasSuffix(left, v) {
				return true
			}
		}
		return false
	}
	begins := func(ws ...string) bool {
		for _, v := range ws {
			if strings.HasPrefix(right, v) {
				return true
			}
		}
		return false
	}
	switch w {
	case "校园":
		return ends("数字校园", "智慧校园", "绿色校园", "平安校园", "未来校园", "文化校园", "云校园")
	case "等":
		return ends("高等", "中等", "同等", "平等", "初等")
	case "开":
		return begins("放", "发", "源", "拓") || ends("公开")
	case "拟":
		return ends("虚拟", "模拟")
	case "定":
		return ends("鉴定", "认定", "评定", "稳定")
	case "继":
		return begins("续教育")
	case "由":
		return ends("自由")
	case "联合":
		return begins("国", "会", "体", "大学", "实验")
	case "组织":
		return ends("合作组织", "部长组织", "卫生组织", "贸易组织", "劳工组织")
	case "代表":
		return begins("大会", "团")
	case "来":
		return ends("未来", "外来")
	case "上":
		return ends("线上", "海上", "路上", "云上") || begins("海", "市")
	case "共":
		return begins("同体", "享", "和国")
	case "对":
		return begins("话", "接", "外")
	case "以":
		return begins("色列")
	case "工作":
		return begins("站", "室", "坊")
	case "向":
		return ends("面向", "定向")
	case "为":
		return ends("华为", "行为")
	}
	return false
}

// townByPlace says whether the words left after a country's name are a town that
// the gazetteer does not know: 在泰国罗勇揭牌.
func (z *zhDoc) townByPlace(x *draft, v span) bool {
	n := utf8.RuneCountInString(z.str2(v))
	if n < 2 || n > 5 || x.city.ok() || x.region.ok() || !x.country.ok() || x.country.at.end != v.start {
		return false
	}
	for _, r := range z.str2(v) {
		if !zhHan(r) || strings.ContainsRune("部省府州等境内外的与和及上下中北南东西使馆国总式会", r) {
			return false
		}
	}
	return zhVenueTail.before(z.str2(v)) == "" && zhOrgTail.before(z.str2(v)) == ""
}
