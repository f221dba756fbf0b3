package api

import (
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// buckets are the upper bounds of the latency histogram, in seconds.
var buckets = [...]float64{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

// metrics are kept per API, so that two servers in one process do not mix. The
// routes are a closed set, which bounds the number of series.
type metrics struct {
	mu      sync.Mutex
	series  map[seriesKey]*series
	streams atomic.Int64 // alert streams open now
	sent    atomic.Int64 // alerts written to streams
	dropped atomic.Int64 // streams given up because the client did not read
}

type seriesKey struct {
	method, route string
	status        int
}

type series struct {
	count   uint64
	sum     float64
	buckets [len(buckets)]uint64
}

func newMetrics() *metrics { return &metrics{series: map[seriesKey]*series{}} }

func (m *metrics) observe(method, pattern string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete:
	default:
		method = "other"
	}
	_, route, ok := strings.Cut(pattern, " ")
	if !ok {
		route = "none"
	}
	if status == 0 {
		status = http.StatusOK
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	k := seriesKey{method, route, status}
	s := m.series[k]
	if s == nil {
		s = &series{}
		m.series[k] = s
	}
	s.count++
	s.sum += took.Seconds()
	for i, le := range buckets {
		if took.Seconds() <= le {
			s.buckets[i]++
		}
	}
}

// serveMetrics writes the text format 0.0.4.
func (a *API) serveMetrics(w http.ResponseWriter, r *http.Request) {
	var b strings.Builder
	head := func(name, kind, help string) {
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
	}
	one := func(name, kind, help string, value any) {
		head(name, kind, help)
		fmt.Fprintf(&b, "%s %v\n", name, value)
	}
	head("caewatch_build_info", "gauge", "Version of the program.")
	fmt.Fprintf(&b, "caewatch_build_info{version=%s,go=%s} 1\n", label(a.cfg.Version), label(runtime.Version()))
	a.metrics.write(&b, head)
	one("caewatch_api_streams", "gauge", "Alert streams open now.", a.metrics.streams.Load())
	one("caewatch_api_stream_alerts_total", "counter", "Alerts written to streams.", a.metrics.sent.Load())
	one("caewatch_api_streams_dropped_total", "counter", "Streams given up because the client did not read.", a.metrics.dropped.Load())
	if a.deps.Searcher != nil {
		up := 0
		if st, err := a.deps.Searcher.IndexStatus(r.Context()); err == nil {
			if st.Ready {
				up = 1
			}
			one("caewatch_index_articles", "gauge", "Articles in the index.", st.Articles)
			one("caewatch_index_events", "gauge", "Events in the index.", st.Events)
			one("caewatch_index_pending", "gauge", "Messages not yet in the index.", st.Pending)
		}
		one("caewatch_index_ready", "gauge", "1 when searches are answered by a complete index.", up)
	}
	a.sourceMetrics(&b, r, head)
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	one("go_goroutines", "gauge", "Goroutines now.", runtime.NumGoroutine())
	one("go_memstats_heap_alloc_bytes", "gauge", "Bytes of live and not yet swept heap objects.", mem.HeapAlloc)
	one("go_memstats_sys_bytes", "gauge", "Bytes obtained from the system.", mem.Sys)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write([]byte(b.String()))
}

func (m *metrics) write(b *strings.Builder, head func(name, kind, help string)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	lines := map[string]*series{}
	for k, s := range m.series {
		lines[fmt.Sprintf("method=%s,route=%s,status=\"%d\"", label(k.method), label(k.route), k.status)] = s
	}
	head("caewatch_api_request_seconds", "histogram", "Time to answer, by route.")
	for _, l := range sortedKeys(lines) {
		s := lines[l]
		for i, le := range buckets {
			fmt.Fprintf(b, "caewatch_api_request_seconds_bucket{%s,le=\"%s\"} %d\n", l, strconv.FormatFloat(le, 'g', -1, 64), s.buckets[i])
		}
		fmt.Fprintf(b, "caewatch_api_request_seconds_bucket{%s,le=\"+Inf\"} %d\n", l, s.count)
		fmt.Fprintf(b, "caewatch_api_request_seconds_sum{%s} %g\ncaewatch_api_request_seconds_count{%s} %d\n", l, s.sum, l, s.count)
	}
}

func (a *API) sourceMetrics(b *strings.Builder, r *http.Request, head func(name, kind, help string)) {
	list, err := a.sourceHealth(r.Context())
	if err != nil || len(list) == 0 {
		return
	}
	gauge := func(name, help string, value func(SourceHealth) (float64, bool)) {
		head(name, "gauge", help)
		for _, s := range list {
			if v, ok := value(s); ok {
				fmt.Fprintf(b, "%s{source=%s} %s\n", name, label(s.ID), strconv.FormatFloat(v, 'f', -1, 64))
			}
		}
	}
	gauge("caewatch_source_errors", "Ticks in a row that failed.", func(s SourceHealth) (float64, bool) {
		if s.State == nil {
			return 0, false
		}
		return float64(s.State.Errors), true
	})
	gauge("caewatch_source_pages", "Pages published ever.", func(s SourceHealth) (float64, bool) {
		if s.State == nil {
			return 0, false
		}
		return float64(s.State.Total), true
	})
	gauge("caewatch_source_last_success_timestamp_seconds", "When the source was last crawled without error.", func(s SourceHealth) (float64, bool) {
		if s.State == nil || s.State.LastSuccess.IsZero() {
			return 0, false
		}
		return float64(s.State.LastSuccess.Unix()), true
	})
}

// label quotes a label's value: backslash, quote and line feed are escaped.
func label(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
