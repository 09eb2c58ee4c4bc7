"""Several programs as one table."""

from __future__ import annotations

from dataclasses import replace

from slimgo.report.shipped import table
from slimgo.values.artifact import Artifact
from slimgo.values.result import StepResult
from slimgo.values.shipment import Shipment
from slimgo.values.step import Kind
from slimgo.values.verdict import Verdict, failed, passed


def step(kind: Kind, size: int, *verdicts: Verdict) -> StepResult:
    made = Artifact(path=kind, size_bytes=size, sha256="0" * 64) if size else None
    return StepResult(name=kind, kind=kind, command="", artifact=made, verdicts=verdicts)


GOOD = Shipment(
    name="api",
    steps=(
        step("build", 6_000_000),
        step("pack", 1_200_000),
        step("run", 0, passed("runs", "GET /healthz 200")),
    ),
)
RED = Shipment(
    name="worker",
    steps=(step("build", 2_000_000, failed("static", "dynamic", "")),),
)
BROKEN = Shipment(name="tool", error="it does not compile\nmain.go:1")


def test_each_program_is_a_line_and_the_last_sums_up() -> None:
    assert table((GOOD, RED, BROKEN)).splitlines() == [
        "program        built    packed           pull   proven",
        "api          6.00 MB   1.20 MB   −80 %          GET /healthz 200",
        "worker       2.00 MB                            ✗ build: static ✗ dynamic",
        "tool                                            ✗ it does not compile",
        "3 programs   8.00 MB   1.20 MB                  1 ✓, 2 ✗",
    ]


def test_no_line_is_wider_than_the_terminal() -> None:
    long = Shipment(name="x" * 10, error="words " * 40)
    for width in (80, 120):
        lines = table((GOOD, long), width).splitlines()
        assert max(map(len, lines)) <= width
        assert lines[2].endswith("…")


def test_what_is_only_made_is_not_called_proven() -> None:
    assert (
        table((Shipment(name="x", steps=(step("build", 1),)),)).splitlines()[1].endswith("nothing")
    )


def test_another_target_stands_beside_the_name() -> None:
    _, here, other, _ = table((GOOD, replace(GOOD, target="linux/arm64"))).splitlines()
    assert here.split()[0] == "api"
    assert other.startswith("api linux/arm64   6.00 MB")
