// Command flood writes 8 MB to standard error, far more than a pipe holds, then serves as hello
// does.
package main

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	go func() {
		<-told
		os.Exit(0)
	}()
	line := strings.Repeat("flood ", 16) + "\n"
	for written := 0; written < 8<<20; written += len(line) {
		fmt.Fprint(os.Stderr, line)
	}
	fmt.Fprintln(os.Stderr, "the last line")
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
