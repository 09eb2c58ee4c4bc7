"""A network namespace with nothing but its loopback."""

from __future__ import annotations

import fcntl
import socket
import struct

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
