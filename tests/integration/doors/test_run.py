"""`slimgo run`: a service in the foreground, until it is told to end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from typing import Any

from tests.waiting import PATIENCE_SECONDS, until

Make = Callable[[str], Any]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_it_serves_until_it_is_told_to_end(module: Make) -> None:
    server, port = module("server"), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "slimgo", "run", "./cmd/server", "--publish", str(port)],
        cwd=server.path,
        env={**os.environ, "SLIMGO_ENGINE": "builtin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    url = f"http://127.0.0.1:{port}/healthz"

    def answers() -> bool:
        try:
            return bool(urllib.request.urlopen(url, timeout=1).read() == b"ok\n")
        except OSError:
            return False

    try:
        until(answers, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    assert process.returncode == 130
    assert out == ""
    assert f"http://127.0.0.1:{port}/" in err
    assert "ended on SIGTERM" in err
    assert "Traceback" not in err


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
