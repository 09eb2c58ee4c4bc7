// Needs /etc/passwd: it asks who it runs as.
package main

import (
	"fmt"
	"os"
	"os/user"
)

func main() {
	who, err := user.Current()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(who.Username)
}
