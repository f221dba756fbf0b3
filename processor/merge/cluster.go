package merge

import "sort"

// clusters divides reports into events. It depends on the set alone: reports are
// taken in the order of their references, links by falling score; two groups join
// over a link unless one has a report that forbids one of the other's. So two
// editions stay apart even when a vague report would tie them together, and two
// reports of one article never meet.
//
// It also gives the connected parts of the graph of links: reports that must be
// looked at together when one of them changes.
func clusters(fs []features) (groups, parts [][]features) {
	fs = append([]features(nil), fs...)
	sort.Slice(fs, func(i, j int) bool { return fs[i].Ref < fs[j].Ref })
	n := len(fs)
	vetoed := map[[2]int]bool{}
	var links []link
	for i := range n {
		for j := i + 1; j < n; j++ {
			l := compare(fs[i], fs[j])
			l.a, l.b = i, j
			switch {
			case l.veto != "":
				vetoed[[2]int{i, j}] = true
			case l.same():
				links = append(links, l)
			}
		}
	}
	sort.SliceStable(links, func(i, j int) bool { return links[i].score > links[j].score })
	group, part := newForest(n), newForest(n)
	for _, l := range links {
		part.join(l.a, l.b)
		x, y := group.members(l.a), group.members(l.b)
		if group.root(l.a) == group.root(l.b) || anyVeto(vetoed, x, y) {
			continue
		}
		group.join(l.a, l.b)
	}
	return group.list(fs), part.list(fs)
}

func anyVeto(vetoed map[[2]int]bool, x, y []int) bool {
	for _, a := range x {
		for _, b := range y {
			if vetoed[[2]int{min(a, b), max(a, b)}] {
				return true
			}
		}
	}
	return false
}

// forest is a union-find whose root is the least member.
type forest struct{ parent []int }

func newForest(n int) *forest {
	f := &forest{parent: make([]int, n)}
	for i := range f.parent {
		f.parent[i] = i
	}
	return f
}

func (f *forest) root(i int) int {
	for f.parent[i] != i {
		i = f.parent[i]
	}
	return i
}

func (f *forest) join(a, b int) {
	ra, rb := f.root(a), f.root(b)
	f.parent[max(ra, rb)] = min(ra, rb)
}

func (f *forest) members(i int) []int {
	var out []int
	r := f.root(i)
	for j := range f.parent {
		if f.root(j) == r {
			out = append(out, j)
		}
	}
	return out
}

func (f *forest) list(fs []features) [][]features {
	var out [][]features
	at := map[int]int{}
	for i := range f.parent {
		r := f.root(i)
		k, ok := at[r]
		if !ok {
			k = len(out)
			at[r] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], fs[i])
	}
	return out
}
