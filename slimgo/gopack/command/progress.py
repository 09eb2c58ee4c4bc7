"""A line on a terminal while it works: which file, which step, for how long. In a pipe: nothing."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from types import TracebackType
from typing import Self, TextIO

from slimgo.gopack.ending import Undone

_ERASE = "\r\x1b[K"
_SECONDS = 0.25


class Progress:
    """Within it the line is there, and moves; at the end, by a signal too, it is taken away.

    name: the file's. Each step is told by calling it.
    """

    def __init__(self, stream: TextIO | None, name: str) -> None:
        self._stream = stream
        self._name = name
        self._step = ""
        self._began = time.monotonic()
        self._ended = threading.Event()
        self._shown = bool(stream and stream.isatty()) and os.environ.get("TERM") != "dumb"
        self._undone = Undone(self._erase)
        self._thread = threading.Thread(target=self._move, daemon=True)

    def __call__(self, step: str) -> None:
        self._step = step
        if self._shown:
            self._show()

    @property
    def seconds(self) -> float:
        """Since it was made."""
        return time.monotonic() - self._began

    def __enter__(self) -> Self:
        if self._shown:
            self._undone.__enter__()
            try:
                self._thread.start()
            except RuntimeError:  # Python's words for a thread that the system does not give
                self._undone.__exit__(None, None, None)
                self._shown = False
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._ended.set()
            self._thread.join()
            self._erase()
            self._undone.__exit__(kind, error, trace)

    def line(self, columns: int) -> str:
        """As it is now; whole seconds, for what changes faster only flickers."""
        seconds = int(self.seconds)
        step = f": {self._step} …" + (f" {seconds} s" if seconds else "")
        room = max(columns - 1 - len(step), 1)
        name = (
            self._name
            if len(self._name) <= room
            else f"…{self._name[len(self._name) - room + 1 :]}"
        )
        return f"{name}{step}"[: columns - 1]

    def _move(self) -> None:
        while not self._ended.wait(_SECONDS):
            self._show()

    def _show(self) -> None:
        import shutil  # with three compressors; nobody needs it but on a terminal

        line = self.line(shutil.get_terminal_size().columns)
        self._write(f"{_ERASE}{line}")

    def _erase(self) -> None:
        self._write(_ERASE)

    def _write(self, text: str) -> None:
        """By itself: what a signal interrupts may hold the stream's lock."""
        if self._stream:
            with contextlib.suppress(OSError):  # the terminal may be gone
                os.write(self._stream.fileno(), text.encode(errors="replace"))
