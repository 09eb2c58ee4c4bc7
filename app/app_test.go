package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestGreetsWhomTheQueryNames(t *testing.T) {
	for query, want := range map[string]string{
		"":                        "Hello world",
		"?name=":                  "Hello world",
		"?name=Ahmed":             "Hello Ahmed",
		"?name=Ada%20L%26%C3%A9":  "Hello Ada L&é",
		"?name=first&name=second": "Hello first",
		"?other=x":                "Hello world",
	} {
		answer := httptest.NewRecorder()
		greet(answer, httptest.NewRequest("GET", "/"+query, nil))
		if got := answer.Body.String(); answer.Code != 200 || got != want {
			t.Errorf("GET /%s: %d %q, want 200 %q", query, answer.Code, got, want)
		}
	}
}

func TestARequestInFlightIsAnsweredBeforeTheEnd(t *testing.T) {
	stop, cancel := context.WithCancel(context.Background())
	asked, ended := make(chan bool), make(chan error)
	server := &http.Server{Addr: freeAddress(t), Handler: http.HandlerFunc(
		func(answer http.ResponseWriter, request *http.Request) {
			close(asked)
			<-stop.Done()
			time.Sleep(100 * time.Millisecond)
			greet(answer, request)
		})}
	go func() { ended <- serve(stop, server) }()
	go func() { <-asked; cancel() }()
	if got := get(t, "http://"+server.Addr+"/?name=late"); got != "Hello late" {
		t.Errorf("got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestAPortThatIsTakenIsAnError(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	server := &http.Server{Addr: listener.Addr().String()}
	if err := serve(context.Background(), server); err == nil {
		t.Error("no error")
	}
}

func freeAddress(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// get asks until somebody listens.
func get(t *testing.T, url string) string {
	for range 500 {
		if answer, err := http.Get(url); err == nil {
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			return string(body)
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("nobody listens at " + url)
	return ""
}
