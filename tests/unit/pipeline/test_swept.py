"""A packed program is started wherever the unpacked one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from slimgo.checks.binary import binary_expectation
from slimgo.errors import EngineFailed
from slimgo.pipeline.starts import swept
from slimgo.values.event import Doing
from slimgo.values.probe import CommandLine, Lives, Probe, Service, Unknown
from slimgo.values.question import Question
from slimgo.values.surrounding import StartOutcome, Surrounding
from slimgo.values.verdict import Verdict
from tests.unit.pipeline.running import LEVEL, FakeSweep
from tests.unit.pipeline.tools import UPX
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]

TABLE = (Surrounding(name="no variables"), Surrounding(name="1 variable", variables=1))
AT_X = Service(port=1, questions=(Question(path="/x", match="anything"),))


@pytest.fixture
def here(workshop: Opened) -> Workshop:
    here = workshop()
    here.isolates()
    return here


def sweep_of(here: Workshop) -> tuple[Verdict, ...]:
    _, pack = here.binaries()
    assert pack.variant
    expected = binary_expectation(
        pack.variant,
        target=here.project.target,
        go_version="",
        settings=(),
        surroundings=TABLE,
    )
    one, other = (here.project.path(name) for name in ("program", "main.go"))
    return swept(here.project, one, other, expected)


def test_both_programs_are_started_in_each_surrounding(here: Workshop, sweep: FakeSweep) -> None:
    (verdict,) = sweep_of(here)
    assert (verdict.check, verdict.status) == ("starts everywhere", "pass")
    assert sweep.programs == [(b"\x7fELF", b"package main")]
    assert sweep.tables == [TABLE]
    (given,) = sweep.starters
    assert (given.folder, given.level, given.ask) == (
        here.project.store.parts,
        LEVEL,
        b"GET / HTTP/1.0\r\n\r\n",
    )
    assert given.surroundings is here.project.surroundings
    assert here.told == [Doing(text="starting it in 2 surroundings")]
    assert list(here.project.store.parts.iterdir()) == []


def test_a_command_is_asked_nothing_in_its_surroundings(here: Workshop, sweep: FakeSweep) -> None:
    here.asks(CommandLine())
    sweep_of(here)
    assert [given.ask for given in sweep.starters] == [b""]


def test_a_packed_program_that_does_something_else_is_blamed_on_its_packer(
    here: Workshop, sweep: FakeSweep
) -> None:
    sweep.packed = StartOutcome(kind="ended", status=139)
    (verdict,) = sweep_of(here)
    assert verdict.status == "fail"
    assert verdict.evidence.endswith(f"a fault of upx {UPX.version}")
    assert verdict.cure == "pack with gopack: invoke slim --with gopack"


@pytest.mark.parametrize("probe", [Lives(), Unknown()])
def test_a_program_that_comes_to_nothing_is_not_swept(
    here: Workshop, sweep: FakeSweep, probe: Probe
) -> None:
    here.asks(probe)
    (verdict,) = sweep_of(here)
    assert (verdict.check, verdict.status) == ("starts everywhere", "skip")
    assert verdict.evidence.startswith("of a program that neither listens nor ends no start")
    assert sweep.tables == []


def test_where_nothing_can_be_started_the_reason_is_told(
    workshop: Opened, here: Workshop, sweep: FakeSweep
) -> None:
    sweep.impossible = EngineFailed("no namespace", why="forbidden")
    told = [sweep_of(each)[0] for each in (workshop(), here)]
    assert [(each.check, each.status) for each in told] == [("starts everywhere", "skip")] * 2
    assert [each.evidence for each in told] == [
        "no isolation in unit tests",
        "no namespace: forbidden",
    ]
