"""Whose a port is, read from what the kernel says."""

from __future__ import annotations

import os
import socket
import struct

import pytest

from slimgo.sandbox.listening import (
    holder,
    listeners,
    listening_inodes,
    sockets_of,
    strangers,
    with_descendants,
)
from slimgo.sandbox.sockdiag import parsed

# two listeners, at 3000 and 3001, and a connection from 3000
TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0
   1: 0100007F:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1 0
   2: 0100007F:0BB8 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 333 1 0
"""
TABLE6 = """\
  sl  local_address                         remote_address                        st tx_queue rx
   0: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 9
"""


def test_only_listeners_at_the_port_are_found() -> None:
    assert listening_inodes(TABLE, 3000) == {111}
    assert listening_inodes(TABLE, 3001) == {222}
    assert listening_inodes(TABLE, 54321) == frozenset()


def test_ipv6_tables_are_read_too() -> None:
    assert listening_inodes(TABLE6, 3000) == {9}


def netlink(kind: int, body: bytes) -> bytes:
    return struct.pack("=IHHII", 16 + len(body), kind, 0, 0, 0) + body


def test_netlink_messages_are_read_until_the_last() -> None:
    listener = b"\2\n\0\0" + struct.pack("!H", 3000) + bytes(62) + struct.pack("=I", 77)
    assert parsed(netlink(20, listener) * 2) == (False, [(3000, 77)] * 2)
    assert parsed(netlink(20, listener) + netlink(3, bytes(4))) == (True, [(3000, 77)])


def test_a_netlink_error_is_raised_with_its_number() -> None:
    with pytest.raises(FileNotFoundError):
        parsed(netlink(2, struct.pack("=i", -2) + bytes(16)))


def test_a_listener_of_ours_is_ours_and_a_strangers_to_everyone_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        [inode] = listeners(port)
        assert inode in sockets_of(os.getpid())
        assert strangers(port, os.getpid()) == frozenset()
        # a parent's child has it too
        assert strangers(port, os.getppid()) == frozenset()
        # there is no such process, so it has nothing
        assert strangers(port, 1 << 22) == frozenset({inode})
        assert holder(port).endswith(f"(pid {os.getpid()})")
    assert strangers(port, os.getpid()) is None
    assert holder(port) == ""


def test_netlink_and_proc_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> list[tuple[int, int]]:
        raise PermissionError

    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.create_server((host, 0), family=family) as listener:
            port = listener.getsockname()[1]
            asked = listeners(port)
            with monkeypatch.context() as patch:
                patch.setattr("slimgo.sandbox.listening.listening_sockets", refused)
                assert listeners(port) == asked
            assert len(asked) == 1


def test_a_process_is_its_own_first_descendant() -> None:
    assert next(with_descendants(os.getpid())) == os.getpid()
    assert os.getpid() in set(with_descendants(os.getppid()))
