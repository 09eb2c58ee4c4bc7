"""The probes of a settings file, as values."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from slimgo.config.entries import Command, File, Grpc, Http, Tcp, Worker
from slimgo.config.probes import probes
from slimgo.errors import BadInput
from slimgo.values.probe import (
    ANYTHING,
    CommandLine,
    Given,
    GivenFile,
    Probe,
    Service,
    Unknown,
    service,
)
from slimgo.values.probe import Worker as Lasts
from slimgo.values.question import GrpcHealth, Question, TcpExchange, Tls

NOTHING = Unknown()
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"


def made(
    *listed: object, short: Probe = NOTHING, port: int = 8080, folder: Path = Path("/p")
) -> tuple[Probe, ...]:
    return probes(short, listed, program="program.x", port=port, folder=folder)


def refusal(*listed: object, port: int = 8080, folder: Path = Path("/p")) -> BadInput:
    with pytest.raises(BadInput) as caught:
        made(*listed, port=port, folder=folder)
    return caught.value


def test_without_any_what_was_said_in_short_holds() -> None:
    assert made(short=service(1, ())) == (Service(port=1, questions=(ANYTHING,)),)


def test_questions_to_one_port_are_asked_of_one_start_in_order() -> None:
    assert made(Http(path="/a"), Tcp(send="x"), Http(path="/b", port=9), Grpc(port=9)) == (
        Service(
            port=8080, questions=(Question(path="/a", match="pattern"), TcpExchange(sends="x"))
        ),
        Service(port=9, questions=(Question(path="/b", match="pattern"), GrpcHealth())),
    )


def test_what_is_started_otherwise_is_another_start() -> None:
    first, second = made(Http(path="/a"), Http(path="/a", env={"A": "1"}))
    assert (first.given, second.given) == (Given(), Given(env=(("A", "1"),)))


def test_commands_and_workers_are_started_each() -> None:
    assert made(Command(arguments=["-v"], stdin="in", status=3), Command(), Worker(seconds=1)) == (
        CommandLine(given=Given(arguments=("-v",), stdin="in"), status=3),
        CommandLine(),
        Lasts(seconds=1, stop_seconds=10),
    )


@pytest.mark.parametrize(
    ("entry", "answer", "match", "status"),
    [
        (Http(), "", "pattern", 0),
        (Http(status=404), "", "pattern", 404),
        (Http(text=" ok\n"), " ok\n", "trimmed", 0),
        (Http(text=""), "", "trimmed", 0),
        (Http(pattern="^o"), "^o", "pattern", 0),
        (Http(json={"a": [1]}), '{"a": [1]}', "json", 0),
    ],
    ids=str,
)
def test_what_an_answer_must_be(entry: Http, answer: str, match: str, status: int) -> None:
    ((question,),) = (each.questions for each in made(entry) if isinstance(each, Service))
    assert isinstance(question, Question)
    assert (question.answer, question.match, question.status) == (answer, match, status)


def test_a_commands_text_is_all_that_it_says() -> None:
    import re

    (command,) = made(Command(text="a.b"))
    assert isinstance(command, CommandLine)
    assert re.search(command.says, " a.b\n")
    assert not re.search(command.says, "a.b c")
    assert not re.search(command.says, "axb")


def test_a_request_is_asked_as_it_says() -> None:
    entry = Http(path="/x", method="POST", headers={"A": "b"}, body="{}")
    ((question,),) = (each.questions for each in made(entry) if isinstance(each, Service))
    assert question == Question(
        path="/x", method="POST", headers=(("A", "b"),), body="{}", match="pattern"
    )


def test_a_certificate_is_read_from_the_project(tmp_path: Path) -> None:
    (tmp_path / "c.pem").write_text(CERTIFICATE)
    (first, second) = (
        each.questions[0].tls
        for each in made(
            Http(tls=True), Tcp(certificate="c.pem", host="x", port=1), folder=tmp_path
        )
        if isinstance(each, Service)
    )
    assert (first, second) == (Tls(), Tls(certificate=CERTIFICATE, name="x"))
    (tmp_path / "d.pem").write_text("nothing")
    error = refusal(Http(certificate="d.pem"), folder=tmp_path)
    assert error.what == "program.x.probe[0].certificate holds no certificate"


def test_a_file_that_it_finds_is_known_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    (probe,) = made(Command(files=[File(source="f", to="/etc/f")]), folder=tmp_path)
    digest = hashlib.sha256(b"x").hexdigest()
    assert probe.given.files == (
        GivenFile(path="/etc/f", source=str(tmp_path.resolve() / "f"), sha256=digest),
    )
    outside = Command(files=[File(source="../f", to="/f")])
    (tmp_path / "below").mkdir()
    error = refusal(outside, folder=tmp_path / "below")
    assert "is outside of the project" in error.what


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (Http(text="a", pattern="b"), "program.x.probe[0] names several answers"),
        (Http(text="a", json=1), "program.x.probe[0] names several answers"),
        (Command(text="a", pattern="b"), "program.x.probe[0] names two answers"),
        (Http(headers={"A": "b\nc"}), "program.x.probe[0].headers: 'A' cannot be sent"),
        (Http(headers={"A:": "b"}), "program.x.probe[0].headers: 'A:' cannot be sent"),
        (Tcp(env={"A=": "b"}), "program.x.probe[0].env: no variable can be called 'A='"),
        (Http(pattern="("), "program.x.probe[0].pattern: '(' is no pattern"),
        (Command(pattern="("), "program.x.probe[0].pattern: '(' is no pattern"),
    ],
    ids=str,
)
def test_what_excludes_each_other_is_refused(entry: object, what: str) -> None:
    assert refusal(entry).what == what


def test_a_service_must_have_a_port() -> None:
    error = refusal(Command(), Http(), port=0)
    assert error.what == "program.x.probe[1] lacks a port"
    assert made(Http(port=5), port=0) == made(Http(), port=5)


@pytest.mark.parametrize(
    ("short", "count"),
    [
        (Unknown(), 1),
        (service(8080, ()), 1),
        (service(8080, (Question(path="/", match="pattern"),)), 2),
        (CommandLine(), 2),
    ],
)
def test_what_was_said_in_short_comes_first_where_it_says_something(
    short: Probe, count: int
) -> None:
    found = made(Command(arguments=["x"]), short=short)
    assert len(found) == count
    assert found[-1] == CommandLine(given=Given(arguments=("x",)))
