"""`slimgo price`: what each variant of a program saves and costs, as measured here."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from slimgo.config.file import SettingsFile
from slimgo.config.order import order
from slimgo.config.price import PricePlan, price_plan, releases_of, search_plan
from slimgo.doors.lines import Lines
from slimgo.errors import SlimgoError, Stopped
from slimgo.plan.price.levers import LEVERS, PLAIN, levers_of
from slimgo.report.layout import columns
from slimgo.run.host import host_goarch
from slimgo.terminal.screen import Terminal
from slimgo.terminal.spelling import spelled
from slimgo.terminal.typed import place
from slimgo.values.price import PriceList, Reference
from slimgo.values.target import Target

if TYPE_CHECKING:
    from slimgo.pipeline.project import Project

_PARTS = "price/*.search-*-of-*.json"
"""In a build folder: what --shard found."""


def price(asked: Mapping[str, object], package: str) -> None:
    """asked: as typed, by the options' names. Raises SlimgoError of every kind; Stopped, once what
    is known has been written."""
    from slimgo.pipeline.price.programs import opened_program

    if asked.get("search"):
        _search(asked, package)
        return
    # where --go names releases, each variant says which one builds it
    words = {**asked, "go": None} if releases_of(asked) else asked
    wanted = order(words, os.environ, packages=(package,), here=place(""))
    plan = planned(asked, wanted.file)
    with (
        Lines(verbose=bool(asked.get("verbose")), dry=False) as lines,
        opened_program(wanted, plan, lines) as (project, possible),
    ):
        told(project, possible, lines, form=str(asked.get("form") or "text"))


def _search(asked: Mapping[str, object], package: str) -> None:
    from slimgo.checks.price.shards import together
    from slimgo.pipeline.price.price import file_of
    from slimgo.pipeline.price.programs import opened_program
    from slimgo.pipeline.price.saved import read_search, save_search
    from slimgo.pipeline.price.search import search
    from slimgo.report.price.searched import text

    merge = asked.get("merge") or ()
    if isinstance(merge, (list, tuple)) and merge:
        files = [file for each in merge for file in sorted((place("") / str(each)).glob(_PARTS))]
        _say(text(together([read_search(file) for file in files]), columns(sys.stdout)))
        return
    plan = search_plan(asked)
    packed = tuple(name for name, each in LEVERS.items() if each.packing)
    every = PricePlan(
        variants=tuple(levers_of(name) for name in (PLAIN, *packed)),
        budget_seconds=0,
        seed=None,
        anew=False,
    )
    # the shard is one of combinations, not of programs
    wanted = order({**asked, "shard": None}, os.environ, packages=(package,), here=place(""))
    with (
        Lines(verbose=bool(asked.get("verbose")), dry=False) as lines,
        opened_program(wanted, every, lines) as (project, _),
    ):
        found = search(project, plan)
        part = "" if plan.shard == (1, 1) else "-{}-of-{}".format(*plan.shard)
        save_search(file_of(project).with_suffix(f".search{part}.json"), found)
    _say(text(found, columns(sys.stdout)))


def planned(asked: Mapping[str, object], file: SettingsFile | None = None) -> PricePlan:
    """For this machine. file: its own variants are priced, too. Raises BadInput."""
    return price_plan(asked, Target(goos="linux", goarch=host_goarch()), file)


def told(
    project: Project,
    plan: PricePlan,
    terminal: Terminal,
    *,
    form: str = "text",
    references: tuple[Reference, ...] = (),
) -> None:
    """Measures, writes the page, and says what is known on standard output, whatever ends it early.

    references: sizes of others that the page shows beside ours. Raises as price does.
    """
    from slimgo.pipeline.price.pages import write_page
    from slimgo.pipeline.price.price import file_of
    from slimgo.pipeline.price.price import price as measure

    latest: list[PriceList] = []

    def keep(now: PriceList) -> None:
        latest[:] = [now]

    try:
        measure(project, plan, keep=keep, references=references)
    except (Stopped, SlimgoError):
        if latest:
            _write(latest[0], form)
            with suppress(SlimgoError, OSError):  # why it ended is told, and may be the same
                write_page(project, latest[0])
            terminal.say("It ended early; the same command goes on from here.")
        raise
    (known,) = latest
    _write(known, form)
    file, page = file_of(project), write_page(project, known)
    here = place("")
    terminal.say(
        f"{len(known.priced)} variants priced: open {os.path.relpath(page, here)} in a browser; "
        f"the figures are in {os.path.relpath(file, here)}."
    )


def _write(known: PriceList, form: str) -> None:
    from slimgo.report.price.formats import FORMATS

    _say(FORMATS[form](known, columns(sys.stdout)))


def _say(text: str) -> None:
    sys.stdout.write(spelled(text, sys.stdout.encoding))
    sys.stdout.flush()
