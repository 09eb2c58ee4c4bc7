"""A cell of the matrix: one variant for one target, by a stable identifier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slimgo.values.result import StepResult
from slimgo.values.target import Target
from slimgo.values.variant import Variant
from slimgo.values.verdict import Verdict

CellStatus = Literal["pass", "fail", "not run"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """needs: programs of the machine without which it cannot be made.

    short: part of the selection that every change runs. group: the cells that one job of CI runs.
    """

    variant: Variant
    target: Target
    needs: tuple[str, ...] = ()
    short: bool = False
    group: str = ""

    @property
    def id(self) -> str:
        """`linux-amd64/small-upx9`."""
        return f"{self.target.goos}-{self.target.goarch}/{self.variant.name}"


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Combinations that are left out, how many, and why."""

    why: str
    cells: int


@dataclass(frozen=True, kw_only=True)
class CellResult:
    """What came of a cell. why: of a failure or of not running, in a line; empty for a pass.

    step: None where nothing was made. seconds: wall time of making and checking it, the last
    time that it was not up to date.
    """

    cell: str
    status: CellStatus
    why: str = ""
    step: StepResult | None = None
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class SavedCell:
    """A cell's result as its file holds it, wherever it was made.

    made_of: fingerprint of the sources and flags; a result of others counts as none.
    versions: tool -> version. machine: what it ran on, in pairs.
    """

    result: CellResult
    made_of: str
    versions: tuple[tuple[str, str], ...]
    machine: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class MatrixResult:
    """All cells in the matrix's order, and what must hold between them.

    machine: in pairs; where cells ran on several, their values side by side.
    """

    versions: tuple[tuple[str, str], ...]
    machine: tuple[tuple[str, str], ...]
    cells: tuple[CellResult, ...]
    relations: tuple[Verdict, ...]
    session: str = "verify"
    """The Nox session that makes them."""
    exclusions: tuple[Exclusion, ...]
