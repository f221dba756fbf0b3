package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"caewatch/news"
)

type importInput struct {
	input
	Body importBody
}

// Resolve is called by huma.
func (in *importInput) Resolve(ctx huma.Context) []error { return in.input.Resolve(ctx) }

// importBody is news.Article with everything but the text optional, as the
// input of caewatch extract is.
type importBody struct {
	ID        string `json:"id,omitempty" doc:"derived from url, else from title and text, when absent"`
	URL       string `json:"url,omitempty" maxLength:"4000"`
	Title     string `json:"title,omitempty" maxLength:"2000"`
	Byline    string `json:"byline,omitempty" maxLength:"2000"`
	Published string `json:"published,omitempty" maxLength:"40"`
	Language  string `json:"language,omitempty" maxLength:"20"`
	Source    string `json:"source,omitempty" maxLength:"200"`
	Country   string `json:"country,omitempty" maxLength:"2"`
	Text      string `json:"text" minLength:"1"`
}

type imported struct {
	ID string `json:"id"`
}

type deadList struct {
	Dead []DeadLetter `json:"dead"`
}

// DeadLetter is news.DeadLetter with its data as text where it is text.
type DeadLetter struct {
	news.DeadLetter
	Data string `json:"data,omitempty"` // cut to 4096 bytes
}

func (a *API) operatorOperations(h huma.API) {
	op := func(id, method, path, summary, text string, params []string, status int, errs ...int) huma.Operation {
		o := operation(id, method, path, "operation", summary, text, params)
		o.DefaultStatus = status
		o.Errors = append(o.Errors, errs...)
		return o
	}
	huma.Register(h, op("import", "POST", "/api/v1/articles", "Put an article into the pipeline",
		"The answer comes when the article is stored; its events are searchable soon after.", nil, http.StatusAccepted, http.StatusRequestEntityTooLarge),
		func(ctx context.Context, in *importInput) (*output[imported], error) {
			if err := in.only(); err != nil {
				return nil, err
			}
			if a.deps.Import == nil {
				return nil, a.fail(news.ErrUnavailable)
			}
			b := in.Body
			art := news.Article{ID: b.ID, URL: b.URL, Title: b.Title, Byline: b.Byline, Published: b.Published,
				Language: b.Language, Source: b.Source, Country: b.Country, Text: b.Text}
			if strings.TrimSpace(art.Text) == "" || !utf8.ValidString(art.Text) {
				return nil, bad("text: empty or not UTF-8")
			}
			if art.ID == "" {
				art.ID = news.ArticleID(art.URL, art.Title, art.Text)
			}
			if err := a.deps.Import(ctx, art); err != nil {
				return nil, a.fail(err)
			}
			return &output[imported]{imported{art.ID}}, nil
		})
	huma.Register(h, op("crawl", "POST", "/api/v1/sources/{id}/crawl", "Crawl a source now", "", nil, http.StatusAccepted, http.StatusNotFound),
		func(ctx context.Context, in *idInput) (*struct{}, error) {
			if err := in.only(); err != nil {
				return nil, err
			}
			return nil, a.fail(a.crawl(ctx, in.ID))
		})
	huma.Register(h, op("status", "GET", "/api/v1/status", "Streams, lag and the index", "", nil, http.StatusOK),
		func(ctx context.Context, in *input) (*output[map[string]any], error) {
			if err := in.only(); err != nil {
				return nil, err
			}
			out, err := a.status(ctx)
			if err != nil {
				return nil, a.fail(err)
			}
			return &output[map[string]any]{out}, nil
		})
	huma.Register(h, op("dead", "GET", "/api/v1/dead", "List the dead letters", "What could not be processed, and why.", []string{"limit"}, http.StatusOK),
		func(ctx context.Context, in *input) (*output[deadList], error) {
			if err := in.only("limit"); err != nil {
				return nil, err
			}
			n, err := limit(in.query, 100, maxLimit)
			if err != nil {
				return nil, err
			}
			if a.deps.Bus == nil {
				return nil, a.fail(news.ErrUnavailable)
			}
			dead, err := a.deps.Bus.DeadList(ctx, n)
			if err != nil {
				return nil, a.fail(err)
			}
			out := deadList{Dead: make([]DeadLetter, 0, len(dead))}
			for _, d := range dead {
				out.Dead = append(out.Dead, DeadLetter{DeadLetter: d, Data: readable(d.Data)})
			}
			return &output[deadList]{out}, nil
		})
	huma.Register(h, op("retry-dead", "POST", "/api/v1/dead/{id}/retry", "Try a dead letter again", "", nil, http.StatusAccepted, http.StatusNotFound),
		deadOperation(a, Bus.DeadRetry))
	huma.Register(h, op("drop-dead", "DELETE", "/api/v1/dead/{id}", "Drop a dead letter", "", nil, http.StatusNoContent, http.StatusNotFound),
		deadOperation(a, Bus.DeadDrop))
}

func deadOperation(a *API, do func(Bus, context.Context, string) error) func(context.Context, *idInput) (*struct{}, error) {
	return func(ctx context.Context, in *idInput) (*struct{}, error) {
		if err := in.only(); err != nil {
			return nil, err
		}
		if a.deps.Bus == nil {
			return nil, a.fail(news.ErrUnavailable)
		}
		return nil, a.fail(do(a.deps.Bus, ctx, in.ID))
	}
}

func readable(data []byte) string {
	const most = 4096
	s := strings.ToValidUTF8(string(data[:min(len(data), most)]), "\uFFFD")
	if len(data) > most {
		s += "…"
	}
	return s
}

func (a *API) crawl(ctx context.Context, id string) error {
	if !slices.ContainsFunc(a.deps.SourceList, func(s news.Source) bool { return s.ID == id }) {
		return problem(http.StatusNotFound, "there is no source %q", id)
	}
	if a.deps.Crawl == nil {
		return news.ErrUnavailable
	}
	return a.deps.Crawl(ctx, id)
}

// status puts what the bus and the index say of themselves into one answer; a
// part that does not answer says why in its place.
func (a *API) status(ctx context.Context) (map[string]any, error) {
	out := map[string]any{"version": a.cfg.Version}
	if a.deps.Status != nil {
		if v, err := a.deps.Status(ctx); err != nil {
			out["bus"] = map[string]string{"error": a.asProblem(err).Detail}
		} else {
			out["bus"] = v
		}
	}
	if a.deps.Searcher != nil {
		if v, err := a.deps.Searcher.IndexStatus(ctx); err != nil {
			out["index"] = map[string]string{"error": a.asProblem(err).Detail}
		} else {
			out["index"] = v
		}
	}
	return out, nil
}

func (a *API) healthz(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok", "version": a.cfg.Version})
}

// readyz answers 200 when searches are answered by a complete index.
func (a *API) readyz(w http.ResponseWriter, r *http.Request) {
	if a.deps.Searcher == nil {
		writeProblem(w, unavailable("no index is configured"))
		return
	}
	st, err := a.deps.Searcher.IndexStatus(r.Context())
	if err == nil && !st.Ready {
		err = errors.Join(news.ErrUnavailable)
	}
	if err != nil {
		writeProblem(w, a.asProblem(err))
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"status": "ready", "index": st})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client is gone: nobody to tell
}
