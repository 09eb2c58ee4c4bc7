// Command silent runs, and never listens.
package main

import "time"

func main() {
	time.Sleep(time.Hour)
}
