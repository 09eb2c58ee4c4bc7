"""Packers side by side: measured once for the same programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.pipeline import compare
from slimgo.pipeline.compare import compared, told_once
from slimgo.pipeline.once import record
from slimgo.values.artifact import Artifact
from slimgo.values.command import Command
from slimgo.values.comparison import Comparison
from slimgo.values.result import StepResult
from slimgo.values.step import Step
from slimgo.values.variant import Packing, Variant
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]

NAMES = ("plain", "packed")
PLAIN = Step(
    number=1,
    name="plain",
    kind="build",
    command=Command(argv=("go",)),
    makes="program",
    variant=Variant(name="plain"),
)
PACKED = replace(
    PLAIN, name="packed", kind="pack", variant=Variant(name="p", packing=Packing(packer="upx"))
)


def done(name: str, sha256: str) -> StepResult:
    artifact = Artifact(path="program", size_bytes=4, sha256=sha256)
    return StepResult(name=name, kind="build", command="", artifact=artifact)


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each program that was compressed to see what a push sends."""
    seen: list[str] = []

    def pushed(_: object, program: str) -> int:
        seen.append(program)
        return 1

    monkeypatch.setattr(compare, "pushed_bytes", pushed)
    return seen


def test_the_same_programs_are_compared_once(workshop: Opened, weighed: list[str]) -> None:
    here = workshop()
    base = replace(here.walk(), steps=(done("plain", "a"), done("packed", "b")))
    first = compared(here.project, (PLAIN, PACKED), base, NAMES).comparison
    assert first is not None
    assert [each.name for each in first.contenders] == ["unpacked", "upx"]
    assert compared(here.project, (PLAIN, PACKED), base, NAMES).comparison == first
    assert len(weighed) == 2
    name = here.project.record_name("comparison")
    assert record(here.project.store, name, Comparison)


def test_the_same_program_packed_otherwise_is_told_by_its_own_packing(
    workshop: Opened, weighed: list[str]
) -> None:
    here = workshop()
    other = replace(
        PACKED, name="other", variant=Variant(name="o", packing=Packing(packer="gopack"))
    )
    steps = (done("plain", "a"), done("packed", "b"), done("other", "b"))
    base = replace(here.walk(), steps=steps)
    told = []
    for name in ("packed", "other"):
        found = compared(here.project, (PLAIN, PACKED, other), base, ("plain", name)).comparison
        assert found
        told.append(found.contenders[1].name)
    assert told == ["upx", "gopack"]
    assert len(weighed) == 4


def test_other_programs_are_compared_anew(workshop: Opened, weighed: list[str]) -> None:
    here = workshop()
    base = here.walk()
    for sha256 in ("a", "b"):
        steps = (done("plain", sha256), done("packed", "c"))
        compared(here.project, (PLAIN, PACKED), replace(base, steps=steps), NAMES)
    assert len(weighed) == 4


def test_where_one_of_them_is_missing_nothing_is_compared(
    workshop: Opened, weighed: list[str]
) -> None:
    here = workshop()
    base = here.walk()
    assert compared(here.project, (PLAIN,), base, NAMES) == base
    assert compared(here.project, (PLAIN, PACKED), base, ()) == base
    assert weighed == []


def test_only_what_is_compared_is_not_priced_by_itself() -> None:
    assert [step.priced for step in told_once((PLAIN, PACKED), NAMES)] == [False, False]
    assert told_once((PLAIN,), NAMES) == (PLAIN,)
    assert told_once((PLAIN, PACKED), ()) == (PLAIN, PACKED)
