package news

// The vocabularies of a report.
const (
	KindConference  = "conference"
	KindSeminar     = "seminar"
	KindMeeting     = "meeting"
	KindSigning     = "signing"
	KindLaunch      = "launch"
	KindCompetition = "competition"
	KindTraining    = "training"
	KindScholarship = "scholarship"
	KindExhibition  = "exhibition"
	KindReport      = "report"

	StatusAnnounced = "announced"
	StatusHeld      = "held"
	StatusCancelled = "cancelled"
	StatusPostponed = "postponed"

	RoleHost        = "host"
	RoleOrganizer   = "organizer"
	RoleCoOrganizer = "co-organizer"
	RoleSupporter   = "supporter"
	RoleParticipant = "participant"
)

// Kinds lists every kind of event.
var Kinds = []string{KindConference, KindSeminar, KindMeeting, KindSigning, KindLaunch,
	KindCompetition, KindTraining, KindScholarship, KindExhibition, KindReport}

// Report is what one article says of one event.
type Report struct {
	Kind          string         `json:"kind"`
	Status        string         `json:"status"`
	Name          string         `json:"name"`
	Aliases       []string       `json:"aliases,omitempty"`
	PartOf        string         `json:"part_of,omitempty"`
	StartDate     string         `json:"start_date,omitempty"` // 2025, 2025-09 or 2025-09-15
	EndDate       string         `json:"end_date,omitempty"`
	Place         Place          `json:"place"`
	Theme         string         `json:"theme,omitempty"`
	Organizations []Organization `json:"organizations,omitempty"`
	People        []Person       `json:"people,omitempty"`
	Attendance    *Attendance    `json:"attendance,omitempty"`
	Initiatives   []Initiative   `json:"initiatives,omitempty"`
	Agreements    []Agreement    `json:"agreements,omitempty"`
	Figures       []Figure       `json:"figures,omitempty"`
	Statements    []Statement    `json:"statements,omitempty"`
	Countries     []string       `json:"countries,omitempty"` // ISO 3166-1 alpha-2, taking part
	Topics        []string       `json:"topics,omitempty"`    // slugs
	Evidence      []Evidence     `json:"evidence,omitempty"`
}

// Place is where an event was; all but Country in the article's own words.
type Place struct {
	Venue   string `json:"venue,omitempty"`
	City    string `json:"city,omitempty"`
	Region  string `json:"region,omitempty"`
	Country string `json:"country,omitempty"` // ISO 3166-1 alpha-2
}

// Organization is a body with its role in the event.
type Organization struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"` // acronyms and short forms in this article
	Role    string   `json:"role"`              // host, organizer, co-organizer, supporter, participant
	Country string   `json:"country,omitempty"`
}

// Person is somebody named, with what they did.
type Person struct {
	Name         string   `json:"name"`
	Aliases      []string `json:"aliases,omitempty"`
	Title        string   `json:"title,omitempty"`
	Organization string   `json:"organization,omitempty"`
	Country      string   `json:"country,omitempty"`
	Roles        []string `json:"roles,omitempty"` // opening-speech, keynote, speech, presided, declared-open, signed, met, attended, quoted
}

// Attendance is how many took part.
type Attendance struct {
	Value     float64 `json:"value"`
	Qualifier string  `json:"qualifier"` // exact, over, nearly, about
	Unit      string  `json:"unit"`
}

// Initiative is something launched, announced or founded.
type Initiative struct {
	Name   string `json:"name"`
	Action string `json:"action"` // launched, announced, established, unveiled, released, awarded, planned
}

// Agreement is something signed, with who signed it.
type Agreement struct {
	Title       string   `json:"title,omitempty"`
	Kind        string   `json:"kind,omitempty"` // memorandum, agreement, letter of intent, declaration, ...
	Parties     []string `json:"parties,omitempty"`
	Signatories []string `json:"signatories,omitempty"`
	Status      string   `json:"status"` // signed, renewed, planned
}

// Figure is one number with its meaning.
type Figure struct {
	Value     float64 `json:"value"`
	Qualifier string  `json:"qualifier"` // exact, over, nearly, about
	Unit      string  `json:"unit"`
	Subject   string  `json:"subject,omitempty"`
	Scope     string  `json:"scope,omitempty"` // this-event, cumulative, annual, planned
	AsOf      string  `json:"as_of,omitempty"`
}

// Statement is what a named person said, in the article's words.
type Statement struct {
	Speaker string `json:"speaker"`
	Text    string `json:"text"`
}

// Evidence is the words behind one value. Start and End count Unicode code
// points of Article.Text; Quote is exactly that slice.
type Evidence struct {
	Field string `json:"field"` // JSON Pointer (RFC 6901) into the report
	Quote string `json:"quote"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Event is the record of one real event: what its reports add up to.
type Event struct {
	ID      string  `json:"id"`
	Version int     `json:"version"` // counts changes, from 1
	Series  *Series `json:"series,omitempty"`
	Report          // every field chosen by the rule in DESIGN.md; Evidence quotes the chosen values' articles through Assertions

	Sources    []EventSource `json:"sources"`
	Assertions []Assertion   `json:"assertions"`
	Conflicts  []string      `json:"conflicts,omitempty"` // fields whose asserted values disagree
	Why        []string      `json:"why,omitempty"`       // why each report belongs here, one line a source
	History    []Revision    `json:"history"`
	MergedFrom []string      `json:"merged_from,omitempty"` // ids that redirect here
	MergedInto string        `json:"merged_into,omitempty"` // set on a record that only redirects
}

// Series is the series that an event is an edition of.
type Series struct {
	Name    string `json:"name"`
	Edition int    `json:"edition,omitempty"`
	Year    int    `json:"year,omitempty"`
}

// EventSource is one reporting article.
type EventSource struct {
	ID        string `json:"id"` // the article's
	URL       string `json:"url"`
	Title     string `json:"title"`
	Source    string `json:"source"`
	Country   string `json:"country,omitempty"` // of the source
	Language  string `json:"language"`
	Published string `json:"published"`
	Main      bool   `json:"main"` // this is that article's main event
}

// Assertion is one value that one article asserted. Value is the JSON value at Field.
type Assertion struct {
	Field   string `json:"field"` // JSON Pointer into the article's own report
	Value   any    `json:"value"`
	Article string `json:"article"`
	Quote   string `json:"quote,omitempty"`
	Start   int    `json:"start,omitempty"`
	End     int    `json:"end,omitempty"`
}

// Revision says what one version changed, because of which article.
type Revision struct {
	Version int      `json:"version"`
	Article string   `json:"article"`
	Changes []Change `json:"changes,omitempty"`
}

// Change is one changed field.
type Change struct {
	Field string `json:"field"`
	Old   any    `json:"old,omitempty"`
	New   any    `json:"new,omitempty"`
}

// EventChange is one message of the stream EVENTS.
type EventChange struct {
	Action  string   `json:"action"` // created, updated
	Event   Event    `json:"event"`
	Changes []Change `json:"changes,omitempty"`
}
