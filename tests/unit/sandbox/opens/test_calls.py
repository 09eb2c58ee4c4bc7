"""The table of system calls, and what the filter made of it does with each."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from slimgo.sandbox.opens.calls import CALLS, numbers, tracing_filter
from slimgo.sandbox.seccomp import AS_ENGINES, NO_MPTCP, seccomp_filter
from tests.unit.sandbox.bpf import answer

ALLOW, TRACE, ERRNO = 0x7FFF0000, 0x7FF00000, 0x00050000
ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
READ = {"x86_64": 0, "aarch64": 63}
SOL_SOCKET, SO_ERROR, SO_TYPE, IPPROTO_TCP = 1, 4, 3, 6
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def verdict(machine: str, number: int, *arguments: int, refusing: bytes = b"") -> int:
    filled = (*arguments, *[0] * 6)[:6]
    data = struct.pack("=IIQ6Q", number, ARCHES[machine], 0, *filled)
    return answer(tracing_filter(machine, refusing), data)


@pytest.mark.parametrize("machine", ARCHES)
def test_every_call_that_names_something_stops_for_the_tracer(machine: str) -> None:
    known = numbers(machine)
    assert set(known.values()) >= {"openat", "execve", "connect", "bind", "listen", "statx"}
    for number, name in known.items():
        expected = ALLOW if name == "getsockopt" else TRACE
        assert verdict(machine, number) == expected, name


@pytest.mark.parametrize("machine", ARCHES)
def test_no_other_call_is_slowed_down(machine: str) -> None:
    assert verdict(machine, READ[machine]) == ALLOW


@pytest.mark.parametrize("machine", ARCHES)
def test_a_socket_is_asked_for_its_error_in_sight_and_for_all_else_out_of_it(machine: str) -> None:
    number = CALLS["getsockopt"][1][machine]
    assert verdict(machine, number, 3, SOL_SOCKET, SO_ERROR) == TRACE
    assert verdict(machine, number, 3, SOL_SOCKET, SO_TYPE) == ALLOW
    assert verdict(machine, number, 3, IPPROTO_TCP, SO_ERROR) == ALLOW


@pytest.mark.parametrize("machine", ARCHES)
def test_what_the_sandbox_refuses_stays_refused_and_the_rest_is_traced(machine: str) -> None:
    refusing = seccomp_filter(machine, (*AS_ENGINES, NO_MPTCP))
    unshare = {"x86_64": 272, "aarch64": 97}[machine]
    assert verdict(machine, unshare, refusing=refusing) == ERRNO | 1
    socket = CALLS["socket"][1][machine]
    assert verdict(machine, socket, 2, 1, 262, refusing=refusing) & 0xFFFF0000 == ERRNO
    assert verdict(machine, socket, 2, 1, 6, refusing=refusing) == TRACE
    assert verdict(machine, READ[machine], refusing=refusing) == ALLOW


def test_a_machine_that_is_not_known_has_no_numbers_and_no_filter() -> None:
    assert numbers("sparc64") == {}
    assert tracing_filter("sparc64", b"") == b""


@pytest.mark.parametrize("machine", ARCHES)
def test_the_numbers_are_those_of_the_kernels_headers(machine: str) -> None:
    path = HEADERS[machine]
    if not path.exists():
        pytest.skip(f"not run: {path} is not here")
    text = path.read_text()
    generic = {"newfstatat": "3264_fstatat", "statfs": "3264_statfs"}
    for number, name in numbers(machine).items():
        names = {name, generic.get(name, name)}
        found = {
            int(value)
            for each in names
            for value in re.findall(rf"^#define __NR_?{each}\s+(\d+)$", text, re.MULTILINE)
        }
        assert found == {number}, name
