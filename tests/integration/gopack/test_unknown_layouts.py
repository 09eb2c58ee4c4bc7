"""Unknown layouts: the filter is skipped, the reason is printed, and the round trip still works.

A later Go may lay its tables out differently, and a file may be hostile.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NoReturn

import pytest

from slimgo.gopack.encode import Effort
from slimgo.gopack.errors import GopackError
from slimgo.gopack.pack import read
from slimgo.gopack.proven import pack_proven
from slimgo.gopack.unpack import unpack
from tests.integration.gopack.elf_bytes import ElfBytes
from tests.integration.gopack.programs import build_source, gopack, to
from tests.integration.gopack.spoilings import BROKEN, SPOILED, Spoil
from tests.waiting import PATIENCE_SECONDS

FLIPS = int(os.environ.get("SLIMGO_FLIPS", "20"))
"""Single bits turned over, each a packing; more in CI."""

"""The most that one packing of a program of 1 MB may take, on a busy machine too."""

_PROGRAM = """package main

import "runtime"

type shape interface{ area() int }
type square struct{ side int }

func (s square) area() int { return s.side * s.side }

//go:noinline
func deep(n int, s shape) int {
	if n > 0 {
		return deep(n-1, s) + 1
	}
	var places [8]uintptr
	frames := runtime.CallersFrames(places[:runtime.Callers(1, places[:])])
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		println(frame.Function, frame.Line)
	}
	return s.area()
}

func main() {
	told := make(chan int)
	go func() { told <- deep(3, square{4}) }()
	println(<-told)
	runtime.GC()
	panic("the end")
}
"""
"""What it shows comes from its line table, its types and its stack maps."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("layouts") / "program"
    build_source(_PROGRAM, output, "amd64", "-ldflags=-s -w")
    return output


Packing = tuple[Path, Path, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def packings(program) -> Iterator[dict[str, Future[Packing]]]:
    """The spoiled program, what was to be its packed file, and what the command line said."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        every = (SPOILED | BROKEN).items()
        yield {name: pool.submit(_packing, program, name, spoil) for name, (spoil, _) in every}
        pool.shutdown(cancel_futures=True)


def _packing(program: Path, name: str, spoil: Spoil) -> Packing:
    elf = ElfBytes(data=bytearray(program.read_bytes()))
    spoil(elf)
    assert elf.data != program.read_bytes(), "nothing is spoiled"
    folders = [program.parent / side / name.replace(" ", "-") for side in ("plain", "packed")]
    for folder in folders:
        folder.mkdir(parents=True)
    plain, packed = (folder / "program" for folder in folders)
    descriptor = os.open(plain, os.O_CREAT | os.O_WRONLY, 0o755)
    os.write(descriptor, elf.data)
    os.close(descriptor)
    return plain, packed, gopack("pack", "--explain", "-o", packed, plain)


@pytest.mark.parametrize("name", SPOILED)
def test_a_layout_that_is_not_known_is_left_out_in_words(packings, name) -> None:
    _, _, done = packings[name].result()
    assert done.returncode == 0, done.stderr
    left_out = [line for line in done.stdout.splitlines() if "left out" in line]
    expected = SPOILED[name][1]
    assert any(expected in line for line in left_out) if expected else not left_out, left_out
    assert "it stumbled" not in done.stdout
    assert "; decoded by its own stub; " in done.stdout


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_program_comes_back_byte_for_byte(packings, name) -> None:
    plain, packed, _ = packings[name].result()
    assert unpack(packed.read_bytes()) == plain.read_bytes()


@pytest.mark.parametrize("name", [name for name in SPOILED if name != "the whole text"])
def test_a_spoiled_program_does_what_it_did(packings, name) -> None:
    plain, packed, _ = packings[name].result()
    assert _run(packed) == _run(plain)


def test_most_spoiled_programs_still_run(packings) -> None:
    """Or the test before would compare crashes only."""
    ends = [_run(packings[name].result()[0])[1] for name in SPOILED if name != "the whole text"]
    assert sum("panic: the end" in words for words in ends) > len(SPOILED) / 2


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_a_program_is_refused_in_one_clear_line(packings, name) -> None:
    _, packed, done = packings[name].result()
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(rf"gopack: .*{BROKEN[name][1]}.*\n", done.stderr), done.stderr
    assert not packed.exists()


def _run(path: Path) -> tuple[int, str]:
    done = subprocess.run((path,), capture_output=True, timeout=PATIENCE_SECONDS, check=False)
    words = (done.stdout + done.stderr).decode(errors="replace")
    return done.returncode, re.sub(r"0x[0-9a-f]{10,12}", "ADDRESS", words)


class _TooLong(BaseException):
    """No Exception, or the encoder would take it for a filter's."""


def _flipped(data: bytes, output: Path) -> str:
    """In a process of its own: empty, or what is wrong."""

    def stop(*_: object) -> NoReturn:
        raise _TooLong

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(int(PATIENCE_SECONDS))
    try:
        packed, _, _ = pack_proven(read(data), Effort.DEFAULT, to(output))
        return "" if unpack(packed.data) == data else "it does not come back"
    except GopackError:
        return ""
    except _TooLong:
        return f"it took more than {PATIENCE_SECONDS:g} s"
    except Exception as error:  # noqa: BLE001  whatever it is, it is what this test looks for
        return f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)


def _places(data: bytes, dice: random.Random) -> list[int]:
    """In turn of each header, of the line table's, and of what follows that."""
    elf = ElfBytes(data=bytearray(data))
    program_headers = elf.program_header(0), elf.program_header(elf.get(56, "<H"))
    section_headers = elf.get(40, "<Q"), elf.get(40, "<Q") + 64 * elf.get(60, "<H")
    table = elf.section(".gopclntab").start
    ranges = ((0, 64), program_headers, section_headers, (table, table + 72), (table, table + 4096))
    return [dice.randrange(*ranges[number % len(ranges)]) for number in range(FLIPS)]


def test_a_bit_turned_over_is_refused_or_comes_back(program) -> None:
    data = program.read_bytes()
    dice = random.Random(7)  # noqa: S311 -- the same bytes each time
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        tried = {}
        for place in _places(data, dice):
            spoiled = bytearray(data)
            bit = dice.randrange(8)
            spoiled[place] ^= 1 << bit
            output = program.parent / f"flipped-{place}-{bit}"
            tried[place, bit] = pool.submit(_flipped, bytes(spoiled), output)
        found = {flip: wrong for flip, running in tried.items() if (wrong := running.result())}
    assert not found
