"""What the packers' benchmark measures is real time."""

from __future__ import annotations

import os

import pytest

from bench.packers.starts import whole


def test_how_long_a_command_takes_is_not_rounded_up_to_a_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Looks of growing distance would see a command of 70 ms end at 114 ms; so it must not look."""
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("it looked now and then"))
    assert whole(("sleep", "0.07"), os.sched_getaffinity(0), {}) > 0.07


def test_a_command_that_fails_is_no_figure() -> None:
    with pytest.raises(OSError, match="ended with status 1"):
        whole(("false",), os.sched_getaffinity(0), {})
