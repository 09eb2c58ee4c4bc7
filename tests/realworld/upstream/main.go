// A server that real programs talk to while they are probed: HTTPS on 127.0.0.1:443 with a
// certificate of its own authority, and the name server of upstream.test on 127.0.0.53.
//
// Argument: the file that the authority's certificate is written to, as PEM. Prints "ready" when
// it listens everywhere. It is started anew for each run, in a network namespace of its own.
package main

import (
	"crypto/tls"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

const (
	name   = "upstream.test"
	web    = "127.0.0.1:443"
	names  = "127.0.0.53:53"
	secret = "127.0.0.53:853" // DNS over TLS
)

func main() {
	authority, certificate, err := certificates(name)
	check(err)
	check(os.WriteFile(os.Args[1], authority, 0o644))
	encrypted := &tls.Config{Certificates: []tls.Certificate{certificate}}

	asked, err := net.ListenPacket("udp", names)
	check(err)
	plain, err := net.Listen("tcp", names)
	check(err)
	private, err := tls.Listen("tcp", secret, encrypted)
	check(err)
	pages, err := tls.Listen("tcp", web, encrypted)
	check(err)
	go answerPackets(asked)
	go answerConnections(plain)
	go answerConnections(private)
	fmt.Println("ready")
	check(http.Serve(pages, handler()))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
