from __future__ import annotations

import json
from dataclasses import replace

import pytest

from slimgo.report.heading import engine_lines
from slimgo.report.json import to_json
from slimgo.report.size import ago, change, duration, exact, size, times
from slimgo.report.step import price_parts, step_lines
from slimgo.report.summary import summary
from slimgo.report.transcript import transcript
from slimgo.values.artifact import Artifact
from slimgo.values.measurement import Load, Measurement
from slimgo.values.result import Result, StepResult
from slimgo.values.verdict import failed, passed, skipped


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_821_876, "1.82 MB"),
        (12_345_678, "12.3 MB"),
        (123_456, "123 kB"),
    ],
)
def test_sizes_read_in_three_digits(size_bytes: int, text: str) -> None:
    assert size(size_bytes) == text


def test_exact_bytes_stand_in_groups_of_three() -> None:
    assert exact(1_821_876) == "1,821,876 B"


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [(68, 100, "−32 %"), (130, 100, "+30 %"), (100, 100, "±0 %"), (100_001, 100_000, "+1 B")],
)
def test_a_change_that_rounds_to_nothing_is_told_in_bytes(now: int, before: int, text: str) -> None:
    assert change(now, before) == text


def test_durations_and_ratios_read_as_people_say_them() -> None:
    assert (duration(0.0041), duration(0.061), duration(8.13)) == ("4.1 ms", "61 ms", "8.1 s")
    assert (times(16.4), times(1.43)) == ("16×", "1.4×")
    assert (ago(5), ago(200), ago(7300), ago(200_000)) == (
        "just now",
        "3 min ago",
        "2 h ago",
        "2 d ago",
    )


def measured(name: str, *samples: float, unit: str = "s") -> Measurement:
    of, _, what = name.partition(" ")
    return Measurement(of=of, what=what, unit=unit, samples=samples)


def test_the_price_names_ratio_median_and_spread() -> None:
    text, memory, _ = price_parts(
        (
            measured("unpacked start", 0.004, 0.005, 0.006),
            measured("packed start", 0.050, 0.060, 0.080),
            measured("unpacked private memory", 1e6, unit="B"),
            measured("packed private memory", 7e6, unit="B"),
        )
    )
    assert text.startswith("starts 55 ms later (12×): 60 ms (50 ms to 80 ms)")
    assert memory == "+6.00 MB private memory"


def test_each_kind_of_memory_is_told_apart() -> None:
    _, *memory, _ = price_parts(
        (
            measured("unpacked start", 0.004),
            measured("packed start", 0.050),
            *(
                measured(f"{of} {kind}", size_bytes, unit="B")
                for kind in ("private memory", "peak resident size", "least memory limit")
                for of, size_bytes in (("unpacked", 5e6), ("packed", 7.5e6))
            ),
        )
    )
    assert memory == [
        "+2.50 MB private memory",
        "+2.50 MB peak resident size",
        "+2.50 MB least memory limit",
    ]


def test_a_price_taken_on_a_busy_machine_says_so() -> None:
    busy = replace(RESULT, load=Load(average=4.5, cpus=2))
    assert "(load 4.5 on 2 CPUs)" in step_lines(busy, plain_bytes=0, now=1200.0)[-1]
    quiet = replace(RESULT, load=Load(average=0.5, cpus=2))
    assert "busy" not in "".join(step_lines(quiet, plain_bytes=0, now=1200.0))


def test_a_difference_inside_the_noise_is_called_that() -> None:
    text, _ = price_parts(
        (measured("unpacked start", 0.004, 0.006), measured("packed start", 0.005, 0.007))
    )
    assert "within the noise" in text


RESULT = StepResult(
    name="small",
    kind="build",
    command="go build",
    artifact=Artifact(path="build/app.static.small.bin", size_bytes=5_820_576, sha256="aa"),
    verdicts=(
        passed("static", "no PT_INTERP"),
        failed("symbols", "has some", "-s"),
        skipped("runs", "no Linux"),
    ),
    checked_at=1000.0,
    seconds=1.5,
)


def test_a_step_shows_size_change_and_each_verdict() -> None:
    made, verdicts = step_lines(RESULT, plain_bytes=8_600_776, now=1200.0)
    assert made == "5.82 MB (5,820,576 B)   −32 %   in 1.5 s"
    assert verdicts == "static ✓   symbols: has some ✗   runs: no Linux (not run)"


def test_a_later_probes_checks_are_shown_as_those_of_the_main_one() -> None:
    verdicts = (
        passed("runs, probe 2", "GET /a 200"),
        passed("starts everywhere, probe 2", "as unpacked in 9 surroundings"),
        passed("leaves nothing, probe 2", ""),
    )
    step = StepResult(name="run", kind="run", command="x", verdicts=verdicts)
    shown = " ".join(line.strip() for line in step_lines(step, plain_bytes=0, now=0.0))
    assert "runs, probe 2: GET /a 200 ✓" in shown
    assert "starts everywhere, probe 2: as unpacked in 9 surroundings ✓" in shown
    assert "leaves nothing" not in shown


def blank(*steps: StepResult) -> Result:
    return Result(
        versions=(("go", "1.27.3"),),
        machine=(),
        engine="builtin",
        engine_title="built-in engine (bubblewrap)",
        engine_reason="no docker on PATH",
        isolation="bubblewrap",
        not_isolated="",
        target="linux/amd64",
        steps=steps,
    )


def test_json_has_its_schema_version_first_and_all_steps() -> None:
    document = json.loads(to_json(blank(RESULT)))
    assert next(iter(document)) == "schema_version"
    assert document["steps"][0]["artifact"]["size_bytes"] == 5_820_576
    assert document["steps"][0]["verdicts"][1]["status"] == "fail"


def test_the_last_line_says_what_was_made() -> None:
    assert summary(blank(RESULT), "x", "do it") == "build/app.static.small.bin is ready, 5.82 MB."


def test_the_last_line_says_how_to_run_the_image() -> None:
    steps = (RESULT, replace(RESULT, kind="image"), replace(RESULT, kind="run"))
    assert summary(blank(*steps), "x", "do it") == "x is ready, 5.82 MB. Run it: do it"


def test_the_image_is_told_against_the_plain_build() -> None:
    artifact = RESULT.artifact
    assert artifact
    plain = replace(
        RESULT, baseline=True, artifact=replace(artifact, size_bytes=2 * artifact.size_bytes)
    )
    steps = (plain, replace(RESULT, kind="image"), replace(RESULT, kind="run"))
    said = summary(blank(*steps), "x", "do it")
    assert said == "x is 50 % smaller than the plain build. Run it: do it"
    steps = (replace(RESULT, baseline=True), *steps[1:])
    said = summary(blank(*steps), "x", "do it")
    assert said == "x is not smaller than the plain build. Run it: do it"


def test_a_transcript_reads_as_the_terminal_showed_it() -> None:
    lines = transcript(blank(RESULT), tag="x", run_it="do it").splitlines()
    assert lines[0].endswith("· Go 1.27.3 · built-in engine (bubblewrap) · linux/amd64")
    assert lines[1] == "no docker on PATH: built-in engine (bubblewrap)"
    assert lines[3:5] == [
        "1 small    $ go build",
        "           5.82 MB (5,820,576 B)   in 1.5 s",
    ]


def test_what_is_not_isolated_is_loud() -> None:
    open_to_all = replace(blank(), isolation="none", not_isolated="files and network")
    assert ("NOT ISOLATED: files and network", True) in engine_lines(open_to_all)
    partly = replace(open_to_all, isolation="chroot")
    assert ("PARTLY ISOLATED (chroot): files and network", True) in engine_lines(partly)
    without = replace(blank(), engine="", engine_title="", engine_reason="no Linux")
    assert engine_lines(without) == (("no engine (no Linux): build and check only", True),)
    assert engine_lines(replace(without, engine_reason="")) == ()


def test_a_line_is_broken_between_checks_and_never_within_one() -> None:
    many = replace(RESULT, verdicts=tuple(passed(f"check {each}", "x") for each in range(20)))
    lines = step_lines(many, plain_bytes=0, now=0)[1:]
    assert len(lines) > 1
    assert all(len(line) <= 88 and line.endswith("✓") for line in lines)
