"""Whether a program listens where only it can reach itself: on its loopback.

Imported by the fork server, so it imports little.
"""

from __future__ import annotations

import sys

ALONE_SECONDS = 1.0
"""How long a program may listen on its loopback alone before it is told: it may open more."""

_LISTEN = "0A"  # TCP_LISTEN of linux/include/net/tcp_states.h, in hex


def loopback_only(pid: int, port: int) -> bool:
    """Whether somebody listens at the port in the process's network, and all on its loopback.

    False also where the process has gone or its network cannot be seen.
    """
    found = []
    for name in ("tcp", "tcp6"):
        try:
            with open(f"/proc/{pid}/net/{name}") as table:  # noqa: PTH123 - pathlib is slow to import
                found += listening_addresses(table.read(), port)
        except OSError:
            continue
    return bool(found) and all(map(is_loopback, found))


def listening_addresses(table: str, port: int) -> list[str]:
    """The addresses, in the kernel's hex, where somebody listens at the port; proc(5), net/tcp."""
    addresses = []
    for line in table.splitlines()[1:]:
        _, local, _, state, *_ = line.split()
        address, _, number = local.rpartition(":")
        if state == _LISTEN and int(number, 16) == port:
            addresses.append(address)
    return addresses


def is_loopback(address: str) -> bool:
    """address: as in /proc/net/tcp and tcp6, each 32-bit word in the machine's byte order."""
    words = [bytes.fromhex(address[at : at + 8]) for at in range(0, len(address), 8)]
    raw = b"".join(int.from_bytes(word, "big").to_bytes(4, sys.byteorder) for word in words)
    if len(raw) == 16:  # noqa: PLR2004 - an IPv6 address
        if raw == bytes(15) + b"\1":
            return True
        if raw[:12] != bytes(10) + b"\xff\xff":  # not an IPv4 address in IPv6's clothes
            return False
        raw = raw[12:]
    return raw[0] == 127  # noqa: PLR2004 - 127.0.0.0/8
