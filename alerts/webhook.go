package alerts

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"

	"caewatch/news"
)

// errPrivate refuses a target inside the own network.
var errPrivate = errors.New("private address refused")

// newClient makes the client of webhooks: no redirects, no proxy, and addresses
// are checked when dialled, after the name was resolved.
func newClient(cfg Config) *http.Client {
	dialer := &net.Dialer{Timeout: cfg.Timeout}
	if !cfg.AllowPrivate {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			ap, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("%s: %w", address, errPrivate)
			}
			if !public(ap.Addr()) {
				return fmt.Errorf("%s: %w", ap.Addr(), errPrivate)
			}
			return nil
		}
	}
	return &http.Client{
		Timeout: cfg.Timeout,
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: cfg.Timeout, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: 1, MaxIdleConns: 64, IdleConnTimeout: 3 * cfg.Timeout, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// reserved are the networks that netip has no method for: shared, benchmark and
// documentation space, and those that wrap an IPv4 address.
var reserved = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10"} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Zone() != "" {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// deliver sends one alert to its subscription's webhook. An error that a retry
// may mend is returned as it is, any other as permanent.
func (r *Room) deliver(ctx context.Context, a news.Alert) error {
	sub, ok := r.subscription(a.Subscription)
	if !ok || sub.Webhook == nil || sub.Webhook.Disabled {
		return nil
	}
	req, err := r.request(ctx, *sub.Webhook, a)
	if err != nil {
		return news.Permanent(fmt.Errorf("webhook of %s: %w", sub.Name, err))
	}
	res, err := r.client.Do(req)
	if errors.Is(err, errPrivate) {
		return news.Permanent(fmt.Errorf("webhook of %s: %w", sub.Name, err))
	}
	if err != nil {
		return fmt.Errorf("webhook of %s: %w", sub.Name, err)
	}
	defer res.Body.Close()
	// What it answers does not matter; reading some of it keeps the connection.
	_, _ = io.CopyN(io.Discard, res.Body, 16<<10)
	switch {
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return nil
	case res.StatusCode == http.StatusGone:
		r.log.Warn("webhook is gone and is switched off", "subscription", sub.Name)
		return r.disable(ctx, sub)
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return news.Permanent(fmt.Errorf("webhook of %s: answers %s, and redirects are not followed", sub.Name, res.Status))
	}
	return fmt.Errorf("webhook of %s: answers %s", sub.Name, res.Status)
}

// request makes the signed request of the Standard Webhooks specification.
func (r *Room) request(ctx context.Context, w news.Webhook, a news.Alert) (*http.Request, error) {
	u, err := url.Parse(w.URL)
	if err != nil {
		return nil, errors.New("its URL cannot be read") // the parser's own message could show a password
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("its URL must begin with http:// or https://")
	}
	body, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	stamp := strconv.FormatInt(r.deps.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "caewatch")
	req.Header.Set("Webhook-Id", a.ID)
	req.Header.Set("Webhook-Timestamp", stamp)
	if w.Secret != "" {
		sig, err := Sign(w.Secret, a.ID, stamp, body)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Webhook-Signature", sig)
	}
	return req, nil
}

// Sign makes the signature of a delivery: "v1," and the HMAC-SHA256 of id,
// timestamp and body, keyed by the secret (whsec_ and base64).
func Sign(secret, id, timestamp string, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) == 0 {
		return "", errors.New("its secret is not whsec_ and base64")
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.", id, timestamp)
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// disable switches a webhook off, unless its subscription was changed meanwhile.
func (r *Room) disable(ctx context.Context, sub news.Subscription) error {
	e, err := r.deps.Subscriptions.Get(ctx, sub.Name)
	if errors.Is(err, news.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("switch off webhook of %s: %w", sub.Name, err)
	}
	var now news.Subscription
	if err := json.Unmarshal(e.Value, &now); err != nil || now.Webhook == nil || now.Webhook.URL != sub.Webhook.URL {
		return nil
	}
	now.Webhook.Disabled = true
	b, err := json.Marshal(now)
	if err != nil {
		return fmt.Errorf("switch off webhook of %s: %w", sub.Name, err)
	}
	if _, err := r.deps.Subscriptions.Update(ctx, sub.Name, b, e.Revision); err != nil && !errors.Is(err, news.ErrConflict) {
		return fmt.Errorf("switch off webhook of %s: %w", sub.Name, err)
	}
	return nil
}
