// Needs another program: it executes one that it looks for on its PATH.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
)

func main() {
	err := exec.Command("helper").Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("it ran")
}
