"""What a program writes: always read, so that it never blocks, and its last lines kept."""

from __future__ import annotations

import os
import threading

_KEPT_BYTES = 4096
_CHUNK_BYTES = 1 << 16
_LAST_WORDS_SECONDS = 1.0


class Output:
    """Pipes for a program's standard output and error, read by threads into one tail.

    show: also passed on to our own standard output and error, as they come.
    """

    def __init__(self, *, show: bool) -> None:
        self._lock = threading.Lock()
        self._tail = b""
        out_read, out_write = os.pipe()
        self.write_ends: tuple[int, int]
        sources: list[tuple[int, int | None]]
        if show:
            err_read, err_write = os.pipe()
            self.write_ends = (out_write, err_write)
            sources = [(out_read, 1), (err_read, 2)]
        else:
            # one pipe for both keeps their order
            self.write_ends = (out_write, out_write)
            sources = [(out_read, None)]
        self._readers = [
            threading.Thread(target=self._read, args=source, daemon=True) for source in sources
        ]
        for reader in self._readers:
            reader.start()

    def started(self) -> None:
        """Our copies of the write ends are let go: the program has its own. May be called twice."""
        for fd in set(self.write_ends) - {-1}:
            os.close(fd)
        self.write_ends = (-1, -1)

    def tail(self) -> str:
        """The last 4 kB, both streams together, whole lines where there is more."""
        with self._lock:
            tail = self._tail
        if len(tail) == _KEPT_BYTES:
            tail = tail.partition(b"\n")[2] or tail
        return tail.decode("utf-8", "replace").strip()

    def last_words(self) -> str:
        """The tail of a program that has ended: what it wrote last is waited for."""
        for reader in self._readers:
            reader.join(_LAST_WORDS_SECONDS)
        return self.tail()

    def close(self) -> None:
        """After the program has ended; closes what is still open."""
        self.started()
        self.last_words()

    def _read(self, source: int, shown: int | None) -> None:
        try:
            while chunk := os.read(source, _CHUNK_BYTES):
                with self._lock:
                    self._tail = (self._tail + chunk)[-_KEPT_BYTES:]
                if shown is not None and not _written(shown, chunk):
                    shown = None
        finally:
            os.close(source)


def _written(target: int, chunk: bytes) -> bool:
    """False when nobody reads it any more: a closed pipe ends the showing, not the program."""
    try:
        while chunk:
            chunk = chunk[os.write(target, chunk) :]
    except OSError:
        return False
    return True
