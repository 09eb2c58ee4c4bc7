"""What `slimgo build` is told by what ships, which is no more than that here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from slimgo.config.order import Order
from slimgo.errors import SlimgoError
from slimgo.pipeline.shipping import Shipped
from slimgo.values.command import Command
from slimgo.values.event import CommandKnown, Doing, Note, StepDone, Tell
from slimgo.values.probe import Service
from slimgo.values.program import Program, Source
from slimgo.values.result import StepResult
from slimgo.values.verdict import failed, passed
from tests.unit.blank_result import BLANK

GO = Command(argv=("go", "build", "./server"))
STEP = StepResult(name="build", kind="build", command="go build", verdicts=(passed("static", ""),))
RED = replace(STEP, verdicts=(failed("static", "dynamic", ""),))
RESULT = replace(
    BLANK,
    steps=(STEP,),
)


@dataclass
class Yard:
    """Takes the place of what ships. error: after that many programs."""

    folder: Path
    names: tuple[str, ...] = ("server",)
    engine: str = "docker"
    error: SlimgoError | None = None
    last_step: StepResult = STEP
    """Of the program that fails."""
    goes_on: bool = False
    """Whether the others are shipped, too, where one fails."""
    orders: list[Order] = field(default_factory=list)
    wholes: list[bool] = field(default_factory=list)
    at_once: Callable[[], None] = lambda: None
    """Called after each program."""

    def ship(
        self,
        order: Order,
        tell: Tell,
        *,
        whole: bool,
        done: Callable[[Shipped], None],
        failed: Callable[[str, SlimgoError], None],
    ) -> None:
        self.orders.append(order)
        self.wholes.append(whole)
        for name in self.names:
            self._tell(tell, STEP)
            done(
                Shipped(
                    result=replace(RESULT, engine=self.engine),
                    program=Program(
                        name=name,
                        source=Source(folder=".", package="."),
                        probes=(Service(port=8080),),
                        tag=f"{name}:1",
                        context=f"build/{name}",
                    ),
                    project=self.folder,
                )
            )
            self.at_once()
        if self.error:
            self._tell(tell, self.last_step)
            if self.goes_on:
                failed("last", self.error)
            raise self.error

    def _tell(self, tell: Tell, step: StepResult) -> None:
        for event in (Doing(text="x"), CommandKnown(command=GO), StepDone(result=step)):
            tell(event)

    def scripted(self, order: Order, tell: Tell) -> str:
        tell(Note(text="what counts may be a long line", loud=True))
        self.orders.append(order)
        return "#!/bin/sh\n"
