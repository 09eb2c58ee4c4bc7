// Command grpc serves grpc.health.v1.Health at :8080, with TLS where it is asked for.
//
// Its server is SERVING, or what the variable HEALTH says; the service "ready" is serving, "busy" is not.
package main

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"log"
	"math/big"
	"net"
	"os"
	"os/signal"
	"syscall"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	encrypts := flag.Bool("tls", false, "encrypt")
	without := flag.Bool("without", false, "serve no health")
	flag.Parse()
	listener, err := net.Listen("tcp", ":8080")
	if err != nil {
		log.Fatal(err)
	}
	var options []grpc.ServerOption
	if *encrypts {
		options = append(options, grpc.Creds(credentials.NewServerTLSFromCert(certificate())))
	}
	server := grpc.NewServer(options...)
	if !*without {
		healthpb.RegisterHealthServer(server, states())
	}
	told, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() {
		<-told.Done()
		server.GracefulStop()
	}()
	if err := server.Serve(listener); err != nil {
		log.Fatal(err)
	}
}

func states() *health.Server {
	made := health.NewServer()
	if name := os.Getenv("HEALTH"); name != "" {
		number := healthpb.HealthCheckResponse_ServingStatus_value[name]
		made.SetServingStatus("", healthpb.HealthCheckResponse_ServingStatus(number))
	}
	made.SetServingStatus("ready", healthpb.HealthCheckResponse_SERVING)
	made.SetServingStatus("busy", healthpb.HealthCheckResponse_NOT_SERVING)
	return made
}

// certificate is one that nobody signed.
func certificate() *tls.Certificate {
	public, private, _ := ed25519.GenerateKey(nil)
	what := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}}
	signed, err := x509.CreateCertificate(nil, what, what, public, private)
	if err != nil {
		log.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{signed}, PrivateKey: private}
}
