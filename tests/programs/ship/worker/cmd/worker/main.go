// The worker listens nowhere, and works until it is told to end.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	for {
		select {
		case <-time.After(100 * time.Millisecond):
			fmt.Println("working")
		case <-end:
			return
		}
	}
}
