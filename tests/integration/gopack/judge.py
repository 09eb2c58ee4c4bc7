"""Judges the stub's decoders by generated frames.

`python -m tests.integration.gopack.judge LIBRARY zstd|lzma COUNT` decodes rare frames and those of
the seeds 0 to COUNT - 1, and ends with 1 at the first that is wrong. A process of its own, because
a wrong decoder may do anything.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from dataclasses import dataclass
from typing import Final

from tests.integration.gopack.decoders import frames
from tests.integration.gopack.frame import Frame

SOURCES: Final = {
    "zstd": """
#include "zstd.h"
u64 unzstd_work(void) { return sizeof(struct zstd_work); }
u8 *unzstd(void *work, u8 *to, const u8 *from) { return zstd_decode(work, to, &from); }
""",
    "lzma": """
#include "lzma.h"
u64 unlzma_work(void) { return sizeof(struct lzma_work); }
u8 *unlzma(void *work, u8 *to, const u8 *from, u32 size, u32 lc, u32 lp, u32 pb)
{
    return lzma_decode(work, to, size, from, lc, lp, pb);
}
""",
}
GARBAGE: Final = 0x5A
MARGIN: Final = 16
"""How many bytes around a frame may be read."""
SLACK: Final = {"unzstd": 32, "unlzma": 0}
"""How many bytes behind the output may be scribbled on."""


class Shelf:
    """Memory between two pages that nobody may touch: a read or write too far is a crash."""

    def __init__(self, size: int) -> None:
        page = mmap.PAGESIZE
        self.size = -(-size // page) * page
        self._map = mmap.mmap(-1, self.size + 2 * page)
        self.start = ctypes.addressof(ctypes.c_char.from_buffer(self._map)) + page
        libc = ctypes.CDLL(None, use_errno=True)
        for edge in (self.start - page, self.start + self.size):
            if libc.mprotect(ctypes.c_void_p(edge), page, 0):
                raise OSError(ctypes.get_errno(), "mprotect")

    def put(self, data: bytes, *, at_end: bool) -> int:
        """The address of data, written at the first or the last bytes."""
        at = self.start + (self.size - len(data) if at_end else 0)
        ctypes.memmove(at, data, len(data))
        return at


@dataclass(frozen=True, kw_only=True)
class Judge:
    """A compiled decoder, and memory that is as dirty as the last frame left it."""

    decoders: ctypes.CDLL
    work: ctypes.Array[ctypes.c_char]
    shelf: Shelf
    output: ctypes.Array[ctypes.c_char]

    def accepts(self, frame: Frame, *, at_end: bool) -> bool:
        """Whether the output is right, and nothing else was written but the slack behind it."""
        margin = b"\xa5" * MARGIN
        packed = self.shelf.put(margin + frame.packed + margin, at_end=at_end) + MARGIN
        size, edge = len(frame.content), 64
        used = size + 2 * edge + SLACK[frame.function]
        ctypes.memset(self.output, GARBAGE, used)
        to = ctypes.addressof(self.output) + edge
        decode = getattr(self.decoders, frame.function)
        decode.restype = ctypes.c_void_p
        end = decode(self.work, ctypes.c_void_p(to), ctypes.c_void_p(packed), *frame.arguments)
        whole = ctypes.string_at(self.output, used)
        untouched = bytes([GARBAGE]) * edge
        return (
            end == to + size
            and whole[edge : edge + size] == frame.content
            and whole.startswith(untouched)
            and whole.endswith(untouched)
        )


def judge(library: str) -> Judge:
    decoders = ctypes.CDLL(library)
    size = max(decoders.unzstd_work(), decoders.unlzma_work())
    return Judge(
        decoders=decoders,
        work=ctypes.create_string_buffer(b"\xa5" * size, size),
        shelf=Shelf(3 << 20),
        output=ctypes.create_string_buffer(2 << 20),
    )


def main(library: str, kind: str, count: str) -> int:
    ours = judge(library)
    for number, (name, frame) in enumerate(frames(kind, int(count))):
        if not ours.accepts(frame, at_end=bool(number % 2)):
            print(f"the {name} comes out wrong")  # noqa: T201 -- a program
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
