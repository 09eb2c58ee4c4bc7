from __future__ import annotations

from dataclasses import replace

import pytest

from article.program import QUESTIONS
from slimgo.checks.running import check_probe
from slimgo.values.probe import Service
from slimgo.values.question import Answer, ProbeFacts
from slimgo.values.running import Exit

SERVICE = Service(port=3000, handles_sigterm=True, questions=QUESTIONS)
GOOD = ProbeFacts(
    answers=tuple(
        Answer(asked=question.words, status=200, body=question.answer) for question in QUESTIONS
    ),
    exit=Exit(status=0, seconds=0.002),
    ended_by_itself=False,
    left="",
    words="",
)


def failures(facts: ProbeFacts) -> list[str]:
    return [v.check for v in check_probe(facts, SERVICE) if v.status == "fail"]


def test_a_service_that_answers_and_ends_passes() -> None:
    assert {verdict.status for verdict in check_probe(GOOD, SERVICE)} == {"pass"}


WRONG = replace(GOOD.answers[0], body="Hello Ahmed!")


@pytest.mark.parametrize(
    ("spoiled", "check"),
    [
        (replace(GOOD, answers=(WRONG, *GOOD.answers[1:])), "runs"),
        (replace(GOOD, answers=(replace(GOOD.answers[0], status=500), *GOOD.answers[1:])), "runs"),
        (replace(GOOD, answers=GOOD.answers[:3]), "runs"),
        (replace(GOOD, answers=()), "runs"),
        (replace(GOOD, answers=(Answer(asked="GET /?name=Ahmed", problem="silence"),)), "runs"),
        (replace(GOOD, exit=None), "ends on SIGTERM"),
        (replace(GOOD, exit=Exit(status=143, seconds=0.1)), "ends on SIGTERM"),
        (replace(GOOD, ended_by_itself=True), "ends on SIGTERM"),
        (replace(GOOD, left="process 42"), "leaves nothing"),
    ],
)
def test_a_spoiled_probe_turns_exactly_its_check_red(spoiled: ProbeFacts, check: str) -> None:
    assert failures(spoiled) == [check]


def test_a_probe_that_asks_nothing_is_no_pass() -> None:
    verdicts = check_probe(
        replace(GOOD, answers=()), Service(port=3000, handles_sigterm=True, questions=())
    )
    assert verdicts[0].status == "fail"


def test_the_last_line_of_a_dead_program_is_the_evidence() -> None:
    facts = replace(
        GOOD,
        answers=(Answer(asked="GET /?name=Ahmed", problem="it ended"),),
        words="starting\nlisten tcp :3000: bind: address already in use\n",
    )
    assert "address already in use" in check_probe(facts, SERVICE)[0].evidence
