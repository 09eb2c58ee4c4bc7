"""What the middle levels take away, and what they say they leave."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import ToolMissing
from slimgo.sandbox.landlock import landlock
from slimgo.sandbox.level import Level
from slimgo.sandbox.middle_levels import chroot_level, landlock_level
from slimgo.values.guest import Guest


@pytest.fixture
def program(tmp_path: Path) -> Guest:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/app").touch()
    return Guest(
        root=tmp_path,
        argv=("./app",),
        port=3000,
        uid=12,
        gid=34,
        runs_as=(12, 34),
        working_dir="/bin",
    )


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.mark.usefixtures("as_root")
def test_in_a_chroot_every_path_is_the_images(program: Guest) -> None:
    launch = chroot_level(7).launch(program)
    assert launch.root == str(program.root.resolve())
    assert (launch.executable, launch.directory) == ("/bin/app", "/bin")
    assert launch.landlock == landlock(7, root="/", port=3000, writable=True)
    assert (launch.uid, launch.gid) == (12, 34)


def test_landlock_alone_keeps_the_machines_paths(program: Guest) -> None:
    root = str(program.root.resolve())
    launch = landlock_level(7).launch(program)
    assert launch.root == ""
    assert (launch.executable, launch.directory) == (f"{root}/bin/app", f"{root}/bin")
    assert launch.landlock == landlock(7, root=root, port=3000, writable=False)


@pytest.mark.usefixtures("as_root")
@pytest.mark.parametrize("level", [chroot_level, landlock_level])
def test_neither_leaves_a_capability_or_a_way_to_gain_one(
    level: Callable[[int], Level], program: Guest
) -> None:
    launch = level(3).launch(program)
    assert launch.capabilities == ()
    assert launch.no_new_privs


@pytest.mark.usefixtures("as_root")
def test_in_a_chroot_the_images_root_has_power_over_its_files_only(program: Guest) -> None:
    roots = replace(program, uid=0, gid=0, runs_as=None)
    chown, dac_override, fowner, fsetid, net_bind_service = 0, 1, 3, 4, 10
    kept = (chown, dac_override, fowner, fsetid, net_bind_service)
    assert chroot_level(7).launch(roots).capabilities == kept
    # Landlock's program sees this machine's files
    assert landlock_level(7).launch(roots).capabilities == ()


@pytest.mark.usefixtures("as_root")
def test_a_read_only_chroot_may_not_be_written(program: Guest) -> None:
    launch = chroot_level(7).launch(replace(program, read_only=True))
    assert launch.landlock == landlock(7, root="/", port=3000, writable=False)


def test_the_filter_leaves_mptcp_out_where_landlock_limits_tcp(program: Guest) -> None:
    before, since = (landlock_level(abi).launch(program).seccomp for abi in (3, 4))
    assert 0 < len(before) < len(since)


@pytest.mark.usefixtures("as_root")
def test_a_chroot_needs_no_landlock(program: Guest) -> None:
    assert chroot_level(0).launch(program).landlock is None


def test_what_cannot_be_had_says_why(program: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(ToolMissing) as no_root:
        chroot_level(7).launch(program)
    assert no_root.value.why == "only root may change its root"
    with pytest.raises(ToolMissing) as no_landlock:
        landlock_level(0).launch(program)
    assert no_landlock.value.why == "this kernel has no Landlock switched on"


@pytest.mark.parametrize(
    ("abi", "words"),
    [
        (0, "the network, abstract sockets, its user's processes and shared memory"),
        (1, "the network, abstract sockets, signals to its user's processes and shared memory"),
        (4, "UDP, abstract sockets, signals to its user's processes and shared memory"),
        (7, "UDP and shared memory"),
    ],
)
def test_what_a_chroot_lacks_depends_on_the_kernel(abi: int, words: str) -> None:
    assert chroot_level(abi).lacks == f"{words} are this machine's"


def test_landlock_lacks_more_the_older_it_is() -> None:
    assert landlock_level(7).lacks == (
        "the names and attributes of files, Unix sockets, UDP and shared memory are this machine's"
    )
    assert "lengths of files" in landlock_level(2).lacks
    assert "the network" in landlock_level(3).lacks
    assert "signals" in landlock_level(5).lacks
