// The api serves what is embedded in it, at a port that another module says.
package main

import (
	"embed"
	"log"
	"net/http"

	"example.com/ship/lib"
)

//go:embed static
var files embed.FS

func main() {
	log.Fatal(http.ListenAndServe(lib.Port, http.FileServerFS(files)))
}
