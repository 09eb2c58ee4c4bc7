"""A cure is a command that can be typed, a line of a Dockerfile, or something to do."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace

import pytest
from click import UsageError
from invoke.collection import Collection
from invoke.exceptions import ParseError
from invoke.parser import Parser

import tasks
from article.matrix import MATRIX
from slimgo.doors.cli import slimgo
from slimgo.errors import BadInput
from slimgo.oci.command import parse
from slimgo.oci.dockerfile.read import image_plan
from slimgo.run.system_packages import MANAGERS
from tests.unit.cures import SAMPLE, Cure, cures

_INVOKE = Parser(contexts=Collection.from_module(tasks).to_contexts())
_INSTRUCTIONS = frozenset(
    "ARG COPY EXPOSE ENV HEALTHCHECK LABEL ENTRYPOINT CMD WORKDIR USER STOPSIGNAL".split()
)
_OF_THE_SYSTEM = frozenset(
    "apk apt-get brew chmod choco conda dnf docker dockerd export git go modprobe mv pacman pip "
    "service systemctl unset upx usermod zypper".split()
)
_FILLED_IN = {
    "slimgo/oci/command.py": ("python -m slimgo.oci", "python -m slimgo.oci build"),
    "slimgo/oci/dockerfile/read.py": ("ENV", "LABEL"),
    "slimgo/engines/docker.py": ("start", "restart"),
    "slimgo.run.system_packages.install": tuple(MANAGERS.values()),
}
"""Where the first words are filled in: with what."""

_VERBS = frozenset(
    "add allow begin build choose copy correct end give handle indent install keep leave link "
    "listen make mend name pack put restart run save set start switch take try write".split()
)
"""How a sentence that can be acted upon begins. A new one is added here, by somebody who has asked
whether the reader can do it: `look`, `read`, `see` and `check` are none."""


def command_of(text: str) -> str:
    """Without its remark."""
    return text.partition("   (")[0]


def must_be_typed(command: str) -> None:
    """Raises for a command that its program would not take."""
    program, *words = shlex.split(command)
    if program == "invoke":
        if words[0] == SAMPLE:
            return  # a name that is near to one that was typed: tests/cases types it
        if words != ["-l"] and words[0] != "--help":
            _INVOKE.parse_argv(words)
    elif program == "nox":
        assert words[0] == "-s"
        for name in words[1:]:
            identifier = re.fullmatch(rf"(?:verify|{SAMPLE})(?:\((.+)\))?", name)
            assert identifier, name
            if identifier[1] not in (None, SAMPLE):
                MATRIX.cell(identifier[1])
    elif program == "slimgo":
        slimgo.commands[words[0]].make_context(words[0], words[1:])
    elif program == "python":
        assert words[:2] == ["-m", "slimgo.oci"]
        if words[-1] != "--help":
            parse(words[2:])
    else:
        assert program in _OF_THE_SYSTEM, program
        assert words or program == "dockerd"


def must_be_a_cure(text: str) -> None:
    command = command_of(text)
    first = command.split()[0]
    if first in _INSTRUCTIONS:
        image_plan(f"FROM scratch\nCOPY a /a\n{command}", {})
        return
    if first in _VERBS:
        for found in re.finditer(r"(?:invoke|slimgo) [a-z][^,;)]*", command):
            must_be_typed(found[0])
        for found in re.finditer(r"(?<!\w)--(?:pack|run|port|ask)\b[^,;)]*", command):
            typed = found[0].partition(" or ")[0].replace(f"--port {SAMPLE}", "--port 1")
            must_be_typed(f"slimgo build {typed}")
        return
    must_be_typed(command)


def filled_in(cure: Cure) -> list[Cure]:
    """One for each that its first words can be."""
    if not cure.text.startswith(f"{SAMPLE} "):
        return [cure]
    words = _FILLED_IN[cure.place.partition(":")[0]]
    return [replace(cure, text=f"{each}{cure.text.removeprefix(SAMPLE)}") for each in words]


ALL = [filled for each in cures() if each.text for filled in filled_in(each)]


def test_they_are_found() -> None:
    assert len(ALL) > 130
    assert len({each.place.partition(":")[0] for each in ALL}) > 40


@pytest.mark.parametrize("cure", ALL, ids=lambda cure: cure.place)
def test_it_can_be_typed_or_done(cure: Cure) -> None:
    must_be_a_cure(cure.text)


@pytest.mark.parametrize(
    "text",
    [
        "look why",
        "read what it printed",
        "one of: a, b",
        "invoke slmi",
        "invoke run --prot 3",
        "name each file: invoke image --egine docker",
        'nox -s "verify(linux-amd64/nothing)"',
        "python -m slimgo.oci biuld",
        "slimgo build --prot 3",
        "name its port: --port http",
        "it can start after all",
        'CMD [ "a" ',
        "EXPOSE 3000 or 3001",
        "'open",
    ],
)
def test_what_is_none_is_seen(text: str) -> None:
    with pytest.raises((AssertionError, BadInput, ParseError, UsageError, ValueError)):
        must_be_a_cure(text)
