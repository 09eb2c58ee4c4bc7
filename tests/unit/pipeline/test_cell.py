"""What came of a cell: pass, fail, or a third thing."""

from __future__ import annotations

import pytest

from article.matrix import MATRIX
from slimgo.pipeline.cell import _judged
from slimgo.values.result import StepResult
from slimgo.values.verdict import Verdict, failed, passed, skipped

GOOD, BAD, SKIPPED = passed("a", ""), failed("b", "why", ""), skipped("c", "no Linux")


@pytest.mark.parametrize(
    ("verdicts", "status", "why"),
    [
        ((GOOD,), "pass", ""),
        ((GOOD, SKIPPED), "not run", "no Linux"),
        ((SKIPPED,), "not run", "no Linux"),
        ((GOOD, BAD), "fail", "b ✗: why"),
        ((SKIPPED, BAD), "fail", "b ✗: why"),
    ],
)
def test_a_skip_is_no_pass(verdicts: tuple[Verdict, ...], status: str, why: str) -> None:
    step = StepResult(name="x", kind="build", command="", verdicts=verdicts)
    judged = _judged(MATRIX.cell("linux-amd64/app"), step, 1.0)
    assert (judged.status, judged.why) == (status, why)
