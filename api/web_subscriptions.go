package api

import (
	"net/http"
	"net/url"
	"strings"

	"caewatch/news"
)

type subscriptionsView struct {
	Subscriptions []subscriptionRow
	Form          url.Values
	Filters       []formField
	Problem       *Problem
	Made          *news.Subscription // just created; its secret is shown this once
	Needs         bool               // a token must be typed
	Off           bool               // nobody may write
}

type subscriptionRow struct {
	news.Subscription
	Search string
	Chips  []string
}

type formField struct{ Name, Label, Value, Hint string }

var formLabels = map[string][2]string{
	"kind":         {"Kinds", "conference, signing"},
	"country":      {"Countries", "CN, TH"},
	"language":     {"Languages", "en, zh"},
	"source":       {"Sources", ""},
	"topic":        {"Topics", "vocational-education"},
	"person":       {"People", ""},
	"organization": {"Organisations", ""},
	"status":       {"Status", "announced, held"},
	"from":         {"From", "2025-07"},
	"to":           {"To", "2025-09-30"},
}

func rowOfSubscription(s news.Subscription) subscriptionRow {
	v := filterValues(s.Filters)
	if s.Query != "" {
		v.Set("q", s.Query)
	}
	if t := searchType(s.Type); t != "" {
		v.Set("type", t)
	}
	row := subscriptionRow{Subscription: mask(s), Search: link("/", v)}
	for _, name := range filterNames {
		for _, value := range filterValues(s.Filters)[name] {
			row.Chips = append(row.Chips, name+": "+labelOf(name, value))
		}
	}
	return row
}

func (a *API) subscriptionsPage(w http.ResponseWriter, r *http.Request) error {
	return a.showSubscriptions(w, r, http.StatusOK, lenient(r.URL.Query()), nil, nil)
}

// showSubscriptions shows the form as it was filled in, so that a mistake costs
// no retyping; the token is not sent back.
func (a *API) showSubscriptions(w http.ResponseWriter, r *http.Request, status int, form url.Values, p *Problem, made *news.Subscription) error {
	subs, err := a.subscriptions(r.Context())
	if err != nil {
		return err
	}
	view := subscriptionsView{Form: form, Problem: p, Made: made, Needs: !a.cfg.OpenWrites, Off: len(a.cfg.Tokens) == 0 && !a.cfg.OpenWrites}
	for _, s := range subs {
		view.Subscriptions = append(view.Subscriptions, rowOfSubscription(s))
	}
	for _, name := range filterNames {
		view.Filters = append(view.Filters, formField{name, formLabels[name][0], strings.Join(form[name], ", "), formLabels[name][1]})
	}
	if form.Get("q") != "" && form.Get("query") == "" {
		form.Set("query", form.Get("q")) // coming from a search
	}
	form.Del("token")
	return a.render(w, r, status, "subscriptions.html", "Subscriptions", view)
}

// formToken is the token that a form carries; a browser that signed in by Basic
// authentication need not type it again.
func formToken(r *http.Request) string {
	if t := strings.TrimSpace(r.PostForm.Get("token")); t != "" {
		return t
	}
	return requestToken(r)
}

func (a *API) createSubscriptionForm(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return a.formError(err)
	}
	form := r.PostForm
	if p := a.mayWrite(r, formToken(r)); p != nil {
		return a.showSubscriptions(w, r, p.Status, form, p, nil)
	}
	body := SubscriptionBody{Name: strings.TrimSpace(form.Get("name")), Query: form.Get("query"), Type: form.Get("type"), Description: strings.TrimSpace(form.Get("description"))}
	f, err := filters(lenient(form))
	if err == nil {
		body.Filters = f
		if hook := strings.TrimSpace(form.Get("webhook")); hook != "" {
			body.Webhook = &news.Webhook{URL: hook}
		}
		var s news.Subscription
		if s, err = a.createSubscription(r.Context(), body); err == nil {
			if s.Webhook == nil {
				http.Redirect(w, r, "/subscriptions/"+s.Name, http.StatusSeeOther)
				return nil
			}
			return a.showSubscriptions(w, r, http.StatusCreated, url.Values{}, nil, &s)
		}
	}
	p := a.asProblem(err)
	return a.showSubscriptions(w, r, p.Status, form, p, nil)
}

func (a *API) formError(err error) error {
	if p := a.asProblem(err); p.Status == http.StatusRequestEntityTooLarge {
		return p
	}
	return bad("the form cannot be read")
}

func (a *API) deleteSubscriptionForm(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return a.formError(err)
	}
	if p := a.mayWrite(r, formToken(r)); p != nil {
		return a.showSubscriptions(w, r, p.Status, url.Values{}, p, nil)
	}
	if err := a.deleteSubscription(r.Context(), r.PathValue("name")); err != nil {
		return err
	}
	http.Redirect(w, r, "/subscriptions", http.StatusSeeOther)
	return nil
}

type subscriptionView struct {
	Row     subscriptionRow
	Alerts  []alertRow
	Results news.Results
	Problem *Problem
	Next    string
	Needs   bool
	Off     bool
}

// subscriptionPage shows the alerts so far and the back-test over the archive.
func (a *API) subscriptionPage(w http.ResponseWriter, r *http.Request) error {
	s, err := a.subscription(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	view := subscriptionView{Row: rowOfSubscription(s), Needs: !a.cfg.OpenWrites, Off: len(a.cfg.Tokens) == 0 && !a.cfg.OpenWrites}
	alerts, err := a.recent(r.Context(), s.Name, 10)
	if err != nil {
		return err
	}
	for _, al := range alerts {
		view.Alerts = append(view.Alerts, rowOf(al))
	}
	if view.Results, err = a.backTest(r.Context(), s, defaultLim, r.URL.Query().Get("cursor"), true); err != nil {
		view.Problem = a.asProblem(err)
	}
	view.Next = nextLink(r, "/subscriptions/"+s.Name, view.Results.NextCursor)
	return a.render(w, r, http.StatusOK, "subscription.html", s.Name, view)
}
