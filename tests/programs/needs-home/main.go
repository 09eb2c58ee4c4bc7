// Needs a home folder: it keeps a cache there.
package main

import (
	"fmt"
	"os"
)

func main() {
	folder, err := os.UserCacheDir()
	if err == nil {
		err = os.MkdirAll(folder+"/needs", 0o700)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(folder)
}
