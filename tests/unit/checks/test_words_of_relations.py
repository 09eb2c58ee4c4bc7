"""What is said of two cells, word for word, and what happens where the two are level."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.relations import RELATIONS, Relation, check_relations
from slimgo.values.artifact import Artifact
from slimgo.values.measurement import Measurement
from slimgo.values.result import StepResult
from slimgo.values.verdict import Verdict

START = Measurement(name="packed start", unit="s", samples=(0.9996, 0.9996))
WAY = "one of the two is not what it was: look at both cells"


def result(size: int, seconds: float = 0.9996, sha256: str = "aa") -> StepResult:
    return StepResult(
        name="x",
        command="",
        artifact=Artifact(path="x", size_bytes=size, sha256=sha256),
        measurements=(replace(START, samples=(seconds, seconds)),),
    )


def relation(first: str, second: str) -> Relation:
    (found,) = [each for each in RELATIONS if (each.first, each.second) == (first, second)]
    return found


def verdict(first: str, second: str, *results: StepResult) -> Verdict:
    """Of this relation alone."""
    pair = [f"linux-amd64/{name}" for name in (first, second)]
    (made,) = check_relations(
        dict(zip(pair, results, strict=False)), ("linux-amd64",), frozenset(pair)
    )
    return made


@pytest.mark.parametrize(
    ("names", "sizes", "holds"),
    [
        (("static-w", "static"), (1000, 1000), True),
        (("static-w", "static"), (1001, 1000), False),
        (("small-upx1", "small"), (1000, 1000), False),
        (("small-upx1", "small"), (999, 1000), True),
        (("static", "app"), (1000, 1000), True),
        (("static", "app"), (999, 1000), False),
    ],
)
def test_sizes_that_are_level(
    names: tuple[str, str], sizes: tuple[int, int], *, holds: bool
) -> None:
    shown = f"{sizes[0]:,} B and {sizes[1]:,} B"
    made = verdict(*names, result(sizes[0]), result(sizes[1]))
    says = f"linux-amd64/{names[0]}, {names[1]}: {relation(*names).says}"
    assert made == (
        Verdict(check=says, status="pass", evidence=shown)
        if holds
        else Verdict(check=says, status="fail", evidence=shown, cure=WAY)
    )


def test_the_same_bytes_are_told() -> None:
    made = verdict("s", "sw", result(1000), replace(result(1000), name="y"))
    assert (made.status, made.evidence) == ("fail", "1,000 B and 1,000 B, and the same bytes")
    other = replace(result(1000), artifact=Artifact(path="y", size_bytes=1000, sha256="aa"))
    assert verdict("s", "sw", result(1000), other).status == "fail"
    assert verdict("s", "sw", result(1000), result(1000, sha256="bb")).status == "pass"


def start(first: StepResult, second: StepResult) -> Verdict:
    pair = {"linux-amd64/small-lzma": first, "linux-amd64/small-upx9": second}
    verdicts = check_relations(pair, ("linux-amd64",), frozenset(pair))
    return next(each for each in verdicts if each.check.endswith(": lzma starts slower than -9"))


def test_a_start_is_slower_only_beyond_the_noise() -> None:
    slow, level = result(1000, 1.9992), result(1000)
    assert (start(slow, level).status, start(slow, level).evidence) == (
        "pass",
        "1999 ms and 1000 ms",
    )
    assert start(level, level).status == "fail"
    unmeasured = replace(level, measurements=())
    assert start(slow, unmeasured).evidence == "no start was measured"
    assert start(unmeasured, slow).status == "fail"


def test_a_missing_cell_skips_the_relation_by_name() -> None:
    made = verdict("small-upx1", "small", result(1000))
    assert made == Verdict(
        check="linux-amd64/small-upx1, small: packing shrinks it",
        status="skip",
        evidence="no result of linux-amd64/small",
    )


def test_a_step_without_an_artifact_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match=r"^x has no artifact$"):
        verdict("small-upx1", "small", replace(result(1), artifact=None), result(2))
