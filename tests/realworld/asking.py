"""Asks a program that was started in a root, and says what was wrong; nothing where all is well."""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
from collections.abc import Callable
from functools import partial

from slimgo.values.probe import CommandLine, Service
from slimgo.values.question import Asked, GrpcHealth, Match, Question, TcpExchange
from tests.realworld.catalogue import Says, Settles
from tests.realworld.guest import Started

_UP_SECONDS = 60.0
"""Until it listens; a program that ended is not waited for."""
_SETTLE_SECONDS = 30.0
"""Until a question is answered rightly that is asked again and again."""
_ANSWER_SECONDS = 30.0
_COMMAND_SECONDS = 120.0
_AGAIN_SECONDS = 0.1


def problem(started: Started, probe: Service | Settles | CommandLine | Says) -> str:
    """The first thing that was wrong, in one line; empty where the probe passes."""
    match probe:
        case CommandLine():
            return _command(started, probe)
        case Says():
            return _says(started, probe)
        case Settles():
            return _service(started, probe.service, settles=True)
        case Service():
            return _service(started, probe, settles=False)


def _command(started: Started, probe: CommandLine) -> str:
    status = started.wait(_COMMAND_SECONDS)
    if status is None:
        return f"did not end within {_COMMAND_SECONDS:g} s"
    if status != probe.status:
        return f"ended with status {status}, not {probe.status}"
    if not re.search(probe.says, started.output()):
        return f"did not print {probe.says!r}: {started.output().strip()[:200]!r}"
    return ""


def _says(started: Started, probe: Says) -> str:
    return until_right(started, partial(unsaid, started, probe), _SETTLE_SECONDS)


def unsaid(started: Started, probe: Says) -> str:
    """What it has not printed yet; empty once it has."""
    return "" if re.search(probe.says, started.output()) else f"did not print {probe.says!r}"


def _service(started: Started, service: Service, *, settles: bool) -> str:
    never = until_right(started, lambda: silent(service.port), _UP_SECONDS)
    if never:
        return never
    for question in service.questions:
        wrong = partial(asked, service.port, question)
        answer = until_right(started, wrong, _SETTLE_SECONDS) if settles else wrong()
        if answer:
            return answer
    return ""


def until_right(
    started: Started, wrong: Callable[[], str], seconds: float, *, again: float = _AGAIN_SECONDS
) -> str:
    """The last thing that was wrong when time was up or the program had ended; else nothing.
    again: seconds until the next look."""
    deadline = time.monotonic() + seconds
    while True:
        status = started.wait(0)
        still = wrong()
        if not still:
            return ""
        if status is not None:
            return f"{still}: ended with status {status}"
        if time.monotonic() > deadline:
            return f"{still} within {seconds:g} s"
        time.sleep(again)


def silent(port: int) -> str:
    """Why nobody can be asked there; empty where somebody listens."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=_ANSWER_SECONDS).close()
    except OSError:
        return f"does not listen at port {port}"
    return ""


def asked(port: int, question: Asked) -> str:
    """Asks once; what was wrong with the answer, or nothing."""
    try:
        match question:
            case Question():
                return _over_http(port, question)
            case TcpExchange():
                return _over_tcp(port, question)
            case GrpcHealth():
                return "no gRPC is spoken here"  # so a program that is asked so can only fail
    except (OSError, http.client.HTTPException) as error:
        return f"no answer to {_shown(question)}: {type(error).__name__}: {error}"


def _over_http(port: int, question: Question) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
    try:
        body = question.body.encode() or None
        connection.request(question.method, question.path, body, dict(question.headers))
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
    finally:
        connection.close()
    told = " ".join(text.split())[:1000]
    wanted = question.status or (200 if question.match == "exact" else 0)
    if not (response.status == wanted or (not wanted and 200 <= response.status < 300)):
        wanted_words = str(wanted) if wanted else "200 to 299"
        return f"{_shown(question)}: status {response.status}, not {wanted_words}: {told}"
    if not _matches(text, question.answer, question.match):
        return f"{_shown(question)}: is not {question.answer!r}: {told!r}"
    return ""


def _over_tcp(port: int, question: TcpExchange) -> str:
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=_ANSWER_SECONDS) as connection:
        connection.sendall(question.sends.encode())
        while piece := connection.recv(65536):
            heard += piece
            if _matches(heard.decode("utf-8", "replace"), question.answer, question.match):
                return ""
    return f"{_shown(question)}: is not {question.answer!r}: {heard[:400]!r}"


def _matches(text: str, wanted: str, match: Match) -> bool:
    if match == "pattern":
        return re.search(wanted, text) is not None
    if match == "json":
        try:
            return bool(json.loads(text) == json.loads(wanted))
        except ValueError:
            return False
    if match == "trimmed":
        return text.strip() == wanted.strip()
    return match == "anything" or text == wanted


def _shown(question: Asked) -> str:
    match question:
        case Question():
            return f"{question.method} {question.path}"
        case TcpExchange():
            return f"TCP {question.sends.splitlines()[0]!r}" if question.sends else "TCP"
        case GrpcHealth():
            return "gRPC"
