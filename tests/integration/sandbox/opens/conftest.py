"""One Go program that does what its arguments say, plain and packed, on each level that works."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from slimgo.errors import SlimgoError
from slimgo.run.host import host_goarch
from slimgo.sandbox.best_level import all_levels, choose_level
from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.watch import Watch
from tests.integration.gopack.programs import build_source
from tests.waiting import PATIENCE_SECONDS

PROJECT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
GOARCH = host_goarch()

# every word but the first is an order
SOURCE = r"""package main

import (
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	for _, order := range os.Args[1:] {
		verb, what, _ := strings.Cut(order, "=")
		network, address, _ := strings.Cut(what, ",")
		switch verb {
		case "open":
			if file, err := os.Open(what); err == nil {
				file.Close()
			}
		case "look":
			os.Stat(what)
		case "make":
			os.Mkdir(what, 0o755)
		case "threads": // so many at once, each a thread of its own that opens a file
			number, _ := strconv.Atoi(what)
			var all, done sync.WaitGroup
			all.Add(number)
			for n := 0; n < number; n++ {
				done.Add(1)
				go func() {
					defer done.Done()
					runtime.LockOSThread()
					all.Done()
					all.Wait()
					os.Open(fmt.Sprintf("/thread-%d", n))
				}()
			}
			done.Wait()
		case "listen":
			if listener, err := net.Listen(network, address); err == nil {
				defer listener.Close()
			}
		case "hear":
			if heard, err := net.ListenPacket(network, address); err == nil {
				defer heard.Close()
			}
		case "dial":
			if connection, err := net.Dial(network, address); err == nil {
				connection.Close()
			}
		case "execute":
			argv := append([]string{network}, strings.Fields(address)...)
			files := []*os.File{os.Stdin, os.Stdout, os.Stderr}
			with := &os.ProcAttr{Files: files}
			if child, err := os.StartProcess(network, argv, with); err == nil {
				child.Wait()
			}
		case "become":
			syscall.Exec(network, append([]string{network}, strings.Fields(address)...), nil)
		case "say":
			fmt.Println(what)
		case "now":
			fmt.Println(time.Now().Local())
		case "deaf":
			signal.Ignore(syscall.SIGTERM)
		case "continue": // a child, once it has stopped
			files := []*os.File{os.Stdin, os.Stdout, os.Stderr}
			child, err := os.StartProcess(what, []string{what, "pause", "open=/continued"},
				&os.ProcAttr{Files: files})
			if err == nil {
				var how syscall.WaitStatus
				syscall.Wait4(child.Pid, &how, syscall.WUNTRACED, nil)
				fmt.Println(how.Stopped())
				time.Sleep(50 * time.Millisecond) // in which one that is not stopped goes on
				os.Open("/still-stopped")
				child.Signal(syscall.SIGCONT)
				child.Wait()
			}
		case "pause":
			syscall.Kill(os.Getpid(), syscall.SIGSTOP)
		case "leave": // opens a file when it is told to end
			told := make(chan os.Signal, 1)
			signal.Notify(told, syscall.SIGTERM)
			os.Open("/ready")
			<-told
			os.Open("/goodbye")
			return
		case "flood": // names without end, from many threads
			for n := 0; n < 16; n++ {
				go func() {
					runtime.LockOSThread()
					for k := 0; ; k++ {
						os.Open(fmt.Sprintf("/flood-%d-%d", n, k))
					}
				}()
			}
		case "spawn": // threads without end
			for {
				go func() { runtime.LockOSThread() }()
				runtime.Gosched()
			}
		case "stay":
			time.Sleep(10 * time.Hour)
		case "status":
			number, _ := strconv.Atoi(what)
			os.Exit(number)
		}
	}
}
"""


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("opens") / "opener"
    build_source(SOURCE, path, GOARCH, "-ldflags=-s -w")
    return path


@pytest.fixture(scope="session")
def packed(program: Path) -> Path:
    path = program.parent / "packed"
    subprocess.run(
        (sys.executable, "-m", "slimgo.gopack", "pack", "-o", str(path), str(program)),
        cwd=PROJECT,
        check=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )
    return path


@pytest.fixture
def named(program: Path, tmp_path: Path) -> Callable[[], tuple[Path, Callable[[], bool]]]:
    """Gives a copy of the program with a name of its own, and whether any process runs it."""

    def copy() -> tuple[Path, Callable[[], bool]]:
        path = tmp_path / f"o{os.getpid()}"
        path.write_bytes(program.read_bytes())
        return path, lambda: path.name in processes().values()

    return copy


def processes() -> dict[Path, str]:
    """The folder in /proc of each that runs, and its program's file name, had it gone, too."""
    found = {}
    for exe in Path("/proc").glob("[0-9]*/exe"):
        with suppress(OSError):
            found[exe.parent] = exe.readlink().name.removesuffix(" (deleted)")
    return found


def works(level: Level) -> bool:
    try:
        return bool(choose_level(GOARCH, [level]).level)
    except SlimgoError:
        return False


LEVELS = {level.name: level for level in all_levels()}


@pytest.fixture(params=sorted(LEVELS))
def level(request: pytest.FixtureRequest) -> Level:
    """Each that works here."""
    found = LEVELS[request.param]
    if not works(found):
        pytest.skip(f"not run: {found.name} does not work here")
    return found


@pytest.fixture
def own() -> Level:
    """One with a root and a network of the program's own."""
    found = next(level for level in all_levels() if works(level))
    if not (found.own_root and found.own_network):
        pytest.skip("not run: no level here has its own root and network")
    return found


@pytest.fixture
def patient() -> Watch:
    """For a program that ends by itself."""
    return Watch(seconds=PATIENCE_SECONDS)
