"""Which packer is taken where none is named, and the way of any program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.errors import BadInput
from slimgo.pipeline.project import Project
from slimgo.pipeline.ship import packing_of, ship_way
from slimgo.pipeline.way import Way
from slimgo.plan.ship import binary_steps
from slimgo.values.probe import Service
from slimgo.values.step import Step
from slimgo.values.variant import Packing
from tests.unit.pipeline.workshop import UPX9, Workshop, options_of


def test_gopack_packs_where_it_can_and_nothing_else_by_itself() -> None:
    assert packing_of("", "amd64", best=False) == Packing(packer="gopack")
    assert packing_of("", "loong64", best=False) is None
    assert packing_of("none", "amd64", best=False) is None
    assert packing_of("upx", "mips", best=False) == Packing(packer="upx", flags=("-9",))
    assert packing_of("", "amd64", best=True) == Packing(packer="gopack", flags=("--best",))


@pytest.mark.parametrize(
    ("packer", "goarch", "cure"),
    [
        ("gopack", "mips", "choose --pack upx or --pack none"),
        ("upx", "riscv64", "choose --pack gopack or --pack none"),
        ("gopack", "loong64", "choose --pack none"),
        ("upx", "loong64", "choose --pack none"),
    ],
)
def test_a_packer_is_refused_where_it_cannot_pack(packer: str, goarch: str, cure: str) -> None:
    with pytest.raises(BadInput) as caught:
        packing_of(packer, goarch, best=False)
    assert caught.value.what == f"{packer} does not pack for {goarch}"
    assert caught.value.cure == cure


@pytest.mark.parametrize(("packer", "goarch"), [("none", "amd64"), ("", "loong64")])
def test_what_is_not_packed_cannot_be_packed_smaller(packer: str, goarch: str) -> None:
    with pytest.raises(BadInput) as caught:
        packing_of(packer, goarch, best=True)
    assert caught.value.what == "--best is for a packer, and there is none here"
    assert caught.value.cure == "leave it out"


@pytest.mark.parametrize(
    ("packing", "whole"),
    [(UPX9, ("build", "pack", "image", "run")), (None, ("build", "image", "run"))],
)
def test_a_program_is_packed_on_its_way_or_not(
    workshop: Callable[[], Workshop], packing: Packing | None, whole: tuple[str, ...]
) -> None:
    way, project = ship_way(packing), workshop().project
    assert way.whole == whole
    assert tuple(step.name for step in planned(way, project)) == whole
    assert [step.needs for step in planned(way, project)[-2:]] == [(whole[-3],), ("image",)]


def planned(way: Way, project: Project) -> tuple[Step, ...]:
    return way.steps(project, options_of(project.settings))


def test_without_an_engine_a_program_is_made_and_no_image(
    workshop: Callable[[], Workshop],
) -> None:
    project = replace(workshop().project, engine=None)
    assert planned(ship_way(UPX9), project) == binary_steps(
        project.program, packing=UPX9, target=project.target, host=project.host
    )


def test_an_engine_is_needed_for_the_image_and_its_proof_only() -> None:
    assert ship_way(None).with_engine == {"image", "run"}


@pytest.mark.parametrize(
    ("packing", "names", "packers"),
    [
        (UPX9, ("build",), ()),
        (UPX9, ("build", "pack"), ("upx",)),
        (UPX9, ("run",), ("upx",)),
        (None, ("build", "image"), ()),
    ],
)
def test_a_packer_is_needed_where_something_is_packed(
    workshop: Callable[[], Workshop],
    packing: Packing | None,
    names: tuple[str, ...],
    packers: tuple[str, ...],
) -> None:
    assert ship_way(packing).packers(workshop().project.settings, names) == packers


def test_the_engine_is_told_what_to_build_and_how_to_run_it(
    workshop: Callable[[], Workshop],
) -> None:
    here = workshop()
    here.is_read_only()
    here.ships(
        replace(
            here.project.program,
            context="build/hello",
            build_args=(("A", "1"),),
            probes=(Service(port=90),),
        )
    )
    *_, image, run = planned(ship_way(None), here.project)
    assert image.command.argv == ("fake", "build", "-t", "hello", "build/hello")
    assert image.makes == run.makes == "hello"
    assert run.command.argv == ("fake", "run", "hello")
    assert here.engine.told_to_build == [("hello", (("A", "1"),), "build/hello")]
    assert here.engine.told_to_run == [("hello", 90, 90, True)]
