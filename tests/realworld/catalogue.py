"""Reads programs.toml: real programs, and what each is asked."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slimgo.values.probe import CommandLine, Given, GivenFile, Service
from slimgo.values.question import Question, TcpExchange
from tests.realworld.building import Origin

PROGRAMS = Path(__file__).with_name("programs.toml")


@dataclass(frozen=True, kw_only=True)
class Says:
    """It runs until it has printed something, and is then told to end."""

    says: str
    """A regular expression."""
    given: Given


@dataclass(frozen=True, kw_only=True)
class Settles:
    """It listens, and each question is asked again until the answer is right: for what the program
    does by itself in the meantime."""

    service: Service


def given_of(probe: Service | Settles | CommandLine | Says) -> Given:
    """What the program is started with for it."""
    return (probe.service if isinstance(probe, Settles) else probe).given


@dataclass(frozen=True, kw_only=True)
class Real:
    """A program that people run."""

    name: str
    kind: str
    """What it is, in a few words."""
    origin: Origin
    probes: tuple[Service | Settles | CommandLine | Says, ...]
    """In this order, one after the other in the same root: a later one finds what an earlier one
    wrote."""
    executes: tuple[str, ...] = ()
    """Other programs that it starts in its probes, by name: `git`."""
    given: Path
    """The folder whose files it finds in its root; there need not be one."""
    digest: str
    """Of all that is said of it here and of its given files, SHA-256 in hex."""


def programs(file: Path = PROGRAMS) -> tuple[Real, ...]:
    """All, as they stand in the file. Raises ValueError for a key that means nothing."""
    read = tomllib.loads(file.read_text())
    return tuple(program(table, file.parent / "given") for table in read["program"])


def program(table: Mapping[str, Any], given: Path) -> Real:
    """One table of the file. given: the folder that has a folder for each program's files."""
    rest = dict(table)
    name = rest.pop("name")
    origin = Origin(
        module=rest.pop("module"), package=rest.pop("package"), tags=tuple(rest.pop("tags", ()))
    )
    env = rest.pop("env", {})
    found = Real(
        name=name,
        kind=rest.pop("kind"),
        origin=origin,
        executes=tuple(rest.pop("executes", ())),
        probes=tuple(_probe(probe, env, given / name) for probe in rest.pop("probe")),
        given=given / name,
        digest=_digest(table, given / name),
    )
    _nothing_left(rest)
    return found


def _digest(table: Mapping[str, Any], given: Path) -> str:
    content = hashlib.sha256(json.dumps(table, sort_keys=True).encode())
    for path in sorted(given.rglob("*")):
        if path.is_file():
            content.update(f"\0{path.relative_to(given)}\0".encode() + path.read_bytes())
    return content.hexdigest()


def _probe(
    table: Mapping[str, Any], env: Mapping[str, str], files: Path
) -> Service | Settles | CommandLine | Says:
    """A service where it has a port, `says` with `until_told` for one that runs on, else a
    command."""
    rest = dict(table)
    given = Given(
        arguments=tuple(rest.pop("arguments", ())),
        env=tuple({**env, **rest.pop("env", {})}.items()),
        files=_files(files),
        stdin=rest.pop("stdin", ""),
    )
    probe: Service | Settles | CommandLine | Says
    if port := rest.pop("port", 0):
        questions = tuple(_question(question) for question in rest.pop("ask"))
        service = Service(port=port, questions=questions, given=given)
        probe = Settles(service=service) if rest.pop("settles", False) else service
    elif rest.pop("until_told", False):
        probe = Says(says=rest.pop("says"), given=given)
    else:
        probe = CommandLine(given=given, status=rest.pop("status", 0), says=rest.pop("says", ""))
    _nothing_left(rest)
    return probe


def _question(table: Mapping[str, Any]) -> Question | TcpExchange:
    """HTTP where there is a path, else TCP."""
    values = dict(table)
    if "headers" in values:
        values["headers"] = tuple(values["headers"].items())
    return Question(**values) if "path" in values else TcpExchange(**values)


def _files(folder: Path) -> tuple[GivenFile, ...]:
    return tuple(
        GivenFile(path=f"/{path.relative_to(folder)}", source=str(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def _nothing_left(rest: Mapping[str, Any]) -> None:
    if rest:
        raise ValueError(f"unknown key: {', '.join(rest)}")
