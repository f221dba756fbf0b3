package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"caewatch/news"
)

// Problem is an error answer of RFC 9457. Pos is set for a wrong query: the
// character at which it is wrong, counted from 1 in Unicode code points.
type Problem struct {
	Type   string `json:"type,omitempty"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	Pos    int    `json:"pos,omitempty"`

	header http.Header
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives huma the status of the answer.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders gives huma further headers of the answer.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType gives huma the media type of the answer.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func problem(status int, format string, args ...any) *Problem {
	return &Problem{Title: http.StatusText(status), Status: status, Detail: fmt.Sprintf(format, args...)}
}

func (p *Problem) with(key, value string) *Problem {
	if p.header == nil {
		p.header = http.Header{}
	}
	p.header.Set(key, value)
	return p
}

func bad(format string, args ...any) *Problem { return problem(http.StatusBadRequest, format, args...) }

// fail is the one place that decides what an error means to a client. Only an
// unexpected error is logged, and none of its text is given away.
func (a *API) fail(err error) error {
	var p *Problem
	var q *news.QueryError
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &p):
		return p
	case errors.As(err, &q):
		return &Problem{Title: http.StatusText(http.StatusBadRequest), Status: http.StatusBadRequest, Detail: q.Error(), Pos: q.Pos}
	case errors.Is(err, news.ErrNotFound):
		return problem(http.StatusNotFound, "there is no such record")
	case errors.Is(err, news.ErrConflict):
		return problem(http.StatusConflict, "it exists already, or was changed meanwhile")
	case errors.Is(err, news.ErrTooLarge), errors.As(err, &tooLarge):
		return problem(http.StatusRequestEntityTooLarge, "too large: at most %d bytes", maxBody)
	case errors.Is(err, news.ErrUnavailable):
		return unavailable("the index or the bus does not answer yet; try again soon")
	case errors.Is(err, context.DeadlineExceeded):
		return unavailable("no answer in time; try again soon")
	case errors.Is(err, context.Canceled):
		return unavailable("the request was given up")
	}
	a.log.Error("request failed", "room", "api", "err", err)
	return problem(http.StatusInternalServerError, "something went wrong here; the log says what")
}

func unavailable(detail string) *Problem {
	return problem(http.StatusServiceUnavailable, "%s", detail).with("Retry-After", "5")
}

// asProblem is fail for handlers that write the answer themselves.
func (a *API) asProblem(err error) *Problem {
	var p *Problem
	errors.As(a.fail(err), &p)
	return p
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	for k, v := range p.header {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Del("Etag")
	w.WriteHeader(p.Status)
	body, _ := json.Marshal(p) // strings and numbers only: cannot fail
	_, _ = w.Write(append(body, '\n'))
}
