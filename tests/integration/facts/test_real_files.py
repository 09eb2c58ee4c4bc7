"""Facts of real files, and each check turned red by a really spoiled one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

import pytest

from article.variants import variant
from slimgo.checks.binary import binary_expectation, check_binary
from slimgo.checks.packed import check_packed
from slimgo.checks.running import check_probe
from slimgo.errors import Unreadable
from slimgo.facts.binary import read_binary
from slimgo.facts.packed import read_packed
from slimgo.facts.probe import probe
from slimgo.facts.timing import private_bytes
from slimgo.plan.packers import PACKERS, Packer
from slimgo.plan.recipe import build_settings
from slimgo.run.process import Surroundings
from slimgo.run.toolchain import find_go
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import BUBBLEWRAP
from slimgo.values.guest import Guest
from slimgo.values.probe import Service
from slimgo.values.running import Exit
from slimgo.values.target import Target
from tests.waiting import PATIENCE_SECONDS

HOST = Target(goos="linux", goarch={"x86_64": "amd64"}.get(os.uname().machine, "arm64"))
OTHER = Target(goos="linux", goarch="riscv64")


@pytest.fixture(scope="session")
def surroundings(finished, tmp_path_factory) -> Surroundings:
    """The real go, the UPX that slim found, and the Python that has gopack."""
    folder = tmp_path_factory.mktemp("facts")
    bare = Surroundings(directory=folder, environment={**os.environ, "GOENV": "off"})
    go = find_go("", bare, folder)
    doctor = finished[0].invoke("doctor", "--engine", "builtin").out
    upx = next(line.split()[3] for line in doctor.splitlines() if line.startswith("✓ upx"))
    programs = {"go": go.path, "upx": Path(upx), "python": Path(sys.executable)}
    return Surroundings(directory=folder, environment=bare.environment, programs=programs)


def red(path: Path, name: str, target: Target, surroundings: Surroundings) -> set[str]:
    """The checks that fail for the file, held against what the variant promises."""
    made = variant(name)
    expected = binary_expectation(
        made, target=target, go_version="go1.27.3", settings=build_settings(made, target)
    )
    facts = read_binary(path, surroundings)
    return {v.check for v in check_binary(facts, expected) if v.status == "fail"}


def test_what_was_built_passes_as_itself_and_fails_as_another(finished, surroundings) -> None:
    build = finished[0].path / "build"
    assert red(build / "app.bin", "app", HOST, surroundings) == set()
    assert red(build / "app.bin", "small", HOST, surroundings) == {"no symbols", "no debug info"}
    assert red(build / "app.static.small.bin", "app", HOST, surroundings) == {
        "symbols",
        "debug info",
    }
    assert "platform" in red(build / "app.bin", "app", OTHER, surroundings)
    upx, gopack = build / "app.static.small.upx.bin", build / "app.static.small.gopack.bin"
    assert red(upx, "small-upx9", HOST, surroundings) == set()
    assert red(gopack, "small-gopack", HOST, surroundings) == set()
    assert "build info" in red(upx, "small", HOST, surroundings)
    assert "build info" not in red(gopack, "small", HOST, surroundings)
    for path, name in (
        (build / "app.static.small.bin", "small-upx9"),
        (build / "app.static.small.bin", "small-gopack"),
        (upx, "small-gopack"),
        (gopack, "small-upx9"),
    ):
        assert red(path, name, HOST, surroundings) == {"packed"}


def test_a_dynamic_program_of_this_system_is_refused(surroundings) -> None:
    """Whatever shell this is, it wants an interpreter, and Debian's are position-independent."""
    shell = Path(shutil.which("sh") or "/bin/sh").resolve()
    facts = read_binary(shell, surroundings)
    assert facts.interpreter.startswith("/lib")
    assert any(name.startswith("libc.so") for name in facts.needed)
    assert facts.pie
    assert red(shell, "app", HOST, surroundings) >= {"static", "not PIE", "build info"}


@pytest.mark.parametrize("content", [b"", b"MZ\x90\0", b"#!/bin/sh\n", b"\x7fELF", b"\x7fELF" * 99])
def test_what_is_no_elf_program_is_unreadable_and_no_pass(
    tmp_path, surroundings, content: bytes
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        read_binary(path, surroundings)


@pytest.mark.parametrize("packer", PACKERS.values(), ids=PACKERS)
def test_a_corrupted_packed_file_is_red(finished, surroundings, tmp_path, packer: Packer) -> None:
    build = finished[0].path / "build"
    original = build / "app.static.small.bin"
    spoiled = tmp_path / "spoiled.bin"
    shutil.copy(build / f"app.static.small.{packer.name}.bin", spoiled)

    def red_of_it() -> list[str]:
        facts = read_packed(packer, spoiled, original, tmp_path, surroundings)
        return [v.check for v in check_packed(facts, packer) if v.status == "fail"]

    assert red_of_it() == []
    with spoiled.open("r+b") as file:
        file.seek(1_000_000)
        file.write(bytes(400))
    assert red_of_it() == ["packer's test", "unpacks to the same bytes"]


def test_a_packed_file_whose_build_info_is_lost_is_red(finished, surroundings, tmp_path) -> None:
    """A section of another name, and `go version -m` finds nothing; gopack itself does not mind."""
    build = finished[0].path / "build"
    bare = tmp_path / "bare.bin"
    raw = (build / "app.static.small.gopack.bin").read_bytes()
    assert raw.count(b"\0.go.buildinfo\0") == 1
    bare.write_bytes(raw.replace(b"\0.go.buildinfo\0", b"\0.go.buildinfx\0"))
    gopack = PACKERS["gopack"]
    facts = read_packed(gopack, bare, build / "app.static.small.bin", tmp_path, surroundings)
    assert [v.check for v in check_packed(facts, gopack) if v.status == "fail"] == [
        "same build info"
    ]


def program(finished, root: Path) -> Guest:
    root.mkdir()
    shutil.copy(finished[0].path / "build/app.bin", root / "app.bin")
    return Guest(root=root, argv=("./app.bin",), port=3000)


def test_private_memory_of_a_contained_program_is_read(finished, tmp_path) -> None:
    contained = program(finished, tmp_path / "root")
    with start(contained, BUBBLEWRAP) as running, running.connect(PATIENCE_SECONDS):
        kept = private_bytes(running.pid)
    assert kept is not None
    assert 1_000_000 < kept < 100_000_000


def test_a_process_that_is_left_behind_is_red() -> None:
    """A service whose parent ends on SIGTERM while the process that was asked about stays."""
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        facts = probe(
            lambda: Deserter(bystander.pid), Service(port=3000, handles_sigterm=True, questions=())
        )
        red_checks = {
            v.check
            for v in check_probe(facts, Service(port=3000, handles_sigterm=True, questions=()))
            if v.status == "fail"
        }
        assert "leaves nothing" in red_checks
    finally:
        bystander.kill()
        bystander.communicate()


class Deserter:
    """A Running whose close leaves its process alone."""

    began = 0.0

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def connect(self, timeout_seconds: float) -> socket.socket:
        raise TimeoutError(str(timeout_seconds))

    def stop(self, signal: int, deadline_seconds: float) -> Exit:
        return Exit(status=signal * 0, seconds=deadline_seconds)

    def ended(self) -> None:
        return None

    def output(self) -> str:
        return ""

    def changes(self) -> None:
        return None

    not_shown = ()

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
