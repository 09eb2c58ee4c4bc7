"""Memory: is there enough to begin, and what nothing holds any more goes back to the system."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENAS = -1, -3, -8  # malloc.h
_LARGE = 2 << 20
"""Bytes of what is no longer worth keeping for the next one who asks."""


_LIBRARIES = 128 << 20
"""Bytes of address space that numpy and its like take when they are imported."""


def begin() -> None:
    """Raises MemoryError where there is too little even for the libraries: one of them ends the
    process then, with words of its own."""
    try:
        mmap.mmap(-1, _LIBRARIES).close()
    except OSError as error:
        raise MemoryError from error


def keep_little() -> None:
    """What is large and freed goes back at once. glibc would keep up to 32 MB of each for later,
    between things that are still there: as much as the program again. Other C libraries stay."""
    with contextlib.suppress(AttributeError, OSError):
        if sys.platform == "linux":
            library = ctypes.CDLL(None)
            library.mallopt(_MMAP_THRESHOLD, _LARGE)
            library.mallopt(_TRIM_THRESHOLD, 4 * _LARGE)
            library.mallopt(_ARENAS, 1)  # not one more for each thread


def give_back() -> None:
    """What was freed in small pieces, too."""
    with contextlib.suppress(AttributeError, OSError):
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)
