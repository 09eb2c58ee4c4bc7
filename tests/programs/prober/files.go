package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

var files = []attempt{
	{"read by absolute path", func(p prey) error { return reads(p, p.Folder) }},
	{"read by ../", func(p prey) error { return reads(p, up(p.Folder)) }},
	{"read through /proc/1/root", func(p prey) error { return reads(p, "/proc/1/root"+p.Folder) }},
	{"read through /proc of a process", func(p prey) error {
		return reads(p, fmt.Sprintf("/proc/%d/root%s", p.PID, p.Folder))
	}},
	{"read through /proc/self", readThroughSelf},
	{"list /", func(p prey) error { return lists("/", strings.Split(p.Folder, "/")[1]) }},
	{"list a folder", func(p prey) error { return lists(p.Folder, "secret") }},
	{"stat a file", func(p prey) error {
		_, err := os.Lstat(p.Folder + "/secret")
		return err
	}},
	{"write a file", func(p prey) error {
		return os.WriteFile(p.Folder+"/write a file", []byte("spoiled"), 0)
	}},
	{"truncate a file", func(p prey) error { return os.Truncate(p.Folder+"/truncate a file", 0) }},
	{"create a file", func(p prey) error {
		return os.WriteFile(p.Folder+"/create a file", nil, 0o600)
	}},
	{"delete a file", func(p prey) error { return syscall.Unlink(p.Folder + "/delete a file") }},
	{"change a file's mode", func(p prey) error {
		return os.Chmod(p.Folder+"/change a file's mode", 0o604)
	}},
	{"link a file into its root", func(p prey) error {
		return os.Link(p.Folder+"/secret", "inside/link")
	}},
	{"write inside its root", func(prey) error { return os.WriteFile("inside/new", nil, 0o600) }},
	{"execute a program", func(p prey) error { return execute(nil, p.Tool, "ran") }},
	{"make a device", func(prey) error {
		return syscall.Mknod("inside/null", syscall.S_IFCHR|0o666, 1<<8|3)
	}},
	{"mount", func(prey) error {
		if err := syscall.Mount("none", "inside", "tmpfs", 0, ""); err != nil {
			return err
		}
		return syscall.Unmount("inside", syscall.MNT_DETACH)
	}},
	{"escape by chroot", func(p prey) error {
		return execute(nil, os.Args[0], "escape", p.Folder+"/secret", p.Word)
	}},
}

func up(path string) string { return strings.Repeat("../", 64) + path[1:] }

func reads(p prey, folder string) error { return holds(folder+"/secret", p.Word) }

func holds(path, word string) error {
	read, err := os.ReadFile(path)
	if err == nil && string(read) != word {
		return errors.New("it says something else")
	}
	return err
}

// readThroughSelf goes by what is open already: the root, the working directory, descriptors.
func readThroughSelf(p prey) error {
	err := reads(p, "/proc/self/root"+p.Folder)
	ways, _ := filepath.Glob("/proc/self/fd/*")
	for _, way := range append(ways, "/proc/self/cwd") {
		if err == nil {
			break
		}
		err = reads(p, way+"/"+up(p.Folder))
	}
	return err
}

func lists(folder, wanted string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name() == wanted {
			return nil
		}
	}
	return errors.New("it is not in the list")
}

// escape leaves a chroot as chroot(2) tells: the working directory stays outside a second one.
func escape(secret, word string) error {
	outside, err := os.Open(".")
	if err != nil {
		return err
	}
	if err := syscall.Chroot("inside"); err != nil {
		return err
	}
	if err := outside.Chdir(); err != nil {
		return err
	}
	for range 64 {
		os.Chdir("..")
	}
	if err := syscall.Chroot("."); err != nil {
		return err
	}
	return holds(secret, word)
}
