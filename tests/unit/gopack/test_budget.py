"""Work side by side within a bound of memory."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from slimgo.gopack.budget import Job, side_by_side

_BRIEFLY_SECONDS = 0.01


class Counter:
    """How much the jobs need that run at the same time, at most."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.lock = threading.Lock()

    def job(self, number: int, needs: int) -> Job[int]:
        def run() -> int:
            with self.lock:
                self.now += needs
                self.most = max(self.most, self.now)
            threading.Event().wait(_BRIEFLY_SECONDS)
            with self.lock:
                self.now -= needs
            return number

        return Job(run=run, needs=needs)


def test_results_come_in_the_order_of_the_jobs() -> None:
    counter = Counter()
    jobs = [counter.job(number, number % 3) for number in range(20)]
    assert side_by_side(jobs, 100) == list(range(20))


def test_no_more_runs_at_once_than_there_is_room_for() -> None:
    counter = Counter()
    side_by_side([counter.job(number, 4) for number in range(12)], 9)
    assert counter.most == 8


def test_what_needs_more_than_there_is_runs_alone() -> None:
    counter = Counter()
    side_by_side([counter.job(number, 50 if number == 5 else 1) for number in range(8)], 9)
    assert counter.most == 50


def test_an_error_is_told_and_what_waits_goes_on() -> None:
    def fail() -> int:
        raise MemoryError

    with pytest.raises(MemoryError):
        side_by_side([Job(run=fail, needs=9), Counter().job(1, 9)], 9)


def test_a_thread_that_the_system_does_not_give_is_memory_that_ran_out(monkeypatch) -> None:
    def submit(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(ThreadPoolExecutor, "submit", submit)
    with pytest.raises(MemoryError):
        side_by_side([Counter().job(1, 1)], 1)
