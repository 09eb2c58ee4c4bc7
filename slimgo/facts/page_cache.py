"""Whether a file's pages are in memory, and how to have them dropped without being root."""

from __future__ import annotations

import ctypes
import mmap
import os
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_RESIDENT = 1


def evict(path: Path) -> bool:
    """Has the kernel drop the file's pages, so that the next read comes from the disk; returns
    whether none is left. They stay where the file lies in memory (tmpfs), or somebody maps it.

    Source: posix_fadvise(2): pages that are not written yet stay, hence the fsync(2).
    """
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return resident_pages(path) == 0


def resident_pages(path: Path) -> int:
    """How many of its pages are in memory: mincore(2)."""
    size = path.stat().st_size
    if not size:
        return 0
    pages = -(-size // mmap.PAGESIZE)
    seen = (ctypes.c_ubyte * pages)()
    # private, so that ctypes gives the address of a mapping that it may not write through
    with path.open("rb") as file, mmap.mmap(file.fileno(), size, access=mmap.ACCESS_COPY) as whole:
        view = ctypes.c_char.from_buffer(whole)
        try:
            if _libc.mincore(ctypes.c_void_p(ctypes.addressof(view)), ctypes.c_size_t(size), seen):
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
        finally:
            del view
    return sum(each & _RESIDENT for each in seen)
