// Command endless answers with a body that never ends.
package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
)

func main() {
	chunk := strings.Repeat("Hello ", 1024)
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := fmt.Fprint(w, chunk); err != nil {
				return
			}
		}
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":3000", nil))
	os.Exit(1)
}
