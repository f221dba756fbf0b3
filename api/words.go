package api

import (
	"strconv"
	"strings"
	"time"

	"caewatch/news"
)

// countryName knows the countries that the records are about; another code
// stands for itself.
func countryName(code string) string {
	switch code {
	case "BN":
		return "Brunei"
	case "CN":
		return "China"
	case "HK":
		return "Hong Kong"
	case "ID":
		return "Indonesia"
	case "KH":
		return "Cambodia"
	case "LA":
		return "Laos"
	case "MM":
		return "Myanmar"
	case "MO":
		return "Macao"
	case "MY":
		return "Malaysia"
	case "PH":
		return "Philippines"
	case "SG":
		return "Singapore"
	case "TH":
		return "Thailand"
	case "TL":
		return "Timor-Leste"
	case "TW":
		return "Taiwan"
	case "VN":
		return "Vietnam"
	case "JP":
		return "Japan"
	case "KR":
		return "South Korea"
	case "IN":
		return "India"
	case "AU":
		return "Australia"
	case "NZ":
		return "New Zealand"
	case "GB":
		return "United Kingdom"
	case "US":
		return "United States"
	}
	return code
}

func languageName(code string) string {
	base, _, _ := strings.Cut(code, "-")
	switch base {
	case "en":
		return "English"
	case "zh":
		return "Chinese"
	case "id":
		return "Indonesian"
	case "ms":
		return "Malay"
	case "th":
		return "Thai"
	case "vi":
		return "Vietnamese"
	case "lo":
		return "Lao"
	case "km":
		return "Khmer"
	case "my":
		return "Burmese"
	case "fil", "tl":
		return "Filipino"
	case "":
		return "unknown"
	}
	return code
}

// words makes a slug readable.
func unslug(s string) string { return strings.ReplaceAll(s, "-", " ") }

func itoa(n int) string { return strconv.Itoa(n) }

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(float64(n)) + " " + many
}

// number groups the digits of whole thousands.
func number(f float64) string {
	s := strconv.FormatFloat(f, 'f', -1, 64)
	whole, rest, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return sign + whole
}

// dates writes one day or a range as short as it is clear: 24–27 Jul 2025.
func dates(start, end string) string {
	a, al := day1(start)
	b, bl := day1(end)
	switch {
	case al == "":
		return start
	case bl == "" || start == end:
		return a.Format(al)
	case al == "2 Jan 2006" && bl == al && a.Year() == b.Year() && a.Month() == b.Month():
		return a.Format("2") + "–" + b.Format(bl)
	case al == "2 Jan 2006" && bl == al && a.Year() == b.Year():
		return a.Format("2 Jan") + " – " + b.Format(bl)
	}
	return a.Format(al) + " – " + b.Format(bl)
}

func day1(s string) (time.Time, string) {
	s = day(s)
	switch len(s) {
	case 10:
		t, err := time.Parse("2006-01-02", s)
		if err == nil {
			return t, "2 Jan 2006"
		}
	case 7:
		t, err := time.Parse("2006-01", s)
		if err == nil {
			return t, "Jan 2006"
		}
	case 4:
		t, err := time.Parse("2006", s)
		if err == nil {
			return t, "2006"
		}
	}
	return time.Time{}, ""
}

func placeText(p news.Place) string {
	var parts []string
	for _, s := range []string{p.Venue, p.City, p.Region, countryName(p.Country)} {
		if s != "" && (len(parts) == 0 || parts[len(parts)-1] != s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}
