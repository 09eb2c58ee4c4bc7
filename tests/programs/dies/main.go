// Command dies answers once, then says so and ends with status 3.
package main

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
)

func main() {
	answered := make(chan bool, 1)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body := "Hello " + r.FormValue("name")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		fmt.Fprint(w, body)
		w.(http.Flusher).Flush()
		answered <- true
	})
	go func() {
		fmt.Fprintln(os.Stderr, http.ListenAndServe(":3000", nil))
		os.Exit(1)
	}()
	<-answered
	fmt.Fprintln(os.Stderr, "once is enough")
	os.Exit(3)
}
