package extract

// zhDrafts reads a Chinese article.
func zhDrafts(d *doc) []*draft { return nil }
