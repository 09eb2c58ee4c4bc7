"""The linker's table that leads from an address to a function, rebuilt (`findfunctab`).

For each 4096 bytes of text: the number of the function at its start, then sixteen bytes, one for
each 256 bytes of text: how much higher the number at its start is.
"""

from __future__ import annotations

import numpy as np

from slimgo.gopack.filters.lines.layout import Ints

BUCKET = 4096
PART = 256
PARTS = BUCKET // PART


def build(entries: Ints) -> bytes:
    """The table for functions at these text offsets; the last is the end of the last function."""
    parts = -(-int(entries[-1]) // PART)
    at = np.arange(parts) * PART
    numbers = np.searchsorted(entries[1:], at, side="right").astype(np.uint32)
    firsts = numbers[::PARTS]
    table = np.zeros((len(firsts), 4 + PARTS), np.uint8)
    table[:, :4] = firsts[:, None].view(np.uint8).reshape(-1, 4)
    rest = np.zeros(len(firsts) * PARTS, np.uint8)
    rest[:parts] = numbers - np.repeat(firsts, PARTS)[:parts]
    table[:, 4:] = rest.reshape(-1, PARTS)
    return table.tobytes()[: 4 * len(firsts) + parts]
