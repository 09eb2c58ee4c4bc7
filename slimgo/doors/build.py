"""`slimgo build`: progress on standard error, and what was made on standard output."""

from __future__ import annotations

import gc
import os
import sys

from slimgo.doors import words
from slimgo.doors.lines import Lines
from slimgo.doors.shipping import Order, scripted, ship
from slimgo.report.json import to_json
from slimgo.report.ship import last_lines
from slimgo.typed import place


def build(
    *,
    port: int | None,
    ask: tuple[str, ...],
    arguments: str | None,
    says: str | None,
    pack: str | None,
    tags: str,
    dry: bool,
    verbose: bool,
    form: str,
    **asked: object,
) -> None:
    """asked: what an Order takes as it was typed. Raises SlimgoError of every kind."""
    gc.disable()  # the process ends soon: looking for garbage costs more than it leaves
    here = place("")
    order = Order(
        here=here,
        probe=words.probe(port=port, ask=ask, arguments=arguments, says=says),
        questions=tuple(words.question(each) for each in ask),
        packer=pack or "",
        tags=tuple(filter(None, tags.split(","))),
        **{name: value for name, value in asked.items() if value is not None},  # type: ignore[arg-type]
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
    sys.stdout.write(f"{os.path.relpath(made, here) if os.path.isabs(made) else made}\n")  # noqa: PTH117
