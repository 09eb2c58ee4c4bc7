"""A program is asked as its probe says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from slimgo.pipeline.probing import probed
from slimgo.values.probe import CommandLine, Lives, Probe, Service, Unknown, Worker
from slimgo.values.running import Exit
from slimgo.values.verdict import Verdict, skipped
from tests.unit.pipeline.running import FakeRunning

Start = Callable[[], FakeRunning]
AT_ONCE = Lives(seconds=0)


@pytest.mark.parametrize(
    ("probe", "start", "checks"),
    [
        (Service(port=1), FakeRunning, ["runs", "ends on SIGTERM", "leaves nothing"]),
        (CommandLine(), partial(FakeRunning, at_once=True), ["runs", "leaves nothing"]),
        (AT_ONCE, FakeRunning, ["starts", "ends on SIGTERM", "leaves nothing"]),
    ],
)
def test_each_probe_has_its_checks(probe: Probe, start: Start, checks: list[str]) -> None:
    facts, verdicts = probed(start, probe)
    assert facts.words == "hello"
    assert [each.check for each in verdicts] == checks
    assert not [each for each in verdicts if each.status == "fail"]


@pytest.mark.parametrize(
    ("probe", "start", "failed"),
    [
        (Service(port=1), partial(FakeRunning, status=None), "ends on SIGTERM"),
        (CommandLine(status=1), partial(FakeRunning, at_once=True), "runs"),
        (AT_ONCE, partial(FakeRunning, at_once=True), "starts"),
    ],
)
def test_a_program_that_does_something_else_fails(probe: Probe, start: Start, failed: str) -> None:
    _, verdicts = probed(start, probe)
    assert [each.check for each in verdicts if each.status == "fail"] == [failed]


def test_what_is_not_known_is_not_started() -> None:
    def never() -> FakeRunning:
        raise AssertionError

    facts, verdicts = probed(never, Unknown())
    assert facts.exit is None
    wanted: tuple[Verdict, ...] = (skipped("runs", "it is not known what it does"),)
    assert verdicts == wanted


def test_a_worker_has_the_time_to_end_that_its_probe_gives() -> None:
    deadlines: list[float] = []

    class Worked(FakeRunning):
        def stop(self, signal: int, deadline_seconds: float) -> Exit | None:
            deadlines.append(deadline_seconds)
            return super().stop(signal, deadline_seconds)

    _, verdicts = probed(Worked, Worker(seconds=0, stop_seconds=7.0))
    assert deadlines == [7.0]
    assert [each.check for each in verdicts] == ["runs", "ends on SIGTERM", "leaves nothing"]
    assert verdicts[0].evidence == "it still ran after 0 s"
