"""A program published on 127.0.0.1: many connections, both ways, and nothing listens after."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from slimgo.errors import BadInput, EngineFailed
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import BUBBLEWRAP, NONE, Level
from slimgo.sandbox.listening import listeners
from slimgo.values.guest import Guest
from tests.waiting import PATIENCE_SECONDS

Make = Callable[..., Guest]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def request(port: int) -> str:
    """Says that it has no more to ask before it reads: the answer must still come."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        connection.sendall(b"GET /?name=Ahmed HTTP/1.0\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    return answer.decode().rpartition("\r\n")[2]


@pytest.mark.parametrize("level", [BUBBLEWRAP, NONE], ids=lambda level: level.name)
def test_many_are_answered_at_once_and_nothing_listens_afterwards(
    program: Make, free_port: int, level: Level
) -> None:
    with (
        start(program("hello"), level, host_port=free_port),
        socket.create_connection(("127.0.0.1", free_port), PATIENCE_SECONDS),  # one that never asks
        ThreadPoolExecutor(8) as pool,
    ):
        assert set(pool.map(request, [free_port] * 40)) == {"Hello Ahmed"}
    assert not listeners(free_port)


def test_an_interrupt_leaves_nothing_listening(program: Make, free_port: int) -> None:
    def run_and_interrupt() -> None:
        with start(program("stubborn"), BUBBLEWRAP, host_port=free_port):
            assert request(free_port) == "Hello Ahmed"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_and_interrupt()
    assert not listeners(free_port)


def test_a_program_that_never_listens_does_not_hold_up_the_end(
    program: Make, free_port: int
) -> None:
    with (
        start(program("silent"), BUBBLEWRAP, host_port=free_port),
        socket.create_connection(("127.0.0.1", free_port), PATIENCE_SECONDS) as connection,
    ):
        connection.sendall(b"anybody?")
    assert not listeners(free_port)


def test_who_still_asks_after_a_closed_program_is_told_that_it_was_killed(program: Make) -> None:
    """A connection's thread may ask while another one takes the program away."""
    running = start(program("silent"), BUBBLEWRAP)
    running.close()
    ended = running.ended()
    assert ended
    assert ended.status == 137
    with pytest.raises(EngineFailed, match="ended with status 137"):
        running.connect(1.0)


@pytest.mark.parametrize("level", [BUBBLEWRAP, NONE], ids=lambda level: level.name)
def test_a_taken_port_is_told_with_its_holder_and_a_free_one(program: Make, level: Level) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(BadInput) as raised:
            start(program("hello", port=port), level, host_port=port)
    assert f"port {port}" in raised.value.what
    assert "listens there" in raised.value.why
    assert raised.value.cure.startswith("invoke run --port ")
    assert int(raised.value.cure.rpartition(" ")[2]) > port


_SHOWS = """
import sys
from pathlib import Path
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import BUBBLEWRAP
from slimgo.values.guest import Guest
program = Guest(root=Path(sys.argv[1]), argv=("./app.bin",), port=3000)
with start(program, BUBBLEWRAP, show=True) as running:
    running.connect(600).close()
"""


def test_its_output_is_shown_whole_when_asked_for(program: Make) -> None:
    argv = [sys.executable, "-c", _SHOWS, str(program("flood").root)]
    shown = subprocess.run(argv, capture_output=True, check=True)
    assert shown.stdout == b""
    assert len(shown.stderr) > 8 << 20
    assert shown.stderr.endswith(b"\nthe last line\n")
