"""Waits until a started program shows what comes of its start: it listens, answers, or ends."""

from __future__ import annotations

import io
import os
import select
import socket
import time
from typing import Any

from slimgo.sandbox.listening import sockets_of, with_descendants
from slimgo.sandbox.sockdiag import listening_sockets

_LOOK_MILLISECONDS = 1
_ANSWER_SECONDS = 60.0
_WORDS = 300
"""Characters of its output that are reported."""

_READ_BYTES = 64 * 1024


def watched(
    pid: int, output: io.FileIO, *, port: int, own_network: bool, ask: bytes, seconds: float
) -> dict[str, Any]:
    """kind: `answers` or `listens`, `ended` with its status, `silent` after so many seconds.

    port: where it is to listen; 0 for a program that only has to end, wherever it listens
    meanwhile. words: an answer's first line, else what it printed. status: 128 + n for signal n.
    """
    deadline = time.monotonic() + seconds
    said = b""
    poll = select.poll()
    end = os.pidfd_open(pid)
    poll.register(end, select.POLLIN)
    poll.register(output, select.POLLIN)
    try:
        while time.monotonic() < deadline:
            if port and _listens(pid, port, own_network=own_network):
                if ask:
                    return _told("answers", _answer(port, ask))
                return _told("listens", f"port {port}")
            ready = {at for at, _ in poll.poll(_LOOK_MILLISECONDS)}
            if output.fileno() in ready:
                piece = os.read(output.fileno(), _READ_BYTES)
                said = (said + piece)[:_READ_BYTES]
                if not piece:
                    poll.unregister(output)
            elif end in ready:
                return _told("ended", said.decode("utf-8", "replace"), _status(pid))
    finally:
        os.close(end)
    return _told("silent", said.decode("utf-8", "replace"))


def _told(kind: str, words: str, status: int = 0) -> dict[str, Any]:
    return {"kind": kind, "status": status, "words": words.strip()[:_WORDS]}


def _status(pid: int) -> int:
    how = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    if how is None:
        raise ChildProcessError(pid)
    return how.si_status if how.si_code == os.CLD_EXITED else 128 + how.si_status


def _listens(pid: int, port: int, *, own_network: bool) -> bool:
    """Whether it does over TCP. In its own network nobody else does."""
    found = {inode for at, inode in listening_sockets() if at == port}
    if own_network or not found:
        return bool(found)
    return any(found & sockets_of(each) for each in with_descendants(pid))


def _answer(port: int, ask: bytes) -> str:
    """The first line of what it answers; the reason where there is none."""
    refused = ""
    for host in ("127.0.0.1", "::1"):
        try:
            with socket.create_connection((host, port), _ANSWER_SECONDS) as connection:
                connection.sendall(ask)
                line = connection.makefile("rb").readline(_WORDS)
        except OSError as error:
            refused = refused or f"no answer: {error.strerror or error}"
            continue
        return line.decode("utf-8", "replace") or "no answer: the connection was closed"
    return refused
