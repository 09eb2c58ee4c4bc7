// The tool is a command: it does what its arguments say, and ends.
package main

import (
	"flag"
	"fmt"
)

var version = "unknown"

func main() {
	show := flag.Bool("version", false, "print the version")
	flag.Parse()
	if *show {
		fmt.Println("tool v" + version)
		return
	}
	fmt.Println("nothing to do")
}
