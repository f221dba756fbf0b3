package extract

import (
	"strings"
	"unicode/utf8"
)

// zhTimes finds the dates of a Chinese text. A day without a year is of the year
// named last before it, else of the publication; one that would lie more than two
// months after the publication is of the year before, unless the words plan.
func (z *zhDoc) zhTimes() []localTime {
	py, pm, _ := z.published()
	year, month := py, pm
	var out []localTime
	s := z.n
	for i := 0; i < len(s); {
		c := s[i]
		if c < '0' || c > '9' {
			if w := zhRelative.at(s[i:]); w != "" {
				k := i + len(w)
				if w == "本月" || w == "当月" {
					if d, e := digitsAt(s, k); e > k && strings.HasPrefix(s[e:], "日") && pm > 0 {
						t := localTime{at: span{i, e + 3}, start: isoDate(py, pm, d)}
						e = z.dayRange(&t, e+3, py, pm)
						out = append(out, t)
						i = e
						continue
					}
				}
				if w == "今年" || w == "去年" || w == "明年" {
					y := py
					if w == "去年" {
						y--
					} else if w == "明年" {
						y++
					}
					if m, e := digitsAt(s, k); e > k && strings.HasPrefix(s[e:], "月") && py > 0 {
						t := localTime{at: span{i, e + 3}, start: isoDate(y, m, 0)}
						if d, e2 := digitsAt(s, e+3); e2 > e+3 && strings.HasPrefix(s[e2:], "日") {
							t = localTime{at: span{i, e2 + 3}, start: isoDate(y, m, d)}
							z.dayRange(&t, e2+3, y, m)
						}
						out = append(out, t)
						i = t.at.end
						continue
					}
				}
				i = k
				continue
			}
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
			continue
		}
		if i > 0 && (s[i-1] >= '0' && s[i-1] <= '9' || s[i-1] == '.') {
			i++
			continue
		}
		n, e := digitsAt(s, i)
		if e == i {
			for i < len(s) && s[i] >= '0' && s[i] <= '9' {
				i++
			}
			continue
		}
		t := localTime{at: span{i, i}}
		rest := s[e:]
		switch {
		case strings.HasPrefix(rest, "年") && n >= 1990 && n <= 2100:
			y := n
			t.at.end, t.start = e+3, isoDate(y, 0, 0)
			if m, e2 := digitsAt(s, e+3); e2 > e+3 && strings.HasPrefix(s[e2:], "月") && m >= 1 && m <= 12 {
				t.at.end, t.start = e2+3, isoDate(y, m, 0)
				if d, e3 := digitsAt(s, e2+3); e3 > e2+3 && (strings.HasPrefix(s[e3:], "日") || strings.HasPrefix(s[e3:], "号") || zhRange(s[e3:]) > 0) {
					t.start = isoDate(y, m, d)
					t.at.end = e3
					if !z.closeRange(&t, e3, y, m) {
						t.at.end = e3 + 3
						z.dayRange(&t, e3+3, y, m)
					}
				}
				month = m
				year = y
			} else if strings.HasPrefix(s[e+3:], "度") {
				t.at.end += 3
			}
		case (rest != "" && (rest[0] == '-' || rest[0] == '/' || rest[0] == '.')) && n >= 1990 && n <= 2100 && e-i == 4:
			m, e2 := digitsAt(s, e+1)
			if e2 > e+1 && e2-e <= 3 && m >= 1 && m <= 12 && e2 < len(s) && s[e2] == rest[0] {
				if d, e3 := digitsAt(s, e2+1); e3 > e2+1 && d >= 1 && d <= 31 {
					t.at.end, t.start = e3, isoDate(n, m, d)
					break
				}
			}
		case n >= 1990 && n <= 2100 && e-i == 4 && strings.HasPrefix(rest, "中国"):
			t.at.end, t.start = e, isoDate(n, 0, 0)
		case strings.HasPrefix(rest, "月") && n >= 1 && n <= 12 && e-i <= 2:
			d, e2 := digitsAt(s, e+3)
			y := z.guessYear(year, n, d)
			if e2 > e+3 && (strings.HasPrefix(s[e2:], "日") || strings.HasPrefix(s[e2:], "号")) {
				t.start = isoDate(y, n, d)
				t.at.end = e2 + 3
				z.dayRange(&t, e2+3, y, n)
				month = n
			} else if e2 > e+3 && zhRange(s[e2:]) > 0 {
				t.start, t.at.end = isoDate(y, n, d), e2
				if !z.closeRange(&t, e2, y, n) {
					t.start = ""
				}
				month = n
			} else if !strings.HasPrefix(s[e+3:], "份") || true {
				if y > 0 && !strings.HasPrefix(s[e:], "月个") {
					t.at.end, t.start = e+3, isoDate(y, n, 0)
				}
			}
		case (strings.HasPrefix(rest, "日") || strings.HasPrefix(rest, "号")) && n >= 1 && n <= 31 && e-i <= 2 && year > 0 && month > 0:
			if !strings.HasPrefix(rest, "号楼") && !strings.HasPrefix(rest, "号线") {
				t.start, t.at.end = isoDate(year, month, n), e+3
				z.dayRange(&t, e+3, year, month)
			}
		case zhRange(rest) > 0 && n >= 1 && n <= 31 && e-i <= 2 && year > 0 && month > 0:
			t.start, t.at.end = isoDate(year, month, n), e
			if !z.closeRange(&t, e, year, month) {
				t.start = ""
			}
		}
		if t.start == "" || t.at.empty() {
			i = e
			continue
		}
		out = append(out, t)
		i = max(t.at.end, e)
	}
	return out
}

var zhRelative = newLexicon("", `本月 当月 今年 去年 明年`)

// zhRange is the length of a word of a range: 至 到 — - ～.
func zhRange(s string) int {
	for _, w := range []string{"至", "到", "——", "—", "～", "~", "-", "－"} {
		if strings.HasPrefix(s, w) {
			return len(w)
		}
	}
	return 0
}

// dayRange reads the end of a range after "15日"; it returns the byte after it.
func (z *zhDoc) dayRange(t *localTime, b, y, m int) int {
	z.closeRange(t, b, y, m)
	return t.at.end
}

func (z *zhDoc) closeRange(t *localTime, b, y, m int) bool {
	k := zhRange(z.n[b:])
	if k == 0 {
		return false
	}
	n, e := digitsAt(z.n, b+k)
	if e == b+k {
		return false
	}
	if strings.HasPrefix(z.n[e:], "月") && n >= 1 && n <= 12 {
		d, e2 := digitsAt(z.n, e+3)
		if e2 == e+3 || !strings.HasPrefix(z.n[e2:], "日") {
			return false
		}
		if n < m {
			y++
		}
		t.end, t.at.end = isoDate(y, n, d), e2+3
		return true
	}
	if (strings.HasPrefix(z.n[e:], "日") || strings.HasPrefix(z.n[e:], "号")) && n >= 1 && n <= 31 {
		t.end, t.at.end = isoDate(y, m, n), e+3
		return true
	}
	return false
}

// guessYear gives the year of a month and day without one.
func (z *zhDoc) guessYear(year, m, d int) int {
	py, pm, _ := z.published()
	if py == 0 || year != py {
		return year
	}
	if pm > 0 && m > pm+4 {
		return py - 1
	}
	return year
}

// readPlaceAndTime fills date and place of x from the sentence that tells its
// being held, then from the dateline and the sentences near it.
func (z *zhDoc) readPlaceAndTime(x *draft, si int) {
	order := []int{si}
	for k := 0; k < len(z.sents) && k < si+4; k++ {
		if k != si {
			order = append(order, k)
		}
	}
	nameAt := x.name.at
	for _, k := range order {
		if x.start.ok() {
			break
		}
		s := z.sents[k].span
		from := z.skipDateline(s)
		lo := z.firstTime(from)
		if k != si && (z.sents[k].heading || k > si+2) {
			continue
		}
		best := -1
		var bestFar int
		anchor := from
		if v := z.heldAt(s, from); v >= 0 {
			anchor = v
		}
		for i := lo; i < len(z.dates) && z.dates[i].at.start < s.end; i++ {
			t := z.dates[i]
			if len(t.start) < 7 || !z.nameless && nameAt.contains(t.at) {
				continue
			}
			if strings.HasPrefix(z.n[t.at.end:], "以来") || strings.HasPrefix(z.n[t.at.end:], "成立") {
				continue
			}
			if b := z.n[max(0, t.at.start-18):t.at.start]; strings.Contains(b, "原定") || strings.Contains(b, "原计划") || strings.HasSuffix(b, "截至") || strings.HasSuffix(b, "截止") || strings.HasSuffix(b, "续至") || strings.HasSuffix(b, "续到") || strings.HasSuffix(b, "自") {
				continue
			}
			far := t.at.start - anchor
			if far < 0 {
				far = -far
			}
			if len(t.start) < 10 {
				far += 150
			}
			if strings.HasSuffix(z.n[:t.at.start], "记者") || strings.HasPrefix(z.n[t.at.end:], "从") {
				far += 120
			}
			if best < 0 || far < bestFar {
				best, bestFar = i, far
			}
		}
		if best >= 0 {
			t := z.dates[best]
			x.start = z.say(t.start, t.at, "date beside the verb of holding")
			if t.end != "" {
				x.end = z.say(t.end, t.at, "end of the range")
			}
		}
	}
	if !x.start.ok() {
		// 今天, 今日: the day of the dateline or the publication.
		s := z.sents[si].span
		for _, w := range []string{"今天", "今日", "今"} {
			i := strings.Index(z.n[s.start:s.end], w)
			if i < 0 || w == "今" {
				continue
			}
			day := false
			for k := z.firstTime(s.start); k < len(z.dates) && z.dates[k].at.end <= z.skipDateline(s); k++ {
				if t := z.dates[k]; len(t.start) == 10 && !day {
					x.start, day = z.say(t.start, t.at, "day of the dateline"), true
				}
			}
			if p := z.art.Published; len(p) >= 10 && !day {
				x.start = z.say(p[:10], span{s.start + i, s.start + i + len(w)}, "day of the publication")
			}
		}
	}
	z.readPlace(x, order)
}

func (z *zhDoc) firstTime(b int) int {
	lo, hi := 0, len(z.dates)
	for lo < hi {
		if m := (lo + hi) / 2; z.dates[m].at.start < b {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// heldAt finds the verb of holding in a sentence, or -1.
func (z *zhDoc) heldAt(s span, from int) int {
	for i := from; i < s.end; {
		k, w := zhHeld.index(z.n[i:s.end])
		if w == "" {
			return -1
		}
		at := i + k
		// 启动仪式 is a noun.
		if !strings.HasPrefix(z.n[at+len(w):], "仪式") && !strings.HasPrefix(z.n[at+len(w):], "式") && !strings.HasPrefix(z.n[at+len(w):], "会") {
			return at
		}
		i = at + len(w)
	}
	return -1
}

// readPlace reads 在广西桂林国际会议中心举行 and its kin.
func (z *zhDoc) readPlace(x *draft, order []int) {
	defer z.shortRegion(x)
	for _, k := range order {
		s := z.sents[k].span
		from := z.skipDateline(s)
		if ph := z.placePhrase(s, from); !ph.empty() {
			z.splitPlace(x, ph)
		}
		if x.city.ok() || x.country.ok() || x.venue.ok() {
			break
		}
	}
	// 新华社南宁9月15日电: the town where the report was written.
	if !x.city.ok() {
		for _, k := range order {
			s := z.sents[k].span
			end := z.skipDateline(s)
			for _, p := range z.placesIn(span{s.start, min(end, s.start+120)}) {
				if z.cityLike(p) && !x.city.ok() && (x.country.text == "" || x.country.text == p.country) && z.sameRegion(x, p) {
					x.city = z.val(p.at, "dateline")
					if !x.country.ok() {
						x.country = z.say(p.country, p.at, "country of the city")
					}
				}
			}
		}
	}
	// A region named elsewhere in the lead with the same city, or before the event.
	for _, k := range order {
		if x.region.ok() && x.city.ok() {
			break
		}
		for _, p := range z.placesIn(z.sents[k].span) {
			if x.name.at.contains(p.at) && z.n[max(0, p.at.start-3):p.at.start] == "（" {
				continue
			}
			switch {
			case z.sents[k].heading && z.inBody(p.at):
			case p.kind == "city" && !x.city.ok() && strings.HasSuffix(z.n[:p.at.start], "在") && (x.country.text == "" || x.country.text == p.country) && z.sameRegion(x, p):
				x.city = z.val(p.at, "city after 在 in the lead")
				if !x.country.ok() {
					x.country = z.say(p.country, p.at, "country of the city")
				}
			case p.kind == "region" && !x.region.ok() && !z.inBody(p.at) && (p.country == x.country.text || x.country.text == "" && p.country == "CN") && z.regionFits(x, p):
				x.region = z.val(p.at, "region named in the lead")
			case p.kind == "city" && !x.city.ok() && !x.region.ok() && !x.venue.ok() && k == order[0] && !x.country.ok():
				x.city = z.val(p.at, "city named in the lead")
				x.country = z.say(p.country, p.at, "country of the city")
			}
		}
	}
	if v := z.str2(x.venue.at); x.venue.ok() && strings.Contains(v, "驻") {
		// An embassy stands in its host country.
		h := strings.Index(v, "驻") + len("驻")
		if c := zhCountries.at(v[h:]); c != "" {
			x.country = z.say(zhCountries.value[c], span{x.venue.at.start + h, x.venue.at.start + h + len(c)}, "host of the embassy")
		}
	}
	for k := 0; k < len(z.sents) && k < 3 && !x.city.ok(); k++ {
		if z.sents[k].heading {
			if ph := z.placePhrase(z.sents[k].span, z.sents[k].start); !ph.empty() {
				t := &draft{}
				z.splitPlace(t, ph)
				if t.city.ok() && (t.country.text == x.country.text || x.country.text == "") {
					x.city = t.city
				}
			}
		}
	}
	if !x.country.ok() {
		for _, v := range []val{x.city, x.region, x.venue} {
			if !v.ok() {
				continue
			}
			for _, p := range z.placesIn(v.at) {
				if p.country != "" && !x.country.ok() {
					x.country = z.say(p.country, p.at, "country of the place")
				}
			}
			if i, c := zhCountries.index(z.str2(v.at)); c != "" && !x.country.ok() {
				x.country = z.say(zhCountries.value[c], span{v.at.start + i, v.at.start + i + len(c)}, "country of the place")
			}
		}
	}
	if !x.country.ok() {
		for _, k := range order {
			s := z.sents[k].span
			for i := s.start; i < s.end && !x.country.ok(); {
				r, n := utf8.DecodeRuneInString(z.n[i:])
				if r == '在' || r == '访' || r == '赴' {
					if c := zhCountries.at(z.n[i+n:]); c != "" {
						x.country = z.say(zhCountries.value[c], span{i + n, i + n + len(c)}, "country after 在")
					}
				}
				i += n
			}
		}
	}
	if !x.country.ok() && !z.org.empty() {
		x.country = z.say("CN", z.org, "the institution that receives")
	} else if !x.country.ok() {
		for _, p := range z.places {
			if p.country == "CN" && p.kind != "country" {
				x.country = z.say("CN", p.at, "place in the article")
				break
			}
		}
	}
}

// shortRegion takes the shortest form of the region's name that the article uses.
func (z *zhDoc) shortRegion(x *draft) {
	if !x.region.ok() {
		return
	}
	id := ""
	for _, p := range z.placesIn(x.region.at) {
		if p.kind == "region" {
			id = p.id
		}
	}
	if id == "" {
		return
	}
	for _, p := range z.places {
		if p.id == id && p.at.end-p.at.start+6 < x.region.at.end-x.region.at.start {
			x.region = z.val(p.at, "the region's short name")
		}
	}
}

// zhMunicipal are cities that the gazetteer may know as regions.
var zhMunicipal = newLexicon("", `北京 上海 天津 重庆 吉隆坡 雅加达 曼谷 金边 万象 河内 胡志明 岘港 仰光 内比都 曼德勒 马尼拉 斯里巴加湾 香港 澳门 布城 新加坡 海防 芹苴`)

func (z *zhDoc) cityLike(p localPlace) bool {
	return p.kind == "city" || p.kind == "region" && zhMunicipal.at(z.str2(p.at)) != ""
}

// sameRegion says whether a city may lie in the region of x.
func (z *zhDoc) sameRegion(x *draft, p localPlace) bool {
	if !x.region.ok() {
		return true
	}
	for _, r := range z.placesIn(x.region.at) {
		if r.kind == "region" && p.region != "" {
			return strings.EqualFold(r.region, p.region) || strings.HasSuffix(strings.ToLower(r.id), strings.ToLower(p.region))
		}
	}
	return true
}

// inBody says whether a place is the beginning of a school's or company's name.
func (z *zhDoc) inBody(at span) bool {
	end := at.end
	for n := 0; n < 16 && end < len(z.n); n++ {
		for _, w := range []string{"大学", "学院", "公司", "学校"} {
			if strings.HasPrefix(z.n[end:], w) {
				return true
			}
		}
		r, k := utf8.DecodeRuneInString(z.n[end:])
		if zhDelim(r) || !zhHan(r) || zhNameStops.at(z.n[end:]) != "" || r == '在' || r == '与' {
			return false
		}
		end += k
	}
	return false
}

func (z *zhDoc) regionFits(x *draft, p localPlace) bool {
	if !x.city.ok() {
		return true
	}
	in := z.placesIn(x.city.at)
	if len(in) == 0 {
		in = z.localPlaces(z.str2(x.city.at)) // the town that begins a known venue's name
	}
	for _, c := range in {
		if c.kind == "city" && c.region != "" {
			return strings.EqualFold(c.region, p.region) || strings.HasSuffix(strings.ToLower(p.id), strings.ToLower(c.region))
		}
	}
	return false
}

func (z *zhDoc) placesIn(s span) []localPlace {
	lo, hi := 0, len(z.places)
	for lo < hi {
		if m := (lo + hi) / 2; z.places[m].at.start < s.start {
			lo = m + 1
		} else {
			hi = m
		}
	}
	end := lo
	for end < len(z.places) && z.places[end].at.end <= s.end {
		end++
	}
	return z.places[lo:end]
}

// placePhrase gives the words between 在 and the verb of holding.
func (z *zhDoc) placePhrase(s span, from int) span {
	for i := from; i < s.end; {
		r, n := utf8.DecodeRuneInString(z.n[i:s.end])
		if r != '在' && r != '于' {
			i += n
			continue
		}
		b := i + n
		i = b
		if z.timeStarting(b) != nil {
			continue // 于9月18日在…: the place comes after its own 在
		}
		c := z.clause(b, s)
		if k := strings.IndexAny(z.n[b:c.end], "：:"); k >= 0 {
			c.end = b + k
		}
		k, w := zhPlaceVerbs.index(z.n[b:c.end])
		if w == "" || k == 0 || k > 150 {
			continue
		}
		ph := span{b, b + k}
		// 在仪式上, 在会上, 在第22届…框架下: not places.
		words := z.str2(ph)
		if zhNoPlace(words) {
			continue
		}
		ph.end = ph.start + len(strings.TrimRight(words, " 隆重成功顺利正式共同联合"))
		for _, cut := range []string{"隆重", "成功", "顺利", "正式", "共同", "联合", "如期", "同期", "首次"} {
			ph.end = ph.start + len(strings.TrimSuffix(z.str2(ph), cut))
		}
		return ph
	}
	return span{}
}

var zhPlaceVerbs = newLexicon("", `举行 举办 召开 开幕 落幕 闭幕 开班 开营 开赛 启幕 启动 揭牌 拉开 会见 签署 签订 签约 成立 发布 隆重 成功 与 接待 圆满 顺利 正式 共同 联合 挂牌 落成 开讲 结业 颁发 收官 盛大`)

func zhNoPlace(w string) bool {
	for _, x := range []string{"仪式上", "会上", "论坛上", "期间", "框架", "致辞", "背景", "之际", "指导下", "支持下", "见证下", "上", "下"} {
		if strings.HasSuffix(w, x) || x == "期间" && strings.Contains(w, x) {
			return true
		}
	}
	return false
}

// splitPlace cuts 马来西亚吉隆坡国际会议中心 into country, region, city and venue.
func (z *zhDoc) splitPlace(x *draft, ph span) {
	i := ph.start
	if t := z.timeEnding(i); t != nil {
		i = t.at.end
	}
	for i < ph.end {
		rest := z.n[i:ph.end]
		r, n := utf8.DecodeRuneInString(rest)
		if strings.HasPrefix(rest, "首都") {
			i += len("首都")
			continue
		}
		if c := zhCountries.at(rest); c != "" && !strings.HasPrefix(rest[len(c):], "驻") && !strings.HasPrefix(rest[len(c):], "国际") && !strings.HasPrefix(rest[len(c):], "—") && !strings.HasPrefix(rest[len(c):], "人民大学") {
			x.country = z.say(zhCountries.value[c], span{i, i + len(c)}, "country in the phrase of place")
			if zhOrgTail.before(rest) == "大学" && !x.region.ok() && len(rest) < 45 && z.placeNext(i+len(c)) == nil {
				break
			}
			i += len(c)
			continue
		}
		if p := z.placeNext(i); p != nil && p.at.end <= ph.end && (p.kind == "region" || p.kind == "city") {
			whole := p.at
			for _, suf := range []string{"壮族自治区", "自治区", "省", "市", "县", "特别行政区"} {
				if strings.HasPrefix(z.n[whole.end:ph.end], suf) {
					whole.end += len(suf)
					break
				}
			}
			after := z.n[whole.end:ph.end]
			// 海南大学, 桂林国际会议中心: the place begins a venue's name.
			venue := after != "" && z.placeNext(whole.end) == nil && whole.end == p.at.end && zhVenueTail.before(after) != ""
			if z.cityLike(*p) && p.kind == "region" {
				x.city = z.val(whole, "city in the phrase of place")
			} else if p.kind == "region" && !x.region.ok() {
				if !venue || !strings.HasPrefix(after, "大学") {
					x.region = z.val(whole, "region in the phrase of place")
				} else {
					x.region = z.val(whole, "region in the venue's name")
				}
			} else if p.kind == "city" {
				x.city = z.val(whole, "city in the phrase of place")
			}
			if !x.country.ok() && p.country != "" {
				x.country = z.say(p.country, whole, "country of the place")
			}
			if venue {
				break
			}
			i = whole.end
			continue
		}
		if unicode0(r) || r == '·' {
			i += n
			continue
		}
		break
	}
	if v := z.trim(span{i, ph.end}); z.townByPlace(x, v) {
		x.city = z.val(v, "town after its country")
	} else if !v.empty() && utf8.RuneCountInString(z.str2(v)) >= 3 {
		if zhVenueTail.before(z.str2(v)) != "" {
			x.venue = z.val(v, "place after 在")
			if !x.city.ok() {
				for _, p := range z.placesIn(v) {
					if p.kind == "city" {
						x.city = z.val(p.at, "city in the venue's name")
					}
				}
			}
			// A known venue or school hides the place that begins its name.
			for k := 4; k >= 2; k-- {
				head := span{v.start, runesOn(z.n, v.start, k, v.end)}
				for _, p := range z.localPlaces(z.str2(head)) {
					p.at = span{p.at.start + head.start, p.at.end + head.start}
					if p.at.start != v.start || x.country.ok() && p.country != x.country.text {
						continue
					}
					if z.cityLike(p) && !x.city.ok() {
						x.city = z.val(p.at, "city that begins the venue's name")
					} else if p.kind == "region" && !x.region.ok() {
						x.region = z.val(p.at, "region that begins the venue's name")
					}
					if !x.country.ok() {
						x.country = z.say(p.country, p.at, "country of the place")
					}
				}
			}
		}
	}
}

func unicode0(r rune) bool { return r == ' ' || r == '、' || r == '\u3000' }

func (z *zhDoc) placeNext(b int) *localPlace {
	if near := z.placesIn(span{b, min(len(z.n), b+60)}); len(near) > 0 && near[0].at.start == b {
		return &near[0]
	}
	return nil
}

var zhVenueTail = newLexicon("", `中心 大学 学院 酒店 宾馆 饭店 大使馆 使馆 总领馆 领事馆 会址 会议室 报告厅 礼堂 校区 会堂 展馆 博物馆 图书馆 大厦 校园 学校 体育馆 会馆 厅 楼 馆 总部 剧院 广场 基地 公园 园区 新区 试验区 室 中学 小学 城 大酒店 剧场 现场`)
