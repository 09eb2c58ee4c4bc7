"""Processes that nobody waits for, seen in a container of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from slimgo.facts.probe import lived
from slimgo.facts.unreaped import unreaped
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import Level
from slimgo.values.guest import Guest
from tests.programs.build import built_program
from tests.waiting import until


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_program("orphans", tmp_path_factory.mktemp("orphans"))


def guest(program: Path, folder: Path, word: str) -> Guest:
    root = folder / "root"
    root.mkdir()
    shutil.copy(program, root / "program")
    return Guest(root=root, argv=("/program", word), port=0)


def test_a_program_that_waits_for_nobody_has_zombies(
    program: Path, own: Level, tmp_path: Path
) -> None:
    with start(guest(program, tmp_path, "leave"), own) as running:
        # as the kernel names what /proc/self/exe has started
        until(lambda: unreaped(running.pid) == ("exe",))


def test_one_that_waits_for_all_has_none(program: Path, own: Level, tmp_path: Path) -> None:
    with start(guest(program, tmp_path, "reap"), own) as running:
        until(lambda: "reaped" in running.output())
        assert unreaped(running.pid) == ()


@pytest.mark.parametrize(("word", "zombies"), [("leave", ("exe",)), ("reap", ())])
def test_a_probe_tells_whom_it_does_not_wait_for(
    program: Path, own: Level, tmp_path: Path, word: str, zombies: tuple[str, ...]
) -> None:
    started = lambda: start(guest(program, tmp_path, word), own)  # noqa: E731  a start
    assert lived(started, seconds=1.0).zombies == zombies


def test_our_own_zombie_is_seen_until_it_is_waited_for() -> None:
    child = subprocess.Popen(["true"])
    until(lambda: "true" in (unreaped(os.getpid()) or ()))
    child.wait()
    assert "true" not in (unreaped(os.getpid()) or ())


def test_of_a_process_that_has_gone_nothing_is_known() -> None:
    child = subprocess.Popen(["true"])
    child.wait()
    assert unreaped(child.pid) is None
