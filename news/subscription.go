package news

import (
	"fmt"
	"regexp"
	"time"
)

// Subscription is a standing query; the bucket "subscriptions" holds it by name.
type Subscription struct {
	Name        string   `json:"name"`           // [a-z0-9-]+, the last token of caewatch.alerts.<name>
	Query       string   `json:"query"`          // the query language of the search
	Type        string   `json:"type,omitempty"` // "" or events, articles, all; "" means events
	Filters     Filters  `json:"filters,omitzero"`
	Webhook     *Webhook `json:"webhook,omitempty"`
	Description string   `json:"description,omitempty"`
}

// Webhook is an HTTP target of a subscription, signed by Standard Webhooks.
type Webhook struct {
	URL      string `json:"url"`
	Secret   string `json:"secret,omitempty"` // whsec_...; masked when shown
	Disabled bool   `json:"disabled,omitempty"`
}

var subscriptionName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// Validate checks the name; the query is checked by the query package.
func (s Subscription) Validate() error {
	if !subscriptionName.MatchString(s.Name) {
		return fmt.Errorf("subscription name %q: want 1 to 64 of a-z, 0-9 and -", s.Name)
	}
	switch s.Type {
	case "", "events", "articles", "all":
	default:
		return fmt.Errorf("subscription %s: type %q: want events, articles or all", s.Name, s.Type)
	}
	return nil
}

// Alert is one message of the stream ALERTS.
type Alert struct {
	ID           string     `json:"id"` // from subscription, record and version
	Subscription string     `json:"subscription"`
	Type         string     `json:"type"`   // event, article
	Action       string     `json:"action"` // created, updated
	Event        *Event     `json:"event,omitempty"`
	Article      *Article   `json:"article,omitempty"`
	Passages     []Evidence `json:"passages,omitempty"` // the matching words
	Changes      []Change   `json:"changes,omitempty"`
	Sequence     uint64     `json:"-"` // in ALERTS, set by the bus on reading
	Time         time.Time  `json:"-"` // when the bus stored it
}
