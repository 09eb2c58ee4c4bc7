"""What a comparison of packers holds where programs can be started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.pipeline.compare import compared
from slimgo.values.comparison import Comparison
from slimgo.values.measurement import START, Measurement
from slimgo.values.result import Result
from slimgo.values.variant import Packing
from tests.unit.pipeline.running import LEVEL, FakeSandbox
from tests.unit.pipeline.tools import elf
from tests.unit.pipeline.workshop import A_WHILE, NOTHING, UPX9, Workshop

Opened = Callable[[], Workshop]
NAMES = ("build", "pack")


def result_of(here: Workshop, packing: Packing = UPX9) -> Result:
    return replace(NOTHING, steps=here.made(packing))


def comparison(here: Workshop, base: Result) -> Comparison:
    found = compared(here.project, here.binaries(), base, NAMES).comparison
    assert found
    return found


@pytest.fixture
def here(workshop: Opened) -> Workshop:
    """Its Dockerfile takes the program that an argument names."""
    here = workshop()
    here.project.path("Dockerfile").write_text('FROM scratch\nARG BIN\nCOPY ["${BIN}", "/"]\n')
    return here


def test_each_program_is_shown_with_its_size_its_pull_and_its_packing(here: Workshop) -> None:
    base = result_of(here)
    one, other = comparison(here, base).contenders
    assert (one.name, other.name) == ("unpacked", "upx -9")
    assert one.size_bytes == len(elf(b"package main")) < other.size_bytes
    assert one.pull_bytes
    assert other.pull_bytes
    assert (one.packing_seconds, other.packing_seconds) == (0.0, base.steps[1].seconds)
    assert (one.build_info, other.build_info) == (True, False)
    assert here.doings()[-1] == "compressing as a push does"


def test_what_cannot_be_started_is_not_measured(here: Workshop) -> None:
    found = comparison(here, result_of(here))
    assert [each.measurements for each in found.contenders] == [(), ()]
    assert found.load is None
    assert 0 < found.check_seconds < A_WHILE


def test_what_can_be_started_is_started_fifteen_times(here: Workshop, sandbox: FakeSandbox) -> None:
    base = result_of(here)
    here.isolates()
    found = comparison(here, base)
    for each in found.contenders:
        assert [(taken.what, len(taken.samples)) for taken in each.measurements] == [(START, 15)]
    assert {*sandbox.programs} == {
        here.project.path(each.makes).read_bytes() for each in here.binaries()
    }
    assert found.load


def test_a_step_of_which_nothing_is_known_has_no_time(here: Workshop) -> None:
    base = result_of(here)
    here.project.store.forget(here.project.record_name("pack"))
    assert comparison(here, base).contenders[1].packing_seconds == 0.0


@pytest.mark.parametrize("changed", ["level", "Dockerfile", "recheck", "nothing"])
def test_it_is_measured_anew_where_a_figure_could_differ(
    here: Workshop, sandbox: FakeSandbox, changed: str
) -> None:
    base = result_of(here)
    here.isolates()
    first = comparison(here, base)
    assert sandbox.started
    sandbox.started.clear()
    if changed == "level":
        here.project = replace(here.project, level=replace(LEVEL, name="another"))
    if changed == "Dockerfile":
        here.project.path("Dockerfile").write_text("FROM scratch\nARG BIN\nEXPOSE 1\n")
    if changed == "recheck":
        here.rechecks()
    again = comparison(here, base)
    assert bool(sandbox.started) is (changed != "nothing")
    assert (again == first) is (changed == "nothing")


def test_a_figure_that_is_missing_is_measured(
    here: Workshop, sandbox: FakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = result_of(here)
    here.isolates()
    comparison(here, base)
    here.looks_for_the_least_memory()
    sandbox.started.clear()
    least = Measurement(what="least memory limit", unit="B", samples=(1.0,))
    monkeypatch.setattr("slimgo.sandbox.starts.memory.least_memory", lambda *_: least)
    for _ in ("measured", "remembered"):
        found = comparison(here, base)
        assert least in found.contenders[0].measurements
        assert len(sandbox.started) == 32
    # one that has more than is asked for is whole
    here.project = replace(
        here.project, settings=replace(here.project.settings, least_memory=False)
    )
    comparison(here, base)
    assert len(sandbox.started) == 32
