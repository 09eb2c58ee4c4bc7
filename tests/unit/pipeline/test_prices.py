"""What packing costs at a start is measured where a start comes to something."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from slimgo.values.measurement import LEAST_MEMORY, START, Measurement
from slimgo.values.probe import CommandLine, Lives, Probe, Service, Unknown
from tests.unit.pipeline.running import FakeSandbox, FakeSweep
from tests.unit.pipeline.workshop import A_WHILE, Workshop

Opened = Callable[[], Workshop]


@pytest.fixture
def here(workshop: Opened) -> Workshop:
    here = workshop()
    here.isolates()
    return here


@pytest.mark.parametrize(
    ("probe", "timed"),
    [
        (Service(port=1), True),
        (CommandLine(), True),
        (Lives(seconds=0), False),
        (Unknown(), False),
    ],
)
def test_only_a_start_that_comes_to_something_is_timed(
    here: Workshop,
    sandbox: FakeSandbox,
    sweep: FakeSweep,  # noqa: ARG001
    probe: Probe,
    timed: bool,  # noqa: FBT001
) -> None:
    sandbox.at_once = isinstance(probe, CommandLine)
    here.asks(probe)
    build, packed = here.made()
    assert (build.measurements, build.load) == ((), None)
    assert [(each.of, each.what, len(each.samples)) for each in packed.measurements] == (
        [("unpacked", START, 5), ("packed", START, 5)] if timed else []
    )
    assert (packed.load is not None) is timed
    assert 0 < packed.check_seconds < A_WHILE


def test_what_an_emulator_runs_is_not_timed(
    here: Workshop,
    sandbox: FakeSandbox,
    sweep: FakeSweep,  # noqa: ARG001
) -> None:
    emulator = here.project.path("qemu")
    emulator.write_bytes(b"")
    here.project = replace(here.project, emulator=emulator)
    assert here.made()[1].measurements == ()
    assert len(sandbox.started) == 3  # each once, and the unpacked one to be compared


def test_where_nothing_is_isolated_nothing_is_timed(workshop: Opened) -> None:
    assert workshop().made()[1].measurements == ()


def test_a_price_that_is_missing_is_taken_and_one_that_is_there_is_kept(
    here: Workshop,
    sandbox: FakeSandbox,
    sweep: FakeSweep,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    least = Measurement(what=LEAST_MEMORY, unit="B", samples=(1.0,))
    monkeypatch.setattr("slimgo.sandbox.starts.memory.least_memory", lambda *_: least)
    first = here.made()[1]
    here.looks_for_the_least_memory()
    asked = here.made()[1]
    assert replace(least, of="packed") in asked.measurements
    sandbox.started.clear()
    for wanted in (True, False):
        here.looks_for_the_least_memory(wanted=wanted)
        assert here.made()[1].measurements == asked.measurements
    assert sandbox.started == []
    assert first.measurements != asked.measurements


@pytest.mark.usefixtures("sandbox", "sweep")
def test_the_time_of_measuring_counts_as_that_of_checking(
    here: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = itertools.count()
    clock = SimpleNamespace(perf_counter=lambda: float(next(ticks)), time=time.time)
    for measures in ("proof", "prices"):
        monkeypatch.setattr(f"slimgo.pipeline.{measures}.time", clock)
    assert [step.check_seconds for step in here.made()] == [1.0, 2.0]
