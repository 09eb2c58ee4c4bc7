"""`run`: an image's program in the foreground, until it ends or is told to."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from signal import SIGTERM

from slimgo.engines.builtin import Builtin
from slimgo.errors import BadInput, Stopped
from slimgo.oci.build import machine
from slimgo.oci.describe import tar_of
from slimgo.report.heading import not_isolated
from slimgo.run.scratch import sweep
from slimgo.sandbox.best_level import choose_level
from slimgo.sandbox.furnish import empty_as_owner
from slimgo.values.start import Start

_PUBLISH = re.compile(r"127\.0\.0\.1:([0-9]{1,5}):([0-9]{1,5})")
_LAST_PORT = 65535
_STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.05


def serve(tag: str, *, publish: str, read_only: bool = False) -> int:
    """The program's exit status when it ends by itself; its output goes to ours.

    publish: where 127.0.0.1 leads to it; empty for nowhere.
    A request to end us reaches it as SIGTERM; it is killed where that does not end it in 10 s.
    Raises Stopped after that; BadInput, Unreadable, EngineFailed.
    """
    host_port, port = _ports(publish) if publish else (None, 0)
    tar_of(tag, Path.cwd())
    goarch = machine().goarch
    level = choose_level(goarch).level
    if level.lacks:
        sys.stderr.write(f"! {not_isolated(level.name, level.lacks)}\n")
    engine = Builtin(project=Path.cwd(), level=level, goarch=goarch)
    sweep(empty_as_owner)
    how = Start(port=port, host_port=host_port, read_only=read_only)
    with engine.start(tag, how, show=True) as running:
        try:
            while (ended := running.ended()) is None:
                time.sleep(_LOOK_SECONDS)
        except Stopped as stopped:
            running.stop(SIGTERM, _STOP_SECONDS)
            raise Stopped(stopped.number, expected=True) from None
    return ended.status


def _ports(publish: str) -> tuple[int, int]:
    """Where 127.0.0.1 publishes it, and where it listens."""
    match = _PUBLISH.fullmatch(publish)
    ports = [int(port) for port in match.groups()] if match else []
    if not ports or not all(1 <= port <= _LAST_PORT for port in ports):
        raise BadInput(
            f"-p {publish!r} is not 127.0.0.1:PORT:PORT", cure="write -p 127.0.0.1:8080:8080"
        )
    return ports[0], ports[1]
