// Prints how many bytes its standard input becomes as gzip, at the usual level, as docker writes it
// (compress/gzip) and as podman does (klauspost/pgzip); and the Go that it was built by, for
// compress/gzip is part of that.
package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/klauspost/pgzip"
)

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func main() {
	var docker, podman counter
	one, other := gzip.NewWriter(&docker), pgzip.NewWriter(&podman)
	_, err := io.Copy(io.MultiWriter(one, other), os.Stdin)
	for _, each := range []io.Closer{one, other} {
		if closed := each.Close(); err == nil {
			err = closed
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(docker, podman, runtime.Version())
}
