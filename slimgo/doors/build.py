"""`slimgo build`: progress on standard error, and what was made on standard output."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from slimgo.config.order import order
from slimgo.doors.lines import Lines
from slimgo.errors import SlimgoError
from slimgo.pipeline.shipping import Shipped, scripted, ship
from slimgo.report.github import summary
from slimgo.report.ship import last_lines
from slimgo.report.shipments import FORMATS
from slimgo.report.shipped import table
from slimgo.terminal.typed import place
from slimgo.values.event import Event, StepDone
from slimgo.values.result import StepResult
from slimgo.values.shipment import Shipment


def build(asked: Mapping[str, object], packages: tuple[str, ...] = ()) -> None:
    """asked: as typed, by the options' names. Raises SlimgoError of every kind."""
    gc.disable()  # the process ends soon: looking for garbage costs more than it leaves
    here = place("")
    wanted = order(asked, os.environ, packages=packages, here=here)
    verbose, dry = bool(asked.get("verbose")), bool(asked.get("dry"))
    form = str(asked.get("form") or "text")
    with Lines(verbose=verbose, dry=dry) as lines:
        if dry:
            sys.stdout.write(scripted(wanted, lines))
            return
        listener = _Listener(lines=lines, here=here, at_once=form == "text")
        try:
            ship(wanted, listener, whole=verbose, done=listener.done, failed=listener.told)
        except SlimgoError as error:
            listener.last(error)
            raise
        finally:
            listener.write(form)
            listener.sum_up()


class _Listener:
    """Passes events on to the lines that a person reads, and keeps what came of each program.

    at_once: whether a program's reference is written as soon as it is shipped.
    """

    def __init__(self, *, lines: Lines, here: Path, at_once: bool) -> None:
        self._lines, self._here, self._at_once = lines, here, at_once
        self._steps: list[StepResult] = []
        self._shipments: list[Shipment] = []

    def __call__(self, event: Event) -> None:
        if isinstance(event, StepDone):
            self._steps.append(event.result)
        self._lines(event)

    def done(self, shipped: Shipped) -> None:
        here, project = self._here, shipped.project
        result, program, target = shipped.result, shipped.program, shipped.target
        for line in last_lines(result, program, here=here, project=project, target=target):
            self._lines.say(line)
        shipment = shipped.shipment(here)
        self._steps = []
        self._shipments.append(shipment)
        if self._at_once:
            self._write(FORMATS["text"]((shipment,)))

    def failed(self, name: str, error: SlimgoError) -> None:
        """name: the program's; empty where it is not known which one it is."""
        said = any(each.failures for each in self._steps)
        self._shipments.append(
            Shipment(
                name=name,
                steps=tuple(self._steps),
                error="" if said else "\n".join(filter(None, (error.what, error.why))),
            )
        )
        self._steps = []

    def told(self, name: str, error: SlimgoError) -> None:
        """Of one that failed while the others go on."""
        self.failed(name, error)
        self._lines.say(f"✗ {name}: {error}")

    def last(self, error: SlimgoError) -> None:
        """Of what ended the run, where that was not told of a program already."""
        if not any(each.failure for each in self._shipments):
            self.failed("", error)

    def sum_up(self) -> None:
        """Several programs as one table."""
        if len(self._shipments) > 1:
            self._lines.raw(table(self._shipments, self._lines.width))

    def write(self, form: str) -> None:
        """All that was shipped, and what failed, in that format."""
        if not self._at_once:
            self._write(FORMATS[form](self._shipments))
        page = os.environ.get("GITHUB_STEP_SUMMARY")
        if form == "github" and page:
            with Path(page).open("a", encoding="utf-8") as file:
                file.write(summary(self._shipments))

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()
