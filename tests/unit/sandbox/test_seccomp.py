"""The filter's verdict on system calls, by the few instructions it is made of."""

from __future__ import annotations

import errno
import struct

import pytest

from slimgo.sandbox.seccomp import AS_ENGINES, NO_MPTCP, seccomp_filter
from tests.unit.sandbox.bpf import answer

ALLOW = 0x7FFF0000
TCP, MPTCP = 6, 262
ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
I386 = 0x40000003
NUMBERS = {
    "x86_64": {"socket": 41, "clone": 56, "unshare": 272, "keys": (248, 249, 250)},
    "aarch64": {"socket": 198, "clone": 220, "unshare": 97, "keys": (217, 218, 219)},
}
THREAD = 0x50F00  # CLONE_VM and what else a thread of Go's begins with
NEW_USER = 0x10000000


def fails(number: int) -> int:
    return 0x50000 | number


def verdict(
    machine: str, number: int, first: int = 0, third: int = 0, *, arch: int | None = None
) -> int:
    arch = ARCHES[machine] if arch is None else arch
    data = struct.pack("=IIQ6Q", number, arch, 0, first, 0, third, 0, 0, 0)
    return answer(seccomp_filter(machine, (*AS_ENGINES, NO_MPTCP)), data)


@pytest.mark.parametrize("machine", ARCHES)
def test_a_socket_over_mptcp_is_refused_as_if_there_were_none(machine: str) -> None:
    socket = NUMBERS[machine]["socket"]
    assert isinstance(socket, int)
    assert verdict(machine, socket, third=MPTCP) == fails(errno.EPROTONOSUPPORT)
    assert verdict(machine, socket, third=TCP) == ALLOW
    assert verdict(machine, socket) == ALLOW


@pytest.mark.parametrize("machine", ARCHES)
def test_io_uring_and_the_other_table_of_numbers_are_not_there(machine: str) -> None:
    assert {verdict(machine, number) for number in (425, 426, 427)} == {fails(errno.ENOSYS)}
    socket = NUMBERS[machine]["socket"]
    assert isinstance(socket, int)
    assert verdict(machine, socket | 0x40000000, third=MPTCP) == fails(errno.ENOSYS)


@pytest.mark.parametrize("machine", ARCHES)
def test_the_keys_of_this_machine_are_out_of_reach(machine: str) -> None:
    keys = NUMBERS[machine]["keys"]
    assert isinstance(keys, tuple)
    assert {verdict(machine, number) for number in keys} == {fails(errno.EPERM)}


@pytest.mark.parametrize("machine", ARCHES)
def test_threads_and_children_may_be_made_and_namespaces_not(machine: str) -> None:
    clone, unshare = NUMBERS[machine]["clone"], NUMBERS[machine]["unshare"]
    assert isinstance(clone, int)
    assert isinstance(unshare, int)
    assert verdict(machine, clone, THREAD) == ALLOW
    assert verdict(machine, clone, 17) == ALLOW  # SIGCHLD: fork(2)
    assert verdict(machine, clone, NEW_USER | 17) == fails(errno.EPERM)
    assert verdict(machine, unshare) == fails(errno.EPERM)
    assert verdict(machine, 435) == fails(errno.ENOSYS)  # clone3


@pytest.mark.parametrize("machine", ARCHES)
def test_all_else_passes_whatever_its_arguments(machine: str) -> None:
    numbers = NUMBERS[machine]
    keys = numbers["keys"]
    assert isinstance(keys, tuple)
    named = {numbers["socket"], numbers["clone"], numbers["unshare"], *keys, 425, 426, 427, 435}
    others = [number for number in range(470) if number not in named]
    assert {verdict(machine, number, NEW_USER, MPTCP) for number in others} == {ALLOW}
    assert verdict(machine, 425, arch=I386) == ALLOW


def test_an_unknown_machine_has_no_filter() -> None:
    assert seccomp_filter("riscv64", AS_ENGINES) == b""
