"""The filter's verdict on system calls, by the few instructions it is made of."""

from __future__ import annotations

import errno
import struct

import pytest

from slimgo.run.engine.builtin.seccomp import no_mptcp

ALLOW = 0x7FFF0000
NOT_THERE = 0x50000 | errno.ENOSYS
NO_PROTOCOL = 0x50000 | errno.EPROTONOSUPPORT
TCP, MPTCP = 6, 262
ARCHES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
I386 = 0x40000003


def verdict(machine: str, arch: int, number: int, third: int = 0) -> int:
    """As the kernel runs it, Documentation/networking/filter.rst."""
    data = struct.pack("=IIQ6Q", number, arch, 0, 0, 0, third, 0, 0, 0)
    program = list(struct.iter_unpack("=HBBI", no_mptcp(machine)))
    accumulator = at = 0
    while True:
        code, if_true, if_false, operand = program[at]
        if code == 0x06:
            return int(operand)
        if code == 0x20:
            accumulator = struct.unpack_from("=I", data, operand)[0]
        else:
            holds = {0x15: accumulator == operand, 0x35: accumulator >= operand}[code]
            at += if_true if holds else if_false
        at += 1


@pytest.mark.parametrize("machine", ARCHES)
def test_a_socket_over_mptcp_is_refused_as_if_there_were_none(machine: str) -> None:
    arch, socket = ARCHES[machine]
    assert verdict(machine, arch, socket, MPTCP) == NO_PROTOCOL
    assert verdict(machine, arch, socket, TCP) == ALLOW
    assert verdict(machine, arch, socket, 0) == ALLOW


@pytest.mark.parametrize("machine", ARCHES)
def test_the_ways_around_it_are_not_there(machine: str) -> None:
    arch, socket = ARCHES[machine]
    assert verdict(machine, arch, 425) == NOT_THERE  # io_uring_setup(2)
    assert verdict(machine, arch, socket | 0x40000000, MPTCP) == NOT_THERE  # x32


@pytest.mark.parametrize("machine", ARCHES)
def test_all_else_passes_whatever_its_third_argument(machine: str) -> None:
    arch, socket = ARCHES[machine]
    others = [number for number in range(470) if number not in {socket, 425}]
    assert {verdict(machine, arch, number, MPTCP) for number in others} == {ALLOW}
    assert verdict(machine, I386, socket, MPTCP) == ALLOW


def test_an_unknown_machine_has_no_filter() -> None:
    assert no_mptcp("riscv64") == b""
