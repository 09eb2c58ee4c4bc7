package main

import (
	"context"
	"fmt"
	"net"
	"syscall"
)

var network = []attempt{
	{"connect over TCP", func(p prey) error { return dials("tcp", local(p.TCP)) }},
	{"connect over MPTCP", func(p prey) error {
		var dialer net.Dialer
		dialer.SetMultipathTCP(true)
		return says(dialer.Dial("tcp", local(p.MPTCP)))
	}},
	{"send over UDP", func(p prey) error { return dials("udp", local(p.UDP)) }},
	{"connect to a Unix socket", func(p prey) error { return dials("unix", p.Unix) }},
	{"connect to an abstract socket", func(p prey) error { return dials("unix", "@"+p.Abstract) }},
	{"listen at another port over TCP", func(p prey) error { return listens(p.Free[0], false) }},
	{"listen at another port over MPTCP", func(p prey) error { return listens(p.Free[1], true) }},
	{"open a raw socket", func(prey) error {
		fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, syscall.IPPROTO_ICMP)
		if err == nil {
			syscall.Close(fd)
		}
		return err
	}},
}

func local(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

func dials(kind, address string) error { return says(net.Dial(kind, address)) }

func says(connection net.Conn, err error) error {
	if err != nil {
		return err
	}
	defer connection.Close()
	_, err = connection.Write([]byte("prober"))
	return err
}

// listens leaves the listener open, to be found.
func listens(port int, multipath bool) error {
	var config net.ListenConfig
	config.SetMultipathTCP(multipath)
	_, err := config.Listen(context.Background(), "tcp", local(port))
	return err
}
