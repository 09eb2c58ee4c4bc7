// Works, and writes a CPU profile of it to the file it is given; without one it panics at work.
package main

import (
	"os"
	"runtime/pprof"
)

var sum uint64

func main() {
	if len(os.Args) == 1 {
		work(-1)
	}
	file, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		panic(err)
	}
	for range 600 { // half a second of a processor's time, whatever else it does
		work(1 << 20)
	}
	pprof.StopCPUProfile()
}

// work is where the time goes.
//
//go:noinline
func work(times int) {
	if times < 0 {
		panic("asked to")
	}
	for i := range uint64(times) {
		sum += i * i // the line of the breakpoint
	}
}
