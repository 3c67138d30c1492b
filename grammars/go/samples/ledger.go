// Package ledger keeps entries in the order they came.
package ledger

import (
	"context"
	"fmt"
	str "strings"

	_ "embed"
	. "math"
)

import "os"

// Limit is how many entries fit.
const Limit = 1000

const (
	Debit Kind = iota
	Credit
)

var ErrFull = fmt.Errorf("full")

var (
	verbose, quiet bool
	out            = os.Stdout
)

// Kind says what an entry is.
type Kind int

type (
	// Entry is one line.
	Entry struct {
		Name   string `json:"name"`
		Amount int
		*Meta
		tags, notes []string
	}
	Alias = map[string]*Entry
)

// Store is where entries go.
type Store interface {
	fmt.Stringer
	// Put adds one.
	Put(ctx context.Context, e *Entry) error
	Get(name string) (*Entry, bool)
}

type Number interface {
	~int | ~float64
}

// Ledger is a Store in memory.
type Ledger[T Number] struct {
	entries map[string]*Entry
	total   T
}

type Handler func(ctx context.Context, e Entry) error

// New makes an empty one.
func New[T Number](size int) *Ledger[T] {
	return &Ledger[T]{entries: make(map[string]*Entry, size)}
}

// Put adds an entry.
func (l *Ledger[T]) Put(ctx context.Context, e *Entry) error {
	if len(l.entries) >= Limit {
		return fmt.Errorf("put %s: %w", e.Name, ErrFull)
	}
	for i, tag := range e.tags {
		fmt.Println(i, str.ToUpper(tag))
	}
	l.entries[e.Name] = e
	return nil
}

func (l *Ledger[T]) Get(name string) (*Entry, bool) {
	panic("not implemented")
}

func (Kind) String() string {
	// TODO: name it
	return ""
}

func (k Kind) Empty() {}

func helper(a, b int, rest ...string) (sum int, err error) {
	defer func() {
		recover()
	}()
	raw := `a
b`
	_ = raw
	switch {
	case a > b:
		return a, nil
	default:
		panic("TODO")
	}
}

func external(x int) int
