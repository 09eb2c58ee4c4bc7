"""`slimgo price`: what each variant of a program saves and costs, as measured here."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from slimgo.config.order import order
from slimgo.config.price import price_plan
from slimgo.doors.lines import Lines
from slimgo.errors import SlimgoError, Stopped
from slimgo.report.layout import columns
from slimgo.run.host import host_goarch
from slimgo.terminal.spelling import spelled
from slimgo.terminal.typed import place
from slimgo.values.price import PriceList
from slimgo.values.target import Target


def price(asked: Mapping[str, object], package: str) -> None:
    """asked: as typed, by the options' names. Raises SlimgoError of every kind; Stopped, once what
    is known has been written."""
    from slimgo.pipeline.price.price import price as measure
    from slimgo.pipeline.price.programs import opened_program

    plan = price_plan(asked, Target(goos="linux", goarch=host_goarch()))
    wanted = order(asked, os.environ, packages=(package,), here=place(""))
    form = str(asked.get("form") or "text")
    known: dict[str, PriceList] = {}
    with Lines(verbose=bool(asked.get("verbose")), dry=False) as lines:
        with opened_program(wanted, plan, lines) as (project, possible):
            try:
                measure(project, possible, keep=lambda now: known.update(now=now))
            except (Stopped, SlimgoError):
                if known:
                    lines.say("It ended early; the same command goes on. What is known:")
                    _write(known["now"], form)
                raise
        _write(known["now"], form)


def _write(known: PriceList, form: str) -> None:
    from slimgo.report.price.formats import FORMATS

    text = FORMATS[form](known, columns(sys.stdout))
    sys.stdout.write(spelled(text, sys.stdout.encoding))
    sys.stdout.flush()
