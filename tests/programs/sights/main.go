// Serves what it sees of its surroundings as JSON: each field a word or a number.
//
// Arguments: [-on HOST] [-v6only] [-early STATUS] [-write PATH]... [PATH]...
// Each PATH is described: owner, mode, and what this user may do with it.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"time"
)

type sights map[string]any

func main() {
	seen := sights{}
	host, family, paths := "", "tcp", []string{}
	for at := 1; at < len(os.Args); at++ {
		switch word := os.Args[at]; word {
		case "-on":
			at++
			host = os.Args[at]
		case "-early":
			at++
			fmt.Fprintln(os.Stderr, "ends at once")
			var status int
			fmt.Sscan(os.Args[at], &status)
			os.Exit(status)
		case "-deaf":
			signal.Ignore(syscall.SIGTERM)
		case "-write":
			at++
			seen["write "+os.Args[at]] = reason(os.WriteFile(os.Args[at], []byte("written"), 0o644))
		case "-append":
			at++
			seen["append "+os.Args[at]] = reason(appended(os.Args[at]))
		case "-remove":
			at++
			seen["remove "+os.Args[at]] = reason(os.Remove(os.Args[at]))
		case "-mkdir":
			at++
			seen["mkdir "+os.Args[at]] = reason(os.Mkdir(os.Args[at], 0o755))
		case "-chown":
			at++
			seen["chown "+os.Args[at]] = reason(os.Chown(os.Args[at], 65532, 65532))
		case "-setuid":
			seen["setuid 65532"] = reason(syscall.Setuid(65532))
		case "-v6only":
			family = "tcp6"
		case "-low":
			listener, err := net.Listen("tcp", ":80")
			seen["listen at port 80"] = reason(err)
			if err == nil {
				listener.Close()
			}
		case "-localhost":
			listener, err := net.Listen("tcp", "localhost:3001")
			seen["listen on localhost"] = reason(err)
			if err == nil {
				listener.Close()
			}
		default:
			paths = append(paths, word)
		}
	}
	identity(seen)
	names(seen)
	process(seen)
	closed(seen)
	network(seen)
	for _, path := range append(paths, "/", "/etc", "/etc/hosts", "/dev/null", "/dev/shm", "/tmp") {
		seen["file "+path] = described(path)
	}
	stop := make(chan os.Signal, 1)
	if os.Getenv("DEAF") == "" {
		signal.Notify(stop, syscall.SIGTERM)
	}
	go func() {
		<-stop
		fmt.Fprintln(os.Stderr, "told to end")
		os.Exit(0)
	}()
	listener, err := net.Listen(family, host+":3000")
	if err == nil {
		err = http.Serve(listener, http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
			from, _, _ := net.SplitHostPort(request.RemoteAddr)
			seen["asked from"] = from
			json.NewEncoder(answer).Encode(seen)
		}))
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func identity(seen sights) {
	groups, err := os.Getgroups()
	sort.Ints(groups)
	seen["uid"], seen["gid"], seen["groups"] = os.Getuid(), os.Getgid(), fmt.Sprint(groups, reason(err))
	home, err := os.UserHomeDir()
	seen["home"] = home + reason(err)
	folder, err := os.Getwd()
	seen["working folder"] = folder + reason(err)
	seen["arguments"] = fmt.Sprint(len(os.Args) > 0 && os.Args[0] != "")
	kept := []string{}
	for _, pair := range os.Environ() {
		kept = append(kept, pair)
	}
	sort.Strings(kept)
	seen["environment"] = kept
	executable, err := os.Executable()
	seen["executable"] = executable + reason(err)
}

func names(seen sights) {
	hostname, err := os.Hostname()
	seen["host name"] = fmt.Sprintf("%d hexadecimal digits%s", len(hostname), reason(err))
	if strings.Trim(hostname, "0123456789abcdef") != "" {
		seen["host name"] = "a name"
	}
	written, err := os.ReadFile("/etc/hostname")
	seen["/etc/hostname"] = fmt.Sprint(string(bytes.TrimSpace(written)) == hostname, reason(err))
	found, err := net.LookupHost("localhost")
	sort.Strings(found)
	seen["localhost"] = strings.Join(found, " ") + reason(err)
	own, err := net.LookupHost(hostname)
	seen["its own name"] = strings.Join(own, " ") + reason(err)
	resolvers, err := os.ReadFile("/etc/resolv.conf")
	seen["resolvers"] = fmt.Sprint(bytes.Contains(resolvers, []byte("nameserver")), reason(err))
}

func process(seen sights) {
	seen["process"] = os.Getpid() == 1
	seen["parent"] = os.Getppid()
	session, _, _ := syscall.Syscall(syscall.SYS_GETSID, 0, 0, 0)
	seen["leads its session"] = int(session) == os.Getpid()
	umask := syscall.Umask(0)
	syscall.Umask(umask)
	seen["umask"] = fmt.Sprintf("%04o", umask)
	status, err := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(status), "\n") {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "CapEff", "NoNewPrivs", "SigIgn":
			seen[name] = strings.TrimSpace(value)
		}
	}
	if err != nil {
		seen["/proc"] = reason(err)
	}
	input, err := os.Stdin.Stat()
	seen["standard input"] = err == nil && input.Mode()&fs.ModeCharDevice != 0
	entries, _ := os.ReadDir("/proc/self/fd")
	seen["descriptors"] = min(len(entries), 9)
	seen["write to /dev/null"] = reason(os.WriteFile("/dev/null", nil, 0))
	random := make([]byte, 8)
	file, err := os.Open("/dev/urandom")
	if err == nil {
		_, err = file.Read(random)
	}
	seen["read /dev/urandom"] = reason(err)
	started := time.Now()
	seen["clock"] = started.Year() > 2000
}

// closed tells what a container keeps even its root from. Nothing is written.
func closed(seen sights) {
	for _, path := range []string{"/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger"} {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err == nil {
			file.Close()
		}
		seen["open to write "+path] = reason(err)
	}
	for _, path := range []string{"/proc/keys", "/proc/timer_list"} {
		content, err := os.ReadFile(path)
		seen["read "+path] = fmt.Sprint(len(content) > 0, reason(err))
	}
	var memory syscall.Statfs_t
	err := syscall.Statfs("/dev/shm", &memory)
	seen["bytes of /dev/shm"] = fmt.Sprint(memory.Blocks*uint64(memory.Bsize), reason(err))
	entries, err := os.ReadDir("/sys")
	seen["/sys"] = fmt.Sprint(len(entries) > 1, reason(err))
	_, _, number := syscall.RawSyscall(syscall.SYS_UNSHARE, syscall.CLONE_NEWUSER, 0, 0)
	seen["make a user namespace"] = reason(number)
	const getKeyringID, sessionKeyring = 0, ^uintptr(2) // linux/keyctl.h: -3
	_, _, number = syscall.RawSyscall(syscall.SYS_KEYCTL, getKeyringID, sessionKeyring, 0)
	seen["find a session keyring"] = reason(number)
}

func network(seen sights) {
	interfaces, err := net.Interfaces()
	described := []string{}
	for _, each := range interfaces {
		addresses, _ := each.Addrs()
		words := []string{}
		for _, address := range addresses {
			words = append(words, address.String())
		}
		described = append(described, each.Name+" "+strings.Join(words, " "))
	}
	seen["interfaces"] = strings.Join(described, "; ") + reason(err)
}

func described(path string) string {
	found, err := os.Lstat(path)
	if err != nil {
		return reason(err)
	}
	status := found.Sys().(*syscall.Stat_t)
	may := ""
	for letter, mode := range map[string]uint32{"r": 4, "w": 2, "x": 1} {
		if syscall.Access(path, mode) == nil {
			may += letter
		}
	}
	letters := strings.Split(may, "")
	sort.Strings(letters)
	names := ""
	if found.IsDir() {
		entries, err := os.ReadDir(path)
		kept := []string{}
		for _, entry := range entries {
			kept = append(kept, entry.Name())
		}
		names = fmt.Sprintf(" [%s]%s", strings.Join(kept, " "), reason(err))
		if strings.HasPrefix(path, "/dev") {
			names = ""
		}
	}
	kind := found.Mode().Type().String()
	return fmt.Sprintf("%s %04o %d:%d may %s%s", kind, status.Mode&0o7777, status.Uid, status.Gid, strings.Join(letters, ""), names)
}

func appended(path string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString("more")
	return errors.Join(err, file.Close())
}

// reason is the kernel's word for an error, without the path; empty for none.
func reason(err error) string {
	if err == nil || err == syscall.Errno(0) {
		return ""
	}
	var number syscall.Errno
	if errors.As(err, &number) {
		return number.Error()
	}
	return filepath.Base(strings.ReplaceAll(err.Error(), "\n", " "))
}
