"""Addresses of sockets as the kernel has them in memory: struct sockaddr, in words."""

from __future__ import annotations

import socket
import struct

# linux/net.h; the names are those of Go's package net
_INTERNET: dict[int, str] = {socket.SOCK_STREAM: "tcp", socket.SOCK_DGRAM: "udp"}
_LOCAL: dict[int, str] = {socket.SOCK_DGRAM: "unixgram", socket.SOCK_SEQPACKET: "unixpacket"}
_TYPE_BITS = 0xF  # SOCK_TYPE_MASK; beside it SOCK_NONBLOCK and SOCK_CLOEXEC
ADDRESS_BYTES = 128
"""sizeof(struct sockaddr_storage)."""


def protocol(family: int, kind: int) -> str:
    """What a socket of that address family and type, socket(2), is called: `tcp`, `udp`, `unix`,
    `unixgram`, `unixpacket`, `ip` for others of the internet; empty for other families."""
    if family == socket.AF_UNIX:
        return _LOCAL.get(kind & _TYPE_BITS, "unix")
    if family in (socket.AF_INET, socket.AF_INET6):
        return _INTERNET.get(kind & _TYPE_BITS, "ip")
    return ""


def address(raw: bytes) -> str:
    """A struct sockaddr: `127.0.0.1:80`, `[::1]:80`, `/run/x.sock`, `@abstract`.

    Empty for other families, for a Unix socket without a name, and for what is cut off.
    """
    if len(raw) < 2:  # noqa: PLR2004 - sa_family_t
        return ""
    (family,) = struct.unpack_from("=H", raw)
    if family == socket.AF_UNIX:
        return _unix(raw[2:])
    if family == socket.AF_INET and len(raw) >= 8:  # noqa: PLR2004 - sin_port and sin_addr
        (port,) = struct.unpack_from("!H", raw, 2)
        return f"{socket.inet_ntop(socket.AF_INET, raw[4:8])}:{port}"
    if family == socket.AF_INET6 and len(raw) >= 24:  # noqa: PLR2004 - sin6_port to sin6_addr
        (port,) = struct.unpack_from("!H", raw, 2)
        return f"[{socket.inet_ntop(socket.AF_INET6, raw[8:24])}]:{port}"
    return ""


def _unix(path: bytes) -> str:
    """unix(7): an abstract name begins with a NUL and may hold others; a path ends with one."""
    abstract = path.startswith(b"\0")
    name = path[1:] if abstract else path.partition(b"\0")[0]
    words = name.decode("utf-8", "backslashreplace")
    return f"@{words}" if abstract else words
