"""A request as it goes over the connection, and what is made of its answer."""

from __future__ import annotations

import time

import pytest

from slimgo.errors import BadInput
from slimgo.facts.asking.http import ask_http, request
from slimgo.values.question import Answer, Question
from tests.unit.facts.asking.peers import peer


@pytest.mark.parametrize(
    ("question", "raw"),
    [
        (
            Question(path="/a?b"),
            b"GET /a?b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        ),
        (
            Question(path="/", method="POST", body="ä", headers=(("hOST", "x"), ("A", "b"))),
            (
                b"POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n"
                b"hOST: x\r\nA: b\r\n\r\n\xc3\xa4"
            ),
        ),
        (
            Question(path="/", body="abc", headers=(("Content-Length", "2"),)),
            (
                b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                b"Content-Length: 2\r\n\r\nabc"
            ),
        ),
    ],
)
def test_a_request(question: Question, raw: bytes) -> None:
    assert request(question) == raw


@pytest.mark.parametrize(
    "question",
    [
        Question(path="/ HTTP/1.1\r\nX: y"),
        Question(path="/", method="GET\n"),
        Question(path="/", headers=(("A", "b\r\nC: d"),)),
    ],
)
def test_a_line_break_cannot_add_a_header(question: Question) -> None:
    with pytest.raises(BadInput, match="cannot be asked"):
        request(question)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ((), None),
        ((b"HTTP/1.1 404 No", b"\r\n\r\nx\xff"), Answer(asked="GET /", status=404, body="x\ufffd")),
        ((b"nonsense",), Answer(asked="GET /", problem="not HTTP: BadStatusLine")),
        (
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",),
            Answer(asked="GET /", problem="not HTTP: IncompleteRead"),
        ),
    ],
)
def test_an_answer(said: tuple[bytes, ...], answer: Answer | None) -> None:
    with peer(*said) as connection:
        assert ask_http(connection, Question(path="/"), time.monotonic() + 60) == answer


def test_an_answer_to_head_has_no_body_whatever_length_it_tells() -> None:
    with peer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n") as connection:
        answer = ask_http(connection, Question(path="/", method="HEAD"), time.monotonic() + 60)
    assert answer == Answer(asked="HEAD /", status=200)


def test_half_an_answer_is_not_waited_for_beyond_the_deadline() -> None:
    with peer(b"HTTP/1.1 200", ends=False) as connection, pytest.raises(TimeoutError):
        ask_http(connection, Question(path="/"), time.monotonic() + 0.1)
