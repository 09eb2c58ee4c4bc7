"""Asks the kernel for its listening TCP sockets over netlink, sock_diag(7).

/proc/net/tcp says the same, but the kernel walks its whole table of connections for it: 3 ms
here, where this takes 0.1 ms. That is as long as a program takes to start.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator

# numbers from linux/netlink.h, linux/sock_diag.h and net/tcp_states.h
_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY = 20
_NLM_F_REQUEST_DUMP = 0x301
_NLMSG_ERROR = 2
_NLMSG_DONE = 3
_TCP_LISTEN = 10

_HEADER = struct.Struct("=IHHII")
_REQUEST = struct.Struct("=BBBxI48x")
_ERROR = struct.Struct("=i")
# of struct inet_diag_msg: the port at its offset 4, in network order, and the inode at 68
_PORT = struct.Struct("!4xH")
_INODE = struct.Struct("=68xI")
_ANSWER_BYTES = 1 << 16


def listening_sockets() -> Iterator[tuple[int, int]]:
    """(port, inode) of each listener in our network. Raises OSError where it is not answered."""
    for family in (socket.AF_INET, socket.AF_INET6):
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_SOCK_DIAG) as kernel:
            request = _REQUEST.pack(family, socket.IPPROTO_TCP, 0, 1 << _TCP_LISTEN)
            length = _HEADER.size + len(request)
            header = _HEADER.pack(length, _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST_DUMP, 0, 0)
            kernel.sendto(header + request, (0, 0))
            done = False
            while not done:
                done, found = parsed(kernel.recv(_ANSWER_BYTES))
                yield from found


def parsed(answer: bytes) -> tuple[bool, list[tuple[int, int]]]:
    """One datagram of netlink messages: whether it is the last, and its (port, inode) pairs."""
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(answer):
        length, kind, *_ = _HEADER.unpack_from(answer, start)
        body = start + _HEADER.size
        if kind == _NLMSG_DONE:
            return True, found
        if kind == _NLMSG_ERROR:
            number = -_ERROR.unpack_from(answer, body)[0]
            raise OSError(number, os.strerror(number))
        found.append((_PORT.unpack_from(answer, body)[0], _INODE.unpack_from(answer, body)[0]))
        start += (length + 3) & ~3  # messages are aligned to 4 bytes
    return False, found
