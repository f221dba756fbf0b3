package news

import "time"

// Tick tells the crawlers that a source is due. Its message id is
// "<source>@<scheduled time>", so several schedulers do no harm.
type Tick struct {
	Source string    `json:"source"`
	Time   time.Time `json:"time"`            // scheduled, UTC
	Reason string    `json:"reason"`          // schedule, missed, first, manual
	Force  bool      `json:"force,omitempty"` // crawl even when another tick did so just now
}

// Page is one fetched web page. Body is not part of the message: the bus keeps
// it in the object store under Digest and gives it back to the handler.
type Page struct {
	Source    string            `json:"source"`
	Country   string            `json:"country,omitempty"`  // of the source
	Language  string            `json:"language,omitempty"` // default of the source
	URL       string            `json:"url"`                // canonical, as discovered
	FinalURL  string            `json:"final_url,omitempty"`
	FetchedAt time.Time         `json:"fetched_at"`
	Status    int               `json:"status"`
	Header    map[string]string `json:"header,omitempty"`  // response headers worth keeping
	Charset   string            `json:"charset,omitempty"` // label that the crawler settled on; Body is raw
	Digest    string            `json:"digest"`            // "sha256/<hex>" of Body
	Size      int               `json:"size"`              // bytes of Body
	Title     string            `json:"title,omitempty"`   // as the feed or sitemap gave it
	Published string            `json:"published,omitempty"`
	Content   Content           `json:"content,omitzero"` // the source's selectors, so that the processor needs no configuration
	Body      []byte            `json:"-"`
}

// Content holds CSS selectors that override what the processor finds by itself.
type Content struct {
	Title  string   `json:"title,omitempty" yaml:"title"`
	Body   string   `json:"body,omitempty" yaml:"body"`
	Date   string   `json:"date,omitempty" yaml:"date"`
	Remove []string `json:"remove,omitempty" yaml:"remove"`
}

// IsZero lets encoding/json leave empty selectors out.
func (c Content) IsZero() bool {
	return c.Title == "" && c.Body == "" && c.Date == "" && len(c.Remove) == 0
}

// Source is one place to crawl, as configs/sources.yaml describes it.
type Source struct {
	ID           string   `json:"id" yaml:"id"` // [a-z0-9-]+
	Name         string   `json:"name" yaml:"name"`
	Country      string   `json:"country" yaml:"country"`   // ISO 3166-1 alpha-2, "" for regional bodies
	Language     string   `json:"language" yaml:"language"` // default when the page does not tell
	Schedule     string   `json:"schedule" yaml:"schedule"`
	Timezone     string   `json:"timezone" yaml:"timezone"` // IANA
	Feeds        []string `json:"feeds,omitempty" yaml:"feeds"`
	Sitemaps     []string `json:"sitemaps,omitempty" yaml:"sitemaps"`
	Lists        []List   `json:"lists,omitempty" yaml:"lists"`
	Articles     Filter   `json:"articles,omitzero" yaml:"articles"`
	Content      Content  `json:"content,omitzero" yaml:"content"`
	Delay        Duration `json:"delay,omitempty" yaml:"delay"` // least time between two requests to one host
	AllowPrivate bool     `json:"allow_private,omitempty" yaml:"allow_private"`
	Charset      string   `json:"charset,omitempty" yaml:"charset"`     // when nothing on the page tells
	MaxPages     int      `json:"max_pages,omitempty" yaml:"max_pages"` // new pages fetched a tick; 0 means 200
	Note         string   `json:"note,omitempty" yaml:"note"`           // what was and was not verifiable
	Disabled     bool     `json:"disabled,omitempty" yaml:"disabled"`
}

// List is a page whose links lead to articles.
type List struct {
	URL   string `json:"url" yaml:"url"`
	Links string `json:"links,omitempty" yaml:"links"` // CSS; "" means every link that Filter allows
	Next  string `json:"next,omitempty" yaml:"next"`   // CSS of the link to the next page, "" for one page only
	Pages int    `json:"pages,omitempty" yaml:"pages"` // at most so many pages of the list; 0 means 1
}

// Filter chooses URLs by regular expressions: one of Allow (when there are any)
// and none of Deny must match.
type Filter struct {
	Allow []string `json:"allow,omitempty" yaml:"allow"`
	Deny  []string `json:"deny,omitempty" yaml:"deny"`
}

// IsZero lets encoding/json leave an empty filter out.
func (f Filter) IsZero() bool { return len(f.Allow) == 0 && len(f.Deny) == 0 }

// Duration is a time.Duration written as text ("5s", "1m30s").
type Duration time.Duration

// MarshalText writes the form that time.ParseDuration reads.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads "5s", "1m30s" and the like.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = Duration(v)
	return err
}

// SourceState is the health of one source; the bucket "sources" holds it by id.
type SourceState struct {
	Source      string    `json:"source"`
	LastTick    time.Time `json:"last_tick,omitzero"` // scheduled time of the last tick that was crawled
	LastStart   time.Time `json:"last_start,omitzero"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	LastArticle time.Time `json:"last_article,omitzero"`
	LastError   string    `json:"last_error,omitempty"`
	Errors      int       `json:"errors"`    // ticks in a row that failed
	Found       int       `json:"found"`     // article links seen at the last tick
	Published   int       `json:"published"` // pages published at the last tick
	Total       int64     `json:"total"`     // pages published ever
	Problems    []string  `json:"problems,omitempty"`
}

// ArticleType is the content type of a page whose body is an Article as JSON:
// imported articles go the way of every page.
const ArticleType = "application/vnd.caewatch.article+json"
