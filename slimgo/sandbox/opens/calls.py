"""The system calls that name something, and the filter that makes them stop for a tracer.

Imported by a fork of the fork server, so it imports little.
"""

from __future__ import annotations

import struct
from typing import Literal

from slimgo.sandbox.seccomp import seccomp_filter

Kind = Literal[
    "path", "path at", "folder", "exec", "exec at", "socket", "bind", "listen", "connect", "answer"
]
"""Where a call has its name. `path`: in argument 0. `… at`: in 1, from the folder in 0. `folder`:
the one whose descriptor is in 0. The others are those of sockets; `answer` is how a connection
that had to wait came out."""

CALLS: dict[str, tuple[Kind, dict[str, int]]] = {
    # name -> its kind, and its number on each machine that has it:
    # arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of Linux
    "open": ("path", {"x86_64": 2}),
    "creat": ("path", {"x86_64": 85}),
    "stat": ("path", {"x86_64": 4}),
    "lstat": ("path", {"x86_64": 6}),
    "access": ("path", {"x86_64": 21}),
    "readlink": ("path", {"x86_64": 89}),
    "mkdir": ("path", {"x86_64": 83}),
    "chdir": ("path", {"x86_64": 80, "aarch64": 49}),
    "statfs": ("path", {"x86_64": 137, "aarch64": 43}),
    "openat": ("path at", {"x86_64": 257, "aarch64": 56}),
    "openat2": ("path at", {"x86_64": 437, "aarch64": 437}),
    "newfstatat": ("path at", {"x86_64": 262, "aarch64": 79}),
    "statx": ("path at", {"x86_64": 332, "aarch64": 291}),
    "faccessat": ("path at", {"x86_64": 269, "aarch64": 48}),
    "faccessat2": ("path at", {"x86_64": 439, "aarch64": 439}),
    "readlinkat": ("path at", {"x86_64": 267, "aarch64": 78}),
    "mkdirat": ("path at", {"x86_64": 258, "aarch64": 34}),
    "getdents64": ("folder", {"x86_64": 217, "aarch64": 61}),
    "fchdir": ("folder", {"x86_64": 81, "aarch64": 50}),
    "execve": ("exec", {"x86_64": 59, "aarch64": 221}),
    "execveat": ("exec at", {"x86_64": 322, "aarch64": 281}),
    "socket": ("socket", {"x86_64": 41, "aarch64": 198}),
    "bind": ("bind", {"x86_64": 49, "aarch64": 200}),
    "listen": ("listen", {"x86_64": 50, "aarch64": 201}),
    "connect": ("connect", {"x86_64": 42, "aarch64": 203}),
    "getsockopt": ("answer", {"x86_64": 55, "aarch64": 209}),
}
OPENS = frozenset(("open", "creat", "openat", "openat2"))
"""Those that return a descriptor of what they name."""

SOL_SOCKET, SO_ERROR = 1, 4  # asm-generic/socket.h
# linux/bpf_common.h and linux/seccomp.h, as in sandbox/seccomp.py
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _ARGUMENTS = 0, 16
_ALLOW, _TRACE = 0x7FFF0000, 0x7FF00000
_INSTRUCTION = "=HBBI"


def numbers(machine: str) -> dict[int, str]:
    """A machine's numbers of those calls; none for one that is not known."""
    return {known[machine]: name for name, (_, known) in CALLS.items() if machine in known}


def tracing_filter(machine: str, refusing: bytes) -> bytes:
    """An array of struct sock_filter that stops those calls for a tracer, and refuses the rest of
    what `refusing` does; that one ends by allowing, as seccomp_filter's do. Empty for a machine
    that is not known.

    machine: as uname(2) says it. refusing: empty for nothing.
    """
    base = refusing or seccomp_filter(machine, ())
    allow = struct.pack(_INSTRUCTION, _RETURN, 0, 0, _ALLOW)
    if not base.endswith(allow):
        return b""
    program: list[tuple[int, int, int, int]] = [(_LOAD, 0, 0, _NUMBER)]
    for number, name in numbers(machine).items():
        if CALLS[name][0] != "answer":
            program += [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _TRACE)]
    program += [
        # getsockopt(2) is asked for much else, so only for an error does it stop
        (_IF_EQUAL, 0, 5, CALLS["getsockopt"][1][machine]),
        (_LOAD, 0, 0, _ARGUMENTS + 8),
        (_IF_EQUAL, 0, 3, SOL_SOCKET),
        (_LOAD, 0, 0, _ARGUMENTS + 16),
        (_IF_EQUAL, 0, 1, SO_ERROR),
        (_RETURN, 0, 0, _TRACE),
    ]
    added = b"".join(struct.pack(_INSTRUCTION, *each) for each in program)
    return base[: -len(allow)] + added + allow
