package page

import (
	"bytes"
	"fmt"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// sniff tells "html" from "text" and refuses everything else by its first bytes
// or, where those say nothing, by the content type.
func sniff(body []byte, contentType string) (string, error) {
	mt, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		mt = strings.ToLower(strings.TrimSpace(strings.SplitN(contentType, ";", 2)[0]))
	}
	head := body[:min(len(body), 1024)]
	if name := magic(head); name != "" {
		return "", fmt.Errorf("%w: %s (content type %q)", ErrNotHTML, name, contentType)
	}
	wide := bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) ||
		bytes.HasPrefix(head, []byte{'<', 0}) || bytes.HasPrefix(head, []byte{0, '<'})
	if !wide && !strings.Contains(contentType, "utf-16") && bytes.IndexByte(head, 0) >= 0 {
		return "", fmt.Errorf("%w: binary data (content type %q)", ErrNotHTML, contentType)
	}
	low := bytes.ToLower(bytes.ReplaceAll(head, []byte{0}, nil))
	if markup.Match(low) {
		return "html", nil
	}
	switch {
	case mt == "", mt == "text/html", mt == "application/xhtml+xml", mt == "text/xml", mt == "application/xml",
		mt == "application/octet-stream":
	case strings.HasPrefix(mt, "text/"):
		return "text", nil
	default:
		return "", fmt.Errorf("%w: content type %q", ErrNotHTML, contentType)
	}
	if mt == "text/html" || mt == "application/xhtml+xml" || tag.Match(bytes.ToLower(body[:min(len(body), 16<<10)])) {
		return "html", nil
	}
	return "text", nil
}

var (
	markup = regexp.MustCompile(`<(?:!doctype\s+html|html|head|body|meta|title|div|table|article|section|p|h1)[\s>/]`)
	tag    = regexp.MustCompile(`</?(?:p|div|br|table|td|span|article|section|a|h[1-6]|body|html)(?:\s[^<>]*)?/?>`)
)

var magics = []struct{ prefix, name string }{
	{"%PDF-", "a PDF file"}, {"\x89PNG", "a PNG image"}, {"\xff\xd8\xff", "a JPEG image"}, {"GIF8", "a GIF image"},
	{"PK\x03\x04", "a zip archive or office file"}, {"\xd0\xcf\x11\xe0", "an office file"}, {"\x1f\x8b", "gzip data"},
	{"BM", ""}, {"{\\rtf", "an RTF file"}, {"Rar!", "a RAR archive"}, {"ID3", "an MP3 file"}, {"OggS", "an Ogg file"},
	{"\x7fELF", "a program"}, {"wOFF", "a font"}, {"wOF2", "a font"},
}

func magic(head []byte) string {
	trimmed := bytes.TrimLeft(head, "\xef\xbb\xbf \t\r\n")
	for _, m := range magics {
		if m.name != "" && bytes.HasPrefix(trimmed, []byte(m.prefix)) {
			return m.name
		}
	}
	if len(head) > 12 && (string(head[4:8]) == "ftyp" || string(head[:4]) == "RIFF") {
		return "a media file"
	}
	return ""
}

// decode returns body as UTF-8. The order is the one that measured best: byte
// order mark, then UTF-8 when all bytes are valid (servers lie), the crawler's
// label, the HTTP label, <meta> in the first 16 KiB, detection. The first whose
// result is not full of replacement characters wins.
func decode(body []byte, label, contentType string) (string, error) {
	switch {
	case bytes.HasPrefix(body, []byte{0xef, 0xbb, 0xbf}):
		body = body[3:]
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}), bytes.HasPrefix(body, []byte{'<', 0}):
		return decoded(body, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM))
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}), bytes.HasPrefix(body, []byte{0, '<'}):
		return decoded(body, unicode.UTF16(unicode.BigEndian, unicode.UseBOM))
	}
	if utf8.Valid(body) {
		return string(body), nil
	}
	best, bestBad := "", -1
	try := func(l string) bool {
		enc := lookup(l)
		if enc == nil {
			return false
		}
		text, err := enc.NewDecoder().Bytes(body)
		if err != nil {
			return false
		}
		bad := replaced(text)
		if bestBad < 0 || bad < bestBad {
			best, bestBad = string(text), bad
		}
		return bad == 0
	}
	labels := []string{label}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		labels = append(labels, params["charset"])
	}
	if m := metaCharset.FindSubmatch(body[:min(len(body), 16<<10)]); m != nil {
		labels = append(labels, string(m[1]))
	}
	for _, l := range labels {
		if l != "" && try(l) {
			return best, nil
		}
	}
	if bestBad > 0 && !mojibake(best, bestBad) {
		return best, nil // a label that fits but for a few bytes beats a guess
	}
	// A mostly valid UTF-8 page with a cut or broken character is still UTF-8.
	if try("utf-8") || !mojibake(best, bestBad) {
		return best, nil
	}
	if r, err := chardet.NewHtmlDetector().DetectBest(body[:min(len(body), 64<<10)]); err == nil && r.Confidence >= 10 {
		try(strings.Replace(r.Charset, "GB-18030", "gb18030", 1))
	}
	if bestBad < 0 || mojibake(best, bestBad) {
		return "", fmt.Errorf("%w: label %q, content type %q", ErrMojibake, label, contentType)
	}
	return best, nil
}

func decoded(body []byte, enc encoding.Encoding) (string, error) {
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrMojibake, err)
	}
	if bad := replaced(text); mojibake(string(text), bad) {
		return "", ErrMojibake
	}
	return string(text), nil
}

var metaCharset = regexp.MustCompile(`(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:-]{2,20})`)

func lookup(label string) encoding.Encoding {
	l := strings.ToLower(strings.Trim(label, " \t\"';"))
	switch l {
	case "gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb-18030", "gb18030", "hz-gb-2312":
		l = "gb18030" // the four-byte characters of names need it
	case "tis-620", "tis620", "iso-8859-11", "cp874":
		l = "windows-874"
	case "cp1258":
		l = "windows-1258"
	case "big5-hkscs", "cp950":
		l = "big5"
	case "utf8":
		l = "utf-8"
	}
	if enc, err := htmlindex.Get(l); err == nil {
		return enc
	}
	enc, _ := charset.Lookup(l)
	return enc
}

func replaced(text []byte) int { return bytes.Count(text, []byte("\ufffd")) }

// mojibake: more than a few replacement characters, and more than one in 200.
func mojibake(text string, bad int) bool {
	return bad > 3 && bad*200 > utf8.RuneCountInString(text)
}
