"""Memory that nothing holds any more, given back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """The C library keeps what was freed between things that are still there: after a filter of a
    large program that is as much as the program. Only glibc has the call; without it, it stays."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)
