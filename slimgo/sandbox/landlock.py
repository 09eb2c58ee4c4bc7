"""What Landlock can refuse a program, by the version of it that a kernel has.

Names and numbers are those of linux/landlock.h; what came with which ABI is told in the kernel's
Documentation/userspace-api/landlock.rst, under "Previous limitations".
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

# LANDLOCK_ACCESS_FS_*
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_DEVICES = 1 << 6 | 1 << 11  # MAKE_CHAR, MAKE_BLOCK
_FILES_FROM_ABI = {
    1: (1 << 13) - 1,
    2: 1 << 13,  # REFER: links and renames from one folder to another
    3: 1 << 14,  # TRUNCATE
    5: 1 << 15,  # IOCTL_DEV
}
# LANDLOCK_ACCESS_NET_BIND_TCP
_BIND = 1
_NET_FROM_ABI = {4: _BIND | 1 << 1}
# LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET, LANDLOCK_SCOPE_SIGNAL
_SCOPED_FROM_ABI = {6: 1 << 0 | 1 << 1}

_CREATE_RULESET = 444  # the same on every architecture: asm-generic/unistd.h
_CREATE_RULESET_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Landlock:
    """What the system calls are given: all is refused but what stands here.

    root, beneath: the folder below which these kinds are allowed, LANDLOCK_ACCESS_FS_* bits.
    also: more such folders, each with its bits.
    """

    ruleset: bytes
    """struct landlock_ruleset_attr, the kinds of access that are refused."""
    root: str
    beneath: int
    also: tuple[tuple[str, int], ...]
    port: bytes
    """struct landlock_net_port_attr of the port that may be bound; empty for none."""


def landlock(
    abi: int, *, root: str, port: int, writable: bool, volumes: tuple[str, ...] = ()
) -> Landlock:
    """Reads and executions below root, listening at the port over TCP, and no more.

    abi: from 1 on; a newer one is treated as the newest one known. writable: all but devices may
    also be made, changed and removed below root. volumes: folders where that may be done whatever
    root is.
    """
    files = _known(_FILES_FROM_ABI, abi)
    usual = _EXECUTE | _READ_FILE | _READ_DIR
    net = _known(_NET_FROM_ABI, abi)
    ruleset = (files, net, _known(_SCOPED_FROM_ABI, abi))
    return Landlock(
        ruleset=struct.pack("=QQQ", *ruleset)[: _ruleset_bytes(abi)],
        root=root,
        beneath=files & ~_DEVICES if writable else usual,
        also=tuple((each, files & ~_DEVICES) for each in volumes),
        # a rule for port 0 would allow any port that the kernel picks
        port=struct.pack("=QQ", _BIND, port) if net and port else b"",
    )


def _known(from_abi: dict[int, int], abi: int) -> int:
    return sum(bits for since, bits in from_abi.items() if since <= abi)


def _ruleset_bytes(abi: int) -> int:
    """The struct has grown: a kernel refuses with E2BIG what is longer than it knows."""
    return 8 * (1 + (abi >= min(_NET_FROM_ABI)) + (abi >= min(_SCOPED_FROM_ABI)))


def kernel_abi() -> int:
    """This kernel's Landlock ABI; 0 where it has none, or has it switched off or filtered."""
    import ctypes

    version = (None, ctypes.c_size_t(0), ctypes.c_uint32(_CREATE_RULESET_VERSION))
    abi: int = ctypes.CDLL(None).syscall(ctypes.c_long(_CREATE_RULESET), *version)
    return max(0, abi)
