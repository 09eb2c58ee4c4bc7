// A web service with one page: it greets whoever its query names.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os/signal"
	"syscall"
)

func main() {
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(stop, cancel) // a second signal ends it at once
	if err := serve(stop, &http.Server{Addr: ":3000", Handler: http.HandlerFunc(greet)}); err != nil {
		log.Fatal(err)
	}
}

// serve answers until stop is done, and then still the requests in flight.
func serve(stop context.Context, server *http.Server) error {
	drained := make(chan error, 1)
	context.AfterFunc(stop, func() { drained <- server.Shutdown(context.Background()) })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-drained
}

func greet(answer http.ResponseWriter, request *http.Request) {
	name := request.URL.Query().Get("name")
	if name == "" {
		name = "world"
	}
	fmt.Fprint(answer, "Hello ", name)
}
