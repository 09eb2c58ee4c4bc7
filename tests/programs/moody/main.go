// Command moody serves at :8080 what differs from one start or from one file to the next: at /clock
// when it was started, at /size how large its executable is. /same is always the same.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	began := time.Now()
	http.HandleFunc("/same", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "the same")
	})
	http.HandleFunc("/clock", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "the time is\n", began.UnixNano())
	})
	http.HandleFunc("/size", func(w http.ResponseWriter, r *http.Request) {
		info, err := os.Stat(os.Args[0])
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintf(w, "the size is\n%d\nbytes\n", info.Size())
	})
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() {
		fmt.Fprintln(os.Stderr, http.ListenAndServe(":8080", nil))
		os.Exit(1)
	}()
	<-told.Done()
}
