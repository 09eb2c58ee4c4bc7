"""Encodes the creating process in the names of containers and images.

An engine keeps what a killed run made. By the name a later run finds what belongs to a process that
has ended, and leaves alone what belongs to one that still runs.
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

    Its parts: the kind; a digest of this boot and pid namespace; the process number; when that
    process started, in the kernel's ticks; and a random word.
    """
    pid = os.getpid()
    start = _start(pid) or "0"
    return f"{kind}-{_here()}-{pid}-{start}-{secrets.token_hex(4)}"


def is_left(name: str) -> bool:
    """Whether the process that named it has ended. False for another boot's or namespace's."""
    owner = _OWNER.search(name)
    if owner is None or not _PIDS.is_symlink():
        return False
    here, pid, start = owner.groups()
    return here == _here() and _has_ended(int(pid), start)


def _has_ended(pid: int, start: str) -> bool:
    """A process that /proc hides from us (option hidepid, proc(5)) counts as running."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return Path(f"/proc/{pid}").exists() and _start(pid) != start
    return _start(pid) != start


def _here() -> str:
    """A digest of this boot and of the pid namespace that this process is in."""
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
