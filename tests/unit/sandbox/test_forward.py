"""Connections forwarded: both ways, each way to its own end."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from slimgo.errors import BadInput, EngineFailed
from slimgo.sandbox.forward import Forwarder, listen
from tests.waiting import PATIENCE_SECONDS


@pytest.fixture
def echo() -> Iterator[int]:
    """Reads to the end first, and only then sends it all back."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard = b""
                    while piece := connection.recv(1 << 16):
                        heard += piece
                    connection.sendall(heard)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_a_megabyte_comes_back_after_its_sender_has_said_that_it_is_all(
    echo: int, port: int
) -> None:
    forwarder = Forwarder(listen(port))
    forwarder.serve(lambda seconds: socket.create_connection(("127.0.0.1", echo), seconds))
    sent = bytes(range(256)) * 4096
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:

        def send() -> None:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)

        threading.Thread(target=send).start()
        heard = b""
        while piece := connection.recv(1 << 16):
            heard += piece
    forwarder.close()
    assert heard == sent


def test_a_dead_program_is_a_closed_connection(port: int) -> None:
    def connect(_: float) -> socket.socket:
        raise EngineFailed("the program ended with status 3")

    forwarder = Forwarder(listen(port))
    forwarder.serve(connect)
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        assert connection.recv(1) == b""
    forwarder.close()


def test_closing_cuts_connections_ends_threads_and_may_be_repeated(echo: int, port: int) -> None:
    before = threading.active_count()
    forwarder = Forwarder(listen(port))
    forwarder.serve(lambda seconds: socket.create_connection(("127.0.0.1", echo), seconds))
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        connection.sendall(b"half")
        forwarder.close()
        forwarder.close()
        assert threading.active_count() == before
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)


def test_a_port_that_is_taken_is_refused_with_its_holder_and_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput) as raised:
            Forwarder(listen(port))
    assert "listens there" in raised.value.why
    assert raised.value.cure.startswith("invoke run --port ")
