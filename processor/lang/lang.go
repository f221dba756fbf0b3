// Package lang tells in which of the watched languages a text is written. It
// looks at the script first, which settles everything but the languages in Latin
// letters; those are told apart by their commonest words and by letters that only
// one of them uses. It holds no state and reads at most the first 2 KB.
package lang
