"""What is said of a program as the first process of a container."""

from __future__ import annotations

import pytest

from slimgo.checks.first_process import first_process, said
from slimgo.values.first_process import FirstProcess, OnSigterm
from slimgo.values.question import ProbeFacts
from slimgo.values.running import Exit


def facts(status: int | None, *, by_itself: bool = False) -> ProbeFacts:
    ended = None if status is None else Exit(status=status, seconds=0.0)
    return ProbeFacts(answers=(), exit=ended, ended_by_itself=by_itself, left="", words="")


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (facts(0), "ends well"),
        (facts(2), "is ended"),
        (facts(143), "is ended"),
        (facts(None), "goes on"),
        (facts(0, by_itself=True), "not asked"),
        (facts(1, by_itself=True), "not asked"),
    ],
)
def test_what_it_does_on_sigterm(ended: ProbeFacts, expected: OnSigterm) -> None:
    assert first_process(ended, ()) == FirstProcess(on_sigterm=expected, unreaped=())


def test_each_thing_is_one_sentence() -> None:
    (one,) = said(FirstProcess(on_sigterm="goes on"))
    assert "kills it" in one
    assert said(FirstProcess(on_sigterm="not asked", unreaped=())) == ()
    both = said(FirstProcess(on_sigterm="ends well", unreaped=("sh", "sh", "git")))
    assert "(sh, git)" in both[1]
    assert "--init" in both[1]
