"""Bytes sent over a connection, and what comes back."""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import suppress

from slimgo.facts.asking.heard import pieces, sent
from slimgo.plan.matching import difference
from slimgo.values.question import Answer, TcpExchange

_TAKEN_SECONDS = 0.5
"""A published port's proxy takes a connection for a program that does not listen, and ends it at
once; one that is silent for so long has been taken by the program."""
_MORE_SECONDS = 1.0
"""How long more is waited for behind an answer that is whole."""


def ask_tcp(connection: socket.socket, exchange: TcpExchange, deadline: float) -> Answer | None:
    """What came back; None where the connection ended without a byte.

    It is read until it matches, the connection ends, or the deadline (monotonic) has passed: who
    speaks such a protocol need not end the connection. Behind an answer that must be the very
    text, more is waited for, since that would be another answer. Raises TimeoutError where nothing
    came but something must.
    """
    if exchange.sends:
        sent(connection, exchange.sends.encode())
    if exchange.match == "anything":
        return _anything(connection, exchange, deadline)
    raw = b""
    whole = False
    with suppress(TimeoutError):
        for piece in pieces(connection, deadline):
            raw += piece
            whole = not difference(_text(raw), exchange.answer, exchange.match)
            if whole:
                break
        else:
            if not raw:
                return None
    if whole and exchange.match != "pattern":
        raw += _more(connection)
    if not raw:
        raise TimeoutError
    return Answer(asked=exchange.words, body=_text(raw))


def _anything(connection: socket.socket, exchange: TcpExchange, deadline: float) -> Answer | None:
    """A connection that stays open will do."""
    until = deadline if exchange.sends else min(deadline, time.monotonic() + _TAKEN_SECONDS)
    try:
        first = next(pieces(connection, until), None)
    except TimeoutError:
        first = b""
    return None if first is None else Answer(asked=exchange.words, body=_text(first))


def _more(connection: socket.socket) -> bytes:
    """What comes once the program learns that nothing more is asked."""
    if not isinstance(connection, ssl.SSLSocket):  # one of those is closed as a whole
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
    raw = b""
    with suppress(TimeoutError):
        for piece in pieces(connection, time.monotonic() + _MORE_SECONDS):
            raw += piece
    return raw


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
