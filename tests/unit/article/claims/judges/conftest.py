"""Evidence as it was found, for tests to spoil."""

from __future__ import annotations

import pytest

from article.claims.catalogue import (
    CELLS,
    EXTERNAL,
    FOREIGN,
    LZMA,
    PACKED,
    PROFILED,
    SMALL,
    TYPED,
    TYPED_PACKED,
    TYPED_SMALL,
    TYPED_STATIC,
)
from article.claims.evidence import Effort, Efforts, Evidence, Heard, ImageSeen
from slimgo.values.binary import BinaryFacts, BuildInfo
from slimgo.values.cell import CellResult
from slimgo.values.measurement import Measurement
from slimgo.values.result import StepResult
from slimgo.values.target import Target
from slimgo.values.verdict import passed

SIZES = {
    SMALL: 5_820_576,
    PACKED: 2_389_280,
    LZMA: 1_880_312,
    EXTERNAL: 9_519_080,
    TYPED_SMALL: 5_902_599,
    TYPED_PACKED: 2_410_800,
}
STRIPPED = (SMALL, PACKED, LZMA, TYPED_SMALL, TYPED_PACKED)
DYNAMIC = (TYPED, TYPED_STATIC, TYPED_SMALL, "linux-amd64/cgo")


def cell(name: str) -> CellResult:
    packed = name in (PACKED, LZMA, TYPED_PACKED)
    facts = BinaryFacts(
        size_bytes=SIZES.get(name, 8_582_402),
        sha256="",
        target=Target(goos="linux", goarch="amd64"),
        interpreter="/lib64/ld-linux-x86-64.so.2" if name in DYNAMIC else "",
        needed=("libc.so.6",) if name in DYNAMIC else (),
        pie=False,
        symbols=name not in STRIPPED,
        debug_info=name not in STRIPPED,
        packed_by="upx" if packed else "",
        build_info=None if packed else BuildInfo(go_version="go1.27.3", settings=()),
    )
    outcome = passed("runs", "Hello Ahmed")
    if name in (*DYNAMIC, TYPED_PACKED):
        outcome = passed("cannot start", "status 127" if packed else "No such file or directory")
    if name in FOREIGN:
        outcome = passed("refused", "not a Linux program (ELF)")
    figures = (
        ("packed", "start", 0.05 if name == PACKED else 0.2),
        ("unpacked", "start", 0.01),
        ("packed", "private memory", 6.8e6),
        ("unpacked", "private memory", 5.6e6),
    )
    measured = tuple(
        Measurement(of=of, what=what, unit="s", samples=(figure,)) for of, what, figure in figures
    )
    step = StepResult(
        name=name,
        kind="build",
        command="",
        binary=facts,
        verdicts=(outcome,),
        measurements=measured if packed else (),
    )
    return CellResult(cell=name, status="pass", step=step)


def said() -> dict[str, Heard]:
    trace = Heard(status=2, words="panic: asked to\n\nmain.work(…)\n\tmain.go:34")
    shown = {"-top": "main.work", "-list": "sum += i * i", "-disasm": "==== main.work"}
    words = {
        "ls": Heard(status=0, words="-rw-r--r-- 1 root root 1.8M Nov 24 11:37 article"),
        "nm -s -w": Heard(
            status=1, words="reading a.bin: no symbol section\nreading a.bin: no symbols"
        ),
        "linker": Heard(status=0, words="warning: Using 'getaddrinfo' in …"),
        "panic debug": trace,
        "panic -s -w": trace,
        "gdb debug": Heard(status=0, words="Thread 1 hit Breakpoint 1, main.work"),
        "gdb -w": Heard(status=0, words="No symbol table is loaded."),
        "zones absent": Heard(status=0, words="unknown time zone Europe/Berlin"),
        "zones embedded": Heard(status=0, words="found"),
        "certificates absent": Heard(
            status=0, words="tls: x509: certificate signed by unknown authority"
        ),
        "certificates copied": Heard(status=0, words="404 Not Found"),
        "temporary": Heard(status=0, words="/tmp: no such file or directory"),  # noqa: S108  its words
        "port taken": Heard(status=0, words=""),
        "SIGTERM": Heard(status=143, words=""),
        "docker quotes": Heard(status=1, words="COPY failed"),
        "builtin quotes": Heard(status=1, words="is not JSON"),
        "docker mended": Heard(status=0, words=""),
        "docker dynamic": Heard(status=1, words="exec ./app.bin: no such file or directory"),
        "stray": Heard(status=0, words="."),
        "exposed": Heard(status=0, words=""),
        "published": Heard(status=0, words="docker: Hello Ahmed"),
        "user": Heard(status=0, words="uid 0; /etc/passwd: no such file or directory"),
        "user numbered": Heard(status=0, words="uid 65534; /etc/passwd: no such file or directory"),
    }
    for build in (*PROFILED, "packed"):
        for view, sign in shown.items():
            lost = view == "-disasm" and build in ("-s -w", "packed")
            words[f"pprof {view} {build}"] = Heard(status=0, words="" if lost else sign)
        named = build in ("debug", "-w")
        words[f"addr2line {build}"] = Heard(status=0, words="main.work" if named else "??")
        words[f"perf {build}"] = Heard(status=0, words="main.work" if named else "0xc8525")
    return words


@pytest.fixture
def evidence() -> Evidence:
    """As it was found on Debian 12 with Go 1.27.3 and UPX 4.2.2."""
    seen = ImageSeen(
        size_bytes=2_389_280,
        meaning="the bytes of the image's files",
        exact=True,
        files=("/app.bin",),
        files_bytes=2_389_280,
        program_bytes=2_389_280,
    )
    podman = ImageSeen(
        size_bytes=2_393_030,
        meaning="layer tar, config and manifest",
        exact=False,
        files=("/app.bin",),
        files_bytes=2_389_280,
        program_bytes=2_389_280,
    )
    efforts = tuple(
        Effort(flags=flags, size_bytes=size, seconds=seconds)
        for flags, size, seconds in (
            ("-9", 2_389_280, 7),
            ("-9 --lzma", 1_880_312, 6),
            ("--best", 2_372_232, 122),
            ("--brute", 1_880_312, 256),
        )
    )
    return Evidence(
        cells={name: cell(name) for name in CELLS},
        heard=said(),
        images={"docker": seen, "builtin": seen, "podman": podman},
        pull_bytes={SMALL: 2_450_000, PACKED: 2_340_000},
        efforts=Efforts(versions=(), machine=(), unpacked_bytes=SIZES[SMALL], efforts=efforts),
    )
