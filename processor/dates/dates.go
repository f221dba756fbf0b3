// Package dates finds the dates that an article writes, in ten languages, and tells
// them as ISO 8601 as precise as known: 2025, 2025-09, 2025-09-15. A year that is
// not written is inferred from the day of publication or from the year that the
// article is about. It reads no clock.
package dates

// Ref is what the surroundings of a text tell about its dates.
type Ref struct {
	Published string // ISO 8601 day or moment of publication, "" when unknown
	Dateline  string // the text of the dateline ("Guiyang, 30 July"), "" when none
	BaseYear  int    // the year that the article is about, see YearIn; 0 when unknown
}

// Precisions of a Span.
const (
	PrecisionDay   = "day"
	PrecisionMonth = "month"
	PrecisionYear  = "year"
)

// Span is one date, or a range of dates, in a text.
type Span struct {
	Start, End   int    // byte offsets of the written form
	StartDate    string // "" when the year is neither written nor to be inferred, or the word is vague
	EndDate      string // equals StartDate for a single date
	Precision    string // day, month, year; "" for vague words such as 近日
	Relative     bool   // yesterday, 去年, next Tuesday: reckoned from the publication
	YearInferred bool   // the year is not written
	Form         string // which form it is written in, for example "day-month" or "zh-month-day"

	Year, Month, Day          int // of the start, 0 when not known; set also when StartDate is ""
	EndYear, EndMonth, EndDay int // of the end
}
