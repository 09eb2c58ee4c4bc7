"""What a person sees of `slimgo build`."""

from __future__ import annotations

import io
import sys
from dataclasses import replace

import pytest

from slimgo.doors.lines import Lines
from slimgo.values.artifact import Artifact
from slimgo.values.command import Command
from slimgo.values.event import (
    CommandKnown,
    CommandStarted,
    Doing,
    Event,
    Heading,
    Note,
    StepDone,
    StepStarted,
)
from slimgo.values.result import Result, StepResult

BUILT = StepResult(
    name="build",
    kind="build",
    command="go build",
    seconds=2.0,
    artifact=Artifact(path="build/server.unpacked", size_bytes=1_000_000, sha256=""),
)
PACKED = replace(
    BUILT, kind="pack", artifact=Artifact(path="build/server/server", size_bytes=250_000, sha256="")
)
RESULT = Result(
    versions=(),
    machine=(),
    engine="",
    engine_title="",
    engine_reason="",
    isolation="none",
    not_isolated="",
    target="linux/amd64",
)
GO = Command(argv=("go", "build"))


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


def tell(*events: Event, verbose: bool = False) -> None:
    with Lines(verbose=verbose, dry=False) as lines:
        for event in events:
            lines(event)


def test_a_step_is_one_line_and_its_command_is_not_shown(shown: io.StringIO) -> None:
    tell(
        StepStarted(number=1, name="build"),
        CommandStarted(command=GO),
        Doing(text="checking"),
        StepDone(result=BUILT),
        CommandKnown(command=GO),
        StepDone(result=PACKED),
    )
    assert shown.getvalue().splitlines() == [
        "   Built server   1.00 MB   2.0 s",
        "  Packed 250 kB   −75 %   2.0 s",
    ]


def test_only_what_is_loud_is_noted(shown: io.StringIO) -> None:
    tell(
        Note(text="by the way"),
        Note(text="watch out", loud=True),
        Heading(result=RESULT, whole=False),
    )
    assert shown.getvalue() == "! watch out\n"


def test_where_there_is_no_engine_or_no_isolation_it_is_said(shown: io.StringIO) -> None:
    without = replace(RESULT, engine_reason="no docker", not_isolated="everything")
    tell(Heading(result=without, whole=False))
    assert shown.getvalue().splitlines() == [
        "! no engine (no docker): build and check only",
        "! NOT ISOLATED: everything",
    ]


def test_who_wants_it_sees_every_command(shown: io.StringIO) -> None:
    tell(StepStarted(number=1, name="build"), CommandStarted(command=GO), verbose=True)
    assert shown.getvalue() == "1 build    $ go build\n"
