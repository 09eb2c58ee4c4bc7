"""What a run did and found, and the schema it is written in."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.artifact import Artifact
from slimgo.values.binary import BinaryFacts
from slimgo.values.comparison import Comparison
from slimgo.values.image import ImageFacts
from slimgo.values.measurement import Load, Measurement
from slimgo.values.needs_found import NeedsFound
from slimgo.values.shrunk import Shrunk
from slimgo.values.step import Kind
from slimgo.values.verdict import Verdict

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class StepResult:
    """One step: its command, what it made, what was read and checked and measured."""

    name: str
    kind: Kind
    command: str
    up_to_date: bool = False
    """Nothing it depends on has changed, so the command did not run again."""
    baseline: bool = False
    """Whether other sizes are told against its artifact's."""
    seconds: float = 0.0
    """The command alone; check_seconds: reading, probing and measuring."""
    check_seconds: float = 0.0
    artifact: Artifact | None = None
    binary: BinaryFacts | None = None
    image: ImageFacts | None = None
    verdicts: tuple[Verdict, ...] = ()
    checked_at: float = 0.0
    """When its verdicts were taken, in seconds since the epoch."""
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
    """A whole run."""

    versions: tuple[tuple[str, str], ...]
    """Tool -> version."""
    machine: tuple[tuple[str, str], ...]
    """What it ran on, in pairs."""
    engine: str
    """Empty where there is none."""
    engine_title: str
    """Its name for people, with its version or its isolation; empty where there is none."""
    engine_reason: str
    """Why this one, in a clause."""
    isolation: str
    """What our own starts ran in; not_isolated: what that left open, and why, or empty."""
    not_isolated: str
    target: str
    steps: tuple[StepResult, ...] = ()
    comparison: Comparison | None = None
    """Of packers; None where there was one only."""
    needs: NeedsFound | None = None
    """What the program needs from its surroundings; None where nobody looked."""
    shrunk: Shrunk | None = None
    """Of an image that exists: what was kept, and what went."""
