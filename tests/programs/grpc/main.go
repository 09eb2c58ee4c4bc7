// Command grpc serves grpc.health.v1.Health at :8080: SERVING, or what the variable HEALTH says.
package main

import (
	"context"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	state := healthpb.HealthCheckResponse_SERVING
	if name := os.Getenv("HEALTH"); name != "" {
		number := healthpb.HealthCheckResponse_ServingStatus_value[name]
		state = healthpb.HealthCheckResponse_ServingStatus(number)
	}
	states := health.NewServer()
	states.SetServingStatus("", state)
	server := grpc.NewServer()
	healthpb.RegisterHealthServer(server, states)

	listener, err := net.Listen("tcp", ":8080")
	if err != nil {
		log.Fatal(err)
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
