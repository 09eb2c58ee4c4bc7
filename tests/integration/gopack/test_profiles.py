"""A profile that a packed program writes of itself names its file, and the functions in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.integration.gopack import kernel
from tests.integration.gopack.profiles import Profile, read_profile
from tests.integration.gopack.services import EACH, PACKED, packed_in_each_way
from tests.waiting import PATIENCE_SECONDS

_PROFILES = """package main

import (
	"os"
	"runtime"
	"runtime/pprof"
	"syscall"
)

var kept [][]byte

func main() {
	runtime.MemProfileRate = 1
	check(pprof.StartCPUProfile(create("cpu")))
	for used() < 200_000_000 {
		work()
	}
	pprof.StopCPUProfile()
	runtime.GC() // a heap profile is of the last one
	check(pprof.WriteHeapProfile(create("heap")))
	check(pprof.Lookup("goroutine").WriteTo(create("goroutine"), 0))
}

// used tells the nanoseconds of a processor's time that went by here.
func used() int64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano()
}

//go:noinline
func work() {
	kept = append(kept[:len(kept)%100], make([]byte, 1<<12))
	sum := 0
	for i := range 1 << 20 {
		sum += i * i
	}
	kept[0][0] = byte(sum)
}

func create(name string) *os.File {
	file, err := os.Create(os.Args[1] + "/" + name)
	check(err)
	return file
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
"""

_FUNCTIONS = {"cpu": "main.work", "heap": "main.work", "goroutine": "main.main"}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return packed_in_each_way(tmp_path_factory.mktemp("profiles"), _PROFILES)


def profiles(program: Path, folder: Path, *, mdwe: bool = False) -> dict[str, Profile]:
    subprocess.run(
        (program, folder),
        check=True,
        timeout=PATIENCE_SECONDS,
        preexec_fn=kernel.forbid_executable_memory if mdwe else None,
    )
    return {name: read_profile((folder / name).read_bytes()) for name in _FUNCTIONS}


@pytest.mark.parametrize("packed", EACH)
def test_a_profile_names_the_program_first(programs, packed, tmp_path) -> None:
    """A packed program's code is in no file, so that is in no mapping; its functions have names."""
    program = programs[packed]
    for name, profile in profiles(program, tmp_path).items():
        assert profile.files[0] == str(program), name
        assert _FUNCTIONS[name] in profile.functions
        assert profile.of_mappings == {1 if packed == "plain" else 0}


@pytest.mark.skipif(not kernel.has_mdwe(), reason="not run: this kernel has no PR_SET_MDWE")
@pytest.mark.parametrize("packed", PACKED)
def test_where_the_code_is_in_a_file_without_a_name_that_has_the_programs(
    programs, packed, tmp_path
) -> None:
    """The first mapping is where the code is, and the second the file itself."""
    program = programs[packed]
    for name, profile in profiles(program, tmp_path, mdwe=True).items():
        assert profile.files[:2] == ["/memfd:service", str(program)], name
        assert _FUNCTIONS[name] in profile.functions
        assert profile.of_mappings == {1}
