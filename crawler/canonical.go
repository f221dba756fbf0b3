package crawler

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"caewatch/news"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// maxURL is the longest URL that is followed, in bytes.
const maxURL = 4096

var errURL = errors.New("not a URL to crawl")

// Canonical writes a URL, relative ones against base (which may be nil), in the
// one spelling that names its page: lower-case host, no default port, no
// fragment, no user, none of the parameters that only say where a click came
// from. Nothing else is touched, as servers may care about it; in particular
// parameters keep their order. Canonical(Canonical(u)) is Canonical(u).
func Canonical(raw string, base *url.URL) (string, error) {
	u, err := canonicalOnce(raw, base)
	// Removing one thing can uncover another, as in "a;jsessionid=1;jsessionid=2".
	for range 4 {
		if err != nil {
			return "", err
		}
		var again string
		if again, err = canonicalOnce(u, nil); err == nil && again == u {
			return u, nil
		}
		u = again
	}
	return "", fmt.Errorf("%w: %q has no canonical form", errURL, raw)
}

func canonicalOnce(raw string, base *url.URL) (string, error) {
	raw = strings.TrimSpace(raw)
	if len(raw) > maxURL {
		return "", fmt.Errorf("%w: %d bytes long", errURL, len(raw))
	}
	u, err := url.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errURL, err)
	}
	if base != nil {
		u = base.ResolveReference(u)
	} else if u.Path != "" {
		u = u.ResolveReference(&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery, ForceQuery: u.ForceQuery})
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("%w: scheme %q", errURL, u.Scheme)
	}
	if u.Host, err = canonicalHost(u); err != nil {
		return "", err
	}
	u.User, u.Fragment, u.RawFragment, u.Opaque = nil, "", "", ""
	trimSession(u)
	if u.Path == "" {
		u.Path, u.RawPath = "/", ""
	}
	u.RawQuery = cleanQuery(u.RawQuery)
	u.ForceQuery = false
	s := u.String()
	if len(s) > maxURL {
		return "", fmt.Errorf("%w: %d bytes long", errURL, len(s))
	}
	return s, nil
}

func canonicalHost(u *url.URL) (string, error) {
	host := strings.ToLower(strings.TrimRight(u.Hostname(), "."))
	if host == "" {
		return "", fmt.Errorf("%w: no host", errURL)
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		if ip.Zone() != "" {
			return "", fmt.Errorf("%w: host %q", errURL, host)
		}
		if host = ip.String(); ip.Is6() {
			host = "[" + host + "]"
		}
	} else {
		if host, err = idna.Lookup.ToASCII(host); err != nil || host == "" {
			return "", fmt.Errorf("%w: host %q", errURL, u.Hostname())
		}
	}
	port := u.Port()
	if port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		return host, nil
	}
	return host + ":" + port, nil
}

// trimSession cuts ";jsessionid=..." off the path: every visit gets its own.
func trimSession(u *url.URL) {
	p := u.EscapedPath()
	i := strings.Index(strings.ToLower(p), ";jsessionid=")
	if i < 0 {
		return
	}
	if plain, err := url.PathUnescape(p[:i]); err == nil {
		u.Path, u.RawPath = plain, p[:i]
	}
}

// cleanQuery drops tracking parameters and encodes what may not stand in a query.
func cleanQuery(q string) string {
	if q == "" {
		return ""
	}
	var keep []string
	for part := range strings.SplitSeq(q, "&") {
		key, _, _ := strings.Cut(part, "=")
		if k, err := url.QueryUnescape(key); err == nil {
			key = k
		}
		if part != "" && !tracking(strings.ToLower(key)) {
			keep = append(keep, encodeQuery(part))
		}
	}
	return strings.Join(keep, "&")
}

// tracking reports parameters that never choose the content.
func tracking(key string) bool {
	switch key {
	case "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid",
		"mc_cid", "mc_eid", "_ga", "_gl", "spm", "scm", "vero_id", "wt_mc", "cmpid", "ncid", "ito", "_hsenc", "_hsmi",
		"phpsessid", "jsessionid", "aspsessionid", "bd_vid", "share_token":
		return true
	}
	return strings.HasPrefix(key, "utm_") || strings.HasPrefix(key, "hsa_") || strings.HasPrefix(key, "pk_")
}

func encodeQuery(s string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' {
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// sameSite reports whether two URLs belong to one registered domain (or are of
// the same host, where there is none).
func sameSite(a, b string) bool {
	ua, err := url.Parse(a)
	if err != nil {
		return false
	}
	ub, err := url.Parse(b)
	if err != nil {
		return false
	}
	return site(ua) == site(ub)
}

func site(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if _, err := netip.ParseAddr(host); err == nil {
		return u.Host // by port too: hosts of tests and intranets differ in it only
	}
	if s, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return s
	}
	return host
}

// trap reports paths as only a generator of endless pages makes them: very deep,
// or the same part over and over.
func trap(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return true
	}
	seen := map[string]int{}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for _, p := range parts {
		if seen[p]++; seen[p] > 3 {
			return true
		}
	}
	return len(parts) > 20
}

// urlKey is the key of a URL in the bucket "urls".
func urlKey(canonical string) string { return "u/" + news.Digest("url", canonical) }
