package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// policy lets a page load what this server gives and nothing else: no inline
// script, no inline style, no frame around it.
const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// outer puts the guards around the routes, outermost first: measure, catch
// panics, set headers, refuse other sites' writes, ask for the token, bound time
// and size, answer 304 and 404.
func (a *API) outer(mux *http.ServeMux) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, problem(http.StatusForbidden, "a page of another site may not write here"))
	}))
	guarded := cross.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := a.mayPass(r); p != nil {
			writeProblem(w, p)
			return
		}
		if r.URL.Path == "/api/v1/alerts" {
			mux.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), askTimeout)
		defer cancel()
		// On a copy: the server looks at its own request's body to see whether the
		// connection can be used again after one that was not read to its end.
		bounded := r.WithContext(ctx)
		if r.Body != nil {
			bounded.Body = http.MaxBytesReader(w, r.Body, maxBody+1) // one more than huma's own limit, which answers 413
		}
		a.conditional(mux, w, bounded)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &statusWriter{ResponseWriter: w}
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		_, pattern := mux.Handler(r)
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				a.log.Error("panic in a request", "room", "api", "url", r.URL.Path, "err", v, "stack", string(debug.Stack()))
				if rec.status == 0 {
					writeProblem(rec, problem(http.StatusInternalServerError, "something went wrong here; the log says what"))
				}
			}
			a.metrics.observe(r.Method, pattern, rec.status, time.Since(start))
		}()
		guarded.ServeHTTP(rec, r)
	})
}

// mayPass decides who may do what, for every route at once, so that a new route
// that writes is closed unless it is opened here.
func (a *API) mayPass(r *http.Request) *Problem {
	path := r.URL.Path
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		open := path == "/healthz" || path == "/readyz" || path == "/metrics" || strings.HasPrefix(path, "/assets/")
		if a.cfg.Private && !open && !a.known(requestToken(r)) {
			return problem(http.StatusUnauthorized, "reading needs a token here").
				with("Www-Authenticate", `Basic realm="caewatch", charset="UTF-8"`)
		}
		return nil
	}
	if !strings.HasPrefix(path, "/api/") {
		return nil // the pages' forms carry their token in a field: see mayWrite
	}
	if strings.HasPrefix(path, "/api/v1/subscriptions/") && strings.HasSuffix(path, "/test") {
		if a.cfg.Private && !a.known(requestToken(r)) {
			return unauthorized()
		}
		return nil // a back-test is a search: it changes nothing
	}
	return a.mayWrite(r, requestToken(r))
}

// mayWrite checks a token that came in a header or a form.
func (a *API) mayWrite(r *http.Request, token string) *Problem {
	if a.known(token) {
		return nil
	}
	if a.cfg.OpenWrites && a.ownHost(r.Host) {
		return nil
	}
	if len(a.cfg.Tokens) == 0 {
		return problem(http.StatusForbidden, "writing is off: set api.tokens in the configuration and send one as a bearer token")
	}
	return unauthorized()
}

func unauthorized() *Problem {
	return problem(http.StatusUnauthorized, "writing needs one of api.tokens as a bearer token").
		with("Www-Authenticate", `Bearer realm="caewatch"`)
}

// known compares in constant time, over digests so that the length does not
// show either.
func (a *API) known(token string) bool {
	if token == "" {
		return false
	}
	sum := sha256.Sum256([]byte(token))
	found := 0
	for _, t := range a.cfg.Tokens {
		want := sha256.Sum256([]byte(t))
		found |= subtle.ConstantTimeCompare(sum[:], want[:])
	}
	return found == 1
}

func requestToken(r *http.Request) string {
	if _, password, ok := r.BasicAuth(); ok {
		return password
	}
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// ownHost keeps OpenWrites to this machine: a page of the web that had its name
// resolve to a loopback address still sends its own name as Host.
func (a *API) ownHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if host == "localhost" {
		return true
	}
	if u, err := url.Parse(a.cfg.BaseURL); err == nil && u.Hostname() != "" && strings.EqualFold(u.Hostname(), host) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// conditional holds an answer back to give it a validator, and answers 304 to
// whoever has it already. A digest of the body is right for every view, also
// one that adds up many records.
func (a *API) conditional(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	buf := &bufferedWriter{header: w.Header()}
	h, pattern := mux.Handler(r)
	if pattern == "" {
		h.ServeHTTP(buf, r) // the mux's own 404, 405 or a redirect to the clean path
		a.unrouted(w, r, buf)
		return
	}
	mux.ServeHTTP(buf, r)
	if buf.status == 0 {
		buf.status = http.StatusOK
	}
	if buf.status == http.StatusOK && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		sum := sha256.Sum256(buf.body.Bytes())
		tag := `"` + hex.EncodeToString(sum[:12]) + `"`
		w.Header().Set("ETag", tag)
		if w.Header().Get("Cache-Control") == "no-store" {
			w.Header().Set("Cache-Control", "no-cache") // keep it, but ask each time
		}
		if a.cfg.Private {
			w.Header().Set("Cache-Control", "private, no-cache")
		}
		if matches(r.Header.Get("If-None-Match"), tag) {
			w.Header().Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if buf.status >= 400 {
		w.Header().Set("Cache-Control", "no-store")
	}
	if buf.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(buf.body.Len()))
	}
	w.WriteHeader(buf.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(buf.body.Bytes()) // the client is gone: nobody to tell
	}
}

func matches(header, tag string) bool {
	for _, part := range strings.Split(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == "*" || part == tag {
			return true
		}
	}
	return false
}

func (a *API) unrouted(w http.ResponseWriter, r *http.Request, buf *bufferedWriter) {
	switch {
	case buf.status >= 300 && buf.status < 400:
		w.WriteHeader(buf.status)
	case buf.status == http.StatusMethodNotAllowed:
		a.writeFailure(w, r, problem(buf.status, "%s is not allowed here; allowed: %s", r.Method, w.Header().Get("Allow")))
	default:
		a.writeFailure(w, r, problem(http.StatusNotFound, "there is nothing at this address"))
	}
}

// writeFailure answers a person with a page and a program with problem+json.
func (a *API) writeFailure(w http.ResponseWriter, r *http.Request, p *Problem) {
	if strings.HasPrefix(r.URL.Path, "/api/") || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		writeProblem(w, p)
		return
	}
	a.errorPage(w, r, p)
}

type bufferedWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *bufferedWriter) Header() http.Header { return b.header }

func (b *bufferedWriter) WriteHeader(status int) {
	if b.status == 0 {
		b.status = status
	}
}

func (b *bufferedWriter) Write(p []byte) (int, error) {
	b.WriteHeader(http.StatusOK)
	return b.body.Write(p)
}

// statusWriter remembers the status for the metrics. Unwrap lets
// http.ResponseController reach the connection.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (s *statusWriter) WriteHeader(status int) {
	if s.status == 0 {
		s.status = status
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *statusWriter) Write(p []byte) (int, error) {
	if s.status == 0 {
		s.status = http.StatusOK
	}
	return s.ResponseWriter.Write(p)
}

func (s *statusWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }
