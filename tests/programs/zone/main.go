// Says whether the system's time zones can be found.
package main

import (
	"os"
	"time"
)

func main() {
	if _, err := time.LoadLocation("Europe/Berlin"); err != nil {
		os.Stdout.WriteString(err.Error() + "\n")
		return
	}
	os.Stdout.WriteString("found\n")
}
