"""Memory that nothing holds any more, given back to the system."""

from __future__ import annotations

import contextlib
import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h
_LARGE = 2 << 20
"""Bytes of what is no longer worth keeping for the next one who asks."""


def keep_little() -> None:
    """What is large and freed goes back at once. glibc would keep up to 32 MB of each for later,
    between things that are still there: as much as the program again. Other C libraries stay."""
    with contextlib.suppress(AttributeError, OSError):
        if sys.platform == "linux":
            library = ctypes.CDLL(None)
            library.mallopt(_MMAP_THRESHOLD, _LARGE)
            library.mallopt(_TRIM_THRESHOLD, 4 * _LARGE)


def give_back() -> None:
    """What was freed in small pieces, too."""
    with contextlib.suppress(AttributeError, OSError):
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)
