from __future__ import annotations

import os
import signal
import sys
import sysconfig
from pathlib import Path
from threading import Event

import pytest

from slimgo.errors import CheckFailed, SlimgoError, Stopped, ToolMissing
from slimgo.terminal.door import door, stopped_by_signals


def run(error: BaseException) -> int:
    @door
    def body() -> None:
        raise error

    with pytest.raises(SystemExit) as caught:
        body()
    return int(caught.value.code or 0)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CheckFailed("app: static ✗"), 1),
        (ToolMissing("UPX is not here"), 3),
        (Stopped(signal.SIGINT), 130),
        (Stopped(signal.SIGTERM), 143),
        (PermissionError(13, "Permission denied", "/x"), 1),
    ],
)
def test_each_way_to_end_has_its_exit_code(error: BaseException, status: int) -> None:
    assert run(error) == status


def test_an_error_says_what_why_and_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", sysconfig.get_path("scripts"))
    run(ToolMissing("UPX is not here", why="nobody brought it", cure="invoke setup"))
    assert capsys.readouterr().err == "✗ UPX is not here: nobody brought it\n  → invoke setup\n"


def test_what_cannot_be_said_does_not_change_the_exit_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @door
    def body() -> None:
        if sys.stdout:
            sys.stdout.write("left to be written")
        raise ToolMissing("UPX is not here")

    with Path("/dev/full").open("w") as full:
        for stream in (None, full):
            monkeypatch.setattr(sys, "stdout", stream)
            monkeypatch.setattr(sys, "stderr", stream)
            with pytest.raises(SystemExit) as caught:
                body()
            assert caught.value.code == 3


def test_the_first_signal_stops_and_the_second_does_not_disturb_the_clearing_up() -> None:
    cleared = []

    def interrupted_twice() -> None:
        with stopped_by_signals():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            finally:
                os.kill(os.getpid(), signal.SIGTERM)
                cleared.append(True)

    with pytest.raises(Stopped) as caught:
        interrupted_twice()
    assert cleared
    assert caught.value.exit_code == 143


def test_a_signal_is_not_lost_while_an_object_is_freed() -> None:
    class Interrupted:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    def freed_in_the_middle() -> None:
        with stopped_by_signals():
            Interrupted()
            Event().wait(10)

    with pytest.raises(Stopped) as caught:
        freed_in_the_middle()
    assert caught.value.number == signal.SIGINT


def test_whoever_tries_things_lets_a_stop_through() -> None:
    assert not issubclass(Stopped, SlimgoError)
    assert not issubclass(Stopped, Exception)
