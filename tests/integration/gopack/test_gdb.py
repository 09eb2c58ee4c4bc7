"""gdb debugs a packed program's process by an unpacked file with symbols."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.integration.gopack.programs import build_source, gopack, pack
from tests.integration.gopack.tools import needs
from tests.waiting import PATIENCE_SECONDS

_SOURCE = """
package main

import (
	"fmt"
	"time"
)

type counter struct{ asked int }

//go:noinline
func answer(path string, c *counter) {
	c.asked++
	fmt.Println(path, c.asked)
}

func main() {
	c := &counter{}
	for {
		answer("/a/path", c)
		time.Sleep(10 * time.Millisecond)
	}
}
"""
_LINE = 1 + _SOURCE[: _SOURCE.index("func answer")].count("\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`full` has symbols, `small` is the same without; each packed, and `full` unpacked again."""
    needs("gdb")
    root = tmp_path_factory.mktemp("gdb")
    build_source(_SOURCE, root / "full", "amd64")
    build_source(_SOURCE, root / "small", "amd64", "-ldflags=-s -w")
    for name in ("full", "small"):
        pack(root / name, root / f"{name}.packed")
    assert gopack("unpack", root / "full.packed").returncode == 0
    return root


@contextmanager
def running(program: Path) -> Iterator[subprocess.Popen[str]]:
    """It runs when it has said something."""
    with subprocess.Popen((program,), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def gdb(*words: str | Path) -> str:
    done = subprocess.run(
        ("gdb", "-nx", "-batch", *words),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if "ptrace: " in done.stderr:
        pytest.skip(f"not run: gdb may not attach here, {done.stderr.strip()}")
    return done.stdout


@pytest.mark.parametrize(
    ("packed", "symbols"),
    [("full.packed", "full.packed.unpacked"), ("small.packed", "full")],
)
def test_breakpoints_stacks_and_variables(folder, packed, symbols) -> None:
    commands = ("break main.answer", "continue", "backtrace", "print path", "print *c", "detach")
    with running(folder / packed) as process:
        shown = gdb(
            *(word for command in commands for word in ("-ex", command)),
            *(folder / symbols, str(process.pid)),
        )
        assert re.search(rf"Breakpoint 1, main.answer \(.*main.go:{_LINE}\n", shown)
        assert " in main.main () at " in shown
        assert '"/a/path"' in shown
        stopped = re.search(r"{asked = (\d+)}", shown)
        assert stopped
        # and it goes on
        assert process.stdout
        assert any(int(line.split()[1]) > int(stopped[1]) + 1 for line in process.stdout)
