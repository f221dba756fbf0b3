package page

import (
	"caewatch/news"
	"caewatch/processor/lang"
)

// sure is the confidence from which the words outweigh what the page declares:
// many pages declare the language of their template.
const sure = 0.6

// Language tells the language of an article by its words, "" when they say nothing.
func Language(a news.Article) string { return language(a, "") }

// language is what the words say; the page's own declaration or the source's
// default counts only where they leave doubt.
func language(a news.Article, hint string) string {
	hint = langTag(hint)
	tag, confidence := lang.Identify(a.Title + "\n" + a.Text)
	if tag == "" || tag == "und" || hint != "" && confidence < sure {
		return hint
	}
	return tag
}
