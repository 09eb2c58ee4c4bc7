// Tells what a program finds in an image from scratch; its first argument says about what.
package main

import (
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"
)

func main() {
	about := map[string]func(){
		"arguments":   arguments,
		"user":        user,
		"temporary":   temporary,
		"certificate": certificate,
		"https":       https,
		"taken":       taken,
		"serve":       serve,
	}
	about[os.Args[1]]()
}

func arguments() {
	fmt.Println(strings.Join(os.Args[2:], " "))
}

func user() {
	_, err := os.ReadFile("/etc/passwd")
	fmt.Printf("uid %d; /etc/passwd: %v\n", os.Getuid(), reason(err))
}

func temporary() {
	folder, err := os.MkdirTemp("", "")
	if err == nil {
		os.Remove(folder)
	}
	fmt.Printf("%s: %v\n", os.TempDir(), reason(err))
}

// reason leaves out the path, which may be a random one.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// certificate prints what would have to be trusted for https to work.
func certificate() {
	server := httptest.NewTLSServer(nil)
	pem.Encode(os.Stdout, &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
}

// https asks a server that it starts itself, by the certificates of the system.
func https() {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = nil
	server.StartTLS()
	answer, err := http.Get(server.URL)
	if err != nil {
		fmt.Println(errors.Unwrap(err))
		return
	}
	fmt.Println(answer.Status)
}

// taken serves as the article does, at a port that somebody has.
func taken() {
	if _, err := net.Listen("tcp", ":3000"); err != nil {
		panic(err)
	}
	serve()
}

// serve drops the error, and leaves signals to Go; each answer takes a while.
func serve() {
	http.HandleFunc("/", func(http.ResponseWriter, *http.Request) { time.Sleep(time.Second) })
	http.ListenAndServe(":3000", nil)
}
