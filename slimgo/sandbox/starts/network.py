"""A network namespace with nothing but its loopback, and what leads out of it."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import struct
from collections.abc import Mapping
from typing import NoReturn

from slimgo.sandbox.confine import checked, libc

# linux/sched.h, linux/sockios.h, linux/if.h
_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 0x1
_IFNAMSIZ = 16


def new_network() -> None:
    """This process moves into a new one. Needs CAP_SYS_ADMIN. Raises OSError."""
    checked(libc.unshare(_CLONE_NEWNET))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        # struct ifreq: the name, then the flags, 40 bytes in all
        request = struct.pack(f"{_IFNAMSIZ}sh22x", b"lo", _IFF_UP)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, request)


def lead_out(outside: Mapping[int, str]) -> None:
    """Each of those ports of this network's 127.0.0.1 leads to the Unix socket at its path, which
    no network bounds (unix(7)), by a child of ours, until that is killed."""
    for port, path in outside.items():
        with socket.create_server(("127.0.0.1", int(port))) as listener:
            if not os.fork():
                _forward(listener, path)


def _forward(listener: socket.socket, path: str) -> NoReturn:
    from slimgo.sandbox.forward import Forwarder  # few programs have companions

    try:
        Forwarder(listener).serve(lambda seconds: _connected(path, seconds))
        while True:
            signal.pause()
    finally:
        os._exit(1)


def _connected(path: str, seconds: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(seconds)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    connection.settimeout(None)
    return connection
