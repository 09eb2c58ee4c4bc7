"""Whether a listener can be reached from outside, in the kernel's own tables."""

from __future__ import annotations

import sys

import pytest

from slimgo.sandbox.loopback import is_loopback, listening_addresses

HEAD = "  sl  local_address rem_address   st\n"


def words(address: bytes) -> str:
    """As the kernel prints an address: 32-bit words in its own byte order."""
    parts = [address[at : at + 4] for at in range(0, len(address), 4)]
    return "".join(f"{int.from_bytes(part, sys.byteorder):08X}" for part in parts)


@pytest.mark.parametrize(
    ("address", "alone"),
    [
        (bytes([127, 0, 0, 1]), True),
        (bytes([127, 1, 2, 3]), True),
        (bytes(4), False),
        (bytes([172, 17, 0, 2]), False),
        (bytes(15) + b"\1", True),
        (bytes(16), False),
        (bytes(10) + b"\xff\xff" + bytes([127, 0, 0, 1]), True),
        (bytes(10) + b"\xff\xff" + bytes([10, 0, 0, 1]), False),
        (b"\xfe\x80" + bytes(13) + b"\1", False),
    ],
)
def test_loopback_is_told_from_the_rest(address: bytes, alone: object) -> None:
    assert is_loopback(words(address)) == alone


def test_only_listeners_at_the_port_count() -> None:
    any_address, ours = words(bytes(4)), words(bytes([127, 0, 0, 1]))
    table = (
        f"{HEAD}   0: {ours}:0BB8 00000000:0000 0A 0\n"
        f"   1: {any_address}:0BB9 00000000:0000 0A 0\n"
        f"   2: {any_address}:0BB8 00000000:0000 01 0\n"
    )
    assert listening_addresses(table, 3000) == [ours]
