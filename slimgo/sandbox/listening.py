"""Whose a listening port is: the kernel's sockets matched to the descriptors of processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from slimgo.sandbox.sockdiag import listening_sockets

_PROC = Path("/proc")
# numbers from linux/prctl.h
_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4
_LISTEN = "0A"  # TCP_LISTEN in linux/include/net/tcp_states.h, in hex


def listening_inodes(table: str, port: int) -> frozenset[int]:
    """The sockets that listen on a port, in the text of /proc/net/tcp or tcp6, proc(5)."""
    inodes = set()
    for line in table.splitlines()[1:]:
        _, local, _, state, _, _, _, _, _, inode, *_ = line.split()
        if state == _LISTEN and int(local.rpartition(":")[2], 16) == port:
            inodes.add(int(inode))
    return frozenset(inodes)


def listeners(port: int) -> frozenset[int]:
    """The sockets that listen on a port of this machine, over IPv4 or IPv6."""
    try:
        return frozenset(inode for at, inode in listening_sockets() if at == port)
    except OSError:
        # a kernel that does not answer (gVisor, a strict seccomp filter) still has the tables
        tables = (_PROC / "net" / name for name in ("tcp", "tcp6"))
        return frozenset().union(
            *(listening_inodes(table.read_text(), port) for table in tables if table.exists())
        )


def sockets_of(pid: int) -> frozenset[int]:
    """The sockets that a process has open; none where it has gone or may not be looked at."""
    with suppress(OSError):
        try:
            return _sockets_of(pid)
        except PermissionError:
            with _as_owner_of(pid):
                return _sockets_of(pid)
    return frozenset()


def _sockets_of(pid: int) -> frozenset[int]:
    inodes = set()
    for descriptor in (_PROC / str(pid) / "fd").iterdir():
        with suppress(FileNotFoundError):  # they come and go; each that is still there counts
            name = str(descriptor.readlink())
            if name.startswith("socket:["):
                inodes.add(int(name[8:-1]))
    return frozenset(inodes)


@contextmanager
def _as_owner_of(pid: int) -> Iterator[None]:
    """This thread looks at files as the process's user does, setfsuid(2).

    A container's root may become anyone, but without CAP_SYS_PTRACE see only its own processes.
    """
    import ctypes

    libc = ctypes.CDLL(None)
    dumpable = libc.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0)
    owner = (_PROC / str(pid)).stat()
    libc.setfsgid(owner.st_gid)
    libc.setfsuid(owner.st_uid)
    try:
        yield
    finally:
        libc.setfsuid(os.geteuid())
        libc.setfsgid(os.getegid())
        # lost by the change, and with it others could no longer look at us
        libc.prctl(_PR_SET_DUMPABLE, dumpable, 0, 0, 0)


def with_descendants(pid: int) -> Iterator[int]:
    """The process, then its children, and theirs."""
    children: dict[int, list[int]] = {}
    yield pid
    for other in _pids():
        try:
            # the name in parentheses may itself hold any character
            stat = (_PROC / str(other) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(stat[1]), []).append(other)
    below = children.get(pid, [])
    while below:
        yield from below
        below = [grandchild for child in below for grandchild in children.get(child, [])]


def strangers(port: int, pid: int) -> frozenset[int] | None:
    """The sockets listening on a port that neither the process nor a descendant has.

    None where nothing listens there at all.
    """
    left = listeners(port)
    if not left:
        return None
    for member in with_descendants(pid):
        left -= sockets_of(member)
        if not left:
            break
    return left


def holder(port: int) -> str:
    """Who listens on a port, `python3 (pid 123)`; empty where that is not to be seen."""
    wanted = listeners(port)
    for pid in _pids() if wanted else ():
        if wanted & sockets_of(pid):
            try:
                return f"{(_PROC / str(pid) / 'comm').read_text().strip()} (pid {pid})"
            except OSError:
                continue
    return ""


def _pids() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal()]
