"""A started program, asked over HTTP and told to end. Judges nothing."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from slimgo.errors import EngineFailed
from slimgo.values.question import Answer, ProbeFacts
from slimgo.values.running import Running

_READ_BYTES = 64 * 1024
"""More than any answer that is asked for; a body that never ends is cut here."""

_RETRY_SECONDS = 0.02


def probe(
    start: Callable[[], Running],
    paths: tuple[str, ...],
    *,
    up_seconds: float = 20.0,
    answer_seconds: float = 5.0,
    stop_seconds: float = 10.0,
) -> ProbeFacts:
    """Starts it, asks each path in turn, sends SIGTERM, and looks what is left.

    up_seconds: until it listens. answer_seconds: for each whole answer. stop_seconds: from
    SIGTERM to its end. After a path that was not answered the rest is not asked.
    """
    answers: list[Answer] = []
    with start() as running:
        pid = running.pid
        for path in paths:
            answers.append(_ask(running, path, up_seconds=up_seconds, seconds=answer_seconds))
            if not answers[-1].status:
                break
            up_seconds = answer_seconds
        ended = running.ended()
        stopped = ended or running.stop(signal.SIGTERM, stop_seconds)
        words = running.output()
    return ProbeFacts(
        answers=tuple(answers),
        exit=stopped,
        ended_by_itself=ended is not None,
        left=_left(pid),
        words=words,
    )


def _left(pid: int | None) -> str | None:
    if pid is None:
        return None
    return f"process {pid}" if Path(f"/proc/{pid}/stat").exists() else ""


def _ask(running: Running, path: str, *, up_seconds: float, seconds: float) -> Answer:
    """Asks again, until up_seconds are over, where a connection ends without a byte: a published
    port's proxy accepts for a program that does not listen yet."""
    patience = time.monotonic() + up_seconds
    while True:
        try:
            connection = running.connect(max(0.01, patience - time.monotonic()))
        except OSError as error:
            return Answer(path=path, status=0, body=str(error) or "it never listened")
        except EngineFailed as error:
            why = f"{error.what}: {error.why}" if error.why else error.what
            return Answer(path=path, status=0, body=why)
        try:
            with connection:
                raw = _heard(connection, path, time.monotonic() + seconds)
        except TimeoutError:
            return Answer(path=path, status=0, body=f"no whole answer within {seconds:g} s")
        if raw:
            return _parsed(path, raw)
        if time.monotonic() >= patience:
            return Answer(path=path, status=0, body="the connection was closed without an answer")
        time.sleep(_RETRY_SECONDS)


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
