"""Keeps a program to what Landlock looks at: its limits on TCP do not reach MPTCP, nor io_uring.

Go listens over MPTCP unless it is told otherwise, so without this even a decent program would go
past the limit. It falls back to TCP where MPTCP is not there, which is what the filter says.
"""

from __future__ import annotations

import errno
import struct

# machine -> AUDIT_ARCH_* of linux/audit.h and the number of socket(2)
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_IO_URING_SETUP = 425  # asm-generic/unistd.h
_X32 = 0x40000000  # __X32_SYSCALL_BIT: another table of numbers
_IPPROTO_MPTCP = 262
# linux/bpf_common.h: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, …|BPF_JGE|…, BPF_RET|BPF_K
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
# linux/seccomp.h: struct seccomp_data's nr, arch and the low half of args[2]; what to return
_NUMBER, _ARCH, _THIRD = 0, 4, 32
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000


def no_mptcp(machine: str) -> bytes:
    """The filter, as an array of struct sock_filter; empty for a machine that is not known.

    machine: as uname(2) says it. System calls of its 32-bit relative pass: programs for that run.
    """
    if machine not in _MACHINES:
        return b""
    arch, socket = _MACHINES[machine]
    program = (
        (_LOAD, 0, 0, _ARCH),
        (_IF_EQUAL, 0, 6, arch),
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 5, 0, _X32),
        (_IF_EQUAL, 4, 0, _IO_URING_SETUP),
        (_IF_EQUAL, 0, 2, socket),
        (_LOAD, 0, 0, _THIRD),
        (_IF_EQUAL, 2, 0, _IPPROTO_MPTCP),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
        (_RETURN, 0, 0, _ERRNO | errno.EPROTONOSUPPORT),
    )
    return b"".join(struct.pack("=HBBI", *each) for each in program)
