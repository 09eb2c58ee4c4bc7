"""`slimgo merge`: what several runners shipped, as one table."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from slimgo.config.order import order
from slimgo.errors import CheckFailed
from slimgo.report.layout import columns
from slimgo.report.shipments import FORMATS
from slimgo.report.shipped import table
from slimgo.terminal.spelling import spelled
from slimgo.terminal.typed import place


def merge(asked: Mapping[str, object], folders: tuple[str, ...]) -> None:
    """folders: the runners' build folders, as they are here now. Raises CheckFailed where a program
    failed or has no result; BadInput."""
    from slimgo.pipeline.merge import merged

    here = place("")
    wanted = order({**asked, "all": True}, os.environ, packages=(), here=here)
    shipments = merged(wanted, os.environ, [here / Path(each) for each in folders])
    form = str(asked.get("form") or "text")
    text = table(shipments, columns(sys.stdout)) if form == "text" else FORMATS[form](shipments)
    sys.stdout.write(spelled(text, sys.stdout.encoding))
    sys.stdout.flush()
    red = [f"{each.title}: {each.failure}" for each in shipments if each.failure]
    if red:
        raise CheckFailed(f"{len(red)} of {len(shipments)} programs ✗", why="\n".join(red))
