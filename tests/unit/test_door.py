from __future__ import annotations

import os
import signal

import pytest

from slimgo.door import door, stopped_by_signals
from slimgo.errors import CheckFailed, SlimgoError, Stopped, ToolMissing


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


def test_an_error_says_what_why_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    run(ToolMissing("UPX is not here", why="nobody brought it", cure="invoke setup"))
    assert capsys.readouterr().err == "✗ UPX is not here: nobody brought it\n  → invoke setup\n"


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


def test_whoever_tries_things_lets_a_stop_through() -> None:
    assert not issubclass(Stopped, SlimgoError)
    assert not issubclass(Stopped, Exception)
