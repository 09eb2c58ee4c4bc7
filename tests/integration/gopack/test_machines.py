"""Each machine that gopack packs for: a program packs, runs as before, and comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.gopack.machines import BY_GOARCH
from tests.emulated import start
from tests.integration.gopack.programs import build_source, gopack, pack

MACHINES = tuple(BY_GOARCH)
VERSIONS = {"arm": ("6", "7")}
"""What GOARM may be: of other machines only the usual is tried."""

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
