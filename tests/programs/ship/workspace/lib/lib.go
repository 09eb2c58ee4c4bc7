// Package lib is found by go.work only.
package lib

// Port is where the service listens.
const Port = ":9090"
