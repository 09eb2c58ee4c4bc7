// Wants each thing that its arguments name, by the names of candidates.py, and fails where one is
// missing: so that a trial is known to find it.
package main

import (
	"fmt"
	"mime"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"time"
)

var wants = map[string]func() error{
	"certificates": func() error {
		_, err := http.Get("https://127.0.0.1/hello") // by address: no name is looked up
		return err
	},
	"zones": func() error {
		_, err := time.LoadLocation("Europe/Berlin")
		return err
	},
	"user": func() error {
		_, err := user.Lookup("nobody")
		return err
	},
	"tmp": func() error {
		_, err := os.CreateTemp("", "wants")
		return err
	},
	"mime": func() error {
		if mime.TypeByExtension(".epub") == "" {
			return fmt.Errorf("no type of .epub")
		}
		return nil
	},
	"home": func() error {
		_, err := os.Stat("/root")
		return err
	},
	"programs": func() error { return exec.Command("sh", "-c", "exit 0").Run() },
	"nsswitch.conf": func() error {
		_, err := os.Stat("/etc/nsswitch.conf") // what Go does without it is the same
		return err
	},
	"services": func() error {
		_, err := net.LookupPort("tcp", "mqtt") // not among the few that Go knows
		return err
	},
	"protocols": func() error {
		_, err := net.ResolveIPAddr("ip4:ospf", "127.0.0.1")
		return err
	},
	"hosts": func() error {
		_, err := net.LookupHost("localhost")
		return err
	},
	"hostname": func() error {
		_, err := os.ReadFile("/etc/hostname")
		return err
	},
	"resolv.conf": func() error {
		_, err := net.LookupHost("upstream.test")
		return err
	},
}

func main() {
	for _, name := range os.Args[1:] {
		if err := wants[name](); err != nil {
			fmt.Fprintf(os.Stderr, "failed: %s: %v\n", name, err)
			os.Exit(1)
		}
	}
}
