"""A network namespace with nothing but its loopback, and what leads out of it."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import struct
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


def lead_out(listener: socket.socket, path: str) -> NoReturn:
    """What comes to the listener goes to the Unix socket at the path, which no network bounds
    (unix(7)), until this process is killed."""
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
