"""Socket addresses as the kernel has them in memory."""

from __future__ import annotations

import socket
import struct

import pytest

from slimgo.sandbox.opens.address import address, protocol

SOCK_NONBLOCK, SOCK_CLOEXEC = 0o4000, 0o2000000
UNIX = struct.pack("=H", socket.AF_UNIX)
INET = struct.pack("=H", socket.AF_INET)
INET6 = struct.pack("=H", socket.AF_INET6)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (INET + b"\x1f\x90" + bytes([127, 0, 0, 1]) + bytes(8), "127.0.0.1:8080"),
        (INET + b"\x00\x00" + bytes(4) + bytes(8), "0.0.0.0:0"),
        (INET6 + b"\x01\xbb" + bytes(4) + bytes(15) + b"\x01" + bytes(4), "[::1]:443"),
        (INET6 + b"\x01\xbb" + bytes(4) + bytes(16) + bytes(4), "[::]:443"),
        (UNIX + b"/run/x.sock\0rubbish", "/run/x.sock"),
        (UNIX + b"relative.sock", "relative.sock"),
        (UNIX + b"\0bus", "@bus"),
        (UNIX + b"/\xff", "/\\xff"),
    ],
)
def test_an_address_is_told_as_a_person_would_type_it(raw: bytes, words: str) -> None:
    assert address(raw) == words


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x01", UNIX, INET + b"\x1f\x90", INET6 + bytes(21), struct.pack("=H", 16) + bytes(10)],
    ids=["nothing", "half a family", "unnamed", "cut off", "cut off, too", "netlink"],
)
def test_what_is_cut_off_or_reaches_nothing_by_name_is_no_address(raw: bytes) -> None:
    assert address(raw) == ""


@pytest.mark.parametrize(
    ("family", "kind", "words"),
    [
        (socket.AF_INET, socket.SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, "tcp"),
        (socket.AF_INET6, socket.SOCK_DGRAM, "udp"),
        (socket.AF_INET, socket.SOCK_RAW, "ip"),
        (socket.AF_UNIX, socket.SOCK_STREAM, "unix"),
        (socket.AF_UNIX, socket.SOCK_DGRAM | SOCK_CLOEXEC, "unixgram"),
        (socket.AF_UNIX, socket.SOCK_SEQPACKET, "unixpacket"),
        (socket.AF_NETLINK, socket.SOCK_RAW, ""),
    ],
)
def test_a_protocol_has_the_name_that_go_gives_it(family: int, kind: int, words: str) -> None:
    assert protocol(family, kind) == words
