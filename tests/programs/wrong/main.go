// Command wrong answers, but not what it is asked for.
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "Goodbye")
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":3000", nil))
	os.Exit(1)
}
