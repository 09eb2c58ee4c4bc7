"""What a person sees of `slimgo build`."""

from __future__ import annotations

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
Shown = pytest.CaptureFixture[str]


def tell(*events: Event, verbose: bool = False) -> None:
    with Lines(verbose=verbose, dry=False) as lines:
        for event in events:
            lines(event)


def test_a_step_is_one_line_and_its_command_is_not_shown(capsys: Shown) -> None:
    tell(
        StepStarted(number=1, name="build"),
        CommandStarted(command=GO),
        Doing(text="checking"),
        StepDone(result=BUILT),
        CommandKnown(command=GO),
        StepDone(result=PACKED),
    )
    assert capsys.readouterr().err.splitlines() == [
        "   Built server   1.00 MB   2.0 s",
        "  Packed 250 kB   −75 %   2.0 s",
    ]


def test_only_what_is_loud_is_noted(capsys: Shown) -> None:
    tell(
        Note(text="by the way"),
        Note(text="watch out", loud=True),
        Heading(result=RESULT, whole=False),
    )
    assert capsys.readouterr().err == "! watch out\n"


def test_where_there_is_no_engine_or_no_isolation_it_is_said(capsys: Shown) -> None:
    without = replace(RESULT, engine_reason="no docker", not_isolated="everything")
    tell(Heading(result=without, whole=False))
    assert capsys.readouterr().err.splitlines() == [
        "! no engine (no docker): build and check only",
        "! NOT ISOLATED: everything",
    ]


def test_who_wants_it_sees_every_command(capsys: Shown) -> None:
    tell(StepStarted(number=1, name="build"), CommandStarted(command=GO), verbose=True)
    assert capsys.readouterr().err == "1 build    $ go build\n"
