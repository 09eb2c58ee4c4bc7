// Command flood writes 8 MB to standard error, far more than a pipe holds, then serves.
package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
)

func main() {
	line := strings.Repeat("flood ", 16) + "\n"
	for written := 0; written < 8<<20; written += len(line) {
		fmt.Fprint(os.Stderr, line)
	}
	fmt.Fprintln(os.Stderr, "the last line")
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "Hello ", r.FormValue("name"))
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":3000", nil))
	os.Exit(1)
}
