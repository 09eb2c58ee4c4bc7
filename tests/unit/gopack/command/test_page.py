"""docs/gopack-use.md types what the command takes, and lists its statuses."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from slimgo.gopack.command import typed

PAGE = (Path(__file__).parents[4] / "docs" / "gopack-use.md").read_text()
_VERBS = "pack|unpack|test|explain"
COMMANDS = sorted(set(re.findall(rf"\bgopack (?:{_VERBS})\b[^`|&>#{{}}\n]*", PAGE)))
"""As far as a shell hands them on; what GoReleaser fills in is left away."""


def taken(command: str) -> bool:
    words = shlex.split(command)[1:]
    if len(words) == 1 or words[-1] in {"--in-place", "--force"}:
        words.append("FILE")
    try:
        typed.parser().parse_args(words)
    except SystemExit:
        return False
    return True


def test_they_are_found() -> None:
    assert len(COMMANDS) > 15
    assert {command.split()[1] for command in COMMANDS} == set(_VERBS.split("|"))


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_taken(command: str) -> None:
    assert taken(command.replace('"', ""))


def test_one_that_is_not_is_seen() -> None:
    assert not taken("gopack pack --inplace server")


def test_each_status_of_the_help_is_there() -> None:
    help_ = typed.parser().format_help().partition("exit status:")[2]
    told = set(re.findall(r"\b\d+\b", help_))
    rows = re.findall(r"^\| ([\d, ]+) \| ", PAGE, re.MULTILINE)
    assert {number for row in rows for number in row.split(", ")} == told
