package alerts

import (
	"cmp"
	"slices"

	"caewatch/news"
	"caewatch/news/query"
)

const passages = 5 // most passages of one alert

// Set holds compiled subscriptions so that a record is held only against those
// that it may meet: each is filed under terms of which a matching record has one.
// It is safe for several readers while nobody writes.
type Set struct {
	subs   map[string]*compiled
	filed  map[string]map[*compiled]struct{} // by signal
	always map[*compiled]struct{}            // those without such terms
}

type compiled struct {
	sub     news.Subscription
	plan    *query.Plan
	signals []string // nil: always run
}

// Match is a subscription that a record meets.
type Match struct {
	Subscription news.Subscription
	Passages     []news.Evidence // the matching words
}

// NewSet makes an empty set.
func NewSet() *Set {
	return &Set{subs: map[string]*compiled{}, filed: map[string]map[*compiled]struct{}{}, always: map[*compiled]struct{}{}}
}

func compile(s news.Subscription) (*compiled, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	plan, err := query.CompileSubscription(s)
	if err != nil {
		return nil, err
	}
	return &compiled{sub: s, plan: plan, signals: plan.Required()}, nil
}

// Put adds a subscription, or replaces the one of its name.
func (s *Set) Put(sub news.Subscription) error {
	c, err := compile(sub)
	if err != nil {
		return err
	}
	s.Remove(sub.Name)
	s.subs[sub.Name] = c
	if c.signals == nil {
		s.always[c] = struct{}{}
		return nil
	}
	for _, g := range c.signals {
		if s.filed[g] == nil {
			s.filed[g] = map[*compiled]struct{}{}
		}
		s.filed[g][c] = struct{}{}
	}
	return nil
}

// Remove takes a subscription out; an unknown name is nothing.
func (s *Set) Remove(name string) {
	c := s.subs[name]
	if c == nil {
		return
	}
	delete(s.subs, name)
	delete(s.always, c)
	for _, g := range c.signals {
		if delete(s.filed[g], c); len(s.filed[g]) == 0 {
			delete(s.filed, g)
		}
	}
}

// Get returns the subscription of that name.
func (s *Set) Get(name string) (news.Subscription, bool) {
	c := s.subs[name]
	if c == nil {
		return news.Subscription{}, false
	}
	return c.sub, true
}

// Len is how many subscriptions there are.
func (s *Set) Len() int { return len(s.subs) }

// Match returns the subscriptions that the record meets, by name.
func (s *Set) Match(d *query.Doc) []Match {
	tried := map[*compiled]bool{}
	var out []Match
	try := func(c *compiled) {
		if tried[c] {
			return
		}
		tried[c] = true
		if c.plan.Match(d) {
			out = append(out, Match{c.sub, evidence(c.plan, d)})
		}
	}
	for c := range s.always {
		try(c)
	}
	d.Signals(func(g string) {
		for c := range s.filed[g] {
			try(c)
		}
	})
	slices.SortFunc(out, func(a, b Match) int { return cmp.Compare(a.Subscription.Name, b.Subscription.Name) })
	return out
}

func evidence(p *query.Plan, d *query.Doc) []news.Evidence {
	var out []news.Evidence
	for _, g := range p.Passages(d, passages) {
		out = append(out, g.Evidence())
	}
	return out
}

// Matches tells whether a record meets one subscription, and by which words. It
// is for back-tests over the archive; the error says what is wrong with the
// subscription.
func Matches(sub news.Subscription, d *query.Doc) (bool, []news.Evidence, error) {
	c, err := compile(sub)
	if err != nil || !c.plan.Match(d) {
		return false, nil, err
	}
	return true, evidence(c.plan, d), nil
}
