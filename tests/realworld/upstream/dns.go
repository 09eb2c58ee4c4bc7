package main

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
)

// The types of RFC 1035, section 3.2.2, and the response codes of its section 4.1.1.
const (
	typeA     = 1
	typeTXT   = 16
	noError   = 0
	nameError = 3
	header    = 12
)

// answerPackets answers DNS over UDP.
func answerPackets(asked net.PacketConn) {
	packet := make([]byte, 4096)
	for {
		size, from, err := asked.ReadFrom(packet)
		if err != nil {
			return
		}
		if answer := answered(packet[:size]); answer != nil {
			asked.WriteTo(answer, from)
		}
	}
}

// answerConnections answers DNS over TCP or TLS: each message has its length in front of it.
func answerConnections(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			var size [2]byte
			for {
				if _, err := io.ReadFull(connection, size[:]); err != nil {
					return
				}
				message := make([]byte, binary.BigEndian.Uint16(size[:]))
				if _, err := io.ReadFull(connection, message); err != nil {
					return
				}
				answer := answered(message)
				if answer == nil {
					return
				}
				binary.BigEndian.PutUint16(size[:], uint16(len(answer)))
				connection.Write(append(size[:], answer...))
			}
		}()
	}
}

// answered is the response to a query with one question; nil where it is none.
func answered(query []byte) []byte {
	if len(query) < header || binary.BigEndian.Uint16(query[4:]) != 1 {
		return nil
	}
	labels, at := []string{}, header
	for {
		if at >= len(query) {
			return nil
		}
		size := int(query[at])
		at++
		if size == 0 {
			break
		}
		if size > 63 || at+size > len(query) {
			return nil
		}
		labels = append(labels, strings.ToLower(string(query[at:at+size])))
		at += size
	}
	if at+4 > len(query) {
		return nil
	}
	kind, end := binary.BigEndian.Uint16(query[at:]), at+4

	code, data := nameError, []byte(nil)
	switch asked := strings.Join(labels, "."); {
	case asked == name && kind == typeA:
		code, data = noError, []byte{127, 0, 0, 1}
	case asked == "greeting."+name && kind == typeTXT:
		code, data = noError, []byte("\x0ehello over dns")
	case asked == name, asked == "greeting."+name:
		code = noError // there is such a name, but nothing of this type
	}
	response := append([]byte{}, query[:end]...)
	// a response, authoritative, recursion available; the client's "recursion desired" is kept
	binary.BigEndian.PutUint16(response[2:], 0x8480|uint16(query[2]&1)<<8|uint16(code))
	binary.BigEndian.PutUint16(response[6:], 0)
	binary.BigEndian.PutUint32(response[8:], 0)
	if data != nil {
		response[7] = 1
		response = append(response, 0xc0, header) // the name: see the question
		response = binary.BigEndian.AppendUint16(response, kind)
		response = binary.BigEndian.AppendUint16(response, 1)
		response = binary.BigEndian.AppendUint32(response, 60)
		response = binary.BigEndian.AppendUint16(response, uint16(len(data)))
		response = append(response, data...)
	}
	return response
}
