"""The cells' results as files: each cell writes one, and the summary reads them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import msgspec

from slimgo import __version__
from slimgo.config.settings import Settings
from slimgo.errors import ToolMissing
from slimgo.pipeline.find import surroundings_of
from slimgo.pipeline.packers import TOOLS
from slimgo.pipeline.sources import sources_of
from slimgo.plan.fingerprint import fingerprint
from slimgo.plan.matrix import Matrix
from slimgo.run.store import Store, write_whole
from slimgo.run.toolchain import find_go
from slimgo.values.cell import Cell, SavedCell
from slimgo.values.step import Step

Inputs = Callable[[Cell], tuple[tuple[str, str], ...] | None]
"""What Go says a cell is made of; None where it cannot say."""


@dataclass(frozen=True, kw_only=True)
class Results:
    """What is known of the cells of one program."""

    settings: Settings
    matrix: Matrix

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return self.settings.project / self.matrix.folder(self.settings.program.out)

    def save(self, saved: SavedCell) -> None:
        file = self._file(saved.result.cell)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, msgspec.json.encode(saved))

    def forget(self, identifier: str) -> None:
        """An earlier green result must not outlive a run that does not come to its end."""
        self._file(identifier).unlink(missing_ok=True)

    def read(self, identifier: str) -> SavedCell | None:
        """None where there is none, or nothing readable."""
        try:
            return msgspec.json.decode(self._file(identifier).read_bytes(), type=SavedCell)
        except (OSError, ValueError):  # msgspec's own errors too
            return None

    def made_of(self, chosen: Cell, inputs: Inputs | None = None) -> str:
        """Tells a result of these sources and flags from one of others, on any machine.

        inputs: asks Go where left out. Empty where Go cannot say what the cell is made of.
        """
        known = (inputs or self.inputs)(chosen)
        if known is None:
            return ""
        steps = self._steps(chosen)
        packing = chosen.variant.packing
        own = TOOLS[packing.packer].sources() if packing else ()
        return fingerprint(
            command=steps[-1].command,
            environment=(),
            inputs=(*known, *own, *((step.makes, str(step.command)) for step in steps)),
            tools=(__version__,),
        )

    @cached_property
    def inputs(self) -> Inputs:
        """Asks Go once for each question that cells share."""
        store = Store(build=self.settings.build)
        surroundings = surroundings_of(self.settings)
        try:
            go = find_go(self.settings.go, surroundings, self.settings.cache)
        except ToolMissing:
            return lambda _: None

        def of(chosen: Cell) -> tuple[tuple[str, str], ...] | None:
            environment = {**surroundings.environment, "GOARCH": chosen.target.goarch}
            here = replace(surroundings, environment=environment, programs={"go": go.path})
            build = self._steps(chosen)[0].command
            sources = sources_of(build, here, store, go=go.identity)
            return sources.inputs if sources.complete else None

        return of

    def _steps(self, chosen: Cell) -> tuple[Step, ...]:
        return self.matrix.steps(chosen, host=chosen.target, program=self.settings.program)

    def _file(self, identifier: str) -> Path:
        return self.folder / f"{identifier}.json"


def is_of(saved: SavedCell, now: str) -> bool:
    """Whether the result is of these sources. now: their made_of.

    Where nobody could say, a result counts only if it is red.
    """
    if saved.made_of and now:
        return saved.made_of == now
    return saved.result.status == "fail"
