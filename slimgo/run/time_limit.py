"""A limit of time for work in our own process."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """A BaseException, so that no `except Exception` on the way swallows it."""


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raises OutOfTime in what it holds, or at its end, once the seconds have passed.

    By SIGALRM, which only the main thread can have; in another thread, and within one call of a
    C library, it is noticed afterwards. None is no limit.
    """
    if seconds is None:
        yield
        return
    deadline = time.monotonic() + seconds

    def ring(_: int, __: FrameType | None) -> None:
        raise OutOfTime

    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGALRM, ring) if main else None
    try:
        if main:
            signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
    finally:
        if main:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before or signal.SIG_DFL)
    if time.monotonic() > deadline:
        raise OutOfTime
