"""From what was typed for a program to values."""

from __future__ import annotations

from typing import Any

import pytest

from slimgo.config.probe import probe, question
from slimgo.errors import BadInput
from slimgo.values.probe import ANYTHING, CommandLine, Given, Service, Unknown
from slimgo.values.question import Question


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("/healthz", Question(path="/healthz", match="pattern")),
        ("/healthz=ok", Question(path="/healthz", answer="ok", match="trimmed")),
        ("/healthz=", Question(path="/healthz", answer="", match="trimmed")),
        ("/healthz~^o.", Question(path="/healthz", answer="^o.", match="pattern")),
        ("/=a=b~c", Question(path="/", answer="a=b~c", match="trimmed")),
        ("/?q%3D1~x", Question(path="/?q%3D1", answer="x", match="pattern")),
    ],
)
def test_a_question_is_a_path_and_what_is_wanted(typed: str, wanted: Question) -> None:
    assert question(typed) == wanted


@pytest.mark.parametrize("typed", ["", "healthz", "http://x/healthz", "/a b=c", "=ok", "/x~["])
def test_what_is_no_question_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        question(typed)


def asked(**words: object) -> object:
    usual: dict[str, Any] = {"port": None, "ask": (), "arguments": None, "says": None}
    return probe(**usual | words)


def test_where_nothing_was_said_nothing_is_known() -> None:
    assert asked() == Unknown()
    # where it listens is still to be found out
    assert asked(ask=("/healthz=ok",)) == Unknown(questions=(question("/healthz=ok"),))


def test_a_port_is_a_services() -> None:
    assert asked(port=8080) == Service(port=8080, questions=(ANYTHING,))
    assert asked(port=8080, ask=("/a", "/b")) == Service(
        port=8080, questions=(question("/a"), question("/b"))
    )


def test_what_is_to_be_run_is_a_commands() -> None:
    assert asked(arguments=()) == CommandLine()
    assert asked(arguments=("--name", "two words"), says="^x") == CommandLine(
        given=Given(arguments=("--name", "two words")), says="^x"
    )


@pytest.mark.parametrize(
    "words",
    [
        {"says": "x"},
        {"arguments": ("x",), "port": 1},
        {"arguments": ("x",), "ask": ("/",)},
        {"arguments": ("x",), "says": "("},
    ],
    ids=str,
)
def test_what_excludes_each_other_is_refused(words: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        asked(**words)
