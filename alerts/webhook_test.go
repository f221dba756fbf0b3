package alerts

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"caewatch/bus/bustest"
	"caewatch/news"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// TestSign uses the example of the Standard Webhooks specification.
func TestSign(t *testing.T) {
	got, err := Sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if err != nil || got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("got %s, %v", got, err)
	}
	for _, bad := range []string{"whsec_", "whsec_%%"} {
		if _, err := Sign(bad, "a", "1", nil); err == nil {
			t.Errorf("secret %q was taken", bad)
		}
	}
}

func room(t *testing.T, cfg Config, sub news.Subscription) *Room {
	t.Helper()
	b := bustest.New(t)
	r, err := New(slog.New(slog.DiscardHandler), cfg, Deps{Bus: b, Subscriptions: b.Bucket("subscriptions"),
		Now: func() time.Time { return time.Unix(1614265330, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(sub)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.deps.Subscriptions.Put(t.Context(), sub.Name, data); err != nil {
		t.Fatal(err)
	}
	r.put(news.Entry{Key: sub.Name, Value: data})
	return r
}

func TestDeliver(t *testing.T) {
	var status int
	var requests []*http.Request
	var bodies [][]byte
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			t.Error(err)
		}
		requests, bodies = append(requests, q), append(bodies, body)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	defer srv.Close()
	sub := news.Subscription{Name: "s", Query: "a", Webhook: &news.Webhook{URL: srv.URL + "/hook", Secret: secret}}
	r := room(t, Config{AllowPrivate: true}, sub)
	a := news.Alert{ID: "id1", Subscription: "s", Type: "event", Action: "created"}

	for _, c := range []struct {
		status        int
		ok, permanent bool
	}{{200, true, false}, {204, true, false}, {500, false, false}, {429, false, false}, {302, false, true}} {
		status = c.status
		err := r.deliver(t.Context(), a)
		if (err == nil) != c.ok || errors.Is(err, news.ErrPermanent) != c.permanent {
			t.Errorf("answer %d: %v", c.status, err)
		}
	}
	if len(requests) != 5 {
		t.Fatalf("%d requests: a redirect was followed, or a delivery left out", len(requests))
	}
	h := requests[0].Header
	want, err := Sign(secret, "id1", "1614265330", bodies[0])
	if err != nil {
		t.Fatal(err)
	}
	if h.Get("webhook-id") != "id1" || h.Get("webhook-timestamp") != "1614265330" || h.Get("webhook-signature") != want {
		t.Errorf("headers: %v", h)
	}
	var got news.Alert
	if err := json.Unmarshal(bodies[0], &got); err != nil || got.ID != "id1" {
		t.Errorf("body: %s", bodies[0])
	}

	status = http.StatusGone
	if err := r.deliver(t.Context(), a); err != nil {
		t.Errorf("answer 410: %v", err)
	}
	e, err := r.deps.Subscriptions.Get(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	var saved news.Subscription
	if err := json.Unmarshal(e.Value, &saved); err != nil || !saved.Webhook.Disabled || saved.Webhook.Secret != secret {
		t.Errorf("after 410: %s", e.Value)
	}
	r.put(e)
	if err := r.deliver(t.Context(), a); err != nil || len(requests) != 6 {
		t.Errorf("a disabled webhook was called: %v", err)
	}
	if err := r.deliver(t.Context(), news.Alert{ID: "x", Subscription: "nobody"}); err != nil {
		t.Errorf("alert of a deleted subscription: %v", err)
	}
}

func TestDeliverRefused(t *testing.T) {
	called := false
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer srv.Close()
	for _, u := range []string{srv.URL, "http://localhost:1/", "http://[::ffff:127.0.0.1]:1/", "http://169.254.169.254/", "ftp://x/", "http://a\r\nHost: b/", "", "http://"} {
		r := room(t, Config{}, news.Subscription{Name: "s", Query: "a", Webhook: &news.Webhook{URL: u}})
		if err := r.deliver(t.Context(), news.Alert{ID: "i", Subscription: "s"}); !errors.Is(err, news.ErrPermanent) {
			t.Errorf("%q: %v", u, err)
		}
	}
	if called {
		t.Error("a private address was called")
	}
}

func TestDeliverTimeout(t *testing.T) {
	stop := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
	defer srv.Close()
	defer close(stop)
	r := room(t, Config{AllowPrivate: true, Timeout: 50 * time.Millisecond}, news.Subscription{Name: "s", Query: "a", Webhook: &news.Webhook{URL: srv.URL}})
	if err := r.deliver(context.Background(), news.Alert{ID: "i", Subscription: "s"}); err == nil || errors.Is(err, news.ErrPermanent) {
		t.Errorf("silent receiver: %v", err)
	}
}

func TestPublic(t *testing.T) {
	for s, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true,
		"127.0.0.1": false, "10.1.2.3": false, "192.168.1.1": false, "172.16.0.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "::1": false, "fe80::1": false, "fd00::1": false,
		"::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
	} {
		if got := public(netip.MustParseAddr(s)); got != want {
			t.Errorf("%s: public is %v", s, got)
		}
	}
}
