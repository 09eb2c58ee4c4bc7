"""Delays signals while a process is being started, until its number is known."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def signals_wait() -> Iterator[Callable[[], None]]:
    """Within it a signal only leaves a note; what it yields delivers it, once it is known whom
    to end. A signal in the middle of a start would lose the process that was just made."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None  # signals reach the main thread only
        return
    before = {number: signal.getsignal(number) for number in _ENDING}
    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, lambda number, _: came.append(number))
    try:
        yield lambda: _raise_first(came)
    finally:
        for number, handler in before.items():
            if callable(handler):
                signal.signal(number, handler)


def _raise_first(came: list[int]) -> None:
    for number in came[:1]:
        signal.raise_signal(number)
