"""A command that is done in our own process, as a process of its own would be."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from slimgo.errors import BadInput, CommandFailed, ToolMissing
from slimgo.run.process import Completed, Request, Surroundings, run
from slimgo.values.command import Command

HELLO = Command(argv=("python", "-m", "hello", "one", "two"), env=(("NAME", "command"),))


def surroundings(do: object, folder: Path) -> Surroundings:
    return Surroundings(
        directory=folder,
        environment={"NAME": "surroundings", "OTHER": "kept"},
        in_process={("python", "-m", "hello"): do},  # type: ignore[dict-item]
    )


def test_it_gets_its_words_its_folder_and_its_environment(tmp_path: Path) -> None:
    requests: list[Request] = []

    def do(request: Request) -> str:
        requests.append(request)
        return f"{Path.cwd()}\n"

    done = run(HELLO, surroundings(do, tmp_path))
    assert requests == [
        Request(
            words=("one", "two"),
            directory=tmp_path,
            environment={"NAME": "command", "OTHER": "kept"},
        )
    ]
    # the process's own folder and environment are nobody's to change
    assert done.stdout == f"{Path.cwd()}\n"
    assert "NAME" not in os.environ


def test_a_failure_is_raised_as_it_is(tmp_path: Path) -> None:
    def do(_: Request) -> str:
        raise BadInput("no", why="so", cure="yes")

    with pytest.raises(BadInput) as caught:
        run(HELLO, surroundings(do, tmp_path))
    assert (caught.value.what, caught.value.why, caught.value.cure) == ("no", "so", "yes")


def test_without_check_a_failure_is_a_status_and_words(tmp_path: Path) -> None:
    def do(_: Request) -> str:
        raise ToolMissing("no", why="so")

    done = run(HELLO, surroundings(do, tmp_path), check=False)
    assert (done.status, done.stdout, done.stderr) == (3, "", "✗ no: so\n")


def test_it_is_ended_when_its_time_is_over(tmp_path: Path) -> None:
    cleared = []

    def do(_: Request) -> str:
        try:
            time.sleep(60)
        finally:
            cleared.append("cleared")
        return ""

    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(CommandFailed, match=r"did not end within 0\.05 s, and was ended"):
        run(HELLO, surroundings(do, tmp_path), timeout_seconds=0.05)
    assert cleared == ["cleared"]
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_in_another_thread_its_time_being_over_is_noticed_at_its_end(tmp_path: Path) -> None:
    raised: list[BaseException] = []

    def do(_: Request) -> str:
        time.sleep(0.02)
        return ""

    def work() -> None:
        try:
            run(HELLO, surroundings(do, tmp_path), timeout_seconds=0.001)
        except CommandFailed as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(raised) == 1


def test_what_is_in_time_is_not_disturbed(tmp_path: Path) -> None:
    done = run(HELLO, surroundings(lambda _: "well\n", tmp_path), timeout_seconds=60)
    assert isinstance(done, Completed)
    assert (done.status, done.stdout) == (0, "well\n")
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
