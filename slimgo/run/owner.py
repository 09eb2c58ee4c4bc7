"""Whose something is that outlives its maker, told by its name.

An engine keeps the containers and images of a run that was killed. Their names say which process
made them, so that a later run can tell those of the dead from those of the living.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

_OWNER = re.compile(r"-([0-9a-f]{8})-([0-9]+)-([0-9]+)-[0-9a-f]{8}$")
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_PIDS = Path("/proc/self/ns/pid")
_STATE, _START = 0, 19
"""Where proc_pid_stat(5) has them, counted after the program's name."""


def owned(kind: str) -> str:
    """A new name: `unchecked` becomes `unchecked-3f2a9c1d-4711-1193685-9b1e02c4`.

    The kind, where process numbers mean what they mean here, the process, when it started, and a
    word that is nobody else's.
    """
    pid = os.getpid()
    start = _start(pid) or "0"
    return f"{kind}-{_here()}-{pid}-{start}-{secrets.token_hex(4)}"


def is_left(name: str) -> bool:
    """Whether the process that named it is no more. Another machine's is not ours to judge."""
    owner = _OWNER.search(name)
    if owner is None or not _PIDS.is_symlink():
        return False
    here, pid, start = owner.groups()
    return here == _here() and _has_ended(int(pid), start)


def _has_ended(pid: int, start: str) -> bool:
    """A process that /proc hides from us (its option hidepid, proc(5)) is not taken for dead."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return Path(f"/proc/{pid}").exists() and _start(pid) != start
    return _start(pid) != start


def _here() -> str:
    """This start of this machine, and its process numbers as this process sees them."""
    try:
        where = f"{_BOOT_ID.read_text()}{_PIDS.readlink()}"
    except OSError:  # no Linux: nobody will ask
        where = ""
    return hashlib.sha256(where.encode()).hexdigest()[:8]


def _start(pid: int) -> str:
    """When it started, in the kernel's ticks; empty when it has ended."""
    try:
        # the name in brackets before may hold anything
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[_STATE] in {"Z", "X"} else fields[_START]
