"""Where a packed program does not start is said beside what packing costs."""

from __future__ import annotations

from dataclasses import replace

from slimgo.report.limits import limit_lines
from slimgo.values.binary import BinaryFacts
from slimgo.values.comparison import Comparison
from slimgo.values.measurement import Measurement
from slimgo.values.result import Result, StepResult
from slimgo.values.target import Target

PRICE = (Measurement(of="packed", what="start", unit="s", samples=(0.05,)),)
COMPARED = Comparison(contenders=())


def result(*packers: str, upx: str = "4.2.2", priced: bool = False) -> Result:
    facts = BinaryFacts(
        size_bytes=1,
        sha256="",
        target=Target(goos="linux", goarch="amd64"),
        interpreter="",
        needed=(),
        pie=False,
        symbols=False,
        debug_info=False,
        packed_by="",
        build_info=None,
    )
    steps = tuple(
        StepResult(
            name=name,
            kind="build",
            command="",
            binary=replace(facts, packed_by=name),
            measurements=PRICE if priced else (),
        )
        for name in packers
    )
    return Result(
        versions=(("go", "1.27.3"), ("upx", upx)),
        machine=(),
        engine="",
        engine_title="",
        engine_reason="",
        isolation="",
        not_isolated="",
        target="linux/amd64",
        steps=steps,
    )


def test_both_packers_are_named_where_memory_may_not_become_executable() -> None:
    first, *_ = limit_lines(replace(result("upx", "gopack"), comparison=COMPARED))
    assert first == (
        "Where memory may not become executable (PR_SET_MDWE, SELinux without execmem), upx's "
        "programs do not start: signal 11 (status 139), without a word; gopack's programs run "
        "from a memfd; where that is forbidden too, they end with status 126 and a line that says "
        "why."
    )


def test_a_version_with_a_known_fault_says_it_whatever_it_packs_for() -> None:
    _, known = limit_lines(result("upx", priced=True))
    assert known == (
        "Known of upx 4.2.2: a program for linux/arm64 does not start with 520 environment "
        "variables or more; with 500 it does."
    )


def test_a_version_without_one_says_nothing() -> None:
    assert len(limit_lines(result("upx", upx="5.0.0", priced=True))) == 1


def test_only_the_packer_that_was_used_is_named() -> None:
    (line,) = limit_lines(result("gopack", priced=True))
    assert "upx" not in line


def test_where_no_price_is_shown_nothing_is_said() -> None:
    assert limit_lines(result("upx")) == ()
    assert limit_lines(result()) == ()
