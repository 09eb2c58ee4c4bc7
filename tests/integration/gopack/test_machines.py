"""Each machine that gopack packs for: a program packs, runs as before, and comes back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from slimgo.gopack.machines import BY_GOARCH
from slimgo.gopack.read_elf import read_executable
from tests.emulated import start
from tests.integration.gopack.programs import build_source, gopack, pack
from tests.waiting import PATIENCE_SECONDS

MACHINES = tuple(BY_GOARCH)
VERSIONS = {"arm": ("6", "7")}
"""What GOARM may be: of other machines only the usual is tried."""

WRITE = 2
"""Of a protection, as mprotect takes it."""

SOURCE = """\
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
)

func deep(n int) int {
	if n == 0 {
		panic(errors.New("deep enough"))
	}
	return deep(n-1) + 1
}

func main() {
	fmt.Println(runtime.GOARCH, os.Args[1:], os.Getenv("WORD"))
	sum, done := 0.0, sync.WaitGroup{}
	var lock sync.Mutex
	for i := range 8 {
		done.Go(func() {
			some := make([]byte, 1<<20)
			lock.Lock()
			sum += float64(len(some)) / float64(3+i)
			lock.Unlock()
		})
	}
	done.Wait()
	runtime.GC()
	fmt.Printf("%.6f %v\\n", sum, strings.Fields(" a  b "))
	func() {
		defer func() { fmt.Println(recover()) }()
		deep(50)
	}()
	if len(os.Args) > 2 {
		deep(3)
	}
	os.Exit(3)
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("machines")


def program(folder: Path, goarch: str, version: str = "") -> Path:
    made = folder / f"{goarch}{version}"
    if not made.exists():
        more = {"GOARM": version} if version else {}
        build_source(SOURCE, made, goarch, "-ldflags=-s -w", **more)
    return made


@pytest.mark.parametrize(
    ("goarch", "version"),
    [(goarch, version) for goarch in MACHINES for version in VERSIONS.get(goarch, ("",))],
)
@pytest.mark.parametrize("effort", [(), ("--best",)], ids=["zstd", "lzma"])
def test_a_program_packs_runs_and_comes_back(
    goarch: str, version: str, effort: tuple[str, ...], folder: Path, tmp_path: Path
) -> None:
    plain = program(folder, goarch, version)
    packed, back = tmp_path / "packed", tmp_path / "back"
    pack(plain, packed, *effort)
    assert packed.stat().st_size < plain.stat().st_size / 2
    done = gopack("unpack", "-o", back, packed)
    assert done.returncode == 0, done.stderr
    assert back.read_bytes() == plain.read_bytes()
    for words in ((), ("a", "b c")):
        assert start(goarch, packed, *words) == start(goarch, plain, *words)


@pytest.mark.parametrize("goarch", MACHINES)
def test_a_file_that_is_damaged_says_so(goarch: str, folder: Path, tmp_path: Path) -> None:
    packed, spoiled = tmp_path / "packed", tmp_path / "spoiled"
    pack(program(folder, goarch), packed)
    data = bytearray(packed.read_bytes())
    data[len(data) // 2] ^= 1
    spoiled.write_bytes(data)
    spoiled.chmod(0o755)
    ended = start(goarch, spoiled)
    assert ended.status == 127, ended
    assert b"its checksum does not match" in ended.err


MEMORY = """\
package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"unsafe"
)

func main() {
	json.NewEncoder(os.Stdout).Encode(struct{ Reads string }{"its own memory"})
	for at := 1; at < len(os.Args); at += 2 {
		place, _ := strconv.ParseUint(os.Args[at], 10, 64)
		size, _ := strconv.Atoi(os.Args[at+1])
		memory := unsafe.Slice((*byte)(unsafe.Pointer(uintptr(place))), size)
		fmt.Printf("%x\\n", sha256.Sum256(memory))
	}
}
"""


@pytest.mark.parametrize("goarch", MACHINES)
def test_the_memory_of_a_program_is_what_it_would_be_unpacked(
    goarch: str, folder: Path, tmp_path: Path
) -> None:
    """The proof is by this machine's code: here the program's machine does it."""
    plain, packed = folder / f"memory-{goarch}", tmp_path / "packed"
    build_source(MEMORY, plain, goarch, "-ldflags=-s -w")
    pack(plain, packed)
    executable = read_executable(plain.read_bytes())
    constant = [segment for segment in executable.segments if not segment.protection & WRITE]
    words = [
        str(number)
        for segment in constant
        for number in (executable.base + segment.at, segment.size)
    ]
    assert len(constant) >= 2
    seen, expected = start(goarch, packed, *words), start(goarch, plain, *words)
    assert seen == expected
    assert seen.out.count(b"\n") == 1 + len(constant), "it has said what it read"


@pytest.mark.parametrize("goarch", MACHINES)
def test_a_file_that_was_stripped_runs_and_comes_back(
    goarch: str, folder: Path, tmp_path: Path
) -> None:
    tool = shutil.which("llvm-strip") or shutil.which("eu-strip")
    if tool is None:
        pytest.skip("not run: neither llvm-strip nor eu-strip is here")
    plain, packed, back = program(folder, goarch), tmp_path / "packed", tmp_path / "back"
    pack(plain, packed)
    subprocess.run((tool, packed), check=True, timeout=PATIENCE_SECONDS)
    assert start(goarch, packed) == start(goarch, plain)
    done = gopack("unpack", "-o", back, packed)
    assert done.returncode == 0, done.stderr
    assert back.read_bytes() == plain.read_bytes()
