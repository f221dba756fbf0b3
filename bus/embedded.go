package bus

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats-server/v2/server"
)

// embedded is a NATS server inside this process. It holds a lock on the folder
// because the server itself would let a second one write into the same store.
type embedded struct {
	dir    string
	url    string // "" when it does not listen
	server *server.Server
	lock   *flock.Flock
}

func startEmbedded(log *slog.Logger, cfg Config) (*embedded, error) {
	if cfg.Data == "" {
		return nil, errors.New("bus: no data folder for the embedded server and no nats.url")
	}
	dir, err := filepath.Abs(cfg.Data)
	if err != nil {
		return nil, fmt.Errorf("bus: data folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("bus: data folder: %w", err)
	}
	if cfg.Replicas > 1 {
		return nil, fmt.Errorf("bus: %d replicas: the embedded server is one node; give nats.url for a cluster", cfg.Replicas)
	}
	options, err := serverOptions(cfg, dir)
	if err != nil {
		return nil, err
	}
	e := &embedded{dir: dir, lock: flock.New(filepath.Join(dir, "LOCK"))}
	held, err := e.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("bus: lock %s: %w", dir, err)
	}
	if !held {
		return nil, fmt.Errorf("bus: data folder %s is %w by another caewatch process; stop it, or give this one another --data", dir, ErrInUse)
	}
	bridge := &serverLog{log: log.With("room", "nats")}
	if e.server, err = server.NewServer(options); err != nil {
		return nil, errors.Join(fmt.Errorf("bus: embedded server: %w", err), e.lock.Unlock())
	}
	e.server.SetLoggerV2(bridge, false, false, false)
	go e.server.Start()
	if !e.server.ReadyForConnections(30*time.Second) || !e.server.JetStreamEnabled() {
		reason := bridge.last()
		return nil, errors.Join(fmt.Errorf("bus: embedded server on %s did not start: %s", dir, reason), e.stop())
	}
	if !options.DontListen {
		e.url = e.server.ClientURL()
	}
	return e, nil
}

func serverOptions(cfg Config, dir string) (*server.Options, error) {
	o := &server.Options{
		ServerName:             "caewatch",
		DontListen:             true,
		JetStream:              true,
		StoreDir:               dir, // the server adds "jetstream"
		JetStreamMaxMemory:     256 << 20,
		JetStreamMaxStore:      1 << 50, // space watches the disk; the server's own guess counts compressed data twice
		MaxPayload:             maxPayload,
		Authorization:          cfg.Token,
		NoSigs:                 true,
		NoLog:                  true,
		DisableJetStreamBanner: true,
	}
	if cfg.MaxBytes > 0 {
		o.JetStreamMaxStore = cfg.MaxBytes
	}
	switch cfg.Sync {
	case "", "always":
		o.SyncAlways = true
	default:
		d, err := time.ParseDuration(cfg.Sync)
		if err != nil || d <= 0 {
			return nil, fmt.Errorf("bus: sync %q: want always or an interval such as 2m", cfg.Sync)
		}
		o.SyncInterval = d
	}
	if cfg.Listen == "" {
		return o, nil
	}
	host, port, err := listenAddress(cfg.Listen)
	if err != nil {
		return nil, err
	}
	o.DontListen, o.Host, o.Port = false, host, port
	return o, nil
}

// listenAddress checks that the address can be listened on, because the server
// itself reports that only after the fact.
func listenAddress(listen string) (host string, port int, err error) {
	auto := listen == "auto"
	if auto {
		listen = "127.0.0.1:4222"
	}
	host, text, err := net.SplitHostPort(listen)
	if err != nil {
		return "", 0, fmt.Errorf("bus: listen %q: want host:port: %w", listen, err)
	}
	if port, err = strconv.Atoi(text); err != nil || port < 0 || port > 65535 {
		return "", 0, fmt.Errorf("bus: listen %q: want a port from 0 to 65535", listen)
	}
	if port == 0 {
		return host, server.RANDOM_PORT, nil
	}
	probe, err := net.Listen("tcp", net.JoinHostPort(host, text))
	switch {
	case err == nil:
		return host, port, probe.Close()
	case auto:
		return host, server.RANDOM_PORT, nil
	default:
		return "", 0, fmt.Errorf("bus: listen: %w", err)
	}
}

// free is the space left on the store's disk; false when it cannot be told. The
// question costs about a microsecond, far less than any write.
func (e *embedded) free() (int64, bool) {
	n := diskFree(e.dir)
	return n, n >= 0
}

func (e *embedded) stop() error {
	e.server.Shutdown()
	e.server.WaitForShutdown()
	return e.lock.Close()
}

// serverLog passes the server's log lines on and remembers the last complaint,
// which is the reason when the server does not start.
type serverLog struct {
	log *slog.Logger

	mu        sync.Mutex
	complaint string
}

func (l *serverLog) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.complaint == "" {
		return "no reason given"
	}
	return l.complaint
}

func (l *serverLog) keep(format string, v []any) string {
	line := strings.TrimSpace(fmt.Sprintf(format, v...))
	l.mu.Lock()
	l.complaint = line
	l.mu.Unlock()
	return line
}

// Noticef passes a notice on; the server's notices are of no interest to an operator of caewatch.
func (l *serverLog) Noticef(format string, v ...any) { l.log.Debug(fmt.Sprintf(format, v...)) }

// Warnf passes a warning on.
func (l *serverLog) Warnf(format string, v ...any) { l.log.Warn(fmt.Sprintf(format, v...)) }

// Errorf passes an error on.
func (l *serverLog) Errorf(format string, v ...any) { l.log.Error(l.keep(format, v)) }

// Fatalf passes an error on; only main may exit.
func (l *serverLog) Fatalf(format string, v ...any) { l.log.Error(l.keep(format, v)) }

// Debugf passes a detail on.
func (l *serverLog) Debugf(format string, v ...any) { l.log.Debug(fmt.Sprintf(format, v...)) }

// Tracef passes a protocol line on.
func (l *serverLog) Tracef(format string, v ...any) { l.log.Debug(fmt.Sprintf(format, v...)) }
