"""Turns at a port."""

from __future__ import annotations

import threading
import time

import pytest

from slimgo.errors import EngineFailed
from slimgo.run.engine.builtin.portlock import turn_at

# above every port: no run of slimgo waits for this one
NUMBER = 70_001


def test_a_turn_is_waited_for_no_longer_than_patience_lasts() -> None:
    with (
        turn_at(NUMBER),
        pytest.raises(EngineFailed, match="in use by another run") as raised,
    ):
        turn_at(NUMBER, 0.05)
    assert raised.value.cure


def test_the_next_one_comes_when_the_turn_ends() -> None:
    first = turn_at(NUMBER)
    threading.Timer(0.05, first.close).start()
    began = time.monotonic()
    turn_at(NUMBER, 5).close()
    assert 0.04 < time.monotonic() - began < 5


def test_ports_do_not_wait_for_each_other() -> None:
    with turn_at(NUMBER), turn_at(NUMBER + 1, 0):
        pass
