"""What a service's answers come to, and which cure a failure names."""

from __future__ import annotations

import pytest

from slimgo.checks.running import (
    check_cannot_start,
    check_command,
    check_lives,
    check_probe,
    check_refused,
)
from slimgo.values.outcome import Outcome
from slimgo.values.probe import ANYTHING, CommandLine, Lives, Service
from slimgo.values.question import Answer, ProbeFacts, Question
from slimgo.values.running import Exit
from slimgo.values.verdict import Verdict, failed, passed

EXACT = Question(path="/b", answer="B")
PATTERN = Question(path="/b", answer="^B", match="pattern")
GONE = Outcome(kind="cannot start", words="No such file")
REFUSED = Outcome(kind="refused", words="a macOS program")


def heard(*answers: Answer, status: int = 0, early: bool = False) -> ProbeFacts:
    return ProbeFacts(
        answers=answers,
        exit=Exit(status=status, seconds=0.0),
        ended_by_itself=early,
        left="",
        words="",
    )


def first(facts: ProbeFacts, *questions: Question) -> Verdict:
    return check_probe(facts, Service(port=8080, questions=questions))[0]


def answer(
    path: str = "/",
    status: int = 0,
    body: str = "",
    *,
    accepted: bool = False,
    loopback_only: bool = False,
    cure: str = "",
) -> Answer:
    return Answer(
        path=path,
        status=status,
        body=body,
        accepted=accepted,
        loopback_only=loopback_only,
        cure=cure,
    )


@pytest.mark.parametrize(
    ("given", "question", "evidence"),
    [
        (answer(accepted=True), ANYTHING, "takes connections at port 8080"),
        (answer(status=404, accepted=True), ANYTHING, "GET / 404"),
        (answer("/b", 204, "Bb"), PATTERN, "GET /b 204"),
        (answer("/b", 200, "B"), EXACT, '"B"'),
    ],
)
def test_a_pass_tells_what_was_answered(given: Answer, question: Question, evidence: str) -> None:
    assert first(heard(given), question) == passed("runs", evidence)


@pytest.mark.parametrize("question", [EXACT, PATTERN])
def test_a_connection_alone_is_no_answer_where_one_is_wanted(question: Question) -> None:
    silent = answer("/b", body="it sent nothing", accepted=True)
    assert first(heard(silent), question) == failed("runs", "GET /b: it sent nothing", "")


def test_after_what_any_answer_will_do_for_the_next_question_is_looked_at() -> None:
    taken, wrong = answer(accepted=True), answer("/b", 200, "C", accepted=True)
    assert first(heard(taken, wrong), ANYTHING, EXACT) == failed(
        "runs",
        "GET /b: 200 'C', wanted 200 \"B\"",
        "correct what the service answers, or the question",
    )


LOOPBACK = (
    "listen on every address, as `:8080` does: a published port reaches the container's address, "
    "not its loopback"
)


@pytest.mark.parametrize(
    ("given", "cure"),
    [
        (answer(body="silence"), ""),
        (answer(body="silence", loopback_only=True), LOOPBACK),
        (answer(body="silence", cure="start the engine"), "start the engine"),
        (answer(body="silence", loopback_only=True, cure="start the engine"), LOOPBACK),
    ],
)
def test_silence_is_red_with_the_cure_of_whoever_knows_one(given: Answer, cure: str) -> None:
    assert first(heard(given), ANYTHING) == failed("runs", "GET /: silence", cure)


def test_what_was_not_asked_is_red_without_a_cure() -> None:
    assert first(heard(), ANYTHING) == failed("runs", "GET /: it was not asked", "")


def test_a_failure_that_nobody_knows_a_cure_for_names_none() -> None:
    verdicts = [
        first(heard()),
        check_command(heard(status=1), CommandLine())[0],
        check_command(heard(), CommandLine(says="x"))[0],
        check_lives(heard(early=True), Lives())[0],
        check_cannot_start(heard(answer(status=200)), GONE)[0],
        check_cannot_start(heard(answer(body="status 1")), GONE)[0],
        check_refused("", REFUSED),
    ]
    assert {(each.status, each.cure) for each in verdicts} == {("fail", "")}
