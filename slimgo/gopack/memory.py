"""Memory: is there enough to begin, and what nothing holds any more goes back to the system."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import sys
from collections.abc import Iterator

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _MOST_MAPPED, _ARENAS = -1, -3, -4, -8  # malloc.h
_USUAL_MAPPED = 65536
_HUGE_PAGES = 14  # MADV_HUGEPAGE of mman.h
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
            library.mallopt(_MOST_MAPPED, _USUAL_MAPPED)
            library.mallopt(_MMAP_THRESHOLD, _LARGE)
            library.mallopt(_TRIM_THRESHOLD, 4 * _LARGE)
            library.mallopt(_ARENAS, 1)  # not one more for each thread


def give_back() -> None:
    """What was freed in small pieces, too."""
    with contextlib.suppress(AttributeError, OSError):
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)


@contextlib.contextmanager
def large_pages(size: int) -> Iterator[None]:
    """Meanwhile so many bytes may be in pages of 2 MB, if the kernel is set to give any.

    A compressor looks all over its tables, and a third of its time goes into finding their pages.
    The memory is asked for once, marked, and freed: whoever asks next gets it from there.
    """
    with contextlib.suppress(AttributeError, OSError):
        if sys.platform == "linux":
            library = ctypes.CDLL(None)
            library.malloc.restype = ctypes.c_void_p
            library.mallopt(_MOST_MAPPED, 0)
            library.mallopt(_TRIM_THRESHOLD, (1 << 31) - 1)
            place = library.malloc(ctypes.c_size_t(size))
            if place:
                begin = -(-place // _LARGE) * _LARGE
                end = (place + size) // _LARGE * _LARGE
                library.madvise(
                    ctypes.c_void_p(begin), ctypes.c_size_t(max(end - begin, 0)), _HUGE_PAGES
                )
                library.free(ctypes.c_void_p(place))
    try:
        yield
    finally:
        keep_little()
        give_back()
