// Package charset decides on raw bytes in which encoding a document is written,
// and decodes it. Labels are WHATWG names ("utf-8", "gb18030", "windows-874").
package charset

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
)

// ErrUnknown: the label names no encoding that is known here.
var ErrUnknown = errors.New("unknown charset")

// head is how much of a document is searched for its own declaration. Browsers
// look at 1024 bytes; long comments and scripts push it further down in practice.
const head = 16 << 10

// minConfidence is the least that the guess by byte statistics must score (of 100).
const minConfidence = 30

var (
	metaCharset = regexp.MustCompile(`(?i)<meta[^>]{0,400}?charset\s*=\s*["']?\s*([a-z0-9_.:-]{2,40})`)
	xmlEncoding = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']`)
)

// Label settles on an encoding: byte order mark; valid UTF-8 (which beats a
// wrong header: other encodings hardly ever are valid UTF-8 by accident); the
// header; the document's own declaration; byte statistics; the fallback; at
// last windows-1252, which decodes anything.
func Label(body []byte, contentType, fallback string) string {
	switch {
	case bytes.HasPrefix(body, []byte{0xEF, 0xBB, 0xBF}):
		return "utf-8"
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}):
		return "utf-16le"
	case bytes.HasPrefix(body, []byte{0xFE, 0xFF}):
		return "utf-16be"
	}
	// UTF-16 without a mark is valid UTF-8 too while it is ASCII: look for "<".
	if len(body) >= 4 && body[0] == '<' && body[1] == 0 && body[3] == 0 {
		return "utf-16le"
	}
	if len(body) >= 4 && body[0] == 0 && body[1] == '<' && body[2] == 0 {
		return "utf-16be"
	}
	if utf8.Valid(body) && !iso2022(body) {
		return "utf-8"
	}
	// A stray bad byte in a UTF-8 page must not turn the whole page into mojibake.
	if mostlyUTF8(body) {
		return "utf-8"
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		if l := canonical(params["charset"]); l != "" && l != "utf-8" {
			return l
		}
	}
	start := body[:min(len(body), head)]
	for _, re := range []*regexp.Regexp{xmlEncoding, metaCharset} {
		if m := re.FindSubmatch(start); m != nil {
			// The bytes are no UTF-8 and, being readable as ASCII, no UTF-16.
			if l := canonical(string(m[1])); l != "" && !strings.HasPrefix(l, "utf-") {
				return l
			}
		}
	}
	// Statistics tell the multi-byte encodings well. Those of one byte they only
	// guess, worse than whoever wrote the source's configuration.
	guessed, usual := guess(body), canonical(fallback)
	switch {
	case usual != "" && (guessed == "" || oneByte(guessed)):
		return usual
	case guessed != "":
		return guessed
	}
	return "windows-1252"
}

// Decode converts a document to UTF-8; bytes that the encoding does not know
// become U+FFFD. A byte order mark is removed.
func Decode(body []byte, label string) ([]byte, error) {
	e, name, err := find(label)
	if err != nil {
		return nil, err
	}
	if name == "utf-8" {
		body = bytes.TrimPrefix(body, []byte{0xEF, 0xBB, 0xBF})
		return bytes.ToValidUTF8(body, []byte("\uFFFD")), nil
	}
	out, _, err := transform.Bytes(e.NewDecoder(), body)
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", name, err)
	}
	return bytes.TrimPrefix(out, []byte("\uFEFF")), nil
}

// Known reports whether a label names an encoding.
func Known(label string) bool { return canonical(label) != "" }

func find(label string) (encoding.Encoding, string, error) {
	name := canonical(label)
	if name == "" {
		return nil, "", fmt.Errorf("%w: %q", ErrUnknown, label)
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %q", ErrUnknown, label)
	}
	return e, name, nil
}

// canonical returns the WHATWG name, "" for an unknown label. GB2312 and GBK are
// subsets of GB 18030, whose four-byte characters occur in pages labelled so.
func canonical(label string) string {
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "":
		return ""
	case "gb2312", "gbk", "gb-18030", "gb_2312-80", "x-gbk", "cp936", "ms936", "windows-936", "euc-cn":
		return "gb18030"
	case "utf8mb4", "utf-8-sig":
		return "utf-8"
	case "cp874", "tis620", "iso-8859-11":
		return "windows-874"
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(e)
	if err != nil || name == "replacement" || name == "x-user-defined" {
		return ""
	}
	if name == "gbk" {
		return "gb18030"
	}
	return name
}

func oneByte(label string) bool {
	return strings.HasPrefix(label, "iso-8859-") || strings.HasPrefix(label, "windows-") || strings.HasPrefix(label, "koi8-")
}

func guess(body []byte) string {
	sample := body[:min(len(body), 64<<10)]
	r, err := chardet.NewHtmlDetector().DetectBest(sample)
	if err != nil || r.Confidence < minConfidence {
		return ""
	}
	return canonical(r.Charset) // knows that GB-18030 is written gb18030
}

// iso2022 reports escape sequences of the seven-bit Japanese encoding, which
// looks like ASCII otherwise.
func iso2022(b []byte) bool {
	return bytes.Contains(b, []byte("\x1b$B")) || bytes.Contains(b, []byte("\x1b$@"))
}

// mostlyUTF8: there are multi-byte characters, and a hundred times more of them
// than of bad bytes.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return good >= 100*bad
}
