// Command answers listens at :8080 and answers over HTTP with what it was asked, as JSON, or over
// TCP with PONG to PING; encrypted with the certificate that -certificate prints.
package main

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

var (
	speaks    = flag.String("speaks", "http", "http, tcp, or tcp-first, which says HELLO to who connects")
	encrypts  = flag.Bool("tls", false, "encrypt")
	printOnly = flag.Bool("certificate", false, "print the certificate and end")
	seed      = flag.String("seed", "a key that everyone may know", "what the key is made of")
)

func main() {
	flag.Parse()
	pair := certificate()
	if *printOnly {
		fmt.Print(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})))
		return
	}
	listener, err := net.Listen("tcp", ":8080")
	if err != nil {
		log.Fatal(err)
	}
	if *encrypts {
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{pair}})
	}
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if *speaks == "http" {
		go http.Serve(listener, http.HandlerFunc(echo))
	} else {
		go talk(listener)
	}
	<-told.Done()
}

// certificate is the same at every start: its key and its times are fixed.
func certificate() tls.Certificate {
	key := ed25519.NewKeyFromSeed(fmt.Appendf(nil, "%-32s", *seed)[:ed25519.SeedSize])
	what := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		DNSNames:     []string{"localhost"},
		NotBefore:    time.Unix(1700000000, 0),
		NotAfter:     time.Unix(5000000000, 0),
	}
	signed, err := x509.CreateCertificate(nil, what, what, key.Public(), key)
	if err != nil {
		log.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{signed}, PrivateKey: key}
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if r.URL.Path == "/teapot" {
		w.WriteHeader(http.StatusTeapot)
	}
	json.NewEncoder(w).Encode(map[string]any{
		"method": r.Method, "path": r.URL.Path, "host": r.Host,
		"token": r.Header.Get("X-Token"), "body": string(body),
	})
}

func talk(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer connection.Close()
			if *speaks == "tcp-first" {
				fmt.Fprintln(connection, "HELLO")
			}
			lines := bufio.NewScanner(connection)
			for lines.Scan() {
				fmt.Fprintln(connection, strings.Replace(lines.Text(), "I", "O", 1))
			}
		}()
	}
}
