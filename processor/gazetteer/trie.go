package gazetteer

import "bytes"

// trie is a radix tree over sorted names: one node for each place where names part.
type trie struct {
	nodes []node
	root  [256]int32 // first byte to node, 0 when none: node 0 is the empty root
}

type node struct {
	label string // the bytes on the way to this node, at least one but for the root
	first int32  // its children are nodes[first : first+count], sorted by their first byte
	count int32
	value int32 // -1 when no name ends here
}

// newTrie makes the tree of names, which must be sorted and distinct.
func newTrie(names []string, values []int) *trie {
	t := &trie{nodes: make([]node, 1, len(names)*3/2+1)}
	t.nodes[0].value = -1
	type job struct{ node, from, to, depth int }
	queue := []job{{0, 0, len(names), 0}}
	for len(queue) > 0 {
		j := queue[0]
		queue = queue[1:]
		at := j.from
		if at < j.to && len(names[at]) == j.depth {
			t.nodes[j.node].value = int32(values[at])
			at++
		}
		t.nodes[j.node].first = int32(len(t.nodes))
		for at < j.to {
			c := names[at][j.depth]
			end := at + 1
			for end < j.to && names[end][j.depth] == c {
				end++
			}
			// The first and the last of sorted names share what all of them share.
			a, b := names[at], names[end-1]
			depth := j.depth + 1
			for depth < len(a) && depth < len(b) && a[depth] == b[depth] {
				depth++
			}
			t.nodes = append(t.nodes, node{label: a[j.depth:depth], value: -1})
			t.nodes[j.node].count++
			queue = append(queue, job{len(t.nodes) - 1, at, end, depth})
			at = end
		}
	}
	for i := range t.nodes[0].count {
		n := t.nodes[0].first + i
		t.root[t.nodes[n].label[0]] = n
	}
	return t
}

// child gives the child of n whose label starts with c, 0 when there is none.
func (t *trie) child(n int32, c byte) int32 {
	if n == 0 {
		return t.root[c]
	}
	nd := &t.nodes[n]
	lo, hi := nd.first, nd.first+nd.count
	for lo < hi {
		mid := (lo + hi) / 2
		switch l := t.nodes[mid].label[0]; {
		case l == c:
			return mid
		case l < c:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0
}

// walk calls found for every name that text starts with, the shortest first.
func (t *trie) walk(text []byte, found func(value, size int)) {
	n, size := int32(0), 0
	for size < len(text) {
		n = t.child(n, text[size])
		if n == 0 {
			return
		}
		l := t.nodes[n].label
		if len(text)-size < len(l) || string(text[size:size+len(l)]) != l {
			return
		}
		size += len(l)
		if v := t.nodes[n].value; v >= 0 {
			found(int(v), size)
		}
	}
}

// get gives the value of exactly this name, -1 when there is none.
func (t *trie) get(name []byte) int {
	value := -1
	name = bytes.TrimSpace(name)
	t.walk(name, func(v, size int) {
		if size == len(name) {
			value = v
		}
	})
	return value
}
