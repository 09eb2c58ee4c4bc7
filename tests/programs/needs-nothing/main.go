// Needs nothing: it imports everything that could need something, and uses none of it.
package main

import (
	_ "crypto/tls"
	_ "mime"
	_ "net/http"
	_ "os/exec"
	_ "os/user"
	_ "plugin"
)

func main() {
	println("nothing")
}
