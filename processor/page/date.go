package page

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/markusmobius/go-dateparser"
	"github.com/markusmobius/go-htmldate"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// months by name, in the languages of the sources. Vietnamese counts them.
var months = monthTable(map[int]string{
	1:  "january jan januari enero มกราคม ม.ค. ມັງກອນ មករា ဇန်နဝါရီ",
	2:  "february feb februari pebruari pebrero กุมภาพันธ์ ก.พ. ກຸມພາ កុម្ភៈ ဖေဖော်ဝါရီ",
	3:  "march mar maret mac marso มีนาคม มี.ค. ມີນາ មីនា မတ်",
	4:  "april apr abril เมษายน เม.ย. ເມສາ មេសា ဧပြီ",
	5:  "may mei mayo พฤษภาคม พ.ค. ພຶດສະພາ ឧសភា မေ",
	6:  "june jun juni hunyo มิถุนายน มิ.ย. ມິຖຸນາ មិថុនា ဇွန်",
	7:  "july jul juli julai hulyo กรกฎาคม ก.ค. ກໍລະກົດ កក្កដា ဇူလိုင်",
	8:  "august aug agustus agu ogos agosto สิงหาคม ส.ค. ສິງຫາ សីហា ဩဂုတ်",
	9:  "september sep sept setyembre กันยายน ก.ย. ກັນຍາ កញ្ញា စက်တင်ဘာ",
	10: "october oct oktober okt oktubre ตุลาคม ต.ค. ຕຸລາ តុលា အောက်တိုဘာ",
	11: "november nov nobyembre พฤศจิกายน พ.ย. ພະຈິກ វិច្ឆិកា နိုဝင်ဘာ",
	12: "december dec desember des disember dis disyembre ธันวาคม ธ.ค. ທັນວາ ធ្នូ ဒီဇင်ဘာ",
})

func monthTable(by map[int]string) map[string]int {
	out := map[string]int{}
	for m, names := range by {
		for _, n := range strings.Fields(names) {
			out[n] = m
		}
	}
	return out
}

// The written forms of a full date. Groups: year, month, day in the stated order.
var (
	isoLike   = regexp.MustCompile(`(?:^|[^\d])((?:19|20)\d\d|25[5-9]\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?:日|号|[^\d]|$)`)
	dayMonth  = regexp.MustCompile(`(?i)(?:^|[^\d])(\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:of\s+|de\s+|ng\s+)?([\p{L}\p{M}]{3,14}|(?:\p{L}\p{M}?){1,3}\.(?:\p{L}\p{M}?){1,2}\.)[\s,.-]+(?:พ\.ศ\.\s?|ค\.ศ\.\s?)?(\d{4})(?:[^\d]|$)`)
	monthDay  = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(\p{L}{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?:[^\d]|$)`)
	slashed   = regexp.MustCompile(`(?:^|[^\d/])(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d|25[5-9]\d)(?:[^\d]|$)`)
	vietnam   = regexp.MustCompile(`(?i)(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?((?:19|20)\d\d)`)
	labelled  = regexp.MustCompile(`(?i)(发布时间|发布日期|发文时间|发文日期|公开日期|刊发时间|发表时间|发表于|发布于|发稿时间|成文日期|published(?: on)?|publish(?:ed)? date|posted(?: on)?|date published|release date|release time|pubdate|tanggal terbit|diterbitkan|dipublikasikan|tarikh|ngày đăng|đăng ngày|ngày|วันที่เผยแพร่|เผยแพร่เมื่อ|เผยแพร่|วันที่|petsa|时间|日期|更新时间|更新日期|last updated|updated(?: on)?|date|tanggal|time)\s*[:：|]?\s*`)
	urlDay    = regexp.MustCompile(`(?:/|[/_-]t|_|=)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?:[/_.\-]|$|\d{3,}(?:/|\.|_|$))`)
	urlSlash  = regexp.MustCompile(`/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/`)
	urlSplit  = regexp.MustCompile(`/((?:19|20)\d\d)-?(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])/`)
	yearShown = regexp.MustCompile(`(?:^|[^\d])(20\d\d)(?:[^\d]|$)`)
)

// day finds the first full date in s and gives it as ISO 8601, "" when there is
// none. Day/month/year is the order of every ASEAN country and is assumed for
// 03/04/2025; a second number over 12 turns it round.
func day(s string) string {
	s = digits(s)
	type hit struct {
		at  int
		day string
	}
	var best hit
	best.at = -1
	see := func(loc []int, y, m, d string) {
		if loc == nil {
			return
		}
		if v := iso(y, m, d); v != "" && (best.at < 0 || loc[0] < best.at) {
			best = hit{loc[0], v}
		}
	}
	sub := func(loc []int, i int) string { return s[loc[2*i]:loc[2*i+1]] }
	if l := isoLike.FindStringSubmatchIndex(s); l != nil {
		see(l, sub(l, 1), sub(l, 2), sub(l, 3))
	}
	if l := vietnam.FindStringSubmatchIndex(s); l != nil {
		see(l, sub(l, 3), sub(l, 2), sub(l, 1))
	}
	if l := dayMonth.FindStringSubmatchIndex(s); l != nil {
		see(l, sub(l, 3), month(sub(l, 2)), sub(l, 1))
	}
	if l := monthDay.FindStringSubmatchIndex(s); l != nil {
		see(l, sub(l, 3), month(sub(l, 1)), sub(l, 2))
	}
	if l := slashed.FindStringSubmatchIndex(s); l != nil {
		d, m := sub(l, 1), sub(l, 2)
		if n, _ := strconv.Atoi(m); n > 12 {
			d, m = m, d
		}
		see(l, sub(l, 3), m, d)
	}
	return best.day
}

func month(name string) string {
	return strconv.Itoa(months[strings.ToLower(name)])
}

// digits writes Thai, Lao, Khmer, Burmese and full-width digits as ASCII.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range []rune{'๐', '໐', '០', '၀', '０'} {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return r
	}, s)
}

func iso(y, m, d string) string {
	yy, _ := strconv.Atoi(y)
	mm, _ := strconv.Atoi(m)
	dd, _ := strconv.Atoi(d)
	if yy >= 2530 && yy <= 2620 {
		yy -= 543 // Buddhist era
	}
	if yy < 1995 || yy > 2100 || mm < 1 || mm > 12 || dd < 1 {
		return ""
	}
	t := time.Date(yy, time.Month(mm), dd, 0, 0, 0, 0, time.UTC)
	if t.Day() != dd {
		return ""
	}
	return t.Format(time.DateOnly)
}

// sane: not after the bound that the fetch gives.
func (d *document) sane(v string) string {
	if d.in.latest != "" && v > d.in.latest {
		return ""
	}
	return v
}

// published is the day of publication that the page states. Order: the configured
// place, JSON-LD, meta, <time>, a labelled date near the text, the URL, a bare
// date line near the title, the feed or sitemap, htmldate behind guards. Nothing
// is made up from footers or from the time of the fetch.
func (d *document) published() string {
	if d.root != nil && d.in.sel.Date != "" {
		for _, b := range d.selected(d.in.sel.Date) {
			if v := d.sane(day(b.text)); v != "" {
				return v
			}
		}
	}
	if v := d.sane(day(d.ld.published)); v != "" {
		return v
	}
	for _, k := range []string{"article:published_time", "og:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "publish_date", "published_date",
		"dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dc.date.created", "weibo:article:create_at", "article.published", "parsely-pub-date", "sailthru.date",
		"bt:pubdate", "cxenseparse:recs:publishtime", "publication_date", "date", "_pubtime", "content_createdate"} {
		if v := d.sane(day(d.meta[k])); v != "" {
			return v
		}
	}
	if d.root != nil {
		if v := d.sane(d.timeElement()); v != "" {
			return v
		}
	}
	lines := d.headLines()
	if v := d.sane(label(lines)); v != "" {
		return v
	}
	if v := d.sane(urlDate(d.in.url)); v != "" {
		return v
	}
	for _, l := range append(d.stamps[:len(d.stamps):len(d.stamps)], lines...) {
		if kindOf(l) == "stamp" || mixedStamp(l) {
			if v := d.sane(day(l)); v != "" {
				return v
			}
		}
	}
	if v := d.sane(day(d.in.published)); v != "" {
		return v
	}
	return d.sane(d.htmldate(lines))
}

// timeElement is the first <time datetime> that does not stand in a list of other
// articles; one marked as published wins.
func (d *document) timeElement() string {
	first := ""
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.Time {
			continue
		}
		v := day(attr(n, "datetime"))
		if v == "" {
			v = day(words(n))
		}
		if v == "" || beside(n) {
			continue
		}
		if strings.Contains(strings.ToLower(attr(n, "itemprop")+attr(n, "class")), "publish") || attr(n, "pubdate") != "" {
			return v
		}
		if first == "" {
			first = v
		}
	}
	return first
}

// beside: n stands outside the article, in a list, a footer or a side bar.
func beside(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && (skipped(p) || p.DataAtom == atom.Li && linkShare(blocks(p)) > 0.5) {
			return true
		}
	}
	return false
}

// headLines are the short lines of the page, from its start, that may state a date.
func (d *document) headLines() []string {
	var out []string
	if d.root == nil {
		for _, b := range flatBlocks(d.flat) {
			if runes(b.text) <= 160 && len(out) < 60 {
				out = append(out, b.text)
			}
		}
		return out
	}
	body := find(d.root, atom.Body)
	if body == nil {
		return nil
	}
	for _, b := range blocks(body) {
		if n := runes(b.text); n <= 160 && b.link*2 < n && !copyright.MatchString(b.text) && !strings.Contains(b.text, "©") {
			out = append(out, b.text)
			if len(out) == 200 {
				break
			}
		}
	}
	return out
}

// label finds "发布时间：2025-08-20" and its like; words for publishing win over
// words for updating.
func label(lines []string) string {
	weak := ""
	for _, l := range lines {
		for _, loc := range labelled.FindAllStringSubmatchIndex(l, 4) {
			rest := l[loc[1]:min(len(l), loc[1]+60)]
			v := day(strings.ToValidUTF8(rest, ""))
			if v == "" || !near(rest) {
				continue
			}
			switch word := strings.ToLower(l[loc[2]:loc[3]]); {
			case strings.HasPrefix(word, "更新"), strings.Contains(word, "updated"), word == "time", word == "date", word == "日期", word == "ngày":
				if weak == "" {
					weak = v
				}
			default:
				return v
			}
		}
	}
	return weak
}

// near: the date follows its label at once, with at most a weekday between.
func near(rest string) bool {
	for i, r := range digits(rest) {
		if r >= '0' && r <= '9' {
			return i <= 24
		}
	}
	return false
}

func urlDate(u string) string {
	for _, re := range []*regexp.Regexp{urlSlash, urlSplit, urlDay} {
		if m := re.FindStringSubmatch(u); m != nil {
			if v := iso(m[1], m[2], m[3]); v != "" {
				return v
			}
		}
	}
	return ""
}

var stampWords = regexp.MustCompile(`(?i)来源|來源|发布|时间|日期|作者|编辑|浏览|点击|阅读|source|updated|published|posted|by\s|author|views|sumber|editor|penulis|wib|nguồn|ngày|gmt|ที่มา|วันที่|น\.|เวลา|字号|字体|打印`)

// mixedStamp: a line of the head that holds the date with source, author, views.
func mixedStamp(s string) bool {
	n := runes(s)
	if n > 140 || day(s) == "" || strings.ContainsAny(s, "。；") {
		return false
	}
	return stampWords.MatchString(s) && !endsSentence(s) && strings.Count(s, " ") < 22
}

// htmldate asks the library, in its fast mode. Its answer counts only when it is
// not the first of January (footers), not a date of the text itself (the event's)
// and the page shows it as a full date.
func (d *document) htmldate(lines []string) string {
	if d.root == nil || count(d.root, readabilityNodes+1) > readabilityNodes {
		return ""
	}
	latest := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	if t, err := time.Parse(time.DateOnly, d.in.latest); err == nil {
		latest = t
	}
	r, err := htmldate.FromDocument(d.root, htmldate.Options{UseOriginalDate: true, SkipExtensiveSearch: true, URL: d.in.url,
		MinDate: time.Date(1995, 1, 2, 0, 0, 0, 0, time.UTC), MaxDate: latest,
		DateParserConfig: &dateparser.Configuration{CurrentTime: latest}})
	if err != nil || r.IsZero() {
		return ""
	}
	v := r.Format(time.DateOnly)
	if strings.HasSuffix(v, "-01-01") {
		return ""
	}
	for _, l := range lines {
		if day(l) == v && runes(l) <= 60 {
			return v
		}
	}
	return ""
}
