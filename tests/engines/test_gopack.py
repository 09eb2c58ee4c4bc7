"""A program that gopack packed, in a container as docker and podman confine it by default."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.engines.container import Container
from slimgo.engines.container_engine import ContainerEngine
from slimgo.values.start import Start
from tests.engines.asking import answer

Build = Callable[..., str]

CONFINED = (
    *("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
    *("--memory", "32m"),
)


@pytest.fixture(scope="module")
def binaries(
    binaries: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The service, packed in both ways."""
    folder = tmp_path_factory.mktemp("packed")
    ways: dict[str, tuple[str, ...]] = {"gopack": (), "best": ("--best",)}
    for name, flags in ways.items():
        pack = (sys.executable, "-m", "slimgo.gopack", "pack", *flags, "-o")
        subprocess.run((*pack, str(folder / name), str(binaries["app"])), check=True)
    return {name: folder / name for name in ways}


def status_of(running: Container) -> dict[str, str]:
    """What the kernel tells of its process (proc_pid_status(5))."""
    lines = Path(f"/proc/{running.pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_a_packed_program_answers_under_the_default_seccomp_profile(
    engine: ContainerEngine, built: Build, packed: str
) -> None:
    with engine.start(built(packed), Start(port=3000)) as running:
        assert answer(running) == "Hello Ahmed"
        assert status_of(running)["Seccomp"] == "2"  # a filter


@pytest.mark.parametrize("packed", ["gopack", "best"])
def test_a_packed_program_answers_with_all_taken_away_that_it_does_not_need(
    engine: ContainerEngine, built: Build, packed: str
) -> None:
    confined = replace(engine, run_flags=(*engine.run_flags, *CONFINED))
    with confined.start(built(packed), Start(port=3000)) as running:
        assert answer(running) == "Hello Ahmed"
        status = status_of(running)
    assert status["Seccomp"] == "2"
    assert status["NoNewPrivs"] == "1"
    assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
