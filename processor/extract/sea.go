package extract

// seaDrafts reads an article in Indonesian, Malay, Vietnamese, Thai, Filipino,
// Lao, Khmer or Burmese.
func seaDrafts(d *doc) []*draft { return nil }
