"""What is Go's own, and what only looks like it."""

from __future__ import annotations

import pytest

from slimgo.sandbox.opens.usual import by_go
from slimgo.values.opened import Way


@pytest.mark.parametrize(
    ("what", "name", "error", "expected"),
    [
        ("file", "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", "ENOENT", True),
        ("file", "/proc/self/cgroup", "", True),
        ("file", "/sys/fs/cgroup/app.slice/cpu.max", "", True),
        ("file", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "", True),
        ("file", "/proc/self/exe", "", False),
        ("file", "/etc/resolv.conf", "ENOENT", False),
        ("executes", "/proc/self/cgroup", "", False),
        ("listens", "tcp [::1]:0", "EADDRNOTAVAIL", True),
        ("listens", "tcp [::1]:0", "", False),
        ("connects", "tcp [::1]:0", "ECONNREFUSED", False),
    ],
)
def test_only_what_every_go_program_asks_for_is_gos(
    what: Way, name: str, error: str, *, expected: bool
) -> None:
    assert by_go(what, name, error) is expected
