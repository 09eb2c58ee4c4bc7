package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
)

var processes = []attempt{
	{"list processes", func(p prey) error { return lists("/proc", strconv.Itoa(p.PID)) }},
	{"notice a process", notices},
	{"trace a process", func(p prey) error {
		// by a process of its own, whose end ends the tracing
		return execute(nil, os.Args[0], "trace", strconv.Itoa(p.PID))
	}},
	{"attach shared memory", func(p prey) error {
		return call(syscall.SYS_SHMGET, uintptr(p.Shared), 0, 0)
	}},
	{"signal a process", func(p prey) error { return syscall.Kill(p.PID, syscall.SIGTERM) }},
	{"stay behind", func(p prey) error { return leave(p.Token) }},
}

// leave starts a process in a session of its own, which does not end with us.
func leave(token string) error {
	_, err := syscall.ForkExec(os.Args[0], []string{os.Args[0], "linger", token},
		&syscall.ProcAttr{Files: []uintptr{0, 1, 2}, Sys: &syscall.SysProcAttr{Setsid: true}})
	return err
}

// notices a process by its folder, or by being told that it is another's.
func notices(p prey) error {
	if _, err := os.Stat(fmt.Sprintf("/proc/%d", p.PID)); err == nil {
		return nil
	}
	err := syscall.Kill(p.PID, 0)
	if errors.Is(err, syscall.EPERM) {
		return nil
	}
	return err
}

func trace(pid string) error {
	const seize = 0x4206 // PTRACE_SEIZE of linux/ptrace.h
	number, err := strconv.Atoi(pid)
	if err != nil {
		return err
	}
	return call(syscall.SYS_PTRACE, seize, uintptr(number), 0)
}

func call(number, first, second, third uintptr) error {
	if _, _, errno := syscall.Syscall6(number, first, second, third, 0, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

func pause(seconds int) { time.Sleep(time.Duration(seconds) * time.Second) }
