// Package bustest gives tests a real bus: embedded, over TCP, or a cluster.
package bustest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"testing"
	"time"

	"caewatch/bus"

	"github.com/nats-io/nats-server/v2/server"
)

// New opens an embedded bus in a folder of its own and closes it with the test.
func New(t testing.TB) *bus.Bus {
	t.Helper()
	return Open(t, bus.Config{Data: t.TempDir(), Sync: "2m"})
}

// Open opens a bus with cfg and closes it with the test.
func Open(t testing.TB, cfg bus.Config) *bus.Bus {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	b, err := bus.Open(ctx, Log(t), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("close bus: %v", err)
		}
	})
	return b
}

// Log writes to the test's output.
func Log(t testing.TB) *slog.Logger {
	var w io.Writer = t.Output()
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// Server starts a NATS server with JetStream on a free port of loopback and
// returns its URL.
func Server(t testing.TB) string {
	t.Helper()
	s := start(t, options(t, "single"))
	return s.ClientURL()
}

func options(t testing.TB, name string) *server.Options {
	return &server.Options{
		ServerName: name, Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(),
		JetStreamMaxMemory: 64 << 20, JetStreamMaxStore: 4 << 30, NoSigs: true, NoLog: true, DisableJetStreamBanner: true,
	}
}

func start(t testing.TB, o *server.Options) *server.Server {
	t.Helper()
	s, err := server.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	go s.Start()
	t.Cleanup(func() { stop(s) })
	if !s.ReadyForConnections(30 * time.Second) {
		t.Fatal("nats server did not start")
	}
	return s
}

func stop(s *server.Server) {
	s.Shutdown()
	s.WaitForShutdown()
}

// Cluster starts n clustered NATS servers on free ports of loopback. It returns
// the URL of each and functions that stop one of them.
func Cluster(t testing.TB, n int) (urls []string, stops []func()) {
	t.Helper()
	// Every node must know all routes from the start, so the ports are found
	// beforehand.
	ports := make([]int, n)
	var routes []*url.URL
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ports[i] = l.Addr().(*net.TCPAddr).Port
		routes = append(routes, &url.URL{Scheme: "nats", Host: l.Addr().String()})
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	servers := make([]*server.Server, n)
	for i := range servers {
		o := options(t, fmt.Sprintf("node-%d", i+1))
		o.Cluster = server.ClusterOpts{Name: "caewatch", Host: "127.0.0.1", Port: ports[i]}
		o.Routes = routes
		s, err := server.NewServer(o)
		if err != nil {
			t.Fatal(err)
		}
		go s.Start()
		t.Cleanup(func() { stop(s) })
		servers[i] = s
	}
	for _, s := range servers {
		if !s.ReadyForConnections(30 * time.Second) {
			t.Fatal("nats server did not start")
		}
		urls = append(urls, s.ClientURL())
		stops = append(stops, func() { stop(s) })
	}
	return urls, stops
}
