package news

import (
	"strings"
	"unicode"
)

// Slug is the id of a person or an organisation: the name in lower case, runs of
// anything but letters, marks and digits as one hyphen. Scripts are kept.
func Slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
			continue
		}
		gap = true
	}
	return b.String()
}
