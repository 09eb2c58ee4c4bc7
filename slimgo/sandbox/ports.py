"""Where a started program listens."""

from __future__ import annotations

from pathlib import Path

from slimgo.sandbox.listening import sockets_of, with_descendants

_LISTEN = "0A"  # TCP_LISTEN in linux/include/net/tcp_states.h, in hex


def listening_ports(pid: int) -> tuple[int, ...]:
    """The TCP ports, in order, where the process or a descendant listens, in its own network.

    Empty also where it has gone or may not be looked at.
    """
    found: dict[int, int] = {}
    for name in ("tcp", "tcp6"):
        try:
            found |= listeners_in(Path(f"/proc/{pid}/net/{name}").read_text())
        except OSError:
            continue
    if not found:
        return ()
    own = frozenset().union(*(sockets_of(each) for each in with_descendants(pid)))
    return tuple(sorted({port for inode, port in found.items() if inode in own}))


def listeners_in(table: str) -> dict[int, int]:
    """Inode -> port of each listening socket, in the text of /proc/net/tcp or tcp6, proc(5)."""
    found = {}
    for line in table.splitlines()[1:]:
        _, local, _, state, _, _, _, _, _, inode, *_ = line.split()
        if state == _LISTEN:
            found[int(inode)] = int(local.rpartition(":")[2], 16)
    return found
