"""Small Go programs, each with one habit, built once with the real compiler."""

from __future__ import annotations

import http.client
import importlib.util
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slimgo.plan.environment import PINNED
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from slimgo.values.program import Program
from slimgo.values.running import Running

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
def program(binaries: Path, tmp_path: Path) -> Callable[..., Program]:
    """program("hello"): alone in a root of its own, as an image would have it."""

    def make(name: str, **fields: object) -> Program:
        root = tmp_path / name
        root.mkdir()
        shutil.copy(binaries / name, root / "app.bin")
        values: dict[str, object] = {"root": root, "argv": ("./app.bin",), "port": PORT, **fields}
        return Program(**values)  # type: ignore[arg-type]

    return make


@pytest.fixture
def ask() -> Callable[[Running], str]:
    """What it answers to the article's question."""

    def answer(running: Running) -> str:
        connection = http.client.HTTPConnection("localhost", timeout=5)
        connection.sock = running.connect(5)
        try:
            connection.request("GET", "/?name=Ahmed")
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    return answer


@pytest.fixture
def stranger() -> Iterator[socket.socket]:
    """Somebody else's listener at the port of this machine; another test may still end there."""
    deadline = time.monotonic() + 10
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        while True:
            try:
                listener.bind(("127.0.0.1", PORT))
                break
            except OSError:
                assert time.monotonic() < deadline, f"port {PORT} of this machine is taken"
                time.sleep(0.1)
        listener.listen()
        yield listener


@pytest.fixture
def gone() -> Callable[[int], bool]:
    """Whether a process ends within seconds; one that waits to be reaped has ended."""

    def look(pid: int) -> bool:
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            try:
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                return True
            if state == "Z":
                return True
            time.sleep(0.01)
        return False

    return look
