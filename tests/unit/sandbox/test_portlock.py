"""Turns at a port."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from slimgo.errors import EngineFailed
from slimgo.sandbox import portlock
from slimgo.sandbox.portlock import turn_at
from tests.waiting import PATIENCE_SECONDS

# above every port: no run of slimgo waits for this one
NUMBER = 70_001


def test_a_turn_is_waited_for_no_longer_than_patience_lasts() -> None:
    with (
        turn_at(NUMBER),
        pytest.raises(EngineFailed, match="in use by another run") as raised,
    ):
        turn_at(NUMBER, 0.05)
    assert raised.value.cure


def test_the_next_one_comes_when_the_turn_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    first = turn_at(NUMBER)
    looks: list[float] = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            first.close()

    monkeypatch.setattr(portlock, "time", SimpleNamespace(monotonic=time.monotonic, sleep=sleep))
    turn_at(NUMBER, PATIENCE_SECONDS).close()
    assert len(looks) == 3


def test_ports_do_not_wait_for_each_other() -> None:
    with turn_at(NUMBER), turn_at(NUMBER + 1, 0):
        pass
