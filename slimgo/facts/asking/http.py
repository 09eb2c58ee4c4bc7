"""An HTTP/1.1 request over a connection, and its answer."""

from __future__ import annotations

import http.client
import io
import socket

from slimgo.errors import BadInput
from slimgo.facts.asking.heard import pieces, sent
from slimgo.values.question import Answer, Question

ALPN = "http/1.1"


def ask_http(connection: socket.socket, question: Question, deadline: float) -> Answer | None:
    """What came back; None where the connection ended without a byte.

    deadline: monotonic, for the whole answer. Raises TimeoutError; BadInput for a request that
    cannot be sent.
    """
    sent(connection, request(question))
    raw = b"".join(pieces(connection, deadline))
    return _parsed(question, raw) if raw else None


def request(question: Question) -> bytes:
    """The request's bytes. Raises BadInput where a line of it would become two."""
    usual = {"host": ("Host", "localhost"), "connection": ("Connection", "close")}
    body = question.body.encode()
    if body:
        usual["content-length"] = ("Content-Length", str(len(body)))
    for name, _ in question.headers:
        usual.pop(name.lower(), None)
    lines = [
        f"{question.method} {question.path} HTTP/1.1",
        *(f"{name}: {value}" for name, value in (*usual.values(), *question.headers)),
    ]
    for line in lines:
        if "\r" in line or "\n" in line:
            raise BadInput(
                f"{question.words} cannot be asked",
                why=f"{line!r} has a line break in it",
                cure="write the method, the path and each header in one line",
            )
    return "\r\n".join((*lines, "", "")).encode() + body


def _parsed(question: Question, raw: bytes) -> Answer:
    """The answer in the bytes that came back, by Python's own HTTP client."""

    class Heard:
        """What http.client wants of a socket: something to read from."""

        def makefile(self, _mode: str) -> io.BytesIO:
            return io.BytesIO(raw)

    heard: socket.socket = Heard()  # type: ignore[assignment]  # its one method that is used
    response = http.client.HTTPResponse(heard, method=question.method)
    try:
        response.begin()
        body = response.read()
    except (http.client.HTTPException, ValueError) as error:
        return Answer(asked=question.words, problem=f"not HTTP: {type(error).__name__}")
    return Answer(
        asked=question.words, status=response.status, body=body.decode("utf-8", "replace")
    )
