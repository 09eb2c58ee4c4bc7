"""`slimgo shrink`: progress on standard error, and what was made on standard output."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping

from slimgo.config.order import order
from slimgo.doors.lines import Lines
from slimgo.report.ship import VERB_COLUMNS, last_lines
from slimgo.report.shipments import FORMATS
from slimgo.report.shrunk import shrunk_line
from slimgo.terminal.typed import place


def shrink(asked: Mapping[str, object], image: str) -> None:
    """asked: as typed, by the options' names. image: as typed. Raises SlimgoError of every kind."""
    from slimgo.pipeline.shrink.shrink import scripted, shrunk

    gc.disable()  # the process ends soon: looking for garbage costs more than it leaves
    here = place("")
    wanted = order(asked, os.environ, packages=(), here=here)
    verbose, dry = bool(asked.get("verbose")), bool(asked.get("dry"))
    with Lines(verbose=verbose, dry=dry) as lines:
        if dry:
            sys.stdout.write(scripted(image, wanted, os.environ, lines))
            return
        made = shrunk(image, wanted, os.environ, lines, whole=verbose)
        if made.result.shrunk:
            lines.say(shrunk_line(made.result.shrunk, made.result), hang=VERB_COLUMNS + 1)
        for line in last_lines(made.result, made.program, here=here, project=made.project):
            lines.say(line)
        sys.stdout.write(FORMATS[str(asked.get("form") or "text")]((made.shipment(here),)))
        sys.stdout.flush()
