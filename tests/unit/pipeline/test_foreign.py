"""Whether and by what another target's programs are run here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.pipeline.foreign import for_target, foreign, tag_for
from slimgo.pipeline.project import Project
from slimgo.values.program import ImageChoices
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


ARM64 = Target(goos="linux", goarch="arm64")


@pytest.mark.parametrize(
    ("tag", "made"),
    [
        ("server", "server:arm64"),
        ("server:latest", "server:arm64"),
        ("reg.example:5000/x/y:1.2", "reg.example:5000/x/y:1.2-arm64"),
    ],
)
def test_a_tag_names_the_target(tag: str, made: str) -> None:
    assert tag_for(tag, ARM64) == made


def test_another_target_has_a_folder_and_tags_of_its_own(cells: Cells) -> None:
    settings = replace(cells.here.project.settings, engine="")
    image = ImageChoices(tags=("mine:1",))
    program = replace(settings.program, tag="mine", out="made", image=image)
    made = foreign(replace(settings, program=program), ARM64, packer="gopack")
    assert (made.target, made.packer) == (ARM64, "gopack")
    assert made.build == settings.project / "made/linux-arm64"
    assert made.program.context == f"made/linux-arm64/{program.name}"
    assert (made.program.tag, made.program.image.tags) == ("mine:arm64", ("mine:1-arm64",))


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_an_engine_that_makes_no_such_image_is_refused(cells: Cells, engine: str) -> None:
    settings = replace(cells.here.project.settings, engine=engine)
    with pytest.raises(BadInput) as caught:
        foreign(settings, ARM64, packer="")
    assert caught.value.what == f"slimgo makes no image for linux/arm64 with {engine}"
    assert caught.value.cure == "leave --engine out: the built-in engine makes it"


@pytest.mark.parametrize(
    ("way", "goarch", "cure"),
    [
        ("glibc", "arm64", "choose --cgo zig"),
        ("glibc", "riscv64", "leave --cgo out"),
        ("zig", "riscv64", "leave --cgo out"),
    ],
)
def test_c_that_nothing_links_for_it_is_refused(
    cells: Cells, way: str, goarch: str, cure: str
) -> None:
    settings = replace(cells.here.project.settings, engine="builtin")
    source = replace(settings.program.source, cgo=way)
    settings = replace(settings, program=replace(settings.program, source=source))
    with pytest.raises(BadInput, match=f"--cgo {way} links no C for linux/{goarch}") as caught:
        foreign(settings, Target(goos="linux", goarch=goarch), packer="")
    assert caught.value.cure == cure
    zig = replace(settings.program, source=replace(source, cgo="zig"))
    assert foreign(replace(settings, program=zig), ARM64, packer="").target == ARM64
