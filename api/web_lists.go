package api

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"caewatch/news"
)

// namesView lists people or organisations with their numbers of events.
type namesView struct {
	Title, To string
	Q         string
	Values    []Count
}

func (a *API) peoplePage(w http.ResponseWriter, r *http.Request) error {
	return a.names(w, r, "person", "People", "/people/")
}

func (a *API) organizationsPage(w http.ResponseWriter, r *http.Request) error {
	return a.names(w, r, "organization", "Organisations", "/organizations/")
}

func (a *API) names(w http.ResponseWriter, r *http.Request, facet, title, to string) error {
	q, err := searchQuery(lenient(r.URL.Query()))
	if err != nil {
		return err
	}
	q.Type, q.Facets, q.Limit, q.Cursor = "events", []string{facet}, 1, ""
	res, err := a.search(r.Context(), q)
	if err != nil {
		return err
	}
	view := namesView{Title: title, To: to, Q: q.Q}
	for _, f := range res.Facets[facet] {
		view.Values = append(view.Values, Count{Value: f.Value, ID: news.Slug(f.Value), Count: f.Count})
	}
	return a.render(w, r, http.StatusOK, "names.html", title, view)
}

// ledgerView is the page of agreements or of figures.
type ledgerView struct {
	Q         string
	Country   string
	From, To  string
	Countries []facetValue
	Groups    []agreementGroup
	Figures   []FigureRow
	Events    uint64
	Rows      int
	Next, API string
}

type agreementGroup struct {
	Country, Name string
	Rows          []AgreementRow
}

func (a *API) ledgerFrame(r *http.Request, to string) (ledgerView, news.Query, error) {
	v := lenient(r.URL.Query())
	q, err := searchQuery(v)
	if err != nil {
		return ledgerView{}, q, err
	}
	q.Limit = 200
	q.Sort = cmp.Or(q.Sort, "newest")
	view := ledgerView{Q: q.Q, From: v.Get("from"), To: v.Get("to"), Country: strings.ToUpper(v.Get("country")), API: link("/api/v1"+to, without(v, "cursor"))}
	for _, c := range []string{"BN", "CN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN"} {
		values := without(v, "cursor")
		values.Set("country", c)
		if c == view.Country {
			values.Del("country")
		}
		view.Countries = append(view.Countries, facetValue{Label: countryName(c), Link: link(to, values), On: c == view.Country})
	}
	slices.SortFunc(view.Countries, func(x, y facetValue) int { return strings.Compare(x.Label, y.Label) })
	return view, q, nil
}

func nextLink(r *http.Request, to, cursor string) string {
	if cursor == "" {
		return ""
	}
	v := maps.Clone(lenient(r.URL.Query()))
	v.Set("cursor", cursor)
	return link(to, v)
}

func (a *API) agreementsPage(w http.ResponseWriter, r *http.Request) error {
	view, q, err := a.ledgerFrame(r, "/agreements")
	if err != nil {
		return err
	}
	l, err := ledger(r.Context(), a, q, agreementRows)
	if err != nil {
		return err
	}
	view.Events, view.Rows, view.Next = l.Events, len(l.Rows), nextLink(r, "/agreements", l.NextCursor)
	// An agreement between China and two members belongs to both members; one
	// that names no member state stands under China, or under none.
	byCountry := map[string][]AgreementRow{}
	for _, row := range l.Rows {
		partners := slices.DeleteFunc(slices.Clone(row.Countries), func(c string) bool { return c == "CN" })
		if len(partners) == 0 {
			partners = []string{""}
		}
		for _, c := range partners {
			if view.Country == "" || view.Country == "CN" || c == view.Country {
				byCountry[c] = append(byCountry[c], row)
			}
		}
	}
	for _, c := range sortedKeys(byCountry) {
		name := countryName(c)
		if c == "" {
			name = "No member state named"
		}
		view.Groups = append(view.Groups, agreementGroup{c, name, byCountry[c]})
	}
	slices.SortStableFunc(view.Groups, func(x, y agreementGroup) int {
		if (x.Country == "") != (y.Country == "") {
			return cmp.Compare(y.Country, x.Country)
		}
		return strings.Compare(x.Name, y.Name)
	})
	return a.render(w, r, http.StatusOK, "agreements.html", "Agreements by country", view)
}

func (a *API) figuresPage(w http.ResponseWriter, r *http.Request) error {
	view, q, err := a.ledgerFrame(r, "/figures")
	if err != nil {
		return err
	}
	l, err := ledger(r.Context(), a, q, figureRows)
	if err != nil {
		return err
	}
	view.Events, view.Rows, view.Figures, view.Next = l.Events, len(l.Rows), l.Rows, nextLink(r, "/figures", l.NextCursor)
	return a.render(w, r, http.StatusOK, "figures.html", "Figures", view)
}

type sourcesView struct {
	Sources               []sourceRow
	OK, Failing, Waiting  int
	MayWrite, NeedsTokens bool
}

type sourceRow struct {
	SourceHealth
	Ago string
}

func (a *API) sourcesPage(w http.ResponseWriter, r *http.Request) error {
	list, err := a.sourceHealth(r.Context())
	if err != nil {
		return err
	}
	var view sourcesView
	for _, s := range list {
		row := sourceRow{SourceHealth: s}
		switch s.Health {
		case "ok":
			view.OK++
		case "failing":
			view.Failing++
		case "waiting":
			view.Waiting++
		}
		if s.State != nil && !s.State.LastSuccess.IsZero() {
			row.Ago = ago(a.cfg.Now().Sub(s.State.LastSuccess))
		}
		view.Sources = append(view.Sources, row)
	}
	// What needs a look comes first.
	slices.SortStableFunc(view.Sources, func(x, y sourceRow) int {
		rank := func(h string) int { return slices.Index([]string{"failing", "waiting", "ok", "disabled"}, h) }
		return cmp.Compare(rank(x.Health), rank(y.Health))
	})
	return a.render(w, r, http.StatusOK, "sources.html", "Sources", view)
}

func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return itoa(int(d.Minutes())) + " min ago"
	case d < 48*time.Hour:
		return itoa(int(d.Hours())) + " h ago"
	}
	return itoa(int(d.Hours()/24)) + " days ago"
}

type liveView struct {
	Name   string
	Alerts []alertRow
	Since  uint64
	Stream string
}

type alertRow struct {
	Alert   news.Alert
	Title   string
	Link    string
	Lang    string
	When    time.Time
	Detail  string
	Changes []string
}

func rowOf(al news.Alert) alertRow {
	row := alertRow{Alert: al, When: al.Time}
	switch {
	case al.Event != nil:
		row.Title, row.Link = al.Event.Name, "/events/"+url.PathEscape(al.Event.ID)
		row.Detail = strings.Join(tagsOf(dates(eventDate(*al.Event), al.Event.EndDate), placeText(al.Event.Place)), " · ")
	case al.Article != nil:
		row.Title, row.Link, row.Lang = al.Article.Title, "/articles/"+url.PathEscape(al.Article.ID), al.Article.Language
		row.Detail = strings.Join(tagsOf(dates(al.Article.Published, ""), al.Article.Source), " · ")
	}
	for _, c := range al.Changes {
		row.Changes = append(row.Changes, strings.ReplaceAll(strings.TrimPrefix(c.Field, "/"), "_", " "))
	}
	return row
}

func (a *API) livePage(w http.ResponseWriter, r *http.Request) error {
	name := r.URL.Query().Get("subscription")
	if name != "" {
		if err := (news.Subscription{Name: name}).Validate(); err != nil {
			return bad("%s", err)
		}
	}
	alerts, err := a.recent(r.Context(), name, 50)
	if err != nil {
		return err
	}
	view := liveView{Name: name}
	v := url.Values{}
	if name != "" {
		v.Set("subscription", name)
	}
	for i, al := range alerts {
		if i == 0 && al.Sequence > 0 {
			view.Since = al.Sequence
			v.Set("since", itoa(int(al.Sequence))) // the page continues where its list ends
		}
		view.Alerts = append(view.Alerts, rowOf(al))
	}
	view.Stream = link("/api/v1/alerts", v)
	return a.render(w, r, http.StatusOK, "live.html", "Live alerts", view)
}
