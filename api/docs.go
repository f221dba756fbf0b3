package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// serveSpec serves the OpenAPI description and its pages. Both are written once:
// the routes do not change while the process lives.
func (a *API) serveSpec(mux *http.ServeMux) error {
	spec, err := json.MarshalIndent(a.spec, "", "  ")
	if err != nil {
		return fmt.Errorf("openapi: %w", err)
	}
	view := a.docsView()
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(spec)
	})
	mux.HandleFunc("GET /docs", a.page(func(w http.ResponseWriter, r *http.Request) error {
		return a.render(w, r, http.StatusOK, "docs.html", "HTTP interface", view)
	}))
	return nil
}

type docsView struct {
	Text    string
	Groups  []docsGroup
	Schemas []docsSchema
}

type docsGroup struct {
	Name, Text string
	Operations []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary, Text string
	Token                           bool
	Parameters                      []docsField
	Body                            docsType
	Answers                         []docsAnswer
}

type docsAnswer struct {
	Status, Text, Media string
	Type                docsType
}

type docsField struct {
	Name, In, Text string
	Required       bool
	Type           docsType
}

// docsType is a type with the schema that it links to, if any.
type docsType struct{ Text, Schema string }

type docsSchema struct {
	Name   string
	Fields []docsField
}

func (a *API) docsView() docsView {
	v := docsView{Text: a.spec.Info.Description}
	for _, t := range tags {
		g := docsGroup{Name: t.Name, Text: t.Description}
		for _, path := range sortedKeys(a.spec.Paths) {
			item := a.spec.Paths[path]
			for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
				if op != nil && slices.Contains(op.Tags, t.Name) {
					g.Operations = append(g.Operations, docsOperationOf(op))
				}
			}
		}
		v.Groups = append(v.Groups, g)
	}
	schemas := a.spec.Components.Schemas.Map()
	for _, name := range sortedKeys(schemas) {
		s := schemas[name]
		d := docsSchema{Name: name}
		for _, field := range sortedKeys(s.Properties) {
			p := s.Properties[field]
			d.Fields = append(d.Fields, docsField{Name: field, Text: p.Description, Required: slices.Contains(s.Required, field), Type: docsTypeOf(p)})
		}
		v.Schemas = append(v.Schemas, d)
	}
	return v
}

func docsOperationOf(op *huma.Operation) docsOperation {
	d := docsOperation{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, Text: op.Description, Token: len(op.Security) > 0}
	for _, p := range op.Parameters {
		d.Parameters = append(d.Parameters, docsField{Name: p.Name, In: p.In, Text: p.Description, Required: p.Required, Type: docsTypeOf(p.Schema)})
	}
	if op.RequestBody != nil {
		for _, media := range sortedKeys(op.RequestBody.Content) {
			d.Body = docsTypeOf(op.RequestBody.Content[media].Schema)
		}
	}
	for _, status := range sortedKeys(op.Responses) {
		res := op.Responses[status]
		answer := docsAnswer{Status: status, Text: res.Description}
		for _, media := range sortedKeys(res.Content) {
			answer.Media, answer.Type = media, docsTypeOf(res.Content[media].Schema)
		}
		d.Answers = append(d.Answers, answer)
	}
	return d
}

func docsTypeOf(s *huma.Schema) docsType {
	switch {
	case s == nil:
		return docsType{}
	case s.Ref != "":
		name := s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		return docsType{Text: name, Schema: name}
	case s.Type == "array":
		t := docsTypeOf(s.Items)
		return docsType{Text: "list of " + t.Text, Schema: t.Schema}
	case len(s.Enum) > 0:
		var values []string
		for _, v := range s.Enum {
			values = append(values, fmt.Sprint(v))
		}
		return docsType{Text: strings.Join(values, " | ")}
	case s.Type == "":
		return docsType{Text: "any"}
	case s.Format != "":
		return docsType{Text: s.Type + " (" + s.Format + ")"}
	}
	return docsType{Text: s.Type}
}
