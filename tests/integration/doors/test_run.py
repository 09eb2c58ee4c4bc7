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

from tests.programs.leaning import leaning
from tests.waiting import PATIENCE_SECONDS, until

Make = Callable[[str], Any]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def served(folder: Path, said: Path, asked: str, *words: str) -> tuple[bytes, str]:
    """What it answers, and what it said by its end; nothing of it is on standard output. said: a
    file for that. asked: the path. words: what is served."""
    port = free_port()
    with said.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "slimgo", "run", *words, "--publish", str(port)],
            cwd=folder,
            env={**os.environ, "SLIMGO_ENGINE": "builtin"},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        until(lambda: "Ctrl-C ends it" in said.read_text(), process)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{asked}", timeout=60) as answer:
            body = answer.read()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, "")
    told = said.read_text()
    assert f"http://127.0.0.1:{port}/" in told
    assert "Traceback" not in told
    return body, told


def test_it_serves_until_it_is_told_to_end(module: Make, tmp_path: Path) -> None:
    body, told = served(module("server").path, tmp_path / "stderr", "/healthz", "./cmd/server")
    assert body == b"ok\n"
    assert "ended on SIGTERM" in told


def test_its_companion_runs_beside_it_as_long(tmp_path: Path) -> None:
    companion = free_port()
    project = leaning(tmp_path, companion)
    body, told = served(project, tmp_path / "stderr", "/", "leans")
    assert body == b"a companion\n"
    assert "Next" not in told
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", companion)), "the companion is left"


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
