"""From the probes of a settings file to values: what is asked one after the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import get_args

from slimgo.config import entries
from slimgo.config.inside import inside
from slimgo.config.probe import pattern
from slimgo.errors import BadInput
from slimgo.values.probe import (
    ANYTHING,
    CommandLine,
    Given,
    GivenFile,
    Probe,
    Service,
    Unknown,
    Worker,
)
from slimgo.values.question import Asked, GrpcHealth, Match, Question, TcpExchange, Tls


def probes(
    short: Probe, listed: Iterable[object], *, program: str, port: int, folder: Path
) -> tuple[Probe, ...]:
    """short: what --port, --ask and --run say. listed: those of the settings file, in order.
    Questions to one port with the same surroundings are asked of one start.

    program: its table in the file, for errors. port: where it listens; 0 where nobody said.
    folder: where paths begin. Raises BadInput.
    """
    made = [*_made(listed, program=program, port=port, folder=folder)]
    if not made:
        return (short,)
    if isinstance(short, Unknown) and not short.questions:
        return tuple(made)
    if isinstance(short, Service) and short.questions == (ANYTHING,):
        return tuple(made)
    return (short, *made)


def _made(listed: Iterable[object], *, program: str, port: int, folder: Path) -> Iterator[Probe]:
    each = [
        _one(entry, f"{program}.probe[{at}]", port=port, folder=folder)
        for at, entry in enumerate(listed)
    ]
    for (is_service, *_), group in groupby(each, key=_start_of):
        together = [*group]
        first = together[0]
        if is_service and isinstance(first, Service):
            asked = tuple(
                question
                for probe in together
                if isinstance(probe, Service)
                for question in probe.questions
            )
            yield Service(port=first.port, questions=asked, given=first.given)
        else:
            yield from together


def _start_of(probe: Probe) -> tuple[bool, int, Given]:
    return isinstance(probe, Service), probe.port, probe.given


def _one(entry: object, where: str, *, port: int, folder: Path) -> Probe:
    if not isinstance(entry, get_args(entries.Probe)):
        raise TypeError(entry)
    given = _given(entry, where, folder)
    match entry:
        case entries.Command():
            says = _says(entry, where)
            given = replace(given, stdin=entry.stdin)
            return CommandLine(given=given, status=entry.status, says=says)
        case entries.Worker():
            return Worker(seconds=entry.seconds, stop_seconds=entry.stop_seconds, given=given)
    at = entry.port or port
    if not at:
        raise BadInput(f"{where} lacks a port", cure="add port = 8080 to it, or to its program")
    return Service(port=at, questions=(_question(entry, where, folder),), given=given)


def _question(entry: entries.Http | entries.Tcp | entries.Grpc, where: str, folder: Path) -> Asked:
    tls = _tls(entry, where, folder)
    match entry:
        case entries.Http():
            answer, how = _wanted(entry, where, json_value=entry.json)
            return Question(
                path=entry.path,
                method=entry.method,
                headers=_headers(entry, where),
                body=entry.body,
                status=entry.status or 0,
                answer=answer,
                # without words about the body any body will do
                match="pattern" if how == "anything" else how,
                tls=tls,
            )
        case entries.Tcp():
            answer, how = _wanted(entry, where)
            return TcpExchange(sends=entry.send, answer=answer, match=how, tls=tls)
        case entries.Grpc():
            return GrpcHealth(service=entry.service, tls=tls)


def _headers(entry: entries.Http, where: str) -> tuple[tuple[str, str], ...]:
    for name, value in entry.headers.items():
        if not name.isascii() or not name.isprintable() or ":" in name or not value.isprintable():
            raise BadInput(f"{where}.headers: {name!r} cannot be sent", cure="write it in one line")
    return tuple(entry.headers.items())


def _wanted(
    entry: entries.Http | entries.Tcp, where: str, json_value: object = None
) -> tuple[str, Match]:
    """The answer and how it is compared. Raises BadInput where two ways are named."""
    ways: list[tuple[str, Match]] = []
    if entry.text is not None:
        ways.append((entry.text, "trimmed"))
    if entry.pattern is not None:
        ways.append((pattern(entry.pattern, f"{where}.pattern"), "pattern"))
    if json_value is not None:
        ways.append((json.dumps(json_value), "json"))
    if len(ways) > 1:
        raise BadInput(f"{where} names several answers", cure="keep one of text, pattern and json")
    return ways[0] if ways else ("", "anything")


def _says(entry: entries.Command, where: str) -> str:
    import re

    if entry.text is not None and entry.pattern is not None:
        raise BadInput(f"{where} names two answers", cure="keep one of text and pattern")
    if entry.text is not None:
        return rf"\A\s*{re.escape(entry.text.strip())}\s*\Z"
    return pattern(entry.pattern or "", f"{where}.pattern")


def _tls(entry: entries.Http | entries.Tcp | entries.Grpc, where: str, folder: Path) -> Tls | None:
    if not entry.tls and not entry.certificate:
        return None
    certificate = ""
    if entry.certificate:
        path = inside(entry.certificate, folder, f"{where}.certificate")
        try:
            certificate = path.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{where}.certificate cannot be read", why=str(error)) from None
        if "BEGIN CERTIFICATE" not in certificate:
            raise BadInput(f"{where}.certificate holds no certificate", cure="name a PEM file")
    return Tls(certificate=certificate, name=entry.host)


def _given(entry: entries.Start, where: str, folder: Path) -> Given:
    for name in entry.env:
        if not name or "=" in name or "\0" in name + entry.env[name]:
            raise BadInput(f"{where}.env: no variable can be called {name!r}")
    files = []
    for at, file in enumerate(entry.files):
        path = inside(file.source, folder, f"{where}.files[{at}].from")
        try:
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise BadInput(f"{file.source} cannot be read", why=error.strerror or "") from None
        files.append(GivenFile(path=file.to, source=str(path), sha256=sha256))
    return Given(
        arguments=tuple(entry.arguments or ()), env=tuple(entry.env.items()), files=tuple(files)
    )
