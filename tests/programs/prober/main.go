// Command prober tries to reach out of where it was put, and serves what it could do.
//
// It is given what there is to be reached as a JSON object in its first argument, see type prey.
// Whether an attempt that claims to have worked had an effect, whoever started it looks up.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"syscall"
)

// prey is what belongs to the machine, and the own port. Paths are absolute and the machine's.
type prey struct {
	Port     int    // where the answer is served
	Folder   string // holds `secret`, and files named after the attempts on them
	Word     string // what the secret file says
	Tool     string // a program that exits with status 42
	TCP      int    // a listener on 127.0.0.1
	UDP      int    // a receiver on 127.0.0.1
	MPTCP    int    // another listener
	Free     []int  // two TCP ports of 127.0.0.1 where nobody listens
	Unix     string // a listener's path
	Abstract string // a listener's name
	PID      int    // a process of the same user
	Shared   int    // key of a shared memory segment, shmget(2)
	Token    string // what a process that stays behind has in its command line
	Setuid   string // a setuid copy of this program in its own root; empty for none
}

type attempt struct {
	name string
	try  func(prey) error
}

// ran is the status by which a program that was executed tells that it ran.
const ran = 42

func main() {
	runtime.LockOSThread() // ptrace(2) and unshare(2) are a thread's
	switch os.Args[1] {
	case "ran":
		os.Exit(ran)
	case "powers":
		// the capabilities of who executed it do not count
		held, _ := strconv.ParseUint(os.Args[2], 10, 64)
		if effective()&^held != 0 {
			os.Exit(ran)
		}
		os.Exit(1)
	case "escape":
		if escape(os.Args[2], os.Args[3]) == nil {
			os.Exit(ran)
		}
		os.Exit(1)
	case "trace":
		if trace(os.Args[2]) == nil {
			os.Exit(ran)
		}
		os.Exit(1)
	case "linger":
		pause(60)
	case "leave":
		leave(os.Args[2])
		serve(os.Args[3], nil)
	case "idle":
		serve(os.Args[2], nil)
	default:
		probe(os.Args[1])
	}
}

func probe(given string) {
	var p prey
	if err := json.Unmarshal([]byte(given), &p); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	// each attempt's name, and why it could not; empty where it could
	seen := [][2]string{}
	for _, list := range [][]attempt{files, network, processes, privileges} {
		for _, each := range list {
			seen = append(seen, [2]string{each.name, why(each.try(p))})
		}
	}
	serve(fmt.Sprint(p.Port), seen)
}

func serve(port string, seen [][2]string) {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(seen)
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":"+port, nil))
	os.Exit(1)
}

func why(err error) string {
	var number syscall.Errno
	switch {
	case err == nil:
		return ""
	case errors.As(err, &number):
		return number.Error()
	}
	return err.Error()
}

// execute runs a program to its end; nil where it ended as one that ran.
func execute(attributes *syscall.SysProcAttr, path string, words ...string) error {
	pid, err := syscall.ForkExec(path, append([]string{path}, words...), &syscall.ProcAttr{
		Files: []uintptr{0, 1, 2}, Sys: attributes,
	})
	if err != nil {
		return err
	}
	var status syscall.WaitStatus
	for {
		if _, err = syscall.Wait4(pid, &status, 0, nil); err != syscall.EINTR {
			break
		}
	}
	if err == nil && status.ExitStatus() != ran {
		return errors.New("it ran without effect")
	}
	return err
}
