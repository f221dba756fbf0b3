package extract

// date is one date of the text, with the sentence that holds it.
type date struct {
	span
	start, end string
	day        bool // known to the day
	sent       int
}

// when gives an event its dates: of the sentence that says it is held, before
// other sentences that name it, before the next sentence that speaks of "the
// conference".
func (e *en) when(x *event, main bool) (start, end val) {
	start, end = e.stated(x, main)
	if len(start.text) == 7 {
		// "next month", then the days of it.
		for i := range e.dates {
			dt := &e.dates[i]
			if dt.day && len(dt.start) == 10 && dt.start[:7] == start.text && e.speaksOf(x, dt.sent) && !e.historic(dt) && !e.dateline.contains(dt.span) && !e.dayOfSaying(dt) {
				return e.d.say(dt.start, dt.span, "days of the month told"), e.d.say(dt.end, dt.span, "days of the month told")
			}
		}
	}
	if len(start.text) == 10 && end.text == start.text {
		start, end = e.wholeTime(x, start, end)
	}
	return start, end
}

var lasting = set("run runs running last lasts lasting continue continues continuing goes ran lasted")

// wholeTime widens the one day of an event to the range that a sentence about it
// states, "held from May 20 to 22", or to the end that one gives: "runs until".
func (e *en) wholeTime(x *event, start, end val) (val, val) {
	for s := max(x.held, x.sents[0]); s+1 < len(e.first); s++ {
		if e.junk[s] || e.d.sents[s].heading || s != x.held && !e.speaksOf(x, s) {
			continue
		}
		for i := range e.dates {
			dt := &e.dates[i]
			if dt.sent != s || !dt.day || e.dateline.contains(dt.span) || dt.end < start.text {
				continue
			}
			k := e.tokenAt(dt.span.start)
			if dt.start < dt.end && dt.start <= start.text && !e.historic(dt) {
				return e.d.say(dt.start, dt.span, "days stated of the event"), e.d.say(dt.end, dt.span, "days stated of the event")
			}
			if w := e.low(k-1, k); dt.start == dt.end && dt.end > start.text && k-2 >= e.first[s] && (w == "until" || w == "till" || w == "through" || w == "to") && (lasting[e.t[k-2].low] || lasting[e.low(k-3, k)]) {
				return start, e.d.say(dt.end, dt.span, "day it runs until")
			}
		}
	}
	return start, end
}

// stated gives the date of the sentence that tells of the event first.
func (e *en) stated(x *event, main bool) (start, end val) {
	tried := map[int]bool{}
	try := func(s int, rule string) bool {
		if s < 0 || tried[s] {
			return false
		}
		tried[s] = true
		var best *date
		for i := range e.dates {
			dt := &e.dates[i]
			if dt.sent != s || dt.start == "" || e.historic(dt) {
				continue
			}
			if e.dateline.contains(dt.span) || e.dayOfSaying(dt) {
				continue
			}
			if best == nil || dt.day && !best.day || dt.day == best.day && s == x.held && x.heldTok > 0 && e.far(dt, x.heldTok) < e.far(best, x.heldTok) {
				best = dt
			}
		}
		if best == nil || !best.day && len(best.start) < 7 {
			return false
		}
		start = e.d.say(best.start, best.span, rule)
		end = e.d.say(best.end, best.span, rule)
		return true
	}
	if try(x.held, "date in the sentence that says it is held") {
		return
	}
	if x.held < 0 && !main {
		return
	}
	for _, s := range x.sents {
		if !e.d.sents[s].heading && try(s, "date beside the name") {
			return
		}
	}
	if !main {
		return
	}
	// The sentences around: "The two-day forum ended on Friday", then the lead.
	if x.held >= 0 {
		for s := x.held + 1; s < x.held+3 && s+1 < len(e.first); s++ {
			if e.speaksOf(x, s) && try(s, "date in a sentence about it") {
				return
			}
		}
	}
	n := 0
	for s := 0; s+1 < len(e.first) && n < 3; s++ {
		if e.junk[s] || e.d.sents[s].heading {
			continue
		}
		n++
		if try(s, "date of the lead") {
			return
		}
	}
	return val{}, val{}
}

// dayOfSaying tells the day of "organisers said on Thursday", which is not the
// day of what they spoke of.
func (e *en) dayOfSaying(dt *date) bool {
	k := e.tokenAt(dt.span.start) - 1
	if k >= 0 && e.t[k].low == "on" {
		k--
	}
	return k >= 0 && int(e.t[k].sent) == dt.sent && (e.t[k].low == "said" || e.t[k].low == "announced" && e.t[max(k-1, 0)].low != "was" && e.t[max(k-1, 0)].low != "were")
}

// far is the distance in bytes of a date from a token; a date after it is nearer.
func (e *en) far(dt *date, tok int) int {
	at := e.t[tok].start
	if dt.span.start >= at {
		return (dt.span.start - at) / 2
	}
	return at - dt.span.end
}

// historic tells dates that are background: "since 2008", "founded in 1952", "in
// 2023" with the year alone.
func (e *en) historic(dt *date) bool {
	k := e.tokenAt(dt.span.start) - 1
	for n := 0; k >= 0 && n < 3 && int(e.t[k].sent) == dt.sent; k, n = k-1, n+1 {
		switch e.t[k].low {
		case "since", "founded", "established", "until", "by", "before", "born":
			return true
		}
	}
	return false
}

// speaksOf tells that a sentence speaks of the event by its noun: "the seminar".
func (e *en) speaksOf(x *event, s int) bool {
	for k := e.first[s]; k < e.first[s+1]; k++ {
		w := e.t[k].low
		if (w == x.noun || w == "event" || w == "ceremony") && k > e.first[s] {
			return true
		}
	}
	return false
}
