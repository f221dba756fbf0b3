package configs

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func write(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "caewatch.yaml")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadLayersFileOverDefaultsAndEnvironmentOverBoth(t *testing.T) {
	path := write(t, "api: {listen: \"127.0.0.1:1\"}\ncrawler: {timeout: 7s}\n")
	c, err := Load(path, []string{"CAEWATCH_API_LISTEN=127.0.0.1:2", "CAEWATCH_API_TOKENS=a, b", "HOME=/"})
	if err != nil {
		t.Fatal(err)
	}
	if c.API.Listen != "127.0.0.1:2" || time.Duration(c.Crawler.Timeout) != 7*time.Second || c.Crawler.Workers != 4 {
		t.Errorf("got listen %q, timeout %v, workers %d", c.API.Listen, c.Crawler.Timeout, c.Crawler.Workers)
	}
	if want := []string{"a", "b"}; !reflect.DeepEqual(c.API.Tokens, want) {
		t.Errorf("got tokens %q, want %q", c.API.Tokens, want)
	}
}

func TestLoadSaysWhatIsWrongAndWhere(t *testing.T) {
	for _, row := range []struct{ name, file, env, want string }{
		{"unknown key", "api:\n  listne: x\n", "", `caewatch.yaml:2:3: unknown key "api.listne"`},
		{"unknown key of a source", "sources:\n  - id: a\n    nam: x\n", "", `3:5: unknown key "sources[0].nam"`},
		{"scalar for a mapping", "api: 7\n", "", "1:6: api: want a mapping"},
		{"wrong type", "crawler: {workers: many}\n", "", "line 1"},
		{"not YAML", "api: [\n", "", "caewatch.yaml"},
		{"bad duration", "crawler: {timeout: soon}\n", "", "soon"},
		{"replicas", "nats: {replicas: 2}\n", "", "nats.replicas: 2: want 1, 3 or 5"},
		{"sync", "nats: {sync: sometimes}\n", "", "nats.sync"},
		{"source twice", "sources: [{id: a}, {id: a}]\n", "", `sources[1]: id "a" is used twice`},
		{"unknown variable", "", "CAEWATCH_API_LISTNE=x", "CAEWATCH_API_LISTNE sets no key"},
		{"variable of wrong type", "", "CAEWATCH_PROCESSOR_WORKERS=two", "want a whole number"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var env []string
			if row.env != "" {
				env = []string{row.env}
			}
			_, err := Load(write(t, row.file), env)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want it to contain %q", err, row.want)
			}
		})
	}
}

func TestSecretsAreReadFromFilesAndMasked(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load("", []string{"CAEWATCH_API_TOKENS_FILE=" + secret, "CAEWATCH_NATS_TOKEN_FILE=" + secret, "CAEWATCH_NATS_URL=nats://bob:pw@h:4222"})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.API.Tokens) != 1 || c.API.Tokens[0] != "s3cret" || c.NATS.Token != "s3cret" {
		t.Fatalf("got %q and %q", c.API.Tokens, c.NATS.Token)
	}
	raw, err := c.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("s3cret")) || bytes.Contains(raw, []byte("bob:pw")) {
		t.Errorf("a secret shows in:\n%s", raw)
	}
	if c.API.Tokens[0] != "s3cret" {
		t.Error("masking changed the configuration itself")
	}
}

// What config prints can be used as a configuration file, and default.yaml names
// every key.
func TestDefaultsNameEveryKey(t *testing.T) {
	c, err := Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := c.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Load(write(t, string(raw)), nil); err != nil {
		t.Errorf("the printed configuration is refused: %v", err)
	}
	defaults, err := files.ReadFile("default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var walk func(reflect.Type)
	walk = func(rt reflect.Type) {
		for i := range rt.NumField() {
			f := rt.Field(i)
			if !bytes.Contains(defaults, []byte(f.Tag.Get("yaml")+":")) {
				t.Errorf("default.yaml does not name %s", f.Tag.Get("yaml"))
			}
			if f.Type.Kind() == reflect.Struct {
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[Config]())
}
