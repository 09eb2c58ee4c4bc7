"""What comes over a connection until a deadline."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

READ_BYTES = 64 * 1024
"""More than any answer that is asked for; one that never ends is cut here."""
_LEAST_SECONDS = 0.01


def pieces(connection: socket.socket, deadline: float) -> Iterator[bytes]:
    """What comes, until the connection ends, however it ends, or READ_BYTES have come.

    deadline: monotonic; for all of it. Raises TimeoutError once it has passed.
    """
    came = 0
    while came < READ_BYTES:
        connection.settimeout(max(_LEAST_SECONDS, deadline - time.monotonic()))
        try:
            piece = connection.recv(READ_BYTES)
        except TimeoutError:
            raise
        except OSError:
            return  # what is missing of an answer shows when it is read
        if not piece:
            return
        came += len(piece)
        yield piece


def sent(connection: socket.socket, raw: bytes) -> None:
    """Sends it all. A connection that has ended shows when it is read from."""
    try:
        connection.sendall(raw)
    except TimeoutError:
        raise
    except OSError:
        return
