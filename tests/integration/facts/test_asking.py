"""Real programs are asked over HTTP, TCP, gRPC and TLS, and wrong answers are red."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from slimgo.checks.running import check_probe
from slimgo.facts.probe import probe, ran_to_its_end
from slimgo.facts.timing import first_answer
from slimgo.pipeline.probing import probed
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import BUBBLEWRAP
from slimgo.values.guest import Guest
from slimgo.values.probe import Service, Worker
from slimgo.values.question import Asked, GrpcHealth, Question, TcpExchange, Tls
from slimgo.values.running import Running
from tests.programs.build import built_program

Starts = Callable[..., Callable[[], Running]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("asking")


@pytest.fixture(scope="module")
def answers(folder: Path) -> Starts:
    return partial(_starts, built_program("answers", folder))


@pytest.fixture(scope="module")
def health(folder: Path) -> Starts:
    return partial(_starts, built_program("grpc", folder))


@pytest.fixture(scope="module")
def certificate(answers: Starts) -> str:
    return ran_to_its_end(answers("-certificate")).words + "\n"


def _starts(program: Path, *arguments: str) -> Callable[[], Running]:
    root = program.with_name(f"{program.name}-root")
    root.mkdir(exist_ok=True)
    shutil.copy(program, root)
    guest = Guest(root=root, argv=(f"/{program.name}", *arguments), port=8080)
    return lambda: start(guest, BUBBLEWRAP)


def runs(begin: Callable[[], Running], *questions: Asked) -> str:
    service = Service(port=8080, questions=questions)
    verdict = check_probe(probe(begin, service, answer_seconds=2.0), service)[0]
    assert verdict.check == "runs"
    return f"{verdict.status}: {verdict.evidence}"


POST = Question(
    path="/a",
    method="POST",
    headers=(("X-Token", "t"), ("Host", "example.com")),
    body="ä",
    answer='{"body": "ä", "host": "example.com", "method": "POST", "path": "/a", "token": "t"}',
    match="json",
)


def test_http_with_method_headers_and_body(answers: Starts) -> None:
    teapot = Question(path="/teapot", status=418, match="anything")
    head = Question(path="/", method="HEAD", match="exact")
    assert runs(answers(), POST, teapot, head) == "pass: POST /a 200"
    wrong = Question(path="/b", answer=POST.answer, match="json")
    assert runs(answers(), wrong).startswith("fail: GET /b: 200 '{")
    assert '$.body is "" instead of "ä"' in runs(answers(), wrong)
    assert runs(answers(), Question(path="/", status=418, match="anything")).endswith("wanted 418")


@pytest.mark.parametrize(
    ("exchange", "words"),
    [
        (TcpExchange(), "pass: takes connections at port 8080"),
        (TcpExchange(sends="PING\n", answer="PONG\n", match="exact"), 'pass: "PONG\n"'),
        (TcpExchange(sends="PING\n", answer="^PO", match="pattern"), r"pass: TCP 'PING': 'PONG\n'"),
        (
            TcpExchange(sends="PING\nPING\n", answer="PONG\n", match="exact"),
            "fail: TCP 'PING\\nPING': 'PONG\\nPONG\\n', wanted \"PONG\n\"",
        ),
        (
            TcpExchange(sends="PING\n", answer="PUNG\n", match="exact"),
            "fail: TCP 'PING': 'PONG\\n', wanted \"PUNG\n\"",
        ),
        (TcpExchange(answer="x", match="exact"), "fail: TCP: no whole answer within 2 s"),
    ],
)
def test_tcp(answers: Starts, exchange: TcpExchange, words: str) -> None:
    assert runs(answers("-speaks=tcp"), exchange) == words


def test_a_program_that_speaks_first(answers: Starts) -> None:
    hello = TcpExchange(answer="HELLO", match="trimmed")
    assert runs(answers("-speaks=tcp-first"), hello) == "pass: TCP: 'HELLO\\n'"


@pytest.mark.parametrize(
    ("service", "words"),
    [
        ("", "pass: gRPC health: SERVING"),
        ("ready", "pass: gRPC health of ready: SERVING"),
        ("busy", "fail: gRPC health of busy: NOT_SERVING, wanted SERVING"),
        ("none", "fail: gRPC health of none: NOT_FOUND: unknown service"),
    ],
)
def test_grpc_health(health: Starts, service: str, words: str) -> None:
    assert runs(health(), GrpcHealth(service=service)) == words


def test_grpc_health_over_tls(health: Starts) -> None:
    assert runs(health("-tls"), GrpcHealth(tls=Tls())) == (
        "pass: gRPC health: SERVING over TLSv1.3, its certificate not verified"
    )


def test_what_knows_no_health_is_red(health: Starts, answers: Starts) -> None:
    without = runs(health("-without"), GrpcHealth())
    assert without.startswith("fail: gRPC health: UNIMPLEMENTED: unknown service grpc.health")
    other = runs(answers(), GrpcHealth())
    assert other.startswith("fail: gRPC health: no answer in HTTP/2, but b'HTTP/1.1 ")


def test_tls_with_the_certificate_of_the_program(answers: Starts, certificate: str) -> None:
    verified, unverified = Tls(certificate=certificate), Tls()
    begin = answers("-tls")
    assert runs(begin, Question(path="/", match="anything", tls=verified)) == (
        "pass: GET / 200 over TLSv1.3, its certificate verified"
    )
    assert runs(begin, Question(path="/", match="anything", tls=unverified)) == (
        "pass: GET / 200 over TLSv1.3, its certificate not verified"
    )
    other = Question(
        path="/", match="anything", tls=Tls(certificate=certificate, name="example.org")
    )
    assert runs(begin, other).startswith("fail: GET /: its certificate is not accepted: ")
    ping = TcpExchange(sends="PING\n", answer="PONG\n", match="exact", tls=verified)
    assert runs(answers("-tls", "-speaks=tcp"), ping) == (
        'pass: "PONG\n" over TLSv1.3, its certificate verified'
    )


@pytest.mark.parametrize(
    ("program", "arguments", "question"),
    [
        ("answers", (), POST),
        ("answers", ("-tls",), Question(path="/", tls=Tls())),
        ("answers", ("-speaks=tcp",), TcpExchange()),
        ("answers", ("-speaks=tcp",), TcpExchange(sends="PING\n", answer="PONG\n")),
        ("answers", ("-speaks=tcp-first",), TcpExchange(answer="HELLO", match="trimmed")),
        ("grpc", (), GrpcHealth()),
        ("grpc", ("-tls",), GrpcHealth(tls=Tls())),
    ],
)
def test_a_start_is_timed_until_the_first_byte_of_an_answer(
    folder: Path, program: str, arguments: tuple[str, ...], question: Asked
) -> None:
    with _starts(built_program(program, folder), *arguments)() as running:
        first_answer(running, asked=question)


def test_another_certificate_and_none_are_red(answers: Starts, certificate: str) -> None:
    begin = answers("-tls")
    other = ran_to_its_end(answers("-certificate", "-seed=another")).words + "\n"
    foreign = Question(path="/", match="anything", tls=Tls(certificate=other))
    assert runs(begin, foreign).startswith("fail: GET /: its certificate is not accepted: ")
    plain = Question(path="/", match="anything", tls=Tls(certificate=certificate))
    assert runs(answers(), plain).startswith("fail: GET /: it does not speak TLS: ")


@pytest.mark.parametrize(
    ("program", "arguments", "worker", "words"),
    [
        (
            "answers",
            (),
            Worker(seconds=0.3),
            ["pass: runs", "pass: ends on SIGTERM", "pass: leaves nothing"],
        ),
        (
            "stubborn",
            (),
            Worker(seconds=2, stop_seconds=0.2),
            ["pass: runs", "fail: ends on SIGTERM", "pass: leaves nothing"],
        ),
        (
            "answers",
            ("-certificate",),
            Worker(seconds=20),
            ["fail: runs", "pass: leaves nothing"],
        ),
    ],
)
def test_a_worker(
    folder: Path, program: str, arguments: tuple[str, ...], worker: Worker, words: list[str]
) -> None:
    _, verdicts = probed(_starts(built_program(program, folder), *arguments), worker)
    assert [f"{each.status}: {each.check}" for each in verdicts] == words
