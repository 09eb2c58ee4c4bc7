// Needs root certificates: it asks a server, its own, by TLS.
//
// With the argument `make` it writes what that takes into a folder: ca.pem, the root, and
// server.pem, a certificate by it with its key.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	if len(os.Args) == 3 && os.Args[1] == "make" {
		write(os.Args[2])
		return
	}
	pair, err := tls.LoadX509KeyPair("/server.pem", "/server.pem")
	must(err)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}})
	must(err)
	// a log with times would look for the local zone, if it came before the end
	server := http.Server{Handler: http.NotFoundHandler(), ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(listener)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	must(err)
	answer, err := http.Get("https://localhost:" + port)
	must(err)
	fmt.Println(answer.StatusCode)
}

func write(folder string) {
	ca := template(1)
	ca.IsCA, ca.BasicConstraintsValid, ca.KeyUsage = true, true, x509.KeyUsageCertSign
	caKey := key()
	server := template(2)
	server.DNSNames = []string{"localhost"}
	serverKey := key()
	raw, err := x509.MarshalECPrivateKey(serverKey)
	must(err)
	root := signed(ca, ca, caKey, caKey)
	leaf := signed(server, ca, serverKey, caKey)
	leaf = append(leaf, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: raw})...)
	must(os.WriteFile(folder+"/ca.pem", root, 0o644))
	must(os.WriteFile(folder+"/server.pem", leaf, 0o644))
}

func template(number int64) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(number),
		Subject:      pkix.Name{CommonName: "needs"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
	}
}

func key() *ecdsa.PrivateKey {
	made, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	return made
}

func signed(one, by *x509.Certificate, its, theirs *ecdsa.PrivateKey) []byte {
	raw, err := x509.CreateCertificate(rand.Reader, one, by, &its.PublicKey, theirs)
	must(err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
}

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
