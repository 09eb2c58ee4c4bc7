// Needs a table of file types: Go itself knows only those of the web.
package main

import (
	"fmt"
	"mime"
	"os"
)

func main() {
	kind := mime.TypeByExtension(".tex")
	if kind == "" {
		fmt.Println("the type of .tex is not known")
		os.Exit(1)
	}
	fmt.Println(kind)
}
