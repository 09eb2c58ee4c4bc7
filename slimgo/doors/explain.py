"""`slimgo explain`: why each file is in an image, and what each saving costs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from slimgo.config.order import order
from slimgo.report.layout import columns
from slimgo.terminal.spelling import spelled
from slimgo.terminal.typed import place


def explain(asked: Mapping[str, object], program: str) -> None:
    """asked: as typed, by the options' names. Raises BadInput."""
    from slimgo.pipeline.explain import shipped
    from slimgo.report.explain import FORMATS, explained

    wanted = order(asked, os.environ, packages=(program,), here=place(""))
    shipment, result, current = shipped(wanted, os.environ)
    if not current:
        sys.stderr.write("! it was shipped of other sources or settings than these\n")
    told = explained(shipment, result)
    text = FORMATS[str(asked.get("form") or "text")](told, columns(sys.stdout))
    sys.stdout.write(spelled(text, sys.stdout.encoding))
    sys.stdout.flush()
