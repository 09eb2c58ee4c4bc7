"""A container's port as 127.0.0.1 publishes it."""

from __future__ import annotations

import errno
import socket
import sys

from slimgo.errors import BadInput, EngineFailed
from slimgo.sandbox.listening import holder
from slimgo.values.start import Start

HOST = "127.0.0.1"
# the proxy learns from the machine's own kernel that nobody listens
_CLOSES_WITHIN_SECONDS = 0.01


def address_printed(printed: str) -> tuple[str, int] | None:
    """Host and port from the first line of `docker port`, as `127.0.0.1:32768`."""
    host, colon, port = printed.partition("\n")[0].rpartition(":")
    return (host, int(port)) if colon else None


def publishing(how: Start) -> tuple[str, ...]:
    """The flags that publish the program's port; none where it has none."""
    return ("-p", f"{HOST}:{how.host_port or ''}:{how.port}") if how.port else ()


def must_be_open(connection: socket.socket) -> None:
    """Raises ConnectionError when the other side closes at once.

    docker-proxy accepts for a program that does not listen yet, and closes without a byte.
    """
    timeout = connection.gettimeout()
    connection.settimeout(_CLOSES_WITHIN_SECONDS)
    try:
        if not connection.recv(1, socket.MSG_PEEK):
            raise ConnectionRefusedError("the program does not listen")
    except TimeoutError:
        connection.settimeout(timeout)


def is_free(port: int) -> bool:
    """Whether we could listen on 127.0.0.1 at the port."""
    return not _refusal(port)


def in_use(port: int) -> bool:
    """Whether another program has 127.0.0.1's port; one that only root may take is not in use."""
    return _refusal(port) == errno.EADDRINUSE


def _refusal(port: int) -> int | None:
    """The error's number where the port cannot be had."""
    with socket.socket() as candidate:
        # connections of an earlier run that linger are no listener
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((HOST, port))
        except OSError as error:
            return error.errno
    return None


def taken(port: int) -> BadInput:
    """The error for a port that another program has, with the next free one as its cure."""
    free = next((other for other in range(port + 1, 65536) if is_free(other)), None)
    who = holder(port) if sys.platform == "linux" else ""
    return BadInput(
        f"port {port} of {HOST} cannot be used",
        why=f"{who or 'another program'} listens there",
        cure=f"invoke run --port {free}" if free else "end that program",
    )


def unpublished(engine: str) -> EngineFailed:
    """The error for a running container whose port the engine has not published."""
    return EngineFailed(
        f"{engine} publishes no port of the container",
        why="it took -p and ignored it, as a daemon with --bridge=none does",
        cure="start the daemon without that, or leave it out: invoke slim --engine builtin",
    )
