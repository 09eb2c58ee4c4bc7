"""The process that `decoder` starts: calls a stub's decoder and writes the image it made.

Arguments: a file with the decoder's code, or an empty string for the packed file itself; the
decoder's place in it, in bytes; the header's place in the packed file; bytes of the image; and a
file with the second stage to use instead of the payload's, or an empty string. The packed file
comes in at stdin. It imports nothing of the package, so that it starts at once. A crashing decoder
kills only this child.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import sys

GARBAGE = 0x5A
"""What the buffer is filled with before decoding. At a real start memory is zero; a byte that the
decoder forgets to write would then look like a zero that it wrote."""

SLACK = 64
"""Bytes behind the image that the decoder may write."""

NO_MEMORY = errno.ENOMEM
"""The status that says that memory ran out."""

_DECODERS_NO_MEMORY = -1  # stages.h


def main(code: str, code_at: str, header_at: str, image_size: str, joins: str) -> None:
    packed = _executable(sys.stdin.buffer.read())
    decoder = _executable(_read(code)) if code else packed
    second = _executable(_read(joins)) if joins else None
    size = int(image_size)
    image = mmap.mmap(-1, size + SLACK)
    ctypes.memset(_address(image), GARBAGE, size + SLACK)
    pointers = (ctypes.c_void_p,) * 3
    decode = ctypes.CFUNCTYPE(ctypes.c_int, *pointers)(_address(decoder) + int(code_at))
    status = decode(_address(packed) + int(header_at), _address(image), second and _address(second))
    if status == _DECODERS_NO_MEMORY:
        raise MemoryError
    if status:
        raise SystemExit("the decoder gave up")
    sys.stdout.buffer.write(memoryview(image)[:size])


def _read(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123  pathlib takes longer to import than to decode
        return file.read()


def _executable(content: bytes) -> mmap.mmap:
    """Memory of its own for what is both read and run."""
    memory = mmap.mmap(-1, len(content), prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(content)
    return memory


def _address(memory: mmap.mmap) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except MemoryError:
        raise SystemExit(NO_MEMORY) from None
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise SystemExit(NO_MEMORY) from None
        raise
