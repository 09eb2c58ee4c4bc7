"""How long is read what comes over TCP, and what it comes to."""

from __future__ import annotations

import time

import pytest

from slimgo.facts.asking.tcp import ask_tcp
from slimgo.values.question import Answer, Match, TcpExchange
from tests.unit.facts.asking.peers import peer


def asked(match: Match, wanted: str, *said: bytes, ends: bool = False) -> Answer | None:
    exchange = TcpExchange(sends="?", answer=wanted, match=match)
    with peer(*said, ends=ends) as connection:
        return ask_tcp(connection, exchange, time.monotonic() + (60 if ends else 0.3))


@pytest.mark.parametrize(
    ("match", "wanted", "said"),
    [
        ("exact", "+PONG", (b"+PO", b"NG")),
        ("trimmed", "a\n", (b"a",)),
        ("pattern", "^a+", (b"aa",)),
        ("json", '{"a": 1}', (b'{"a"', b":1}")),
        ("anything", "", (b"a",)),
    ],
)
@pytest.mark.parametrize("ends", [True, False])
def test_what_matches_is_an_answer_whether_or_not_the_connection_ends(
    match: Match, wanted: str, said: tuple[bytes, ...], *, ends: bool
) -> None:
    body = b"".join(said).decode()
    assert asked(match, wanted, *said, ends=ends) == Answer(asked="TCP '?'", body=body)


@pytest.mark.parametrize("ends", [True, False])
def test_what_comes_behind_the_wanted_text_is_part_of_the_answer(*, ends: bool) -> None:
    answer = asked("exact", "a", b"a", b"b", ends=ends)
    assert answer == Answer(asked="TCP '?'", body="ab")


@pytest.mark.parametrize("ends", [True, False])
def test_what_does_not_match_is_the_answer_too(*, ends: bool) -> None:
    assert asked("exact", "b", b"a", ends=ends) == Answer(asked="TCP '?'", body="a")


@pytest.mark.parametrize("match", ["exact", "anything"])
def test_a_connection_that_ends_without_a_byte_is_asked_again(match: Match) -> None:
    assert asked(match, "x", ends=True) is None


def test_silence_is_no_answer_where_there_must_be_one() -> None:
    with pytest.raises(TimeoutError):
        asked("exact", "x")


def test_silence_will_do_where_anything_does() -> None:
    assert asked("anything", "") == Answer(asked="TCP '?'")
    with peer(ends=False) as connection:  # nothing is sent, so the peer hears nothing either
        answer = ask_tcp(connection, TcpExchange(), time.monotonic() + 60)
    assert answer == Answer(asked="TCP")
