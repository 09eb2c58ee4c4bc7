// Command garbage answers with bytes that are no HTTP.
package main

import (
	"log"
	"net"
)

func main() {
	listener, err := net.Listen("tcp", ":3000")
	if err != nil {
		log.Fatal(err)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		connection.Write([]byte("\x00\xff\x1b[2J HTTP/9.9 minus one\r\n\r\n\r\n"))
		connection.Close()
	}
}
