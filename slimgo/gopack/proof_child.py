"""The process that `prove` starts: calls a stub's decoder and writes the image it made.

Arguments: a file with the decoder's code, or an empty string for the packed file itself; the
decoder's place in it, in bytes; the header's place in the packed file; bytes of the image; and,
optionally, a file with the second stage to use instead of the payload's. The packed file comes in
at stdin. It imports nothing of the package, so that it starts at once. A crashing decoder kills
only this child.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from pathlib import Path

GARBAGE = 0x5A
"""What the buffer is filled with before decoding. At a real start memory is zero; a byte that the
decoder forgets to write would then look like a zero that it wrote."""

SLACK = 64
"""Bytes behind the image that the decoder may write."""


def main(code: str, code_at: str, header_at: str, image_size: str, *joins: str) -> None:
    packed = _executable(sys.stdin.buffer.read())
    decoder = _executable(Path(code).read_bytes()) if code else packed
    second = _executable(Path(joins[0]).read_bytes()) if joins else None
    image = ctypes.create_string_buffer(bytes([GARBAGE]) * (int(image_size) + SLACK))
    pointers = (ctypes.c_void_p,) * 3
    decode = ctypes.CFUNCTYPE(ctypes.c_int, *pointers)(_address(decoder) + int(code_at))
    if decode(_address(packed) + int(header_at), image, second and _address(second)):
        raise SystemExit("the decoder gave up")
    sys.stdout.buffer.write(image.raw[: int(image_size)])


def _executable(content: bytes) -> mmap.mmap:
    """Memory of its own for what is both read and run."""
    memory = mmap.mmap(-1, len(content), prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(content)
    return memory


def _address(memory: mmap.mmap) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))


if __name__ == "__main__":
    main(*sys.argv[1:])
