"""Where a started program listens."""

from __future__ import annotations

import os
import socket

from slimgo.sandbox.ports import listeners_in, listening_ports

TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 42 1 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 43 1 0
   2: 0100007F:1F91 0100007F:8000 01 00000000:00000000 00:00000000 00000000     0        0 44 1 0
"""


def test_only_what_listens_counts() -> None:
    assert listeners_in(TABLE) == {42: 8080, 43: 22}


def test_our_own_listener_is_ours_and_a_strangers_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as ours:
        port = ours.getsockname()[1]
        assert port in listening_ports(os.getpid())
    assert port not in listening_ports(os.getpid())


def test_a_process_that_has_gone_listens_nowhere() -> None:
    assert listening_ports(2**22 + 1) == ()
