"""Static programs of Go and C: their functions count from behind the C library's start-up code."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from slimgo.gopack.filters import functions
from slimgo.gopack.read_elf import read_executable
from slimgo.gopack.unpack import unpack
from tests.integration.gopack.programs import build_cgo, gopack
from tests.waiting import PATIENCE_SECONDS

_PROGRAM = """package main

/*
#include <stdio.h>
static int twice(int n) { printf("C has %d\\n", n); fflush(stdout); return 2 * n; }
*/
import "C"

import "fmt"

func main() { fmt.Println("Go has", C.twice(21)) }
"""
_ZIG = f"{sys.executable} -m ziglang cc -target"
_WAYS = {
    "glibc": ("amd64", "gcc", 800_000),
    "musl": ("amd64", f"{_ZIG} x86_64-linux-musl", 480_000),
    "musl-arm64": ("arm64", f"{_ZIG} aarch64-linux-musl", 415_000),
}
"""Of each way to link it: the machine, the C compiler, and the most bytes that it may take packed.
It takes 100,000 less, but 11,000 on arm64, and as much more where functions count from a wrong
place."""


@pytest.fixture(scope="module", params=_WAYS)
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """By the name of its way."""
    machine, compiler, _ = _WAYS[request.param]
    if not shutil.which(compiler.split()[0]):
        pytest.skip(f"not run: no {compiler} on PATH")
    output = tmp_path_factory.mktemp("cgo") / str(request.param)
    build_cgo(_PROGRAM, output, machine, compiler)
    return output


def test_functions_count_from_behind_the_start_up_code(program: Path) -> None:
    read = read_executable(program.read_bytes())
    found = functions.read(read.image, read.sections, read.base)
    assert len(found.entries)
    assert found.text.start > read.sections[".text"].start
    if program.name == "glibc":  # zig's linker leaves no symbols
        with program.open("rb") as file:
            symbols = ELFFile(file).get_section_by_name(".symtab")
            assert isinstance(symbols, SymbolTableSection)
            named = symbols.get_symbol_by_name("runtime.text")
        assert named
        assert read.base + found.text.start == named[0]["st_value"]


def test_its_line_table_follows_from_its_code(program: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed"
    done = gopack("pack", "--explain", "-o", packed, program)
    assert done.returncode == 0, done.stderr
    assert "left out" not in done.stdout
    assert packed.stat().st_size < _WAYS[program.name][2]
    assert unpack(packed.read_bytes()) == program.read_bytes()
    if _WAYS[program.name][0] == "amd64" and platform.machine() == "x86_64":
        words = subprocess.check_output((packed,), text=True, timeout=PATIENCE_SECONDS)
        assert words == "C has 21\nGo has 42\n"


def test_more_functions_of_c_than_one_thread_tells_the_other_about_at_once(tmp_path: Path) -> None:
    """The thread that joins the text notes what it finds in each function; functions of C have no
    line tables, so that nobody needs those notes."""
    if not shutil.which("gcc"):
        pytest.skip("not run: no gcc on PATH")
    count = 14_000  # notes of twelve words each: more than the 131,072 there is room for
    functions_ = "\n".join(f"static int f{i}(int x) {{ return g(x) + {i}; }}" for i in range(count))
    calls = " ".join(f"s += f{i}(x);" for i in range(count))
    source = f"""package main

/*
#cgo CFLAGS: -O0
static int g(int x) {{ return 3 * x; }}
{functions_}
static int all(int x) {{ int s = 0; {calls} return s; }}
*/
import "C"

import "fmt"

func main() {{ fmt.Println(C.all(1)) }}
"""
    build_cgo(source, tmp_path / "many", "amd64", "gcc")
    done = gopack("pack", "-o", tmp_path / "packed", tmp_path / "many")
    assert done.returncode == 0, done.stderr
    if platform.machine() == "x86_64":
        said = subprocess.check_output((tmp_path / "packed",), timeout=PATIENCE_SECONDS)
        assert int(said) == 3 * count + sum(range(count))
