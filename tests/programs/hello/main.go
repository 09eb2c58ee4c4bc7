// Command hello serves as the article's program does, and ends with status 0 on SIGTERM.
package main

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	go func() {
		<-told
		os.Exit(0)
	}()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		name := r.FormValue("name")
		if name == "" {
			name = "world"
		}
		fmt.Fprint(w, "Hello ", name)
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":3000", nil))
	os.Exit(1)
}
