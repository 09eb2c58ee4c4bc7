"""The process that `prove` starts: maps code, packed file and buffer, and calls the decoder.

Arguments: file and offset of the code, file and offset of the header, file of the buffer, and the
file of the second stage where not the payload's is to be used. It imports nothing of the package,
so that it starts at once; a decoder that goes astray ends it alone.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import sys


def main(*arguments: str) -> int:
    code, code_at, packed, header_at, buffer, *joins = arguments
    executable = mmap.PROT_READ | mmap.PROT_EXEC
    decoder = _map(code, executable, mmap.MAP_PRIVATE)
    header = _map(packed, mmap.PROT_READ, mmap.MAP_PRIVATE)
    image = _map(buffer, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED)
    second = _map(joins[0], executable, mmap.MAP_PRIVATE) if joins else None
    pointers = (ctypes.c_void_p,) * 3
    decode = ctypes.CFUNCTYPE(ctypes.c_int, *pointers)(decoder + int(code_at))
    return int(bool(decode(header + int(header_at), image, second)))


def _map(path: str, protection: int, flags: int) -> int:
    """The address where the whole file stands in memory."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    writing = protection & mmap.PROT_WRITE
    descriptor = os.open(path, os.O_RDWR if writing else os.O_RDONLY)
    size = os.fstat(descriptor).st_size
    at = libc.mmap(None, ctypes.c_size_t(size), protection, flags, descriptor, ctypes.c_long(0))
    os.close(descriptor)
    if at == ctypes.c_void_p(-1).value:
        raise SystemExit(f"{path} cannot be mapped: {os.strerror(ctypes.get_errno())}")
    return int(at)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
