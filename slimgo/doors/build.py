"""`slimgo build`: progress on standard error, and what was made on standard output."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from slimgo.config.order import order
from slimgo.doors.lines import Lines
from slimgo.pipeline.shipping import scripted, ship
from slimgo.report.json import to_json
from slimgo.report.ship import last_lines
from slimgo.terminal.typed import place


def build(asked: Mapping[str, object], package: str = "") -> None:
    """asked: as typed, by the options' names. Raises SlimgoError of every kind."""
    gc.disable()  # the process ends soon: looking for garbage costs more than it leaves
    here = place("")
    wanted = order(asked, os.environ, package=package, here=here)
    verbose, dry = bool(asked.get("verbose")), bool(asked.get("dry"))
    with Lines(verbose=verbose, dry=dry) as lines:
        if dry:
            sys.stdout.write(scripted(wanted, lines))
            return
        shipped = ship(wanted, lines, whole=verbose)
        for line in last_lines(shipped.result, shipped.program, here=here, project=shipped.project):
            lines.say(line)
    if asked.get("form") == "json":
        sys.stdout.write(to_json(shipped.result).decode())
        return
    made = shipped.reference
    is_file = Path(made).is_absolute()
    sys.stdout.write(f"{os.path.relpath(made, here) if is_file else made}\n")
