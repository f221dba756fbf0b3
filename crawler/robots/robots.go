// Package robots reads robots.txt (RFC 9309) and answers whether a URL may be
// fetched. It is pure: fetching, caching and what an unreachable file means are
// the caller's. Where the RFC and common practice read a rule differently, the
// reading that fetches less is taken.
package robots

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// MaxSize is how much of a robots.txt is read; the RFC asks for at least this.
const MaxSize = 500 << 10

// maxLine is the longest line looked at; the rest of a longer one is ignored. It
// is eight times the longest URL that browsers ever took.
const maxLine = 8*2083 - 1

// File is a parsed robots.txt. The zero value allows everything.
type File struct {
	groups   []group
	sitemaps []string
}

type group struct {
	agents []string // lower case; "*" for everybody
	rules  []rule
	delay  time.Duration // 0: none
}

type rule struct {
	allow   bool
	pattern string // percent-encoding in upper case, non-ASCII encoded
	plain   string // pattern with encoded unreserved characters decoded
}

// Parse reads a robots.txt. It never fails: what it does not understand it
// skips, as the RFC demands.
func Parse(body []byte) *File {
	if len(body) > MaxSize {
		body = body[:MaxSize]
		// Half a line could be a rule that the site did not write.
		if i := bytes.LastIndexAny(body, "\r\n"); i >= 0 {
			body = body[:i]
		}
	}
	body = trimBOM(body)
	f := &File{}
	var cur *group
	open := false // the agent lines of cur may go on
	for _, line := range bytes.FieldsFunc(body, func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value, ok := split(line)
		if !ok {
			continue
		}
		switch kind(key) {
		case "user-agent":
			if !open {
				f.groups = append(f.groups, group{})
				cur = &f.groups[len(f.groups)-1]
				open = true
			}
			cur.agents = append(cur.agents, agentOf(value))
		case "allow", "disallow":
			if cur == nil {
				continue
			}
			open = false
			if value == "" {
				continue
			}
			p := normal(value, true)
			cur.rules = append(cur.rules, rule{allow: kind(key) == "allow", pattern: p, plain: unreserve(p)})
		case "crawl-delay":
			if cur == nil {
				continue
			}
			if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 && s < 1e6 {
				cur.delay = time.Duration(s * float64(time.Second))
			}
		case "sitemap":
			if value != "" && len(f.sitemaps) < 1000 {
				f.sitemaps = append(f.sitemaps, value)
			}
		}
	}
	return f
}

// Sitemaps returns the URLs of the Sitemap lines in their order.
func (f *File) Sitemaps() []string { return f.sitemaps }

// CrawlDelay returns the Crawl-delay for the agent, 0 when there is none.
func (f *File) CrawlDelay(agent string) time.Duration {
	var d time.Duration
	for _, g := range f.groupsOf(agent) {
		d = max(d, g.delay)
	}
	return d
}

// Allowed reports whether the agent (a product token, see Token) may fetch the
// URL. The longest matching rule decides; Allow wins a tie.
func (f *File) Allowed(agent, url string) bool {
	literal := normal(pathOf(url), false)
	if literal == "/robots.txt" {
		return true
	}
	path := normal(literal, true)
	plain := unreserve(path)
	allow, deny := 0, 0
	for _, g := range f.groupsOf(agent) {
		for _, r := range g.rules {
			if r.allow {
				allow = max(allow, r.allows(literal))
				continue
			}
			// A rule that would match in any spelling of the URL denies it, while a
			// rule that allows must match the URL as it will be sent.
			if match(r.pattern, path) || match(r.plain, plain) {
				deny = max(deny, len(r.pattern))
			}
		}
	}
	return deny == 0 || allow >= deny
}

// allows returns the length of the match, 0 for none. A rule for a directory's
// index.html also covers the directory itself.
func (r rule) allows(path string) int {
	if match(r.pattern, path) {
		return len(r.pattern)
	}
	if i := strings.LastIndexByte(r.pattern, '/'); i >= 0 && strings.HasPrefix(r.pattern[i:], "/index.htm") {
		if dir := r.pattern[:i+1] + "$"; match(dir, path) {
			return len(dir)
		}
	}
	return 0
}

// groupsOf returns the groups that name the agent, else those for everybody.
func (f *File) groupsOf(agent string) []group {
	agent = strings.ToLower(agent)
	var own, all []group
	for _, g := range f.groups {
		isOwn, isAll := false, false
		for _, a := range g.agents {
			isOwn = isOwn || (a != "" && a == agent)
			isAll = isAll || a == "*"
		}
		if isOwn {
			own = append(own, g)
		}
		if isAll {
			all = append(all, g)
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}

// Token returns the product token of a User-Agent header: the name that a
// robots.txt would use.
func Token(userAgent string) string {
	userAgent = strings.TrimSpace(userAgent)
	i := 0
	for i < len(userAgent) && tokenChar(userAgent[i]) {
		i++
	}
	return userAgent[:i]
}

func tokenChar(c byte) bool {
	return c == '-' || c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func agentOf(value string) string {
	if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
		return "*"
	}
	return strings.ToLower(Token(value))
}

// trimBOM removes a UTF-8 byte order mark, also a torn one.
func trimBOM(b []byte) []byte {
	for _, c := range []byte{0xEF, 0xBB, 0xBF} {
		if len(b) == 0 || b[0] != c {
			break
		}
		b = b[1:]
	}
	return b
}

// split cuts a line into key and value. A colon is asked for, but a line of
// exactly two words is understood too, as authors do forget it.
func split(line []byte) (key, value string, ok bool) {
	if len(line) > maxLine {
		line = line[:maxLine]
	}
	if i := bytes.IndexByte(line, '#'); i >= 0 {
		line = line[:i]
	}
	s := strings.TrimSpace(string(line))
	if k, v, found := strings.Cut(s, ":"); found {
		k = strings.TrimSpace(k)
		return k, strings.TrimSpace(v), k != ""
	}
	if w := strings.Fields(s); len(w) == 2 {
		return w[0], w[1], true
	}
	return "", "", false
}

// kind maps a key, with its usual misspellings, to its name.
func kind(key string) string {
	switch k := strings.ToLower(key); k {
	case "user-agent", "useragent", "user agent":
		return "user-agent"
	case "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw":
		return "disallow"
	case "allow", "crawl-delay":
		return k
	case "crawldelay", "crawl delay":
		return "crawl-delay"
	case "sitemap", "site-map":
		return "sitemap"
	}
	return ""
}

// match reports whether the pattern matches a beginning of path; '*' stands for
// any bytes, '$' at the end for the end.
func match(pattern, path string) bool {
	anchored := strings.HasSuffix(pattern, "$")
	if anchored {
		pattern = pattern[:len(pattern)-1]
	}
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	if len(parts) == 1 {
		return !anchored || path == parts[0]
	}
	path = path[len(parts[0]):]
	last := len(parts) - 1
	for i, p := range parts[1:] {
		if i+1 == last && anchored {
			return strings.HasSuffix(path, p)
		}
		j := strings.Index(path, p)
		if j < 0 {
			return false
		}
		path = path[j+len(p):]
	}
	return true
}

// pathOf returns path and query of a URL, "/" when it has none.
func pathOf(url string) string {
	if i := strings.IndexByte(url, '#'); i >= 0 {
		url = url[:i]
	}
	rest := url
	if strings.HasPrefix(rest, "//") {
		rest = rest[2:]
	} else if i := strings.Index(rest, "://"); i >= 0 && !strings.ContainsAny(rest[:i], "/?;") {
		rest = rest[i+3:]
	}
	i := strings.IndexAny(rest, "/?;")
	switch {
	case i < 0:
		return "/"
	case rest[i] != '/':
		return "/" + rest[i:]
	}
	return rest[i:]
}

const hexDigits = "0123456789ABCDEF"

// normal writes percent-encodings in upper case and, if asked to, encodes bytes
// beyond ASCII.
func normal(s string, encode bool) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte('%')
			b.WriteString(strings.ToUpper(s[i+1 : i+3]))
			i += 2
		case encode && c >= 0x80:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// unreserve decodes what need not have been encoded: letters, digits, - . _ ~.
func unreserve(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			v, _ := strconv.ParseUint(s[i+1:i+3], 16, 8) // two hex digits: cannot fail
			if c := byte(v); c == '-' || c == '.' || c == '_' || c == '~' || c >= '0' && c <= '9' ||
				c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
				b.WriteByte(c)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
