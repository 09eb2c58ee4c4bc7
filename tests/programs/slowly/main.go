// Command slowly serves as hello does, but first waits for as long as its first argument says.
// PORT is where it listens, 3000 where it is not set.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	wait, err := time.ParseDuration(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	time.Sleep(wait)
	port := os.Getenv("PORT")
	if port == "" {
		port = "3000"
	}
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	go func() {
		<-told
		os.Exit(0)
	}()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		name := r.FormValue("name")
		if name == "" {
			name = "world"
		}
		fmt.Fprint(w, "Hello ", name)
	})
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
