// Needs a folder for temporary files: it makes one.
package main

import (
	"fmt"
	"os"
)

func main() {
	file, err := os.CreateTemp("", "needs-*")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(file.Name())
}
