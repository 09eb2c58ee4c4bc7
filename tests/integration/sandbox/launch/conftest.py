"""Small Go programs, each with one habit, built once with the real compiler."""

from __future__ import annotations

import http.client
import importlib.util
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from slimgo.plan.environment import PINNED
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from slimgo.values.guest import Guest
from slimgo.values.running import Running
from tests.waiting import PATIENCE_SECONDS, runs_go, until

PROJECT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
PROGRAMS = ("hello", "stubborn", "silent", "wrong", "flood", "dies")
PORT = 3000


@pytest.fixture(scope="session")
def binaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the programs."""
    folder = tmp_path_factory.mktemp("programs")
    go = importlib.util.find_spec("go")
    assert go is not None
    assert go.origin is not None
    surroundings = Surroundings(
        directory=PROJECT / "tests/programs",
        environment={**os.environ, **dict(PINNED), "CGO_ENABLED": "0", "GOFLAGS": ""},
        programs={"go": Path(go.origin).parent / "bin/go"},
    )
    for name in PROGRAMS:
        output = str(folder / name)
        argv = ("go", "build", "-C", name, "-trimpath", "-buildvcs=false", "-o", output, ".")
        run(Command(argv=argv), surroundings)
    return folder


@pytest.fixture
def program(binaries: Path, tmp_path: Path) -> Callable[..., Guest]:
    """program("hello"): alone in a root of its own, as an image would have it."""

    def make(name: str, **fields: object) -> Guest:
        root = tmp_path / name
        root.mkdir()
        shutil.copy(binaries / name, root / "app.bin")
        values: dict[str, object] = {"root": root, "argv": ("./app.bin",), "port": PORT, **fields}
        return Guest(**values)  # type: ignore[arg-type]

    return make


@pytest.fixture
def ask() -> Callable[[Running], str]:
    """What it answers to the article's question."""

    def answer(running: Running) -> str:
        connection = http.client.HTTPConnection("localhost", timeout=PATIENCE_SECONDS)
        connection.sock = running.connect(PATIENCE_SECONDS)
        try:
            connection.request("GET", "/?name=Ahmed")
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    return answer


@pytest.fixture
def stranger() -> Iterator[socket.socket]:
    """Somebody else's listener at the port of this machine; another test may still end there."""

    def bound() -> bool:
        with suppress(OSError):
            listener.bind(("127.0.0.1", PORT))
            return True
        return False

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        until(bound)
        listener.listen()
        yield listener


@pytest.fixture
def until_gone() -> Callable[[int], None]:
    """Waits until a process has ended, also one that is still to be reaped.

    None of the programs that it is asked about ends by itself while a test waits.
    """

    def has_ended(pid: int) -> bool:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        return state == "Z"

    return lambda pid: until(lambda: has_ended(pid))


@pytest.fixture
def begun() -> Callable[[Running], Path]:
    """Waits until what was started is the program itself, and gives its folder in /proc."""

    def wait(running: Running) -> Path:
        until(lambda: runs_go(running.pid))
        return Path(f"/proc/{running.pid}")

    return wait
