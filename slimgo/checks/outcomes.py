"""A program that must fail: whether it does, and in the words that are expected."""

from __future__ import annotations

from slimgo.checks.ends import leaves_nothing
from slimgo.plan.matching import short
from slimgo.values.outcome import Outcome
from slimgo.values.question import ProbeFacts
from slimgo.values.verdict import Verdict, failed, passed


def check_cannot_start(facts: ProbeFacts, expected: Outcome) -> tuple[Verdict, ...]:
    """Red when it answers, and when it fails in another way than it must."""
    check = "cannot start"
    problems = [answer.problem for answer in facts.answers]
    if any(not answer.problem for answer in facts.answers):
        return (failed(check, "it answers", ""),)
    if not problems or not all(expected.words in problem for problem in problems):
        return (
            failed(
                check,
                f"{short(problems[0]) if problems else 'it was not asked'}, "
                f"expected {expected.words!r}",
                "",
            ),
        )
    return (passed(check, f"{expected.words}, though the file is there"), leaves_nothing(facts))


def check_refused(words: str, expected: Outcome) -> Verdict:
    """words: why no image can be made of it; empty where one could."""
    if expected.words in words:
        return passed("refused", words)
    return failed(
        "refused", f"{words or 'it is taken for an image'}, expected {expected.words!r}", ""
    )
