"""Ports of this machine, reached from networks that have no way out."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from slimgo.run.scratch import scratch
from slimgo.sandbox.forward import lead_here


@contextmanager
def unix_sockets(ports: Iterable[int]) -> Iterator[dict[int, str]]:
    """The path of a Unix socket for each port, which leads to that port of 127.0.0.1 here; see
    network.lead_out for the other end."""
    found: dict[int, str] = {}
    with ExitStack() as stack:
        for port in ports:
            path = str(stack.enter_context(scratch()) / "s")  # 108 bytes at most
            listener = stack.enter_context(socket.socket(socket.AF_UNIX))
            listener.bind(path)
            listener.listen()
            lead_here(listener, port, stack)
            found[port] = path
        yield found
