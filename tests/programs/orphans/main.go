// As the first process of a container it inherits a process that nobody waits for, unless it is
// started with the word "reap".
package main

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 2 {
		switch os.Args[2] {
		case "child": // ends before what it has started
			start("grandchild")
		case "grandchild": // outlives the one that started it
			for os.Getppid() != 1 {
				time.Sleep(time.Millisecond)
			}
		}
		return
	}
	child := start("child")
	child.Wait()
	if os.Args[1] == "reap" {
		for {
			if _, err := syscall.Wait4(-1, nil, 0, nil); err == syscall.ECHILD {
				break
			}
		}
		fmt.Println("reaped")
	}
	time.Sleep(10 * time.Hour)
}

func start(role string) *os.Process {
	argv := []string{os.Args[0], os.Args[1], role}
	process, err := os.StartProcess("/proc/self/exe", argv, &os.ProcAttr{Files: []*os.File{nil, os.Stdout, os.Stderr}})
	if err != nil {
		panic(err)
	}
	return process
}
