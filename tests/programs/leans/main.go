// Command leans asks its companion at 127.0.0.1, at the port that COMPANION names, as soon as it is
// started, and cannot do without. It serves the answer at PORT, 8080 by default.
package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	connection, err := net.Dial("tcp", "127.0.0.1:"+os.Getenv("COMPANION"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	said, err := bufio.NewReader(connection).ReadString('\n')
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, said) })
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go http.ListenAndServe(":"+port, nil)
	<-told.Done()
}
