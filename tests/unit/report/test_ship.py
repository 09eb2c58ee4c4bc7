"""One line a step, and what to type next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.report.ship import last_lines, made_as, not_run, step_line
from slimgo.values.artifact import Artifact
from slimgo.values.measurement import PEAK_SIZE, START, Measurement
from slimgo.values.probe import CommandLine, Lives, Service
from slimgo.values.program import Program, Source
from slimgo.values.result import Result, StepResult
from slimgo.values.verdict import passed, skipped

PROGRAM = Program(
    name="server",
    source=Source(folder=".", package="."),
    probes=(Service(port=8080),),
    tag="server",
    context="build/server",
)
BUILT = StepResult(
    name="build",
    kind="build",
    command="go build",
    seconds=2.1,
    artifact=Artifact(path="build/server", size_bytes=7_180_000, sha256=""),
    verdicts=(passed("static", ""), passed("no symbols", "")),
)


def line(result: StepResult) -> str:
    return step_line(result, plain_bytes=7_180_000)


def test_a_build_says_size_time_and_what_it_is() -> None:
    assert line(BUILT) == "   Built server   7.18 MB   2.1 s   static, stripped"
    again = replace(BUILT, up_to_date=True, seconds=0.0)
    assert line(again) == "   Built server   7.18 MB   up to date   static, stripped"


def test_a_packing_says_what_it_saves_and_costs() -> None:
    def taken(of: str, what: str, *samples: float) -> Measurement:
        return Measurement(of=of, what=what, unit="s", samples=samples)

    packed = replace(
        BUILT,
        kind="pack",
        artifact=Artifact(path="x", size_bytes=1_460_000, sha256=""),
        measurements=(
            taken("packed", START, 0.025),
            taken("unpacked", START, 0.008),
            taken("packed", PEAK_SIZE, 9e6),
            taken("unpacked", PEAK_SIZE, 7.8e6),
        ),
    )
    assert line(packed).endswith("1.46 MB   −80 %   2.1 s   starts 17 ms later, +1.20 MB peak")
    as_fast = replace(packed, measurements=(taken("packed", START, 1), taken("unpacked", START, 1)))
    assert line(as_fast).endswith("starts as fast")
    assert line(replace(packed, measurements=())).endswith("2.1 s")


def test_no_line_of_a_step_is_longer_than_80_columns() -> None:
    named = replace(BUILT, artifact=Artifact(path="build/" + "x" * 60, size_bytes=1, sha256=""))
    assert len(line(named)) <= 80
    assert "static" not in line(named)


def test_a_run_says_what_was_asked() -> None:
    run = StepResult(
        name="run",
        kind="run",
        command="",
        verdicts=(passed("runs", "GET / 200"), passed("ends on SIGTERM", "status 0 in 1 ms")),
    )
    assert line(run) == "  Proved GET / 200 · SIGTERM: status 0 in 1 ms"


def test_what_was_not_run_is_named() -> None:
    result = replace(BUILT, verdicts=(skipped("runs", "no Linux"),))
    assert not_run(result) == ("         not run: runs (no Linux)",)


RESULT = Result(
    versions=(),
    machine=(),
    engine="builtin",
    engine_title="",
    engine_reason="",
    isolation="",
    not_isolated="",
    target="linux/amd64",
)


@pytest.mark.parametrize(
    ("engine", "made", "said"),
    [
        ("builtin", "build/server.tar", "docker load <build/server.tar && docker run --rm"),
        ("docker", "server", "docker run --rm -p 8080:8080 server"),
        ("podman", "server", "podman run --rm -p 8080:8080 server"),
        ("", "build/server/server", "./build/server/server"),
    ],
)
def test_what_is_next_depends_on_where_the_image_is(engine: str, made: str, said: str) -> None:
    result = replace(RESULT, engine=engine)
    assert made_as(result, PROGRAM) == made
    here = Path("/x")
    assert said in last_lines(result, PROGRAM, here=here, project=here)[-1]


def test_from_below_the_path_leads_up() -> None:
    lines = last_lines(RESULT, PROGRAM, here=Path("/x/cmd"), project=Path("/x"))
    assert "<../build/server.tar" in lines[-1]


def test_where_nothing_was_asked_it_is_said_how_little_that_proves() -> None:
    here = Path("/x")
    alive = replace(PROGRAM, probes=(Lives(),))
    ran = StepResult(name="run", kind="run", command="", verdicts=(passed("starts", ""),))
    not_run = StepResult(name="run", kind="run", command="", verdicts=(skipped("starts", ""),))
    says = last_lines(replace(RESULT, steps=(not_run,)), alive, here=here, project=here)[0]
    assert "it was not even started" in says
    assert (
        "that it starts is all that is proven"
        in last_lines(replace(RESULT, steps=(ran,)), alive, here=here, project=here)[0]
    )
    command = replace(PROGRAM, probes=(CommandLine(),))
    assert len(last_lines(RESULT, command, here=here, project=here)) == 1


def test_another_target_is_named_to_who_runs_it() -> None:
    here = Path("/x")
    line = last_lines(RESULT, PROGRAM, here=here, project=here, target="linux/arm64")[-1]
    assert "run --rm --platform linux/arm64 -p 8080:8080 server" in line
