// Shows what a process is given and what becomes of it; its first argument says what to show.
// Whatever it prints must be the same packed and unpacked.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	shows := map[string]func(){
		"given":     given,
		"auxiliary": auxiliary,
		"pages":     pages,
		"build":     build,
		"panic":     func() { panic("as it should") },
		"nil":       func() { fmt.Println(*place()) },
		"map":       func() { var m map[string]int; m["x"] = 1 },
		"exit":      func() { os.Exit(42) },
		"wait":      wait,
		"storm":     storm,
		"deep":      func() { fmt.Println(deep(1 << 20)) },
		"huge":      func() { fmt.Println(huge(64)) },
		"collect":   collect,
		"profile":   profile,
		"signals":   signals,
		"callers":   callers,
		"limits":    limits,
	}
	shows[os.Args[1]]()
}

func place() *int { return nil }

func given() {
	fmt.Printf("%q\n%q\n", os.Args, os.Environ())
	folder, _ := os.Getwd()
	executable, err := os.Executable()
	link, _ := os.Readlink("/proc/self/exe")
	fmt.Println(folder, executable, err, link)
	fmt.Println(runtime.Version(), runtime.GOMAXPROCS(0), runtime.NumCPU())
}

// auxiliary prints the kernel's vector without what differs from one start to the next.
func auxiliary() {
	data, err := os.ReadFile("/proc/self/auxv")
	fmt.Println(len(data), err)
	// the runtime took what it was handed: a wrong page size or time page would show here
	fmt.Println(os.Getpagesize(), time.Since(time.Now()) < time.Second)
}

// pages prints the protections of the program's own range, neighbours that agree as one, and every
// page both writable and executable.
func pages() {
	data, _ := os.ReadFile("/proc/self/maps")
	var from, to uint64
	protection := ""
	for _, line := range strings.Split(string(data), "\n") {
		var start, end uint64
		var allowed string
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &start, &end, &allowed); n < 3 {
			continue
		}
		if strings.Contains(allowed, "wx") {
			fmt.Println("writable and executable:", line)
		}
		if start >= 0x2000000 {
			continue
		}
		if start != to || allowed != protection {
			fmt.Printf("%x-%x %s\n", from, to, protection)
			from, protection = start, allowed
		}
		to = end
	}
	fmt.Printf("%x-%x %s\n", from, to, protection)
}

func build() {
	info, ok := debug.ReadBuildInfo()
	fmt.Println(ok, info)
}

func wait() {
	fmt.Println("waiting")
	time.Sleep(time.Minute)
}

func storm() {
	var group sync.WaitGroup
	sums := make(chan int, 10000)
	for i := range 10000 {
		group.Add(1)
		go func() {
			defer group.Done()
			runtime.Gosched()
			sums <- i
		}()
	}
	group.Wait()
	close(sums)
	total := 0
	for sum := range sums {
		total += sum
	}
	fmt.Println(total)
}

func deep(n int) int {
	if n == 0 {
		return 0
	}
	return deep(n-1) + 1
}

func huge(n int) int {
	var block [1 << 20]byte
	block[n] = byte(n)
	if n == 0 {
		return 0
	}
	return huge(n-1) + int(block[n])
}

func collect() {
	var kept [][]byte
	for i := range 2000 {
		kept = append(kept, make([]byte, 1<<12))
		if i%100 == 0 {
			kept = kept[:0]
			runtime.GC()
		}
	}
	fmt.Println(len(kept))
}

// profile works for a while and says whether the profile names who did.
func profile() {
	var out strings.Builder
	pprof.StartCPUProfile(&out)
	for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end); {
		deep(1000)
	}
	pprof.StopCPUProfile()
	fmt.Println(out.Len() > 100)
	pprof.Lookup("goroutine").WriteTo(os.Stdout, 2)
}

// signals sends itself many while others work.
func signals() {
	heard := make(chan os.Signal, 1000)
	signal.Notify(heard, syscall.SIGUSR1, syscall.SIGUSR2)
	done := make(chan bool)
	for range 2 {
		go func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
					deep(100)
				}
			}
		}()
	}
	for range 30 {
		syscall.Kill(os.Getpid(), syscall.SIGUSR1)
		<-heard
		syscall.Kill(os.Getpid(), syscall.SIGUSR2)
		<-heard
	}
	close(done)
	fmt.Println("heard all")
}

func callers() {
	pcs := make([]uintptr, 10)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for {
		frame, more := frames.Next()
		fmt.Println(frame.Function, frame.Line, frame.Entry)
		if !more {
			break
		}
	}
}

func limits() {
	for _, resource := range []int{syscall.RLIMIT_STACK, syscall.RLIMIT_NOFILE, syscall.RLIMIT_AS} {
		var limit syscall.Rlimit
		syscall.Getrlimit(resource, &limit)
		fmt.Println(resource, limit.Cur, limit.Max)
	}
}
