"""`slimgo compare`: what became of a program between two price lists."""

from __future__ import annotations

import sys
from pathlib import Path

from slimgo.checks.price.changes import changes
from slimgo.pipeline.price.saved import read
from slimgo.report.layout import columns
from slimgo.report.price.changes import text
from slimgo.terminal.spelling import spelled
from slimgo.terminal.typed import place


def compare(before: str, after: str) -> None:
    """Paths of two files that `slimgo price` wrote. Raises BadInput."""
    found = changes(*(read(Path(place(each))) for each in (before, after)))
    sys.stdout.write(spelled(text(found, columns(sys.stdout)), sys.stdout.encoding))
    sys.stdout.flush()
