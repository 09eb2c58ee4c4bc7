"""Programs to pack: built from their sources, and packed as a person would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from slimgo.gopack import files
from slimgo.gopack.proven import Deliver
from tests.waiting import PATIENCE_SECONDS

HERE = Path(__file__).parents[3]


def build(name: str, output: Path) -> None:
    """A program of tests/programs, static, without symbols."""
    _go_build(HERE / "tests" / "programs" / name, output, "amd64", "-ldflags=-s -w")


def build_source(source: str, output: Path, machine: str, *flags: str, **more: str) -> None:
    """A program of one Go file's text, static. flags: `go build`'s. more: its environment."""
    folder = output.with_suffix(".source")
    folder.mkdir(exist_ok=True)
    (folder / "main.go").write_text(source)
    _go_build(folder, output, machine, *flags, "main.go", **more)


def build_cgo(source: str, output: Path, machine: str, compiler: str) -> None:
    """A program of Go and C, linked statically by this C compiler, with its symbols."""
    folder = output.with_suffix(".source")
    folder.mkdir(exist_ok=True)
    (folder / "main.go").write_text(source)
    flags = "-ldflags=-w -linkmode external -extldflags -static"
    _go_build(folder, output, machine, flags, "main.go", CGO_ENABLED="1", CC=compiler)


def _go_build(folder: Path, output: Path, machine: str, *words: str, **more: str) -> None:
    go = shutil.which("go", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert go, "Go is not here"
    ours = {"GOENV": "off", "GOWORK": "off", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    subprocess.run(
        (go, "build", "-trimpath", "-buildvcs=false", "-o", output, *words),
        cwd=folder,
        env=os.environ | ours | {"GOFLAGS": "", "GOOS": "linux", "GOARCH": machine} | more,
        check=True,
        timeout=PATIENCE_SECONDS,
    )


_BARE = r"""
static long call(long number, long a, const void *b, long c) {
    __asm__ volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return number;
}
int main(void);
__attribute__((force_align_arg_pointer)) void _start(void) { call(60, main(), 0, 0); }
"""


ENOUGH_CODE = "".join(
    f"__attribute__((used, noinline)) static int f{number}(int n) "
    f"{{ return n % {number + 3} ? {f'f{number - 1}(n * 7)' if number else 'n'} : n; }}\n"
    for number in range(300)
)
"""So much that the text filter, which needs a book and tables, pays."""


def compile_c(source: str, output: Path, *flags: str) -> None:
    """A program without a C library, which would take half a minute to compile.

    It has call(number, a, b, c), a system call, and what main returns is its exit status.
    """
    subprocess.run(
        (
            *(sys.executable, "-m", "ziglang", "cc", "-target", "x86_64-linux-none", "-O2"),
            *("-ffreestanding", "-nostdlib", "-s", "-Wl,--build-id=none"),
            *(flags or ("-static",)),
            *("-o", str(output), "-x", "c", "-"),
        ),
        input=_BARE + source,
        text=True,
        env=os.environ | {"ZIG_GLOBAL_CACHE_DIR": str(output.parent / "zig")},
        check=True,
        timeout=PATIENCE_SECONDS,
    )


def gopack(
    *words: str | Path, preexec_fn: Callable[[], object] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command line, with what it printed."""
    return subprocess.run(
        (sys.executable, "-m", "slimgo.gopack", *map(str, words)),
        env=os.environ | {"PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        preexec_fn=preexec_fn,
    )


def to(output: Path) -> Deliver:
    """What pack_proven gives its file to: this name, whatever is there."""
    return lambda data, approve: files.write(output, data, 0o755, approve, replace=True)


def pack(original: Path, output: Path, *flags: str) -> None:
    done = gopack("pack", *flags, "-o", output, original)
    assert done.returncode == 0, done.stderr
