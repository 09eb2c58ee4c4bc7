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
    """One variant for one target."""

    variant: Variant
    target: Target
    needs: tuple[str, ...] = ()
    """Programs of the machine without which it cannot be made."""
    short: bool = False
    """Part of the selection that every change runs."""
    group: str = ""
    """The cells that one job of CI runs."""

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
    """What came of a cell."""

    cell: str
    status: CellStatus
    why: str = ""
    """Of a failure or of not running, in a line; empty for a pass."""
    step: StepResult | None = None
    """None where nothing was made."""
    seconds: float = 0.0
    """Wall time of making and checking it, the last time that it was not up to date."""


@dataclass(frozen=True, kw_only=True)
class SavedCell:
    """A cell's result as its file holds it, wherever it was made."""

    result: CellResult
    made_of: str
    """Fingerprint of the sources and flags; a result of others counts as none."""
    versions: tuple[tuple[str, str], ...]
    """Tool -> version."""
    machine: tuple[tuple[str, str], ...]
    """What it ran on, in pairs."""


@dataclass(frozen=True, kw_only=True)
class MatrixResult:
    """All cells in the matrix's order, and what must hold between them."""

    versions: tuple[tuple[str, str], ...]
    machine: tuple[tuple[str, str], ...]
    """In pairs; where cells ran on several, their values side by side."""
    cells: tuple[CellResult, ...]
    relations: tuple[Verdict, ...]
    session: str = "verify"
    """The Nox session that makes them."""
    exclusions: tuple[Exclusion, ...]
