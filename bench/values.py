"""A benchmark as data, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.command import Command
from slimgo.values.measurement import Measurement

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One command's time as a multiple of another's, and the most that it may be.

    against: what it is compared with; of several, the one with the lowest median counts.
    limit: None where the figure is only told. why: what a person gains by it.
    undo: takes back, untimed, what each of `against` leaves outside the project.
    cold: build/ is removed before each command, so that all is done again.
    step: only the command of this step counts, as `measured` wrote it down in slim.json; then
    without: a file of build/ that is removed first, so that the step is done again.
    go_cache_empty: Go's build cache too; without a warm-up then, and only when asked for.
    earlier: a revision of the project: there the commands of `against` run. checks_count: the
    time of slimgo's checks is part of its time. most_seconds: how much longer than the other's the
    measured time may be; None where only the ratio is judged. folder: where in the copy of the
    project the commands run.
    """

    name: str
    measured: Command
    against: tuple[Command, ...]
    limit: float | None
    why: str
    repeats: int
    undo: Command | None = None
    cold: bool = False
    step: str = ""
    without: str = ""
    go_cache_empty: bool = False
    earlier: str = ""
    checks_count: bool = False
    most_seconds: float | None = None
    folder: str = "."


@dataclass(frozen=True, kw_only=True)
class Row:
    """A benchmark's samples, all in seconds and in the order taken.

    measured: None where it was not run. checks: the time of slimgo's own checks, which is
    already taken off `measured`; None where none ran. against: empty where nothing could be
    compared. note: what was left out, and why. most_seconds: see Benchmark.
    """

    name: str
    limit: float | None
    why: str
    measured: Measurement | None = None
    checks: Measurement | None = None
    against: tuple[Measurement, ...] = ()
    note: str = ""
    most_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """All rows, and what they were taken with.

    date: RFC 3339, UTC, when it began. load: the system's load average over one minute, before
    and after; the second holds the bench's own. machine, versions: pairs.
    """

    date: str
    load: tuple[float, float]
    machine: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    schema_version: int = SCHEMA_VERSION
