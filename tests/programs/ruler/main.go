// Command ruler serves what is known of it beforehand, as the linker's -X says: it spins for `wait`
// before it listens, touches `touch` bytes, and answers with `body` bytes.
package main

import (
	"log"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"
)

var (
	wait  = "0s"
	touch = "0"
	body  = "10001"
)

func main() {
	spin, err := time.ParseDuration(wait)
	if err != nil {
		log.Fatal(err)
	}
	hold(number(touch))
	answer := make([]byte, number(body))
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		w.Write(answer)
	})
	// a sleep would take longer than it says
	for begun := time.Now(); time.Since(begun) < spin; {
	}
	log.Fatal(http.ListenAndServe(":3000", nil))
}

func number(text string) int {
	found, err := strconv.Atoi(text)
	if err != nil {
		log.Fatal(err)
	}
	return found
}

// hold takes memory from the system and touches each page, so that Go's heap has no part in it.
func hold(bytes int) {
	if bytes == 0 {
		return
	}
	held, err := syscall.Mmap(-1, 0, bytes, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		log.Fatal(err)
	}
	for at := 0; at < bytes; at += os.Getpagesize() {
		held[at] = 1
	}
}
