"""What a run did and found, and the schema it is written in."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.artifact import Artifact
from slimgo.values.binary import BinaryFacts
from slimgo.values.comparison import Comparison
from slimgo.values.image import ImageFacts
from slimgo.values.measurement import Load, Measurement
from slimgo.values.step import Kind
from slimgo.values.verdict import Verdict

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class StepResult:
    """One step: its command, what it made, what was read and checked and measured.

    seconds: the command alone; check_seconds: reading, probing and measuring.
    up_to_date: nothing it depends on has changed, so the command did not run again.
    checked_at: when its verdicts were taken, in seconds since the epoch.
    """

    name: str
    kind: Kind
    command: str
    up_to_date: bool = False
    baseline: bool = False
    """Whether other sizes are told against its artifact's."""
    seconds: float = 0.0
    check_seconds: float = 0.0
    artifact: Artifact | None = None
    binary: BinaryFacts | None = None
    image: ImageFacts | None = None
    verdicts: tuple[Verdict, ...] = ()
    checked_at: float = 0.0
    measurements: tuple[Measurement, ...] = ()
    load: Load | None = None
    """The machine's while the measurements were taken; None where there are none."""
    engine_size: tuple[int, str] | None = None
    """What the engine calls the image's size, in bytes, and what it means by it."""

    def measured(self, of: str, what: str) -> Measurement | None:
        """That measurement, as of the `packed` its `start`; None where it was not taken."""
        return next(
            (each for each in self.measurements if (each.of, each.what) == (of, what)), None
        )

    @property
    def failures(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.status == "fail")


@dataclass(frozen=True, kw_only=True)
class Result:
    """A whole run. versions: tool -> version. machine: what it ran on, in pairs.

    engine: empty where there is none. engine_reason: why this one, in a clause. isolation: what
    our own starts ran in; not_isolated: what that left open, and why, or empty. comparison: of
    packers; None where there was one only.
    """

    versions: tuple[tuple[str, str], ...]
    machine: tuple[tuple[str, str], ...]
    engine: str
    engine_title: str
    """Its name for people, with its version or its isolation; empty where there is none."""
    engine_reason: str
    isolation: str
    not_isolated: str
    target: str
    steps: tuple[StepResult, ...] = ()
    comparison: Comparison | None = None
