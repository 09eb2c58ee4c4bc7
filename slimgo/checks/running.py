"""Whether a started program did what it must: answer, end when told, leave nothing."""

from __future__ import annotations

from slimgo.values.outcome import Outcome
from slimgo.values.question import ProbeFacts, Question
from slimgo.values.verdict import Verdict, failed, passed, skipped

_SHOWN = 80
"""Characters of a wrong answer that are shown: one line of text."""


def check_probe(facts: ProbeFacts, questions: tuple[Question, ...]) -> tuple[Verdict, ...]:
    """The verdicts: runs, ends on SIGTERM, leaves nothing."""
    return (_answers(facts, questions), _ends(facts), _leaves_nothing(facts))


def check_cannot_start(facts: ProbeFacts, expected: Outcome) -> tuple[Verdict, ...]:
    """Red when it answers, and when it fails in another way than it must."""
    check = "cannot start"
    bodies = [answer.body for answer in facts.answers]
    if any(answer.status for answer in facts.answers):
        return (failed(check, "it answers", ""),)
    if not bodies or not all(expected.words in body for body in bodies):
        return (
            failed(
                check,
                f"{_short(bodies[0]) if bodies else 'it was not asked'}, "
                f"expected {expected.words!r}",
                "",
            ),
        )
    return (passed(check, f"{expected.words}, though the file is there"), _leaves_nothing(facts))


def check_refused(words: str, expected: Outcome) -> Verdict:
    """words: why no image can be made of it; empty where one could."""
    if expected.words in words:
        return passed("refused", words)
    return failed(
        "refused", f"{words or 'it is taken for an image'}, expected {expected.words!r}", ""
    )


def _answers(facts: ProbeFacts, questions: tuple[Question, ...]) -> Verdict:
    heard = {answer.path: answer for answer in facts.answers}
    for question in questions:
        answer = heard.get(question.path)
        if answer is None or not answer.status:
            problem = answer.body if answer else "it was not asked"
            return failed("runs", f"GET {question.path}: {problem}{_said(facts)}", "")
        if (answer.status, answer.body) != (200, question.answer):
            return failed(
                "runs",
                f"GET {question.path}: {answer.status} {_short(answer.body)}, "
                f'wanted 200 "{question.answer}"',
                "correct what the service answers, or the question",
            )
    if not questions:
        return failed("runs", "nothing was asked", "")
    return passed("runs", f'"{questions[0].answer}"')


def _ends(facts: ProbeFacts) -> Verdict:
    cure = "handle SIGTERM: docker stop kills after 10 s, requests in flight and all"
    if facts.exit is None:
        return failed("ends on SIGTERM", "it still ran and had to be killed", cure)
    if facts.ended_by_itself:
        return failed(
            "ends on SIGTERM",
            f"it had ended before, with status {facts.exit.status}{_said(facts)}",
            "keep the program running until SIGTERM comes",
        )
    if facts.exit.status:
        return failed("ends on SIGTERM", f"it ended with status {facts.exit.status}", cure)
    return passed("ends on SIGTERM", f"status 0 in {facts.exit.seconds * 1000:.0f} ms")


def _leaves_nothing(facts: ProbeFacts) -> Verdict:
    if facts.left is None:
        return skipped("leaves nothing", "the engine's processes are not this machine's")
    if facts.left:
        return failed("leaves nothing", f"{facts.left} is still there", f"end {facts.left}")
    return passed("leaves nothing", "its process is gone")


def _said(facts: ProbeFacts) -> str:
    last = facts.words.strip().splitlines()[-1:]
    return f"; its last line: {last[0][:200]}" if last else ""


def _short(body: str) -> str:
    return repr(body if len(body) <= _SHOWN else body[:_SHOWN] + "…")
