package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"caewatch/news"

	"pgregory.net/rapid"
)

func TestDecide(t *testing.T) {
	backoff := []time.Duration{time.Second, 5 * time.Second}
	failed := errors.New("failed")
	for name, c := range map[string]struct {
		err       error
		delivered uint64
		stopping  bool
		want      verdict
		delay     time.Duration
	}{
		"nil acknowledges":               {nil, 1, false, acknowledge, 0},
		"nil acknowledges while stopped": {nil, 9, true, acknowledge, 0},
		"permanent is buried":            {news.Permanent(failed), 1, false, bury, 0},
		"permanent while stopping":       {news.Permanent(failed), 1, true, bury, 0},
		"first failure":                  {failed, 1, false, again, time.Second},
		"second failure":                 {failed, 2, false, again, 5 * time.Second},
		"last failure":                   {failed, 3, false, bury, 0},
		"many deliveries":                {failed, 1 << 40, false, bury, 0},
		"stopping":                       {context.Canceled, 3, true, again, 0},
		"full never buries":              {fmt.Errorf("x: %w", ErrFull), 100, false, again, 5 * time.Second},
		"unavailable never buries":       {fmt.Errorf("x: %w", news.ErrUnavailable), 1, false, again, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			got, delay := decide(c.err, c.delivered, backoff, c.stopping)
			if got != c.want || delay != c.delay {
				t.Errorf("got %v after %v, want %v after %v", got, delay, c.want, c.delay)
			}
		})
	}
	if got, _ := decide(errors.New("x"), 1, nil, false); got != bury {
		t.Errorf("without backoff got %v, want a dead letter", got)
	}
}

func TestTokenKeepsSubjectsApart(t *testing.T) {
	for in, want := range map[string]string{
		"": "und", "en": "en", "zh-Hant": "zh-hant", "a.b": "a_b", "*": "_", ">": "_", "a b\r\n": "a_b__",
		"中文": "__", "CN": "cn", strings.Repeat("x", 100): strings.Repeat("x", 64),
	} {
		if got := token(in, "und"); got != want {
			t.Errorf("token(%q): got %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		got := token(rapid.String().Draw(t, "in"), "und")
		if got == "" || len(got) > 64 || strings.Trim(got, "abcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
			t.Fatalf("got %q", got)
		}
	})
}

func TestHeaderValueCannotBreakOut(t *testing.T) {
	if got, want := headerValue("https://a/é?q=\"x\"\r\nce-id: 1%"), "https://a/%C3%A9?q=%22x%22%0D%0Ace-id:%201%25"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range []byte(headerValue(rapid.String().Draw(t, "in"))) {
			if c <= ' ' || c >= 0x7f {
				t.Fatalf("byte %#x", c)
			}
		}
	})
}

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "",
		"nats://a:4222":                      "nats://a:4222",
		"nats://u:p@a:4222, nats://t@b:4222": "nats://a:4222,nats://b:4222",
		"u:p@a:4222":                         "nats://a:4222",
		"tls://u:p@ss@a:4222":                "tls://a:4222",
	} {
		if got := redact(in); got != want {
			t.Errorf("redact(%q): got %q, want %q", in, got, want)
		}
	}
}
