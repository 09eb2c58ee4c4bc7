"""Whether and by what another target's programs are run here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.pipeline.cell import for_target
from slimgo.pipeline.project import Project
from slimgo.values.target import Target
from tests.unit.pipeline.cells import Cells
from tests.unit.pipeline.running import LEVEL


@pytest.fixture
def search(tmp_path: Path) -> Path:
    return tmp_path / "bin"


def seen(cells: Cells, host: str, goarch: str) -> Project:
    cells.here.isolates()
    project = replace(cells.here.project, host=Target(goos="linux", goarch=host))
    return for_target(project, Target(goos="linux", goarch=goarch))


@pytest.mark.parametrize(
    ("host", "goarch"),
    [("amd64", "amd64"), ("amd64", "386"), ("arm64", "arm64"), ("riscv64", "riscv64")],
)
def test_a_processor_runs_its_own_programs(cells: Cells, host: str, goarch: str) -> None:
    project = seen(cells, host, goarch)
    assert (project.level, project.emulator) == (LEVEL, None)


def test_a_project_is_for_its_target(cells: Cells) -> None:
    project = seen(cells, "amd64", "386")
    assert str(project.target) == "linux/386"
    assert project.surroundings.environment["GOARCH"] == "386"
    # what a packer is known to do wrong must be seen in the matrix
    assert project.expects_known_faults


@pytest.mark.parametrize(
    ("host", "goarch", "name"),
    [
        ("amd64", "arm64", "qemu-aarch64"),
        ("arm64", "amd64", "qemu-x86_64"),
        ("arm64", "386", "qemu-i386"),
        ("amd64", "riscv64", "qemu-riscv64"),
    ],
)
def test_another_processors_programs_are_emulated(
    cells: Cells, search: Path, host: str, goarch: str, name: str
) -> None:
    cells.here.finds_on_path(search, name)
    assert seen(cells, host, goarch).emulator == search / name
    cells.here.finds_on_path(search, name, f"{name}-static")
    project = seen(cells, host, goarch)
    assert (project.level, project.emulator) == (LEVEL, search / f"{name}-static")


def test_where_no_path_is_set_no_emulator_is_looked_for(
    cells: Cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "qemu-aarch64").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert seen(cells, "amd64", "arm64").emulator is None


def test_without_an_emulator_nothing_of_it_is_run(cells: Cells, search: Path) -> None:
    cells.here.finds_on_path(search)
    project = seen(cells, "amd64", "arm64")
    assert (project.level, project.emulator) == (None, None)
    reason = "no qemu-aarch64 on PATH: apt-get install qemu-user-static"
    assert project.level_reason == reason
