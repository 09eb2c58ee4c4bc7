// Command greeter serves like the article's program, with one fault named as its argument:
// stubborn ignores SIGTERM, failing says why on standard error and ends with status 3.
package main

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	switch os.Args[1] {
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
	case "failing":
		fmt.Fprintln(os.Stderr, "greeter: the cupboard is bare")
		os.Exit(3)
	}
	fmt.Println("greeter: at your service")
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello %s", r.FormValue("name"))
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":3000", nil))
	os.Exit(1)
}
