// Package configs holds what an operator may change: the defaults, the list of
// sources, and the reading and checking of a configuration file and the
// environment. It must not know what a room does with its part.
package configs

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"caewatch/news"

	"go.yaml.in/yaml/v3"
)

//go:embed default.yaml sources.yaml
var files embed.FS

// maxFile is the most that a configuration file may hold, in bytes.
const maxFile = 4 << 20

// EnvPrefix begins every environment variable that sets a key.
const EnvPrefix = "CAEWATCH_"

// Config is the whole configuration; default.yaml documents every key.
type Config struct {
	Data        string        `yaml:"data"`
	NATS        NATS          `yaml:"nats"`
	API         API           `yaml:"api"`
	Crawler     Crawler       `yaml:"crawler"`
	Processor   Processor     `yaml:"processor"`
	Alerts      Alerts        `yaml:"alerts"`
	SourcesFile string        `yaml:"sources_file"`
	Sources     []news.Source `yaml:"sources"`
}

// NATS says where the bus is.
type NATS struct {
	URL      string `yaml:"url"`
	Creds    string `yaml:"creds"`
	Token    string `yaml:"token" secret:"true"`
	Listen   string `yaml:"listen"`
	Replicas int    `yaml:"replicas"`
	Sync     string `yaml:"sync"`
}

// API says where the HTTP API listens and who may write.
type API struct {
	Listen  string   `yaml:"listen"`
	Tokens  []string `yaml:"tokens" secret:"true"`
	Private bool     `yaml:"private"`
}

// Crawler bounds the crawler.
type Crawler struct {
	UserAgent string        `yaml:"user_agent"`
	Workers   int           `yaml:"workers"`
	MaxBody   int64         `yaml:"max_body"`
	Timeout   news.Duration `yaml:"timeout"`
}

// Processor bounds the processor.
type Processor struct {
	Workers int `yaml:"workers"`
}

// Alerts bounds the delivery of alerts.
type Alerts struct {
	AllowPrivate bool `yaml:"allow_private"`
}

// Load reads the defaults, then the file at path ("" for none), then the
// environment (as os.Environ gives it), and checks the result. Errors name the
// file, line and column, or the variable.
func Load(path string, environ []string) (Config, error) {
	var c Config
	raw, err := files.ReadFile("default.yaml")
	if err != nil {
		return c, err
	}
	if err := decode("default.yaml", raw, &c); err != nil {
		return c, err
	}
	if path != "" {
		raw, err := readFile(path)
		if err != nil {
			return c, err
		}
		if err := decode(path, raw, &c); err != nil {
			return c, err
		}
	}
	if err := overlay(&c, environ); err != nil {
		return c, err
	}
	if len(c.Sources) == 0 {
		if c.Sources, err = loadSources(c.SourcesFile, path); err != nil {
			return c, err
		}
	}
	return c, c.Validate()
}

func loadSources(name, config string) ([]news.Source, error) {
	label, raw := "sources.yaml", []byte(nil)
	var err error
	if name == "" {
		raw, err = files.ReadFile(label)
	} else {
		if label = name; !filepath.IsAbs(label) && config != "" {
			label = filepath.Join(filepath.Dir(config), label)
		}
		raw, err = readFile(label)
	}
	if err != nil {
		return nil, err
	}
	var list struct {
		Sources []news.Source `yaml:"sources"`
	}
	return list.Sources, decode(label, raw, &list)
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	if len(raw) > maxFile {
		return nil, fmt.Errorf("configuration: %s: %w: over %d bytes", path, news.ErrTooLarge, maxFile)
	}
	return raw, nil
}

// decode reads YAML over what target holds. yaml's own strict mode names the
// line only, so unknown keys are found by walking the nodes.
func decode(label string, raw []byte, target any) error {
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return fmt.Errorf("%s: %w", label, err)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	if err := known(doc.Content[0], reflect.TypeOf(target).Elem(), ""); err != nil {
		return fmt.Errorf("%s:%w", label, err)
	}
	if err := doc.Decode(target); err != nil {
		return fmt.Errorf("%s: %w", label, err)
	}
	return nil
}

func known(n *yaml.Node, t reflect.Type, path string) error {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch {
	case t.Kind() == reflect.Slice && n.Kind == yaml.SequenceNode:
		for i, item := range n.Content {
			if err := known(item, t.Elem(), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case t.Kind() == reflect.Struct:
		if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
			return nil
		}
		if n.Kind != yaml.MappingNode {
			return fmt.Errorf("%d:%d: %s: want a mapping", n.Line, n.Column, cmpOr(path, "the file"))
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			field, ok := fieldFor(t, key.Value)
			if !ok {
				return fmt.Errorf("%d:%d: unknown key %q (known here: %s)", key.Line, key.Column, join(path, key.Value), strings.Join(keys(t), ", "))
			}
			if err := known(n.Content[i+1], field.Type, join(path, key.Value)); err != nil {
				return err
			}
		}
	}
	return nil
}

func fieldFor(t reflect.Type, key string) (reflect.StructField, bool) {
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("yaml") == key {
			return t.Field(i), true
		}
	}
	return reflect.StructField{}, false
}

func keys(t reflect.Type) []string {
	var all []string
	for i := range t.NumField() {
		all = append(all, t.Field(i).Tag.Get("yaml"))
	}
	return all
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// overlay sets keys from the environment. A variable with the prefix that names
// no key is an error: a misspelt one must not pass in silence.
func overlay(c *Config, environ []string) error {
	env := map[string]string{}
	for _, kv := range environ {
		if k, v, ok := strings.Cut(kv, "="); ok && strings.HasPrefix(k, EnvPrefix) {
			env[k] = v
		}
	}
	if err := overlayStruct(reflect.ValueOf(c).Elem(), EnvPrefix, env); err != nil {
		return err
	}
	for _, k := range slices.Sorted(maps.Keys(env)) {
		return fmt.Errorf("environment: %s sets no key of the configuration (see caewatch config)", k)
	}
	return nil
}

func overlayStruct(v reflect.Value, prefix string, env map[string]string) error {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		name := prefix + strings.ToUpper(field.Tag.Get("yaml"))
		if value.Kind() == reflect.Struct {
			if err := overlayStruct(value, name+"_", env); err != nil {
				return err
			}
			continue
		}
		text, ok := env[name]
		delete(env, name)
		if file := env[name+"_FILE"]; file != "" && field.Tag.Get("secret") != "" {
			raw, err := readFile(file)
			if err != nil {
				return fmt.Errorf("environment: %s_FILE: %w", name, err)
			}
			text, ok = strings.TrimSpace(string(raw)), true
			if value.Kind() == reflect.Slice {
				text = strings.Join(strings.Fields(text), ",")
			}
		}
		if field.Tag.Get("secret") != "" {
			delete(env, name+"_FILE")
		}
		if !ok {
			continue
		}
		if err := set(value, text); err != nil {
			return fmt.Errorf("environment: %s=%q: %w", name, text, err)
		}
	}
	return nil
}

func set(v reflect.Value, text string) error {
	if d, ok := v.Addr().Interface().(*news.Duration); ok {
		return d.UnmarshalText([]byte(text))
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return errors.New("want true or false")
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return errors.New("want a whole number")
		}
		v.SetInt(n)
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.String {
			return errors.New("cannot be set by a variable; use a file")
		}
		var list []string
		for _, item := range strings.Split(text, ",") {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
		v.Set(reflect.ValueOf(list))
	default:
		return fmt.Errorf("cannot set a %s", v.Kind())
	}
	return nil
}

// Validate reports every value that cannot be right, each on a line of its own.
// A source's own fields are checked by the crawler, which knows them.
func (c Config) Validate() error {
	var errs []error
	bad := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf("configuration: %s: %s", key, fmt.Sprintf(format, args...)))
	}
	if c.Data == "" {
		bad("data", "want a folder")
	}
	if c.NATS.Replicas != 1 && c.NATS.Replicas != 3 && c.NATS.Replicas != 5 {
		bad("nats.replicas", "%d: want 1, 3 or 5", c.NATS.Replicas)
	}
	if c.NATS.Replicas > 1 && c.NATS.URL == "" {
		bad("nats.replicas", "%d: the embedded server is one node; set nats.url to a cluster", c.NATS.Replicas)
	}
	if c.NATS.Sync != "always" {
		if d, err := time.ParseDuration(c.NATS.Sync); err != nil || d <= 0 {
			bad("nats.sync", "%q: want always or an interval such as 2m", c.NATS.Sync)
		}
	}
	if c.API.Listen == "" {
		bad("api.listen", "want host:port")
	}
	for name, n := range map[string]int{"crawler.workers": c.Crawler.Workers, "processor.workers": c.Processor.Workers} {
		if n < 1 || n > 256 {
			bad(name, "%d: want 1 to 256", n)
		}
	}
	if c.Crawler.MaxBody < 1024 {
		bad("crawler.max_body", "%d: want at least 1024 bytes", c.Crawler.MaxBody)
	}
	if c.Crawler.Timeout <= 0 {
		bad("crawler.timeout", "want more than 0s")
	}
	seen := map[string]bool{}
	for i, s := range c.Sources {
		if seen[s.ID] {
			bad(fmt.Sprintf("sources[%d]", i), "id %q is used twice", s.ID)
		}
		seen[s.ID] = true
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

// YAML writes the effective configuration with every secret masked.
func (c Config) YAML() ([]byte, error) {
	mask(reflect.ValueOf(&c).Elem())
	return yaml.Marshal(c)
}

func mask(v reflect.Value) {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		switch {
		case value.Kind() == reflect.Struct:
			mask(value)
		case field.Tag.Get("secret") == "":
		case value.Kind() == reflect.String && value.Len() > 0:
			value.SetString("********")
		case value.Kind() == reflect.Slice:
			hidden := make([]string, value.Len())
			for j := range hidden {
				hidden[j] = "********"
			}
			value.Set(reflect.ValueOf(hidden))
		}
	}
	// URLs of the bus may carry a password: scheme://user:password@host.
	if f := v.FieldByName("URL"); f.IsValid() && strings.Contains(f.String(), "@") {
		parts := strings.Split(f.String(), ",")
		for i, p := range parts {
			if scheme, rest, ok := strings.Cut(p, "://"); ok {
				if _, host, ok := strings.Cut(rest, "@"); ok {
					parts[i] = scheme + "://********@" + host
				}
			}
		}
		f.SetString(strings.Join(parts, ","))
	}
}
