"""What a seccomp filter answers: run as the kernel runs it, Documentation/networking/filter.rst."""

from __future__ import annotations

import struct


def answer(filter_: bytes, data: bytes) -> int:
    """data: struct seccomp_data of a system call. The filter's return value."""
    program = list(struct.iter_unpack("=HBBI", filter_))
    accumulator = at = 0
    while True:
        code, if_true, if_false, operand = program[at]
        if code == 0x06:
            return int(operand)
        if code == 0x20:
            accumulator = struct.unpack_from("=I", data, operand)[0]
        else:
            holds = {
                0x15: accumulator == operand,
                0x35: accumulator >= operand,
                0x45: bool(accumulator & operand),
            }[code]
            at += if_true if holds else if_false
        at += 1
