"""A benchmark as data, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.command import Command
from slimgo.values.measurement import Measurement

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One command's time as a multiple of another's, and the most that it may be."""

    name: str
    measured: Command
    against: tuple[Command, ...]
    """What it is compared with; of several, the one with the lowest median counts."""
    limit: float | None
    """None where the figure is only told."""
    why: str
    """What a person gains by it."""
    repeats: int
    undo: Command | None = None
    """Takes back, untimed, what each of `against` leaves outside the project."""
    cold: bool = False
    """`build/` is removed before each command, so that all is done again."""
    step: str = ""
    """Only the command of this step counts, as `measured` wrote it down in slim.json."""
    without: str = ""
    """A file of build/ that is removed first, so that the step is done again."""
    go_cache_empty: bool = False
    """Go's build cache too; without a warm-up then, and only when asked for."""
    earlier: str = ""
    """A revision of the project: there the commands of `against` run."""
    checks_count: bool = False
    """The time of slimgo's checks is part of its time."""
    most_seconds: float | None = None
    """How much longer than the other's the measured time may be; None where only the ratio is
    judged."""
    folder: str = "."
    """Where in the copy of the project the commands run."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A benchmark's samples, all in seconds and in the order taken."""

    name: str
    limit: float | None
    why: str
    measured: Measurement | None = None
    """None where it was not run."""
    checks: Measurement | None = None
    """The time of slimgo's own checks, which is already taken off `measured`; None where none ran.
    """
    against: tuple[Measurement, ...] = ()
    """Empty where nothing could be compared."""
    note: str = ""
    """What was left out, and why."""
    most_seconds: float | None = None
    """See Benchmark."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """All rows, and what they were taken with.

    machine, versions: pairs.
    """

    date: str
    """RFC 3339, UTC, when it began."""
    load: tuple[float, float]
    """The system's load average over one minute, before and after; the second holds the bench's
    own."""
    machine: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    schema_version: int = SCHEMA_VERSION
