"""`slimgo build`: progress on standard error, and what was made on standard output."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from slimgo.doors import words
from slimgo.doors.lines import Lines
from slimgo.doors.shipping import Order, scripted, ship
from slimgo.report.json import to_json
from slimgo.report.ship import last_lines
from slimgo.typed import place


def build(
    *,
    package: str = "",
    port: int | None = None,
    ask: tuple[str, ...] = (),
    arguments: str | None = None,
    says: str | None = None,
    pack: str | None = None,
    best: bool = False,
    tag: str | None = None,
    name: str | None = None,
    tags: str = "",
    values: tuple[str, ...] = (),
    go: str | None = None,
    engine: str | None = None,
    read_only: bool = False,
    recheck: bool = False,
    dry: bool = False,
    verbose: bool = False,
    form: str = "text",
) -> None:
    """All as it was typed. Raises SlimgoError of every kind."""
    gc.disable()  # the process ends soon: looking for garbage costs more than it leaves
    here = place("")
    order = Order(
        package=package,
        here=here,
        probe=words.probe(port=port, ask=ask, arguments=arguments, says=says),
        questions=tuple(words.question(each) for each in ask),
        packer=pack or "",
        best=best,
        tag=tag or "",
        name=name or "",
        tags=tuple(filter(None, tags.split(","))),
        values=values,
        go=go or "",
        engine=engine or "",
        read_only=read_only,
        recheck=recheck,
    )
    with Lines(verbose=verbose, dry=dry) as lines:
        if dry:
            sys.stdout.write(scripted(order, lines))
            return
        shipped = ship(order, lines, whole=verbose)
        for line in last_lines(shipped.result, shipped.program, here=here, project=shipped.project):
            lines.say(line)
    if form == "json":
        sys.stdout.write(to_json(shipped.result).decode())
        return
    made = shipped.reference
    is_file = Path(made).is_absolute()
    sys.stdout.write(f"{os.path.relpath(made, here) if is_file else made}\n")
