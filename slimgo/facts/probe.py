"""A started program, asked over HTTP and told to end. Judges nothing."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from slimgo.errors import EngineFailed, LoopbackOnly
from slimgo.sandbox.loopback import ALONE_SECONDS, loopback_only
from slimgo.values.probe import Service
from slimgo.values.question import Answer, ProbeFacts
from slimgo.values.running import Exit, Running

_READ_BYTES = 64 * 1024
"""More than any answer that is asked for; a body that never ends is cut here."""

_RETRY_SECONDS = 0.02


def probe(
    start: Callable[[], Running],
    service: Service,
    *,
    up_seconds: float = 20.0,
    answer_seconds: float = 5.0,
    stop_seconds: float = 10.0,
) -> ProbeFacts:
    """Starts it, asks each question in turn, sends SIGTERM, and looks what is left.

    up_seconds: until it listens, in its own network. answer_seconds: for each whole answer.
    stop_seconds: from SIGTERM to its end. After a question that was not answered the rest is not
    asked.
    """
    answers: list[Answer] = []
    with start() as running:
        pid = running.pid
        for question in service.questions:
            asking = _Asking(
                running=running, port=service.port, path=question.path, seconds=answer_seconds
            )
            answers.append(_ask(asking, up_seconds=up_seconds))
            if not answers[-1].status:
                break
            up_seconds = answer_seconds
        ended = running.ended()
        stopped = ended or running.stop(signal.SIGTERM, stop_seconds)
        words = running.output()
        changes, not_shown = running.changes(), running.not_shown
    return ProbeFacts(
        answers=tuple(answers),
        exit=stopped,
        ended_by_itself=ended is not None,
        left=_left(pid),
        words=words,
        changes=changes,
        not_shown=not_shown,
    )


def ran_to_its_end(start: Callable[[], Running], *, seconds: float = 20.0) -> ProbeFacts:
    """Starts it, waits for its end, and looks what is left. exit: None after so many seconds."""
    with start() as running:
        pid = running.pid
        ended = _waited(running, seconds)
        return _facts(running, pid, ended, by_itself=True)


def lived(
    start: Callable[[], Running], *, seconds: float, stop_seconds: float = 10.0
) -> ProbeFacts:
    """Starts it, watches it for so long, sends SIGTERM, and looks what is left."""
    with start() as running:
        pid = running.pid
        ended = _waited(running, seconds)
        stopped = ended or running.stop(signal.SIGTERM, stop_seconds)
        return _facts(running, pid, stopped, by_itself=ended is not None)


def _waited(running: Running, seconds: float) -> Exit | None:
    deadline = time.monotonic() + seconds
    while (ended := running.ended()) is None and time.monotonic() < deadline:
        time.sleep(_RETRY_SECONDS)
    return ended


def _facts(running: Running, pid: int | None, ended: Exit | None, *, by_itself: bool) -> ProbeFacts:
    """Of a program that was asked nothing. It is ended, so that what is left can be seen."""
    words = running.output()
    changes, not_shown = running.changes(), running.not_shown
    running.close()
    return ProbeFacts(
        answers=(),
        exit=ended,
        ended_by_itself=by_itself,
        left=_left(pid),
        words=words,
        changes=changes,
        not_shown=not_shown,
    )


def _left(pid: int | None) -> str | None:
    if pid is None:
        return None
    return f"process {pid}" if Path(f"/proc/{pid}/stat").exists() else ""


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """One question."""

    running: Running
    port: int
    path: str
    seconds: float
    """For a whole answer, once there is a connection."""

    def unanswered(self, why: str, *, loopback_only: bool = False) -> Answer:
        return Answer(path=self.path, status=0, body=why, loopback_only=loopback_only)


def _ask(asking: _Asking, *, up_seconds: float) -> Answer:
    """Asks again, until up_seconds are over, where a connection ends without a byte: a published
    port's proxy accepts for a program that does not listen yet, or not where it can be reached."""
    patience = time.monotonic() + up_seconds
    alone_since = 0.0
    while True:
        answer = _tried(asking, patience)
        if answer:
            return answer
        now = time.monotonic()
        alone_since = (alone_since or now) if _is_alone(asking) else 0.0
        if alone_since and now - alone_since > ALONE_SECONDS:
            why = f"the program listens at port {asking.port} of its loopback only"
            return asking.unanswered(why, loopback_only=True)
        if now >= patience:
            return asking.unanswered("the connection was closed without an answer")
        time.sleep(_RETRY_SECONDS)


def _tried(asking: _Asking, patience: float) -> Answer | None:
    """What came of one connection; None where it ended without a byte."""
    try:
        connection = asking.running.connect(max(0.01, patience - time.monotonic()))
    except LoopbackOnly as error:
        return asking.unanswered(error.what, loopback_only=True)
    except OSError as error:
        return asking.unanswered(str(error) or "it never listened")
    except EngineFailed as error:
        why = f"{error.what}: {error.why}" if error.why else error.what
        return replace(asking.unanswered(why), cure=error.cure)
    try:
        with connection:
            raw = _heard(connection, asking.path, time.monotonic() + asking.seconds)
    except TimeoutError:
        why = f"no whole answer within {asking.seconds:g} s"
        return replace(asking.unanswered(why), accepted=True)
    return replace(_parsed(asking.path, raw), accepted=True) if raw else None


def _is_alone(asking: _Asking) -> bool:
    pid = asking.running.pid
    return pid is not None and loopback_only(pid, asking.port)


def _heard(connection: socket.socket, path: str, deadline: float) -> bytes:
    """All that came back until the connection ended, however it ended. Raises TimeoutError."""
    raw = b""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    try:
        connection.sendall(request.encode())
        while len(raw) < _READ_BYTES:
            connection.settimeout(max(0.01, deadline - time.monotonic()))
            piece = connection.recv(_READ_BYTES)
            if not piece:
                break
            raw += piece
    except TimeoutError:
        raise
    except OSError:
        return raw  # what is missing of an answer shows when it is parsed
    return raw


def _parsed(path: str, raw: bytes) -> Answer:
    """The answer in the bytes that came back, by Python's own HTTP client."""
    import http.client
    import io

    class Heard:
        """What http.client wants of a socket: something to read from."""

        def makefile(self, _mode: str) -> io.BytesIO:
            return io.BytesIO(raw)

    response = http.client.HTTPResponse(Heard())  # type: ignore[arg-type]  # a socket's one method
    try:
        response.begin()
        body = response.read()
    except (http.client.HTTPException, ValueError) as error:
        return Answer(path=path, status=0, body=f"not HTTP: {type(error).__name__}")
    return Answer(path=path, status=response.status, body=body.decode("utf-8", "replace"))
