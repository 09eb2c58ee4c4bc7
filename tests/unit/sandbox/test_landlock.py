"""What Landlock is asked for, by what the kernel has of it."""

from __future__ import annotations

import struct

import pytest

from slimgo.sandbox.landlock import kernel_abi, landlock

# of each ABI the bits of files, network and scopes, as Documentation/userspace-api/landlock.rst
# of the kernel builds them up
BITS = {
    1: (0x1FFF,),
    2: (0x3FFF,),
    3: (0x7FFF,),
    4: (0x7FFF, 0b11),
    5: (0xFFFF, 0b11),
    6: (0xFFFF, 0b11, 0b11),
    7: (0xFFFF, 0b11, 0b11),
    99: (0xFFFF, 0b11, 0b11),
}


@pytest.mark.parametrize("abi", BITS)
def test_each_abi_is_asked_for_all_that_it_can_refuse_and_no_more(abi: int) -> None:
    asked = landlock(abi, root="/image", port=3000, writable=False)
    bits = BITS[abi]
    # an older kernel refuses a longer struct than its own where a bit of the rest is set
    assert asked.ruleset == struct.pack(f"={len(bits)}Q", *bits)


@pytest.mark.parametrize("abi", BITS)
def test_below_the_root_is_only_read_and_executed(abi: int) -> None:
    asked = landlock(abi, root="/image", port=3000, writable=False)
    assert asked.root == "/image"
    assert asked.beneath == 0b1101


@pytest.mark.parametrize("abi", BITS)
def test_a_writable_root_takes_everything_but_devices(abi: int) -> None:
    asked = landlock(abi, root="/image", port=3000, writable=True)
    devices = 1 << 6 | 1 << 11
    assert asked.beneath == BITS[abi][0] & ~devices


def test_only_the_port_may_be_bound_from_where_ports_are_known_on() -> None:
    assert landlock(3, root="/", port=3000, writable=False).port == b""
    assert landlock(4, root="/", port=3000, writable=False).port == struct.pack("=QQ", 1, 3000)


def test_no_port_is_not_every_port() -> None:
    assert landlock(7, root="/", port=0, writable=False).port == b""


def test_the_kernel_says_which_it_has() -> None:
    assert kernel_abi() >= 0
