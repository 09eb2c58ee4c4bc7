// The server greets, in two packages and with a dependency.
package main

import (
	"context"
	"log"
	"net/http"
	"os/signal"
	"syscall"

	"example.com/ship/server/internal/greeting"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	routes := http.NewServeMux()
	routes.HandleFunc("GET /healthz", healthy)
	routes.HandleFunc("GET /", greeting.Answer)
	server := &http.Server{Addr: ":8080", Handler: routes}
	go func() {
		<-ctx.Done()
		server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}
