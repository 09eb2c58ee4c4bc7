// Needs a Go plugin, which a static program cannot load.
package main

import (
	"fmt"
	"os"
	"plugin"
)

func main() {
	if _, err := plugin.Open("/plugin.so"); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
