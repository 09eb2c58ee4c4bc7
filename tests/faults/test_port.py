"""A port that another program takes between our look at it and the service's own bind."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from slimgo.errors import EngineFailed
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import NONE
from slimgo.values.guest import Guest
from tests.faults.checkout import PROJECT, free_port
from tests.faults.tools import GO


def test_a_port_taken_between_check_and_bind_is_told_and_never_believed(tmp_path: Path) -> None:
    target = {"CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"}
    subprocess.run(
        [GO, "build", "-trimpath", "-buildvcs=false", "-o", tmp_path / "app.bin", "main.go"],
        cwd=PROJECT / "tests/programs/slowly",
        env=os.environ | target,
        check=True,
    )
    port = free_port()
    program = Guest(
        root=tmp_path, argv=("./app.bin", "300ms"), env=(("PORT", str(port)),), port=port
    )
    # start has looked at the port; the program comes to it later than the stranger
    with start(program, NONE, host_port=port) as running, socket.socket() as stranger:
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        with pytest.raises(EngineFailed, match=f"port {port} is held by another process"):
            running.connect(10)
