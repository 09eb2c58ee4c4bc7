// A service of the kind that people keep in images with a whole system around: it reads a
// configuration, pages beside it, a time zone, and executes another program.
package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	switch {
	case len(os.Args) > 1 && os.Args[1] == "child":
		say(os.ReadFile("/usr/share/child.txt"))
		return
	case len(os.Args) > 1 && os.Args[1] == "daemon":
		again := exec.Command(os.Args[0])
		again.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		if err := again.Start(); err != nil {
			fail(err)
		}
		return
	}
	greeting, err := os.ReadFile("/etc/pages.conf")
	if err != nil {
		fail(err)
	}
	http.HandleFunc("/page/", func(w http.ResponseWriter, r *http.Request) {
		answer(w, greeting, func() ([]byte, error) {
			return os.ReadFile(filepath.Join("pages", filepath.Base(r.URL.Path)+".html"))
		})
	})
	http.HandleFunc("/list", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, greeting, func() ([]byte, error) {
			entries, err := os.ReadDir("pages")
			names := []string{}
			for _, each := range entries {
				names = append(names, each.Name())
			}
			return []byte(strings.Join(names, " ")), err
		})
	})
	http.HandleFunc("/zone", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, greeting, func() ([]byte, error) {
			zone, err := time.LoadLocation("Europe/Berlin")
			return []byte(fmt.Sprint(zone)), err
		})
	})
	http.HandleFunc("/many", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, greeting, func() ([]byte, error) {
			var sum int
			for number := 0; number < 10000; number++ {
				content, err := os.ReadFile(fmt.Sprintf("/srv/many/%d", number))
				if err != nil {
					return nil, err
				}
				sum += len(content)
			}
			return []byte(fmt.Sprint(sum)), nil
		})
	})
	http.HandleFunc("/child", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, greeting, func() ([]byte, error) { return exec.Command("tool", "child").Output() })
	})
	http.HandleFunc("/self", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, greeting, func() ([]byte, error) {
			return exec.Command("/srv/pages/server", "child").Output()
		})
	})
	go func() { fail(http.ListenAndServe(":8080", nil)) }()
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	<-told
}

func answer(w http.ResponseWriter, greeting []byte, ask func() ([]byte, error)) {
	text, err := ask()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintf(w, "%s: %s\n", strings.TrimSpace(string(greeting)), strings.TrimSpace(string(text)))
}

func say(text []byte, err error) {
	if err != nil {
		fail(err)
	}
	fmt.Print(string(text))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(3)
}
