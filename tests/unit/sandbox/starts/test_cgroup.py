"""Where a memory group may be made is read off the kernel's own texts, for both versions."""

from __future__ import annotations

from pathlib import Path

from slimgo.sandbox.starts.cgroup import _V1, _V2, _places

HYBRID_MOUNTS = """\
30 25 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
31 30 0:27 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
32 30 0:28 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
33 30 0:29 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
"""
V2_MOUNTS = "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n"
OWN = "0::/user.slice/session-1.scope\n"


def places(cgroups: str, mounts: str) -> list[tuple[str, tuple[str, str]]]:
    return [(str(place), limits) for place, limits in _places(cgroups, mounts)]


def test_version_1_below_our_own_group() -> None:
    found = places("5:memory:/job\n4:cpu:/\n0::/\n", HYBRID_MOUNTS)
    assert found[0] == ("/sys/fs/cgroup/memory/job", _V1)


def test_version_2_below_our_own_group_then_beside_it() -> None:
    assert places(OWN, V2_MOUNTS) == [
        ("/sys/fs/cgroup/user.slice/session-1.scope", _V2),
        ("/sys/fs/cgroup/user.slice", _V2),
    ]


def test_at_the_top_there_is_no_beside() -> None:
    assert places("0::/\n", V2_MOUNTS) == [("/sys/fs/cgroup", _V2)]


def test_in_a_container_what_is_mounted_is_the_hierarchy_from_its_group_on() -> None:
    mounts = "30 25 0:26 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"
    assert places("5:memory:/docker/abc\n", mounts) == [("/sys/fs/cgroup/memory", _V1)]


def test_a_name_with_a_space_is_read() -> None:
    mounts = r"30 25 0:26 / /sys/fs/c\040g rw - cgroup2 cgroup2 rw"
    assert places("0::/\n", mounts) == [(str(Path("/sys/fs/c g")), _V2)]


def test_without_a_memory_group_there_is_no_place() -> None:
    assert places("4:cpu:/\n", "31 30 0:27 / /c rw - cgroup cgroup rw,cpu\n") == []
