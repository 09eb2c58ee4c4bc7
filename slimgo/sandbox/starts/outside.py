"""Ports of this machine, reached from networks that have no way out."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from slimgo.run.scratch import scratch
from slimgo.sandbox.forward import Forwarder

_HOST = "127.0.0.1"


@contextmanager
def unix_sockets(ports: Iterable[int]) -> Iterator[dict[int, str]]:
    """The path of a Unix socket for each port, which leads to that port of 127.0.0.1 here; see
    network.lead_out for the other end."""
    found: dict[int, str] = {}
    with ExitStack() as stack:
        for port in ports:
            path = str(stack.enter_context(scratch()) / "s")  # 108 bytes at most
            listener = socket.socket(socket.AF_UNIX)
            forwarder = Forwarder(listener)
            stack.callback(forwarder.close)
            listener.bind(path)
            listener.listen()
            forwarder.serve(partial(socket.create_connection, (_HOST, port)))
            found[port] = path
        yield found
