"""A Go program as services are, for surroundings that forbid this and that."""

from __future__ import annotations

from pathlib import Path

from tests.integration.gopack.programs import build_source, pack

PACKED = ("gopack", "best")
EACH = ("plain", *PACKED)

SERVES = """package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/trace"
	"strconv"
	"sync"
	"syscall"
)

// The first thread would not end but wait for ever: no other goroutine runs on it.
func init() {
	runtime.LockOSThread()
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go http.Serve(listener, http.HandlerFunc(func(to http.ResponseWriter, _ *http.Request) {
		to.Write(make([]byte, 1<<16))
	}))
	check(trace.Start(io.Discard))
	address := "http://" + listener.Addr().String()
	sizes := make(chan int, 32)
	var group sync.WaitGroup
	for range 32 {
		group.Add(1)
		go func() {
			defer group.Done()
			answer, err := http.Get(address)
			check(err)
			body, err := io.ReadAll(answer.Body)
			check(err)
			sizes <- len(body)
		}()
	}
	group.Wait()
	trace.Stop()
	debug.FreeOSMemory()
	endThread()
	close(sizes)
	total := 0
	for size := range sizes {
		total += size
	}
	fmt.Println(total)
}

// endThread lets the runtime end a thread, and waits for its end.
func endThread() {
	number := make(chan int)
	go func() {
		runtime.LockOSThread()
		number <- syscall.Gettid()
	}()
	thread := "/proc/self/task/" + strconv.Itoa(<-number)
	for {
		if _, err := os.Stat(thread); err != nil {
			return
		}
		runtime.Gosched()
	}
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
"""
"""Asks itself over HTTP in 32 goroutines; has its runtime collect garbage, give memory back, and
begin and end threads."""

ANSWER = f"{32 << 16}\n"


def packed_in_each_way(root: Path, source: str = SERVES) -> dict[str, Path]:
    """The program of that source under the same name: unpacked, packed, packed with --best."""
    found = {name: root / name / "service" for name in EACH}
    for program in found.values():
        program.parent.mkdir()
    build_source(source, found["plain"], "amd64", "-ldflags=-s -w")
    pack(found["plain"], found["gopack"])
    pack(found["plain"], found["best"], "--best")
    return found
