// Command stubborn serves, and ignores SIGTERM.
package main

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signal.Ignore(syscall.SIGTERM)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "Hello ", r.FormValue("name"))
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":3000", nil))
	os.Exit(1)
}
