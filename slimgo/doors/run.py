"""`slimgo run`: the same as build, and then the service in the foreground."""

from __future__ import annotations

import os
from collections.abc import Mapping

from slimgo.config.options import options
from slimgo.config.order import order
from slimgo.config.read import read
from slimgo.doors.lines import Lines
from slimgo.pipeline.shipping import run
from slimgo.terminal.typed import place


def serve(asked: Mapping[str, object], package: str = "") -> None:
    """asked: as typed, by the options' names. Raises Stopped after a clean end; SlimgoError of
    every kind."""
    wanted = order(asked, os.environ, packages=(package,), here=place(""))
    publish = read(options("publish"), asked, {}).port("publish")
    with Lines(verbose=False, dry=False) as lines:
        run(wanted, lines, host_port=publish or None)
