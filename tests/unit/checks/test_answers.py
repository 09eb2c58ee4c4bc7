"""What a service's answers come to, and which cure a failure names."""

from __future__ import annotations

import pytest

from slimgo.checks.outcomes import check_cannot_start, check_refused
from slimgo.checks.running import check_command, check_lives, check_probe, check_worker
from slimgo.values.outcome import Outcome
from slimgo.values.probe import ANYTHING, CommandLine, Lives, Service, Worker
from slimgo.values.question import (
    Answer,
    Asked,
    GrpcHealth,
    ProbeFacts,
    Question,
    TcpExchange,
)
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


def first(facts: ProbeFacts, *questions: Asked) -> Verdict:
    return check_probe(facts, Service(port=8080, questions=questions))[0]


def answer(
    path: str = "/",
    status: int = 0,
    body: str = "",
    *,
    problem: str = "",
    accepted: bool = False,
    loopback_only: bool = False,
    cure: str = "",
) -> Answer:
    return Answer(
        asked=f"GET {path}",
        status=status,
        body=body,
        problem=problem,
        accepted=accepted,
        loopback_only=loopback_only,
        cure=cure,
    )


@pytest.mark.parametrize(
    ("given", "question", "evidence"),
    [
        (answer(problem="not HTTP", accepted=True), ANYTHING, "takes connections at port 8080"),
        (answer(status=404, accepted=True), ANYTHING, "GET / 404"),
        (answer("/b", 204, "Bb"), PATTERN, "GET /b 204"),
        (answer("/b", 200, "B"), EXACT, '"B"'),
    ],
)
def test_a_pass_tells_what_was_answered(given: Answer, question: Question, evidence: str) -> None:
    assert first(heard(given), question) == passed("runs", evidence)


@pytest.mark.parametrize("question", [EXACT, PATTERN])
def test_a_connection_alone_is_no_answer_where_one_is_wanted(question: Question) -> None:
    silent = answer("/b", problem="it sent nothing", accepted=True)
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
        (answer(problem="silence"), ""),
        (answer(problem="silence", loopback_only=True), LOOPBACK),
        (answer(problem="silence", cure="start the engine"), "start the engine"),
        (answer(problem="silence", loopback_only=True, cure="start the engine"), LOOPBACK),
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
        check_worker(heard(early=True), Worker())[0],
        check_cannot_start(heard(answer(status=200)), GONE)[0],
        check_cannot_start(heard(answer(problem="status 1")), GONE)[0],
        check_refused("", REFUSED),
    ]
    assert {(each.status, each.cure) for each in verdicts} == {("fail", "")}


VERIFIED = "TLSv1.3, its certificate verified"


@pytest.mark.parametrize(
    ("question", "given", "evidence"),
    [
        (TcpExchange(), Answer(asked="TCP", accepted=True), "takes connections at port 8080"),
        (
            TcpExchange(answer="a", match="trimmed"),
            Answer(asked="TCP", body="a\n", accepted=True, encrypted=VERIFIED),
            f"TCP: 'a\\n' over {VERIFIED}",
        ),
        (
            Question(path="/", status=404, match="anything"),
            Answer(asked="GET /", status=404, accepted=True, encrypted=VERIFIED),
            f"GET / 404 over {VERIFIED}",
        ),
        (GrpcHealth(), Answer(asked="gRPC health", body="SERVING"), "gRPC health: SERVING"),
    ],
)
def test_the_evidence_of_each_kind(question: Asked, given: Answer, evidence: str) -> None:
    assert first(heard(given), question) == passed("runs", evidence)


@pytest.mark.parametrize(
    ("question", "given", "evidence"),
    [
        (
            Question(path="/", status=404, match="anything"),
            Answer(asked="GET /", status=200, body="x", accepted=True),
            "GET /: 200 'x', wanted 404",
        ),
        (
            Question(path="/", status=201, answer="x"),
            Answer(asked="GET /", status=200, body="x"),
            "GET /: 200 'x', wanted 201 \"x\"",
        ),
        (
            Question(path="/", answer="[1]", match="json"),
            Answer(asked="GET /", status=200, body="[2]"),
            "GET /: 200 '[2]', wanted 2xx and JSON, and $[0] is 2 instead of 1",
        ),
        (
            Question(path="/", status=201, answer="[1]", match="json"),
            Answer(asked="GET /", status=200, body="[1]"),
            "GET /: 200 '[1]', wanted 201 and that JSON",
        ),
        (
            TcpExchange(sends="?", answer="a", match="exact"),
            Answer(asked="TCP", body="b", accepted=True),
            "TCP '?': 'b', wanted \"a\"",
        ),
        (
            GrpcHealth(service="x"),
            Answer(asked="gRPC health", body="NOT_SERVING", accepted=True),
            "gRPC health of x: NOT_SERVING, wanted SERVING",
        ),
    ],
)
def test_a_wrong_answer_of_each_kind(question: Asked, given: Answer, evidence: str) -> None:
    assert first(heard(given), question) == failed(
        "runs", evidence, "correct what the service answers, or the question"
    )


def test_two_questions_of_one_path_have_an_answer_each() -> None:
    one, other = Question(path="/", answer="a"), Question(path="/", method="PUT", answer="b")
    good, bad = answer(status=200, body="a"), answer(status=200, body="a")
    assert first(heard(good, bad), one, other).evidence == "PUT /: 200 'a', wanted 200 \"b\""


def test_an_unencrypted_connection_is_no_answer_where_tls_is_asked_for() -> None:
    refused = Answer(asked="TCP", problem="it does not speak TLS: x")
    assert first(heard(refused), TcpExchange()).status == "fail"


def test_a_connection_that_stays_silent_is_an_answer_only_where_any_will_do() -> None:
    silent = Answer(asked="TCP '?'", problem="no whole answer within 5 s", accepted=True)
    assert first(heard(silent), TcpExchange(sends="?")).status == "pass"
    wanted = first(heard(silent), TcpExchange(sends="?", answer="a", match="pattern"))
    assert wanted == failed("runs", "TCP '?': no whole answer within 5 s", "")
    assert first(heard(silent), Question(path="/", match="anything", status=200)).status == "fail"
    assert first(heard(silent), GrpcHealth()).status == "fail"
