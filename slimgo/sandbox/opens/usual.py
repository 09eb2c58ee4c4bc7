"""What Go itself asks for, in every program: it tells nothing about the one that is looked at.

Found by `opened` with two programs, one that prints a word and one that listens over TCP, built by
Go 1.21.13, 1.24.6 and 1.27.3, on each level of the sandbox: what the first names is Go's, and what
the second names but for the address it was told. The files of a cgroup of version 2, which the
machine had not, are those of Go's internal/runtime/cgroup; and /proc/self/auxv is what its
runtime/os_linux.go reads where the kernel has not put it on the stack.
"""

from __future__ import annotations

from slimgo.values.opened import Way

_FILES = frozenset(
    (
        "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
        "/proc/self/auxv",
        # from Go 1.25 on, which keeps to a container's limit of CPU time
        "/proc/self/cgroup",
        "/proc/self/mountinfo",
        # for the longest backlog, when it listens
        "/proc/sys/net/core/somaxconn",
    )
)
_CGROUP_FILES = ("/cpu.max", "/cpu.cfs_quota_us", "/cpu.cfs_period_us")
"""Below whatever folder /proc/self/cgroup and /proc/self/mountinfo lead to."""
_TRIED = frozenset(("tcp [::1]:0", "tcp [::ffff:127.0.0.1]:0"))
"""Where package net tries whether there is IPv6. It never listens there, so only errors show."""


def by_go(what: Way, name: str, error: str) -> bool:
    """Whether it is Go that asks for it. what, name, error: as in OpenedName."""
    if what == "file":
        return name in _FILES or name.endswith(_CGROUP_FILES)
    return what == "listens" and name in _TRIED and bool(error)
