"""System calls that a program may not make: those that docker and podman refuse anyone, and MPTCP.

Landlock's limits on TCP do not reach MPTCP, which Go listens over unless it is told otherwise; it
falls back to TCP where MPTCP is not there, which is what the filter says.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable
from dataclasses import dataclass

# machine -> AUDIT_ARCH_* of linux/audit.h
_ARCHS = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# system call -> its number on each machine: linux/arch/x86/entry/syscalls, asm-generic/unistd.h
_NUMBERS = {
    "socket": {"x86_64": 41, "aarch64": 198},
    "clone": {"x86_64": 56, "aarch64": 220},
    "unshare": {"x86_64": 272, "aarch64": 97},
    "add_key": {"x86_64": 248, "aarch64": 217},
    "request_key": {"x86_64": 249, "aarch64": 218},
    "keyctl": {"x86_64": 250, "aarch64": 219},
    **{
        name: dict.fromkeys(_ARCHS, number)
        for name, number in (
            ("io_uring_setup", 425),
            ("io_uring_enter", 426),
            ("io_uring_register", 427),
            ("clone3", 435),
        )
    },
}
_X32 = 0x40000000  # __X32_SYSCALL_BIT: another table of numbers
_IPPROTO_MPTCP = 262
_CLONE_NEW_ANY = 0x7E020000  # every CLONE_NEW* of linux/sched.h, as docker's profile has it
# linux/bpf_common.h: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, …|BPF_JGE|…, …|BPF_JSET|…,
# BPF_RET|BPF_K
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# linux/seccomp.h: struct seccomp_data's nr and arch, and where args begins; what to return
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A system call that ends with an error instead."""

    name: str
    error: int
    argument: int | None = None
    """Refused only where the low half of that argument, from 0 on, passes the test with the
    operand; None for every call."""
    test: int = _IF_EQUAL
    operand: int = 0


AS_ENGINES = (
    # what no program may in a container of docker or podman, or of one of them
    *(
        Refused(name=f"io_uring_{part}", error=errno.ENOSYS)
        for part in ("setup", "enter", "register")
    ),
    *(Refused(name=name, error=errno.EPERM) for name in ("add_key", "request_key", "keyctl")),
    Refused(name="unshare", error=errno.EPERM),
    Refused(name="clone", error=errno.EPERM, argument=0, test=_IF_ANY_BIT, operand=_CLONE_NEW_ANY),
    Refused(name="clone3", error=errno.ENOSYS),  # its flags are in memory, out of a filter's sight
)
"""From docker's default profile (moby, profiles/seccomp) and podman's (containers-common)."""

NO_MPTCP = Refused(name="socket", error=errno.EPROTONOSUPPORT, argument=2, operand=_IPPROTO_MPTCP)


def seccomp_filter(machine: str, refused: Iterable[Refused]) -> bytes:
    """An array of struct sock_filter; empty for a machine that is not known.

    machine: as uname(2) says it. System calls through the 32-bit compatibility ABI pass.
    """
    if machine not in _ARCHS:
        return b""
    program = [
        (_LOAD, 0, 0, _ARCH),
        (_IF_EQUAL, 1, 0, _ARCHS[machine]),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
    ]
    for each in refused:
        program += _refusal(_NUMBERS[each.name][machine], each)
    program.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def _refusal(number: int, refused: Refused) -> list[tuple[int, int, int, int]]:
    answer = (_RETURN, 0, 0, _ERRNO | refused.error)
    if refused.argument is None:
        return [(_LOAD, 0, 0, _NUMBER), (_IF_EQUAL, 0, 1, number), answer]
    return [
        (_LOAD, 0, 0, _NUMBER),
        (_IF_EQUAL, 0, 3, number),
        (_LOAD, 0, 0, _ARGUMENTS + 8 * refused.argument),
        (refused.test, 0, 1, refused.operand),
        answer,
    ]
