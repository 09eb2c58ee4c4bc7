"""Ctrl-C at any step: the usual status, one line, and nothing half made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.doors.module import Module
from tests.waiting import PATIENCE_SECONDS, until

Make = Callable[[str], Module]


@pytest.mark.parametrize(
    ("after", "number", "status"),
    [
        ("Using", signal.SIGINT, 130),
        ("Built", signal.SIGINT, 130),
        ("Built", signal.SIGTERM, 143),
        ("Packed", signal.SIGINT, 130),
        ("Image", signal.SIGINT, 130),
    ],
)
def test_nothing_is_half_made(
    module: Make, tmp_path: Path, after: str, number: signal.Signals, status: int
) -> None:
    server, said = module("server"), tmp_path / "stderr"
    with said.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "slimgo", "build", "./cmd/server", "--port", "8080"],
            cwd=server.path,
            env={**os.environ, "SLIMGO_ENGINE": "builtin"},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        until(lambda: f" {after} " in said.read_text(), process)
        process.send_signal(number)
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    assert (process.returncode, out) == (status, "")
    assert "Traceback" not in said.read_text()
    build = server.path / "build"
    assert not list(build.glob("*.tar"))
    assert not list(build.glob(".slimgo/parts/*"))
    # what was made whole is kept, and the next run goes on from there
    again = server.slimgo("build", "./cmd/server", "--port", "8080")
    assert again.status == 0, again.err
