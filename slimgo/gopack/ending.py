"""How a signal ends this process: what is half done is undone, and nothing is said.

It imports nothing that is not there when Python begins: the command does this first, and whatever
is interrupted before has a traceback.
"""

from __future__ import annotations

# signal.py is this with names for numbers; the module that gives them takes as long to import as
# Python takes to begin
import _signal as signal  # type: ignore[import-not-found]
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, TracebackType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_half_done: list[Callable[[], object]] = []


class Undone:
    """Within it a signal that ends the process calls this first. It may be called at any moment,
    so it must not mind where there is nothing to undo."""

    def __init__(self, undo: Callable[[], object]) -> None:
        self._undo = undo

    def __enter__(self) -> None:
        _half_done.append(self._undo)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _half_done.remove(self._undo)


def end_at_signals() -> None:
    """From here on SIGINT, SIGTERM and SIGHUP end the process at once, with 128 and their number.

    No exception is raised: it would wait for compressors in other threads, and a library that is
    being imported may make another one of it. What is ignored, as by nohup, stays ignored.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    for undo in reversed(_half_done):
        try:
            undo()
        except OSError:
            continue
    os._exit(128 + number)
