package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"caewatch/configs"

	"github.com/spf13/cobra"
)

// cli is what every command shares: the streams and the global flags.
type cli struct {
	in        io.Reader
	out, err  io.Writer
	config    string
	data      string
	logFormat string
	verbose   bool
}

// execute runs one command line and returns the exit status: 0 done, 1 failed,
// 2 wrong usage. An error is one line on errOut.
func execute(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	c := &cli{in: in, out: out, err: errOut}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintln(errOut, "caewatch: "+strings.ReplaceAll(err.Error(), "\n", "; "))
	var wrong *usageError
	if errors.As(err, &wrong) || unknownCommand(err) {
		return 2
	}
	return 1
}

// unknownCommand recognises the one usage error that cobra makes by itself;
// flags and arguments go through usage.
func unknownCommand(err error) bool { return strings.HasPrefix(err.Error(), "unknown command") }

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "caewatch",
		Short:         "China-ASEAN Education Watch: crawl the news, extract events, search and be alerted",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%v", err) })
	flags := root.PersistentFlags()
	flags.StringVar(&c.config, "config", "", "configuration file (default: compiled in)")
	flags.StringVar(&c.data, "data", "", "folder of everything stored (default ./data)")
	flags.StringVar(&c.logFormat, "log-format", "text", "text or json")
	flags.BoolVar(&c.verbose, "verbose", false, "log more")
	for _, mode := range []struct{ name, short string }{
		{"run", "Run every room in one process"},
		{"crawler", "Run the crawler against nats.url"},
		{"processor", "Run the processor against nats.url"},
		{"indexer", "Run the indexer against nats.url"},
		{"api", "Run the HTTP API and web pages against nats.url"},
	} {
		root.AddCommand(&cobra.Command{Use: mode.name, Short: mode.short, Args: none, RunE: c.live(mode.name)})
	}
	root.AddCommand(c.alertsCommand(), c.demoCommand(), c.extractCommand(), c.importCommand(), c.searchCommand(),
		c.subscribeCommand(), c.sourcesCommand(), c.replayCommand(), c.exportCommand(), c.statusCommand(),
		c.deadCommand(), c.configCommand(), c.versionCommand(), c.healthCommand())
	return root
}

// none and exactly turn cobra's argument checks into usage errors.
func none(cmd *cobra.Command, args []string) error { return exactly(0)(cmd, args) }

func exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usage("%s takes %d argument(s), got %d: see caewatch %s --help", cmd.CommandPath(), n, len(args), cmd.Name())
		}
		return nil
	}
}

func atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return usage("%s takes at most %d argument(s), got %d", cmd.CommandPath(), n, len(args))
		}
		return nil
	}
}

// load reads the configuration and applies the global flags.
func (c *cli) load() (configs.Config, *slog.Logger, error) {
	level := slog.LevelInfo
	if c.verbose {
		level = slog.LevelDebug
	}
	log, err := logger(c.err, c.logFormat, level)
	if err != nil {
		return configs.Config{}, nil, err
	}
	cfg, err := configs.Load(c.config, os.Environ())
	if err != nil {
		return cfg, nil, err
	}
	if c.data != "" {
		cfg.Data = c.data
	}
	return cfg, log, nil
}

// quiet is load for commands whose output is theirs alone: only warnings are logged.
func (c *cli) quiet() (configs.Config, *slog.Logger, error) {
	cfg, log, err := c.load()
	if err != nil || c.verbose {
		return cfg, log, err
	}
	log, err = logger(c.err, c.logFormat, slog.LevelError)
	return cfg, log, err
}

func (c *cli) live(mode string) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		cfg, log, err := c.load()
		if err != nil {
			return err
		}
		start := time.Now()
		return live(cmd.Context(), log, cfg, mode, func(address string) {
			log.Info("ready", "room", mode, "url", webURL(address), "took", time.Since(start).Round(time.Millisecond))
		})
	}
}

func (c *cli) configCommand() *cobra.Command {
	return &cobra.Command{Use: "config", Short: "Print the effective configuration, secrets masked", Args: none,
		RunE: func(*cobra.Command, []string) error {
			cfg, _, err := c.load()
			if err != nil {
				return err
			}
			raw, err := cfg.YAML()
			if err != nil {
				return err
			}
			_, err = c.out.Write(raw)
			return err
		}}
}

func (c *cli) versionCommand() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "Print the version", Args: none,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(c.out, "caewatch "+version())
			return err
		}}
}

// version is the module's version, or the commit that the binary was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	if v == "" {
		v = "(devel)"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && !strings.Contains(v, s.Value[:min(12, len(s.Value))]) {
			v += " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return v + " " + info.GoVersion
}

func (c *cli) healthCommand() *cobra.Command {
	return &cobra.Command{Use: "health [ROOM]", Short: "Exit 0 when the room works: api is asked over HTTP, the others' bus is tried", Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, log, err := c.quiet()
			if err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), 5*time.Second)
			defer cancel()
			if len(args) == 1 && modes[args[0]] == nil {
				return usage("health: no room %q", args[0])
			}
			if len(args) == 0 || args[0] == "api" || args[0] == "run" {
				err = healthy(ctx, cfg.API.Listen)
			} else {
				var b interface{ Close() error }
				if b, err = openBus(ctx, log, cfg); err == nil {
					err = b.Close()
				}
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.out, "ok")
			return err
		}}
}

func healthy(ctx context.Context, listen string) error {
	host := strings.Replace(listen, "0.0.0.0:", "127.0.0.1:", 1)
	if strings.HasPrefix(host, ":") {
		host = "127.0.0.1" + host
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, webURL(host)+"readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("health: %s answers %s", req.URL, res.Status)
	}
	return nil
}

// printJSON writes one line of JSON, text as it is.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
