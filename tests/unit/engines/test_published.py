from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from slimgo.engines.published import address_printed, is_free, must_be_open, taken, unpublished
from tests.waiting import PATIENCE_SECONDS


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_the_first_published_address_is_read() -> None:
    assert address_printed("127.0.0.1:32768\n[::1]:32769\n") == ("127.0.0.1", 32768)


def test_nothing_published_is_no_address() -> None:
    assert address_printed("") is None


def test_a_connection_that_the_other_side_closed_is_refused(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname(), PATIENCE_SECONDS) as connection:
        listener.accept()[0].close()
        assert connection.recv(1, socket.MSG_PEEK) == b""  # the end has arrived
        with pytest.raises(ConnectionRefusedError):
            must_be_open(connection)


def test_a_silent_connection_is_open_and_keeps_its_timeout(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname(), 1.5) as connection, listener.accept()[0]:
        must_be_open(connection)
        assert connection.gettimeout() == 1.5


def test_a_port_with_a_listener_is_not_free(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    assert not is_free(port)
    offered = int(taken(port).cure.removeprefix("invoke run --port "))
    assert offered > port
    assert is_free(offered)


def test_a_port_that_is_not_published_is_told_in_a_line_with_its_cure() -> None:
    assert str(unpublished("docker")) == (
        "docker publishes no port of the container: it took -p and ignored it, as a daemon with "
        "--bridge=none does\n"
        "  → start the daemon without that, or leave it out: invoke slim --engine builtin"
    )
