package main

import "net/http"

// In a file of its own: a build of one file would not find it.
func healthy(w http.ResponseWriter, _ *http.Request) {
	w.Write([]byte("ok\n"))
}
