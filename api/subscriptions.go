package api

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"caewatch/news"
	"caewatch/news/query"
)

// masked stands for a secret that is set. Sent back, it keeps the stored one.
const masked = "whsec_********"

const maxSubscriptions = 10000

// SubscriptionBody is a subscription as a client writes it.
type SubscriptionBody struct {
	Name        string        `json:"name,omitempty" maxLength:"64" doc:"a-z, 0-9 and -; the last token of its NATS subject"`
	Query       string        `json:"query,omitempty" maxLength:"2000" doc:"the query language of the search; empty matches everything"`
	Type        string        `json:"type,omitempty" enum:"events,articles,all" doc:"events when absent"`
	Filters     news.Filters  `json:"filters,omitzero"`
	Webhook     *news.Webhook `json:"webhook,omitempty" doc:"signed by Standard Webhooks; a secret is made when none is given, and shown in this answer only"`
	Description string        `json:"description,omitempty" maxLength:"1000"`
}

type subscriptionList struct {
	Subscriptions []news.Subscription `json:"subscriptions"`
}

type subscriptionOutput struct {
	Status   int
	Location string `header:"Location"`
	Body     news.Subscription
}

type nameInput struct {
	input
	Name string `path:"name" maxLength:"64"`
}

// Resolve is called by huma.
func (in *nameInput) Resolve(ctx huma.Context) []error { return in.input.Resolve(ctx) }

type createInput struct {
	input
	Body SubscriptionBody
}

// Resolve is called by huma.
func (in *createInput) Resolve(ctx huma.Context) []error { return in.input.Resolve(ctx) }

type putInput struct {
	input
	Name string `path:"name" maxLength:"64"`
	Body SubscriptionBody
}

// Resolve is called by huma.
func (in *putInput) Resolve(ctx huma.Context) []error { return in.input.Resolve(ctx) }

func (a *API) subscriptionOperations(h huma.API) {
	const one = "/api/v1/subscriptions/{name}"
	op := func(id, method, path, summary, text string, params []string, errs ...int) huma.Operation {
		o := operation(id, method, path, "subscriptions", summary, text, params)
		o.Errors = append(o.Errors, errs...)
		return o
	}
	create := op("create-subscription", "POST", "/api/v1/subscriptions", "Subscribe", "", nil, http.StatusConflict, http.StatusRequestEntityTooLarge)
	create.DefaultStatus = http.StatusCreated
	huma.Register(h, create, func(ctx context.Context, in *createInput) (*subscriptionOutput, error) {
		if err := in.only(); err != nil {
			return nil, err
		}
		s, err := a.createSubscription(ctx, in.Body)
		if err != nil {
			return nil, a.fail(err)
		}
		return &subscriptionOutput{Status: http.StatusCreated, Location: "/api/v1/subscriptions/" + s.Name, Body: s}, nil
	})
	huma.Register(h, op("subscriptions", "GET", "/api/v1/subscriptions", "List the subscriptions", "By name; secrets are masked.", nil),
		func(ctx context.Context, in *input) (*output[subscriptionList], error) {
			if err := in.only(); err != nil {
				return nil, err
			}
			subs, err := a.subscriptions(ctx)
			if err != nil {
				return nil, a.fail(err)
			}
			for i := range subs {
				subs[i] = mask(subs[i])
			}
			return &output[subscriptionList]{subscriptionList{subs}}, nil
		})
	huma.Register(h, op("subscription", "GET", one, "One subscription", "Its secret is masked.", nil, http.StatusNotFound),
		func(ctx context.Context, in *nameInput) (*output[news.Subscription], error) {
			if err := in.only(); err != nil {
				return nil, err
			}
			s, err := a.subscription(ctx, in.Name)
			if err != nil {
				return nil, a.fail(err)
			}
			return &output[news.Subscription]{mask(s)}, nil
		})
	huma.Register(h, op("put-subscription", "PUT", one, "Create or replace a subscription",
		"A masked or absent secret keeps the stored one, as long as the webhook's URL stays.", nil, http.StatusRequestEntityTooLarge),
		func(ctx context.Context, in *putInput) (*subscriptionOutput, error) {
			if err := in.only(); err != nil {
				return nil, err
			}
			if in.Body.Name != "" && in.Body.Name != in.Name {
				return nil, bad("the name in the body is %q, in the address %q", in.Body.Name, in.Name)
			}
			in.Body.Name = in.Name
			s, status, err := a.putSubscription(ctx, in.Body)
			if err != nil {
				return nil, a.fail(err)
			}
			return &subscriptionOutput{Status: status, Location: "/api/v1/subscriptions/" + s.Name, Body: s}, nil
		})
	remove := op("delete-subscription", "DELETE", one, "End a subscription", "", nil, http.StatusNotFound)
	remove.DefaultStatus = http.StatusNoContent
	huma.Register(h, remove, func(ctx context.Context, in *nameInput) (*struct{}, error) {
		if err := in.only(); err != nil {
			return nil, err
		}
		return nil, a.fail(a.deleteSubscription(ctx, in.Name))
	})
	huma.Register(h, op("test-subscription", "POST", one+"/test", "Back-test a subscription",
		"What the subscription finds in the archive, newest first, as a search answers it. Changes nothing and needs no token.", []string{"limit", "cursor"}, http.StatusNotFound),
		func(ctx context.Context, in *nameInput) (*output[news.Results], error) {
			if err := in.only("limit", "cursor"); err != nil {
				return nil, err
			}
			q, err := searchQuery(in.query)
			if err != nil {
				return nil, err
			}
			s, err := a.subscription(ctx, in.Name)
			if err != nil {
				return nil, a.fail(err)
			}
			res, err := a.backTest(ctx, s, q.Limit, q.Cursor, true)
			if err != nil {
				return nil, a.fail(err)
			}
			return &output[news.Results]{res}, nil
		})
}

// backTest searches the archive for what a subscription would have found.
func (a *API) backTest(ctx context.Context, s news.Subscription, limit int, cursor string, highlight bool) (news.Results, error) {
	res, err := a.search(ctx, news.Query{Q: s.Query, Type: searchType(s.Type), Filters: s.Filters, Sort: "newest",
		Highlight: highlight, Limit: limit, Cursor: cursor})
	if res.Hits == nil {
		res.Hits = []news.Hit{}
	}
	return res, err
}

func searchType(subscription string) string {
	switch subscription {
	case "articles":
		return "articles"
	case "all":
		return ""
	}
	return "events"
}

func mask(s news.Subscription) news.Subscription {
	if s.Webhook != nil && s.Webhook.Secret != "" {
		hook := *s.Webhook
		hook.Secret = masked
		s.Webhook = &hook
	}
	return s
}

func (a *API) subscriptions(ctx context.Context) ([]news.Subscription, error) {
	if a.deps.Subscriptions == nil {
		return nil, news.ErrUnavailable
	}
	names, err := a.deps.Subscriptions.Keys(ctx)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return nil, err
	}
	subs := make([]news.Subscription, 0, len(names))
	for _, name := range names {
		s, err := a.subscription(ctx, name)
		if errors.Is(err, news.ErrNotFound) {
			continue // deleted meanwhile
		}
		if err != nil {
			return nil, err
		}
		subs = append(subs, s)
	}
	slices.SortFunc(subs, func(x, y news.Subscription) int { return strings.Compare(x.Name, y.Name) })
	return subs, nil
}

func (a *API) subscription(ctx context.Context, name string) (news.Subscription, error) {
	var s news.Subscription
	if a.deps.Subscriptions == nil {
		return s, news.ErrUnavailable
	}
	if err := (news.Subscription{Name: name}).Validate(); err != nil {
		return s, news.ErrNotFound // not a key that the bucket could hold
	}
	entry, err := a.deps.Subscriptions.Get(ctx, name)
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(entry.Value, &s)
}

func (a *API) createSubscription(ctx context.Context, body SubscriptionBody) (news.Subscription, error) {
	s, err := a.checked(body, nil)
	if err != nil {
		return s, err
	}
	names, err := a.deps.Subscriptions.Keys(ctx)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return s, err
	}
	if len(names) >= maxSubscriptions {
		return s, problem(http.StatusConflict, "there are %d subscriptions already; delete some", len(names))
	}
	value, err := json.Marshal(s)
	if err != nil {
		return s, err
	}
	if _, err = a.deps.Subscriptions.Create(ctx, s.Name, value); errors.Is(err, news.ErrConflict) {
		return s, problem(http.StatusConflict, "there is a subscription %s already; PUT replaces it", s.Name)
	}
	return s, err
}

func (a *API) putSubscription(ctx context.Context, body SubscriptionBody) (news.Subscription, int, error) {
	var before *news.Subscription
	status := http.StatusOK
	old, err := a.subscription(ctx, body.Name)
	switch {
	case err == nil:
		before = &old
	case errors.Is(err, news.ErrNotFound):
		status = http.StatusCreated
	default:
		return old, 0, err
	}
	s, err := a.checked(body, before)
	if err != nil {
		return s, 0, err
	}
	value, err := json.Marshal(s)
	if err != nil {
		return s, 0, err
	}
	if _, err := a.deps.Subscriptions.Put(ctx, s.Name, value); err != nil {
		return s, 0, err
	}
	if before != nil && s.Webhook != nil && before.Webhook != nil && s.Webhook.Secret == before.Webhook.Secret {
		s = mask(s) // only a new secret is shown
	}
	return s, status, nil
}

func (a *API) deleteSubscription(ctx context.Context, name string) error {
	if _, err := a.subscription(ctx, name); err != nil {
		return err
	}
	return a.deps.Subscriptions.Delete(ctx, name)
}

// checked refuses at once whatever the alerts room could not match or deliver
// later, when nobody looks.
func (a *API) checked(body SubscriptionBody, before *news.Subscription) (news.Subscription, error) {
	s := news.Subscription{Name: body.Name, Query: strings.TrimSpace(body.Query), Type: body.Type, Filters: body.Filters,
		Webhook: body.Webhook, Description: body.Description}
	if a.deps.Subscriptions == nil {
		return s, news.ErrUnavailable
	}
	if err := s.Validate(); err != nil {
		return s, bad("%s", err)
	}
	if n := utf8.RuneCountInString(s.Query); n > maxQuery {
		return s, bad("the query has %d characters, at most %d", n, maxQuery)
	}
	if _, err := query.Parse(s.Query); err != nil {
		return s, err
	}
	f, err := filters(filterValues(s.Filters))
	if err != nil {
		return s, err
	}
	s.Filters = f
	if s.Webhook != nil {
		hook := *s.Webhook
		if err := checkHook(&hook, before); err != nil {
			return s, err
		}
		s.Webhook = &hook
	}
	return s, nil
}

func checkHook(h *news.Webhook, before *news.Subscription) error {
	u, err := url.Parse(h.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil || len(h.URL) > 2000 {
		return bad("webhook url: want an absolute http or https address without a user name")
	}
	if h.Secret == masked || h.Secret == "" {
		h.Secret = ""
		if before != nil && before.Webhook != nil && before.Webhook.URL == h.URL {
			h.Secret = before.Webhook.Secret
		}
	}
	if h.Secret == "" {
		var key [24]byte
		_, _ = rand.Read(key[:]) // never fails, says its documentation
		h.Secret = "whsec_" + base64.StdEncoding.EncodeToString(key[:])
		return nil
	}
	raw, ok := strings.CutPrefix(h.Secret, "whsec_")
	key, err := base64.StdEncoding.DecodeString(raw)
	if !ok || err != nil || len(key) < 16 || len(key) > 64 {
		return bad("webhook secret: want whsec_ and 16 to 64 bytes in base64; leave it out to have one made")
	}
	return nil
}

// filterValues writes filters as the parameters of a search.
func filterValues(f news.Filters) url.Values {
	v := url.Values{}
	for name, values := range map[string][]string{"kind": f.Kind, "country": f.Country, "language": f.Language, "source": f.Source,
		"topic": f.Topic, "person": f.Person, "organization": f.Organization, "status": f.Status} {
		if len(values) > 0 {
			v[name] = slices.Clone(values)
		}
	}
	if f.From != "" {
		v.Set("from", f.From)
	}
	if f.To != "" {
		v.Set("to", f.To)
	}
	return v
}
