package page

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// line normalises one paragraph: NFC, every run of white space one space, no
// control, zero-width or direction characters. The joiners U+200C and U+200D and
// Thai, Lao, Khmer and Burmese break marks are dropped too: they carry no letter,
// and quotes must be found without them.
func line(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || r == '\u3000' || r == '\u2028' || r == '\u2029':
			space = b.Len() > 0
			continue
		case r == '\ufffd', r == '\ufeff', r == '\u00ad', unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r),
			unicode.Is(unicode.Co, r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// What a line of the text block is, when it is not the article's.
var (
	// Credits: who wrote or edited. They go to the byline.
	creditLine = regexp.MustCompile(`(?i)^[\[(（【〔]?\s*(?:责任编辑|責任編輯|责编|編輯|编辑|编审|审核|審核|初审|复审|终审|校对|通讯员|撰稿|供稿|文字|撰文|文/图|文图|图文|` +
		`作者|记者|written by|reported by|reporter|editor|edited by|editors|author|authors|text by|story by|byline|contributed by|` +
		`penulis|editor|reporter|pewarta|wartawan|oleh|tác giả|biên tập|ผู้เขียน|เรียบเรียง)\s*[:：|/]\s*\S.{0,60}$`)
	writtenBy = regexp.MustCompile(`^(?:Written|Reported|Edited|Text|Story|Article|Contributed|Compiled|Translated|Reviewed)(?: and (?:written|edited|photographed))? by:? \p{Lu}.{0,80}$`)
	// Sources: where the text was taken from.
	sourceLine = regexp.MustCompile(`(?i)^[\[(（【]?\s*(?:(?:信息|文章|稿件|新闻|内容)?来源|來源|转自|转载自|source|sources|resource|originally published (?:in|by)|sumber|nguồn|ที่มา|แหล่งที่มา|pinagmulan)\s*[:：]\s*.{1,90}$`)
	photoLine  = regexp.MustCompile(`(?i)^[\[(（【]?\s*(?:photos?|pictures?|images?|file photo|photo credit|image credit|caption|photographs?|foto|gambar|ảnh|hình|ภาพ|图|圖|图片|图片来源|摄影|摄)\s*(?:[:：/|]|(?:by|courtesy|oleh|credit)\b[:]?).{1,240}$`)
	photoZh    = regexp.MustCompile(`^(?:图为|圖為|图片为|图\s?[0-9一二三四五六七八九十]{1,2}\s?[为：:]|上图|下图|资料图).{0,160}$|.{2,90}(?:[^。，；]{0,14} ?(?:摄|供图|提供图片)[)）]?)$|^[（(]?(?:图片由|本文图片|图源).{2,60}$`)
	photoEn    = regexp.MustCompile(`(?i)[\[(（](?:file )?(?:photo|image|picture|foto|ảnh|ภาพ)\b[^)\]）]{0,80}[)\]）]\.?$|\bphoto by [\p{L} .'’-]{3,60}$`)
	// Furniture of the page.
	furniture = regexp.MustCompile(`(?i)^(?:(?:print|mail|email|large|medium|small|share|tweet|like|save|copy link|font size|a\+|a-|关闭|打印|收藏|分享|【?(?:打印|关闭)[^。]{0,30}】?|字体[：:].{0,20}|` +
		`分享到[：:]?.{0,40}|扫一扫.{0,30}|相关(?:阅读|新闻|链接|文章|附件)[：:]?.{0,4}|上一篇.{0,90}|下一篇.{0,90}|返回(?:顶部|列表|首页)?|附件下载[：:]?.{0,60}|浏览次数.{0,20}|点击(?:数|率|次数|量).{0,20}|阅读(?:数|量|次数)?[：:].{0,20}|` +
		`read more|read also|also read|see also|related (?:news|articles?|stories|posts|links|topics)|more (?:news|stories|from .{1,40})|recommended(?: for you)?|you may also like|most (?:read|popular)|latest news|` +
		`share this.{0,40}|share on .{0,30}|follow us.{0,60}|subscribe.{0,60}|sign up.{0,60}|advertisement|sponsored|leave a (?:reply|comment).{0,40}|\d* ?comments?.{0,40}|no comments?.{0,20}|tags?[:：].{0,160}|topics?[:：].{0,120}|` +
		`baca juga.{0,120}|berita terkait.{0,40}|artikel terkait|simak juga.{0,120}|bagikan.{0,30}|xem thêm.{0,120}|tin liên quan.{0,20}|chia sẻ.{0,30}|ข่าวที่เกี่ยวข้อง.{0,20}|อ่านเพิ่มเติม.{0,100}|อ่านต่อ.{0,60}|แชร์.{0,20}|basahin din.{0,100}|` +
		`end ?items?|-{0,3} ?end ?-{0,3}|# ?# ?#|- ?30 ?-|[（(【\[]?完[）)】\]]?|suggest to a friend|home|top|back to top|previous|next|login|nav search|search|menu|click here.{0,60})[ .:：>»|]*)+$|^(?:also read|read also|read more|baca juga|xem thêm|related|see also)\s*[:：].{1,160}$`)
	copyright = regexp.MustCompile(`(?i)^(?:©|copyright\b|\(c\) ?(?:19|20)\d\d|版权所有|all rights reserved|hak cipta|bản quyền|สงวนลิขสิทธิ์|备案号|[京桂黔滇粤沪渝琼闽川津]ICP).{0,160}$`)
	stampOnly = regexp.MustCompile(`(?i)^(?:(?:发布|更新|发表|创建|公布)?(?:时间|日期)|时间|发布于|发布|来源|updated|last updated|published|posted|date|release date|tanggal|ngày đăng|วันที่|เผยแพร่)?\s*(?:on)?\s*[:：]?\s*\(?\d{1,4}[-/.年 ]\s?(?:\d{1,2}|\p{L}{3,10})[-/.月, ]\s?\d{1,4}日?\)?(?:[ T,-]{0,3}\d{1,2}[:：]\d{2}(?::\d{2})?\s*(?:am|pm|wib|gmt|utc)?)?[ |]*$`)
)

// kindOf classes one line; "" is the article's own.
func kindOf(s string) string {
	n := runes(s)
	if n > 260 {
		return ""
	}
	switch {
	case furniture.MatchString(s):
		return "furniture"
	case copyright.MatchString(s):
		return "furniture"
	case n <= 100 && writtenBy.MatchString(s):
		return "credit"
	case photoZh.MatchString(s) && !strings.HasSuffix(s, "。"), photoLine.MatchString(s), photoEn.MatchString(s) && n < 220:
		return "photo"
	case n <= 80 && creditLine.MatchString(s):
		return "credit"
	case n <= 110 && sourceLine.MatchString(s):
		return "source"
	case n <= 60 && stampOnly.MatchString(s):
		return "stamp"
	}
	return ""
}

var creditLabel = regexp.MustCompile(`(?i)^[\[(（【〔]?\s*(?:责任编辑|責任編輯|责编|編輯|编辑|编审|审核|審核|初审|复审|终审|校对|通讯员|撰稿|供稿|文字|撰文|文/图|文图|图文|作者|记者|written by|reported by|reporter|edited by|editors?|authors?|text by|story by|byline|by|oleh|penulis|pewarta|wartawan|tác giả|biên tập|ผู้เขียน|เรียบเรียง)\s*[:：|/]?\s*`)

// creditOf takes the names out of a credit line.
func creditOf(s string) string {
	s = strings.TrimRight(creditLabel.ReplaceAllString(s, ""), "]）)】〕 |")
	if runes(s) > 80 {
		return ""
	}
	return s
}

var trailingCredit = regexp.MustCompile(`\s*[\[(（【](?:责任编辑|責任編輯|责编|编辑|编輯|校对|来源|來源|Editor|Source)\s*[:：][^)）\]】]{1,40}[)）\]】]\s*$`)

// inlineCredit takes an editor's bracket off the end of a paragraph.
func inlineCredit(s string) string {
	for _, end := range []string{")", "）", "]", "】"} {
		if strings.HasSuffix(s, end) {
			at := len(s) - min(len(s), 200)
			for at > 0 && s[at]&0xc0 == 0x80 {
				at--
			}
			return s[:at] + trailingCredit.ReplaceAllString(s[at:], "")
		}
	}
	return s
}

// byName is a line that only says who wrote.
var byName = regexp.MustCompile(`^(?:By|BY) \p{Lu}[\p{L}.'’-]*(?: (?:and |& )?\p{Lu}[\p{L}.'’-]*){0,6}$`)
