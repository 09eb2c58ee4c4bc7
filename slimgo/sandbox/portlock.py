"""Whose turn it is to use a port of this machine, among all runs of slimgo on it."""

from __future__ import annotations

import errno
import socket
import time

from slimgo.errors import EngineFailed

_PATIENCE_SECONDS = 60.0
_RETRY_SECONDS = 0.02


def turn_at(port: int, patience_seconds: float = _PATIENCE_SECONDS) -> socket.socket:
    """Waits until no other run has the port; the turn lasts until the result is closed.

    The lock is a name in Linux's abstract socket namespace, unix(7): every user can take it, it
    reaches exactly as far as the port does (one network namespace), and it is let go when its
    holder ends, however that happens. Raises EngineFailed when the turn does not come in time.
    """
    lock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    deadline = time.monotonic() + patience_seconds
    try:
        while True:
            try:
                lock.bind(f"\0slimgo-port-{port}")
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                if time.monotonic() > deadline:
                    raise EngineFailed(
                        f"port {port} is in use by another run of slimgo",
                        why=f"it did not end within {patience_seconds:g} s",
                        cure="try again when it has ended",
                    ) from None
                time.sleep(_RETRY_SECONDS)
            else:
                return lock
    except BaseException:
        lock.close()
        raise
