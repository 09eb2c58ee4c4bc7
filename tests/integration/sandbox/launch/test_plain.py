"""A program on the machine's own network: believed only where the answer is its own."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from slimgo.errors import EngineFailed
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import NONE
from slimgo.values.guest import Guest
from slimgo.values.running import Running
from tests.waiting import PATIENCE_SECONDS

Make = Callable[..., Guest]
Ask = Callable[[Running], str]
Begun = Callable[[Running], Path]


def test_an_answer_comes_back_and_sigterm_ends_it_with_its_own_status(
    program: Make, ask: Ask
) -> None:
    with start(program("hello"), NONE) as running:
        assert ask(running) == "Hello Ahmed"
        ended = running.stop(signal.SIGTERM, PATIENCE_SECONDS)
        assert ended is not None
        assert ended.status == 0


def test_a_stranger_at_the_port_is_no_answer_and_is_named_without_waiting(
    program: Make, stranger: socket.socket
) -> None:
    began = time.monotonic()
    with (
        start(program("hello"), NONE) as running,
        pytest.raises(EngineFailed, match=r"port 3000 is held by another process") as raised,
    ):
        running.connect(PATIENCE_SECONDS)
    assert f"(pid {os.getpid()})" in raised.value.what
    assert time.monotonic() - began < PATIENCE_SECONDS / 2
    stranger.settimeout(0)
    with pytest.raises(BlockingIOError):
        stranger.accept()


def test_it_gets_the_images_environment_directory_and_user_and_no_new_privilege(
    program: Make, begun: Begun
) -> None:
    made = program("silent", env=(("A", "b"),), uid=65534, gid=65533, working_dir="/data")
    (made.root / "data").mkdir()
    with start(replace(made, argv=("../app.bin",)), NONE) as running:
        process = begun(running)
        assert b"A=b" in (process / "environ").read_bytes().split(b"\0")
        assert (process / "cwd").readlink() == made.root / "data"
        status = (process / "status").read_text()
        assert "NoNewPrivs:\t1" in status
        user = 65534 if os.geteuid() == 0 else os.geteuid()
        assert f"Uid:\t{user}\t{user}\t{user}" in status
        opened = {int(entry.name): entry.readlink() for entry in (process / "fd").iterdir()}
        assert str(opened.pop(0)) == "/dev/null"
        # its output, Go's own event loop, and Go's own look at its CPU quota
        its = ("pipe:", "anon_inode:", "/sys/fs/cgroup/")
        assert all(str(name).startswith(its) for name in opened.values()), opened


def test_one_that_ends_without_listening_is_told_with_its_last_words(program: Make) -> None:
    absent = replace(program("silent"), argv=("./absent",))
    with start(absent, NONE) as running, pytest.raises(EngineFailed, match=r"status 127: .*absent"):
        running.connect(PATIENCE_SECONDS)


def test_a_link_out_of_the_image_is_not_followed(program: Make) -> None:
    made = program("silent")
    (made.root / "shell").symlink_to("/bin/sh")
    link = replace(made, argv=("./shell",))
    with start(link, NONE) as running, pytest.raises(EngineFailed, match=r"status 127: .*shell"):
        running.connect(PATIENCE_SECONDS)


def test_runs_take_turns_at_the_port(
    program: Make, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = threading.Event()

    def sleep(seconds: float) -> None:
        waits.set()
        time.sleep(seconds)

    clock = SimpleNamespace(monotonic=time.monotonic, sleep=sleep)
    monkeypatch.setattr("slimgo.sandbox.portlock.time", clock)
    second = program("wrong")
    answers: list[str] = []

    def run_second() -> None:
        with start(second, NONE) as running:
            answers.append(ask(running))

    with start(program("hello"), NONE) as running:
        waiting = threading.Thread(target=run_second)
        waiting.start()
        assert waits.wait(PATIENCE_SECONDS)
        answers.append(ask(running))
    waiting.join()
    assert answers == ["Hello Ahmed", "Goodbye"]


def test_one_that_ignores_sigterm_is_removed_with_its_process_group(
    program: Make, ask: Ask
) -> None:
    with start(program("stubborn"), NONE) as running:
        ask(running)
        assert running.stop(signal.SIGTERM, 0.3) is None
        pid = running.pid
    assert not Path(f"/proc/{pid}").exists()
