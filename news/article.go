package news

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Article is the main text of one page and what the page says about itself.
type Article struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Title     string `json:"title"`
	Byline    string `json:"byline"`
	Published string `json:"published"` // ISO 8601 day or moment; "" when the page says nothing
	Language  string `json:"language"`  // BCP 47: en zh id ms th vi lo km my fil; "" unknown
	Source    string `json:"source"`    // id of the source, "" when unknown
	Country   string `json:"country,omitempty"`
	Text      string `json:"text"` // paragraphs separated by "\n\n", NFC
}

// ArticleID derives an article's id: from its URL where it has one, so that a
// corrected article keeps its id, else from title and text.
func ArticleID(url, title, text string) string {
	if url != "" {
		return "a" + Digest("url", url)
	}
	return "a" + Digest("text", title, text)
}

// Version identifies this wording of the article.
func (a Article) Version() string {
	return Digest(a.ID, a.Title, a.Published, a.Language, a.Text)
}

// Extraction is an article with what it reports; it is one message of the stream
// ARTICLES and one line of caewatch extract.
type Extraction struct {
	Article   Article  `json:"article"`
	Relevant  bool     `json:"relevant"`
	Relevance float64  `json:"relevance"` // 0 to 1
	Reasons   []string `json:"reasons"`
	Events    []Report `json:"events"` // the main event first
}

// Validate holds every quote against the text.
func (x Extraction) Validate() error {
	if x.Article.ID == "" {
		return errors.New("article: no id")
	}
	if !utf8.ValidString(x.Article.Text) {
		return errors.New("article: text is not UTF-8")
	}
	text := []rune(x.Article.Text)
	for i := range x.Events {
		for _, e := range x.Events[i].Evidence {
			if e.Start < 0 || e.Start >= e.End || e.End > len(text) || string(text[e.Start:e.End]) != e.Quote {
				return fmt.Errorf("event %d: %s: text[%d:%d] is not %q", i, e.Field, e.Start, e.End, e.Quote)
			}
		}
	}
	return nil
}
