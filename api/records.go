package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"caewatch/news"
)

// SourceHealth is one source with its state.
type SourceHealth struct {
	news.Source
	Health string            `json:"health"` // ok, failing, waiting (never crawled), disabled
	State  *news.SourceState `json:"state,omitempty"`
}

type sourceList struct {
	Sources []SourceHealth `json:"sources"`
}

func (a *API) recordOperations(h huma.API) {
	huma.Register(h, record("event", "/api/v1/events/{id}", "One event record",
		"With every assertion, its evidence, the conflicts, the history and why each report belongs to it. An id that was merged away answers 308 with the surviving one."),
		func(ctx context.Context, in *idInput) (*output[news.Event], error) {
			if err := in.only(); err != nil {
				return nil, err
			}
			e, err := a.event(ctx, in.ID)
			if err != nil {
				return nil, a.fail(err)
			}
			if e.ID != in.ID {
				return nil, moved("/api/v1/events/", e.ID)
			}
			return &output[news.Event]{e}, nil
		})
	huma.Register(h, record("article", "/api/v1/articles/{id}", "One article and its reports", "The text with every report that was read out of it."),
		func(ctx context.Context, in *idInput) (*output[news.Extraction], error) {
			if err := in.only(); err != nil {
				return nil, err
			}
			x, err := a.article(ctx, in.ID)
			if err != nil {
				return nil, a.fail(err)
			}
			return &output[news.Extraction]{x}, nil
		})
	huma.Register(h, record("person", "/api/v1/people/{id}", "Everything about one person",
		"Titles held with the time in which they show, organisations, countries, events newest first, statements and agreements signed. The id is the name in lower case with hyphens; the name itself does as well."),
		dossierOperation(a, a.person))
	huma.Register(h, record("organization", "/api/v1/organizations/{id}", "Everything about one organisation",
		"Roles, partners, people, countries, events newest first and agreements that it is a party to. The id is the name in lower case with hyphens; the name itself does as well."),
		dossierOperation(a, a.organization))
	op := operation("sources", "GET", "/api/v1/sources", "operation", "The sources and their health", "", nil)
	huma.Register(h, op, func(ctx context.Context, in *input) (*output[sourceList], error) {
		if err := in.only(); err != nil {
			return nil, err
		}
		list, err := a.sourceHealth(ctx)
		if err != nil {
			return nil, a.fail(err)
		}
		return &output[sourceList]{sourceList{list}}, nil
	})
}

func record(id, path, summary, text string) huma.Operation {
	op := operation(id, "GET", path, "records", summary, text, nil)
	op.Errors = append(op.Errors, http.StatusNotFound)
	return op
}

func dossierOperation(a *API, of func(context.Context, string) (Dossier, error)) func(context.Context, *idInput) (*output[Dossier], error) {
	return func(ctx context.Context, in *idInput) (*output[Dossier], error) {
		if err := in.only(); err != nil {
			return nil, err
		}
		d, err := of(ctx, in.ID)
		if err != nil {
			return nil, a.fail(err)
		}
		return &output[Dossier]{d}, nil
	}
}

func moved(prefix, id string) error {
	return problem(http.StatusPermanentRedirect, "merged into %s", id).with("Location", prefix+url.PathEscape(id))
}

func (a *API) event(ctx context.Context, id string) (news.Event, error) {
	if a.deps.Searcher == nil {
		return news.Event{}, news.ErrUnavailable
	}
	e, err := a.deps.Searcher.Event(ctx, id)
	if err == nil && e.MergedInto != "" && e.MergedInto != e.ID {
		e, err = a.deps.Searcher.Event(ctx, e.MergedInto)
	}
	return e, err
}

func (a *API) article(ctx context.Context, id string) (news.Extraction, error) {
	if a.deps.Searcher == nil {
		return news.Extraction{}, news.ErrUnavailable
	}
	return a.deps.Searcher.Article(ctx, id)
}

// sourceHealth answers the configured sources in their order, each with what its
// crawler last said of it.
func (a *API) sourceHealth(ctx context.Context) ([]SourceHealth, error) {
	out := make([]SourceHealth, 0, len(a.deps.SourceList))
	for _, s := range a.deps.SourceList {
		h := SourceHealth{Source: s, Health: "waiting"}
		st, err := a.sourceState(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		if st != nil {
			h.State = st
			if st.Errors > 0 || len(st.Problems) > 0 {
				h.Health = "failing"
			} else if !st.LastSuccess.IsZero() {
				h.Health = "ok"
			}
		}
		if s.Disabled {
			h.Health = "disabled"
		}
		out = append(out, h)
	}
	return out, nil
}

func (a *API) sourceState(ctx context.Context, id string) (*news.SourceState, error) {
	if a.deps.Sources == nil {
		return nil, news.ErrUnavailable
	}
	entry, err := a.deps.Sources.Get(ctx, id)
	if errors.Is(err, news.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var st news.SourceState
	if err := json.Unmarshal(entry.Value, &st); err != nil {
		return nil, err
	}
	return &st, nil
}
