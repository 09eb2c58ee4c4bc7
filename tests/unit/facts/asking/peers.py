"""A program at the other end of a connection, played from a script."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def peer(
    *says: bytes, ends: bool = True, heard: list[bytes] | None = None
) -> Iterator[socket.socket]:
    """A connection to who first reads, then says each piece, and ends unless told to stay.

    heard: what it read first is added there.
    """
    ours, theirs = socket.socketpair()
    over = threading.Event()
    thread = threading.Thread(target=_speak, args=(theirs, says, heard, None if ends else over))
    thread.start()
    try:
        with ours:
            yield ours
    finally:
        over.set()
        thread.join()


def _speak(
    connection: socket.socket,
    says: Sequence[bytes],
    heard: list[bytes] | None,
    over: threading.Event | None,
) -> None:
    with connection:
        first = connection.recv(65536)
        if heard is not None:
            heard.append(first)
        for piece in says:
            connection.sendall(piece)
        if over:
            over.wait()
