"""What a walk works with, and what its verdicts depend on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo import __version__
from slimgo.pipeline.project import Project
from slimgo.values.program import Source
from slimgo.values.target import Target
from slimgo.values.variant import Variant
from tests.unit.pipeline.running import LEVEL
from tests.unit.pipeline.tools import GO, UPX
from tests.unit.pipeline.workshop import UPX9, Workshop

PLAIN = Variant(name="built")
PACKED = Variant(name="packed", packing=UPX9)


@pytest.fixture
def project(workshop: Callable[[], Workshop]) -> Project:
    return workshop().project


def test_paths_are_from_the_projects_folder(project: Project) -> None:
    assert project.path("a/b") == project.settings.project / "a/b"


def test_what_is_remembered_is_of_one_program_target_and_step(project: Project) -> None:
    assert project.record_name("build") == "hello/linux-amd64/build"
    elsewhere = replace(project, target=Target(goos="plan9", goarch="386"))
    assert elsewhere.record_name("pack") == "hello/plan9-386/pack"


def test_verdicts_depend_on_who_read_and_who_ran_it(project: Project) -> None:
    assert project.readers(PLAIN) == (__version__, GO.identity, "level absent")
    assert project.readers(PACKED) == (__version__, GO.identity, UPX.identity, "level absent")
    isolated = replace(project, level=LEVEL, emulator=Path("/bin/qemu"))
    assert isolated.readers(PLAIN)[2:] == ("level a fake", "emulator /bin/qemu")


def test_what_a_build_may_leave_of_this_machine(project: Project) -> None:
    folder = project.settings.project
    assert project.machine_paths == (("GOROOT", "/go"), ("project", f"{folder}/*.go"))
    program = replace(project.program, source=Source(folder="a/../b", package="."))
    settings = replace(project.settings, program=program)
    below = replace(project, settings=settings)
    assert below.machine_paths[1] == ("project", f"{folder}/b/*.go")
