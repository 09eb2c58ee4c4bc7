// Command given tells, as JSON, what it was started with: its arguments, the variables whose names
// begin with GIVEN, standard input, and each file that an argument names. With -listen it serves
// that at :8080 instead of printing it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"syscall"
)

type file struct {
	Content string `json:"content"`
	Mode    string `json:"mode"`
	Owner   uint32 `json:"owner"`
	Error   string `json:"error,omitempty"`
}

func main() {
	listen := flag.Bool("listen", false, "serve it")
	deaf := flag.Bool("deaf", false, "read nothing")
	flag.Parse()
	var said []byte
	if !*deaf {
		said, _ = io.ReadAll(os.Stdin)
	}
	kind := "device"
	if info, err := os.Stdin.Stat(); err == nil && info.Mode()&os.ModeNamedPipe != 0 {
		kind = "pipe"
	}
	env := map[string]string{}
	for _, pair := range os.Environ() {
		if name, value, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "GIVEN") {
			env[name] = value
		}
	}
	files := map[string]file{}
	for _, path := range flag.Args() {
		files[path] = look(path)
	}
	told, _ := json.Marshal(map[string]any{
		"env": env, "files": files, "stdin": string(said[:min(len(said), 9)]), "bytes": len(said), "kind": kind,
	})
	if !*listen {
		fmt.Println(string(told))
		return
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write(told) })
	fmt.Fprintln(os.Stderr, http.ListenAndServe(":8080", nil))
	os.Exit(1)
}

func look(path string) file {
	info, err := os.Stat(path)
	if err != nil {
		return file{Error: err.Error()}
	}
	found := file{Mode: fmt.Sprintf("%04o", info.Mode().Perm()), Owner: info.Sys().(*syscall.Stat_t).Uid}
	content, err := os.ReadFile(path)
	found.Content = string(content)
	if err != nil && !info.IsDir() {
		found.Error = err.Error()
	}
	return found
}
