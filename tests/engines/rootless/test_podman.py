"""Podman for a user without root: what must hold is the same, and what is missing is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

Stranger = Any  # the classes are the conftest's, which cannot be imported
MakeStranger = Callable[..., AbstractContextManager[Stranger]]
Settle = Callable[[Stranger], Callable[..., Any]]
PROJECT = Path(__file__).parents[3]

DIFFERENT = """
    sigterm found_on_this told_apart took_over stubborn that_fails loopback goes_through taken 80
    trial way
"""
"""Tests of what is done in another way for a user: networks, processes, limits."""


def test_podman_does_for_a_user_what_it_does_for_root(
    user: Stranger, binaries: dict[str, Path]
) -> None:
    """The same tests, run by that user."""
    chosen = f"podman and ({' or '.join(DIFFERENT.split())})"
    run_as(user, binaries, chosen, "test_containers.py", "test_podman.py")


def test_a_program_that_gopack_packed_answers_for_a_user(
    user: Stranger, binaries: dict[str, Path]
) -> None:
    run_as(user, binaries, "podman", "test_gopack.py")


def run_as(user: Stranger, binaries: dict[str, Path], chosen: str, *files: str) -> None:
    for name, path in binaries.items():
        user.give(path, f"binaries/{name}")
    done = user.run(
        *(sys.executable, "-m", "pytest", "-q", "-k", chosen),
        *("-p", "no:cacheprovider", "--rootdir", str(PROJECT)),
        *("--basetemp", str(user.home / "tests"), "-c", str(PROJECT / "pyproject.toml")),
        *(str(PROJECT / "tests/engines" / name) for name in files),
        SLIMGO_TEST_BINARIES=str(user.home / "binaries"),
        PYTHONPATH=str(PROJECT),
        TMPDIR=str(user.home),  # what podman still writes there when the tests have ended goes too
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout


def test_slim_works_for_a_user(user: Stranger, settle: Settle) -> None:
    invoke = settle(user)
    done = invoke("slim", "--engine", "podman", "--tag", "slim-user:v1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "$ podman build -t slim-user:v1 ." in done.stdout
    result = json.loads((user.home / "project/build/slim.json").read_text())
    statuses = {verdict["status"] for step in result["steps"] for verdict in step["verdicts"]}
    assert statuses <= {"pass", "skip"}
    assert user.run("podman", "ps", "-aq").stdout == ""
    assert user.run("podman", "image", "exists", "slim-user:v1").returncode == 0
    assert "unchecked" not in user.run("podman", "images").stdout


def test_a_user_who_may_not_open_dev_net_tun_is_told_so_and_gets_another_engine(
    make_stranger: MakeStranger, settle: Settle
) -> None:
    with make_stranger(tun=False) as user:
        invoke = settle(user)
        done = invoke("image", "--engine", "podman")
        assert done.returncode == 3, done.stdout + done.stderr
        assert done.stderr == (
            "✗ the engine podman does not work here: podman publishes a port for a user through "
            "/dev/net/tun, which this user may not open\n"
            "  → chmod 666 /dev/net/tun   (as root)\n"
        )
        assert user.run("podman", "ps", "-aq").stdout == ""
        assert user.run("podman", "images", "-aq").stdout == ""
        done = invoke("slim")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "which this user may not open: built-in engine" in done.stdout


NEWUIDMAP = """\
✗ the engine podman does not work here: podman needs newuidmap for this user's subordinate ids
  → apt-get install uidmap   (as root)
"""
SLIRP4NETNS = """\
✗ the engine podman does not work here: podman needs slirp4netns to publish a port for a user
  → apt-get install slirp4netns   (as root)
"""


@pytest.mark.parametrize(
    ("missing", "told"), [("newuidmap", NEWUIDMAP), ("slirp4netns", SLIRP4NETNS)]
)
def test_what_podman_needs_for_a_user_is_named_where_it_is_missing(
    make_stranger: MakeStranger, settle: Settle, missing: str, told: str
) -> None:
    with make_stranger(without=(missing,)) as user:
        done = settle(user)("image", "--engine", "podman")
    assert done.returncode == 3, done.stdout + done.stderr
    assert done.stderr == told


def test_a_user_who_may_not_use_docker_is_told_so_in_one_line(
    user: Stranger, settle: Settle, endpoint: str
) -> None:
    done = settle(user)("image", "--engine", "docker", DOCKER_HOST=endpoint)
    assert done.returncode == 3, done.stdout + done.stderr
    assert done.stderr == (
        "✗ the engine docker does not work here: this user may not use the Docker daemon at "
        f"{endpoint}: permission denied\n"
        "  → usermod -aG docker USER   (as root, then log in again; it gives root's rights)\n"
    )
