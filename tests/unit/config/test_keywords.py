"""The options of a program as keyword arguments, which keep up with the table of options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

import pytest

from slimgo.config.keywords import (
    OF_A_BUILD,
    OF_A_PROGRAM,
    BuildKeywords,
    ProgramKeywords,
    known,
    typed,
)
from slimgo.doors.cli import build

KINDS = {
    "text": (str, str | None),
    "path": (str,),
    "choice": (str,),
    "port": (int | None,),
    "flag": (bool,),
    "list": (tuple[str, ...], str | tuple[str, ...]),
    "commas": (str | tuple[str, ...],),
    "words": (str | tuple[str, ...], str | tuple[str, ...] | None),
    "pairs": (Mapping[str, str] | tuple[str, ...],),
    "files": (tuple[str, ...],),
}
"""How an option of each kind is said in Python; None where an empty text says something."""


def test_each_keyword_is_an_option_of_its_kind() -> None:
    hints = get_type_hints(BuildKeywords)
    assert [each.name for each in OF_A_BUILD] == list(hints)
    for each in OF_A_BUILD:
        assert hints[each.name] in KINDS[each.kind], each.name


def test_what_slimgo_build_takes_can_be_said_in_python() -> None:
    shown_only = {"packages", "all", "shard", "dry", "verbose", "form"}
    in_the_environment = {"upx", "cache"}
    command_line = {str(each.name) for each in build.params}
    assert command_line - shown_only == set(BuildKeywords.__annotations__) - in_the_environment


def test_what_a_program_is_comes_before_how_it_is_shipped() -> None:
    assert list(ProgramKeywords.__annotations__) == [each.name for each in OF_A_PROGRAM]
    assert OF_A_BUILD[: len(OF_A_PROGRAM)] == OF_A_PROGRAM


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ()),
        ({"port": 8080, "ask": ("/a", "/b=c")}, ("--port", "8080", "--ask", "/a", "--ask", "/b=c")),
        ({"ask": ["/a"]}, ("--ask", "/a")),
        ({"run": "", "says": "x y"}, ("--run", "", "--says", "x y")),
        ({"run": None, "port": None, "ask": (), "best": False}, ()),
        ({"values": ("main.v=1",), "tags": "a,b"}, ("--tags", "a,b", "-X", "main.v=1")),
        ({"best": True, "fetch_go": True}, ("--best", "--fetch-go")),
        ({"values": {"main.v": "1"}, "tags": ("a", "b")}, ("--tags", "a,b", "-X", "main.v=1")),
        ({"run": ("-a", "b c"), "tags": ()}, ("--run", "-a 'b c'")),
    ],
    ids=str,
)
def test_keywords_are_typed_as_a_person_would(
    given: dict[str, Any], words: tuple[str, ...]
) -> None:
    assert typed(given, OF_A_BUILD) == words


def test_what_is_not_in_the_table_is_not_typed() -> None:
    assert typed({"engine": "builtin"}, OF_A_PROGRAM) == ()


def test_a_misspelled_keyword_is_an_error_that_names_the_nearest() -> None:
    assert known({"port": 1}, OF_A_PROGRAM) == {"port": 1}
    with pytest.raises(TypeError, match="argument 'prot': did you mean 'port'"):
        known({"prot": 1}, OF_A_PROGRAM)
    with pytest.raises(TypeError, match=r"^unexpected keyword argument 'zzzz'$"):
        known({"zzzz": 1}, OF_A_PROGRAM)
