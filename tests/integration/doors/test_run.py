"""`slimgo run`: a service in the foreground, until it is told to end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.waiting import PATIENCE_SECONDS, until

Make = Callable[[str], Any]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_it_serves_until_it_is_told_to_end(module: Make, tmp_path: Path) -> None:
    server, port = module("server"), free_port()
    said = tmp_path / "stderr"
    with said.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "slimgo", "run", "./cmd/server", "--publish", str(port)],
            cwd=server.path,
            env={**os.environ, "SLIMGO_ENGINE": "builtin"},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        until(lambda: "Ctrl-C ends it" in said.read_text(), process)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
            assert answer.read() == b"ok\n"
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    words = said.read_text()
    assert process.returncode == 130
    assert out == ""
    assert f"http://127.0.0.1:{port}/" in words
    assert "ended on SIGTERM" in words
    assert "Traceback" not in words


def test_what_is_no_service_cannot_be_served(module: Make) -> None:
    done = module("tool").slimgo("run")
    assert done.status == 1
    assert "tool is no service" in done.err


def test_a_port_that_is_taken_is_said_before_anything_is_made(module: Make) -> None:
    server = module("server")
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        done = server.slimgo("run", "--publish", str(port))
    assert done.status == 1
    assert f"port {port} of 127.0.0.1 cannot be used" in done.err
    assert not (server.path / "build").exists()
