package main

import (
	"errors"
	"os"
	"strconv"
	"syscall"
	"unsafe"
)

var privileges = []attempt{
	{"use an inherited descriptor", func(prey) error {
		for fd := uintptr(3); fd < 1024; fd++ {
			flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_GETFD, 0)
			// what Go has opened itself is closed on execve; what came through one is not
			if errno == 0 && flags&syscall.FD_CLOEXEC == 0 {
				return nil
			}
		}
		return errors.New("there is none")
	}},
	{"hold a capability", func(prey) error {
		if effective() == 0 {
			return errors.New("there is none")
		}
		return nil
	}},
	{"gain privileges by execve", func(p prey) error {
		held := strconv.FormatUint(effective(), 10)
		if p.Setuid == "" {
			return execute(nil, os.Args[0], "powers", held)
		}
		return execute(nil, p.Setuid, "powers", held)
	}},
	// without a mapping of users, which would need /proc: the namespace itself is the attempt
	{"make a user namespace", func(prey) error {
		return execute(&syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER}, os.Args[0], "ran")
	}},
	{"make a mount namespace", func(prey) error {
		return execute(&syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}, os.Args[0], "ran")
	}},
}

// effective is the effective set, or what is permitted besides, capget(2).
func effective() uint64 {
	header := struct {
		version uint32
		pid     int32
	}{0x20080522, 0} // _LINUX_CAPABILITY_VERSION_3
	var sets [2]struct{ effective, permitted, inheritable uint32 }
	syscall.Syscall(syscall.SYS_CAPGET,
		uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&sets)), 0)
	low, high := sets[0].effective|sets[0].permitted, sets[1].effective|sets[1].permitted
	return uint64(high)<<32 | uint64(low)
}
