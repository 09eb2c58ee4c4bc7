"""What each variant of a program costs and saves, as it was measured."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import Literal, get_args

from slimgo.values.explained import Effect

SCHEMA_VERSION = 1

BEST_GZIP = "best gzip"
"""How our own layout compresses a layer; one of the ways of PricedVariant.pull_bytes."""

Unit = Literal["s", "B", "1/s"]

Part = Literal["code", "line tables", "data", "debug information", "symbols", "packed", "rest"]
"""What bytes of a program are. `line tables`: functions, files and lines, which a running Go
program reads itself; `rest`: headers and what lies between."""

PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, kw_only=True)
class Series:
    """All samples of one quantity of one variant."""

    variant: str
    quantity: str
    """`start`, `private memory`: an entry of plan/price/quantities.py."""
    unit: Unit
    rounds: tuple[int, ...]
    """The round that each sample was taken in. Samples of two variants in the same round are a
    pair: they were taken within the same moments."""
    samples: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.rounds) != len(self.samples):
            raise ValueError(f"{len(self.samples)} samples of {len(self.rounds)} rounds")
        if not all(0 < sample < math.inf for sample in self.samples):
            raise ValueError(f"a sample of {self.quantity} is no positive number")

    @property
    def median(self) -> float:
        return statistics.median(self.samples)


@dataclass(frozen=True, kw_only=True)
class PricedVariant:
    """A variant, what it is made by, and what is exact about it."""

    name: str
    does: str
    """What makes it another than the plain build, in a clause."""
    effect: Effect
    """What is said of it before anything is measured."""
    commands: tuple[str, ...] = ()
    """What a person types to make it, in the project's folder."""
    path: str = ""
    """The program, from the project's folder."""
    sha256: str = ""
    disk_bytes: int = 0
    parts: tuple[tuple[Part, int], ...] = ()
    """What its bytes on the disk are; they add up to disk_bytes."""
    pull_bytes: tuple[tuple[str, int], ...] = ()
    """For each way to compress a layer what a registry transfers: layers, config, manifest."""
    build_seconds: float = 0.0
    """Of `go build` of what is in it, with the standard library compiled already."""
    pack_seconds: float = 0.0
    """0 for what is not packed."""
    lost: tuple[str, ...] = ()
    """What does not work any more, or cannot be read, as found in the file."""
    only_by_name: bool = False
    """Whether nobody is advised to take it, who has not asked for it by its name."""
    failed: str = ""
    """Why there is no such program: it does not build, or does not work. Then nothing else is
    known of it."""

    def pull(self, way: str) -> int | None:
        """Bytes for that way to compress; None where it was not tried."""
        return dict(self.pull_bytes).get(way)

    @property
    def sent_bytes(self) -> int:
        """What a registry transfers as our own layout is compressed; the file's size where that is
        not known."""
        return self.pull(BEST_GZIP) or self.disk_bytes


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A size that somebody else told of the same step."""

    name: str
    size_bytes: int
    source: str
    """Who told it, and when."""


@dataclass(frozen=True, kw_only=True)
class NotMeasured:
    """What was not measured, and why."""

    what: str
    why: str
    cure: str = ""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A start that did not come to an answer, though the same variant had been proven before."""

    variant: str
    measuring: str
    round: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What makes figures less certain than they look: what was seen, its cause, the remedy."""

    what: str
    why: str = ""
    cure: str = ""


@dataclass(frozen=True, kw_only=True)
class PriceList:
    """Everything that is known of a program's variants."""

    program: str
    baseline: str
    """The variant that the others are compared with."""
    target: str
    machine: tuple[tuple[str, str], ...]
    """What it was measured on, in pairs."""
    versions: tuple[tuple[str, str], ...]
    """Tool -> version."""
    asked: str = ""
    """A digest of what decides how it is run: its probe, arguments and environment, companions,
    how it is isolated, and the engine."""
    image: str = ""
    """A digest of what its image is made of beside the program."""
    seed: int
    """Of the order in which variants were measured."""
    budget_seconds: float
    spent_seconds: float = 0.0
    """Of measuring so far, over all runs that it took."""
    variants: tuple[PricedVariant, ...] = ()
    """The baseline first."""
    series: tuple[Series, ...] = ()
    not_measured: tuple[NotMeasured, ...] = ()
    failures: tuple[Failure, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    references: tuple[Reference, ...] = ()
    """Sizes of others, to be shown beside ours."""

    def __post_init__(self) -> None:
        if self.baseline not in {each.name for each in self.variants}:
            raise ValueError(f"there is no variant {self.baseline!r}, the baseline")

    def of(self, variant: str, quantity: str) -> Series | None:
        """None where nothing was taken of it."""
        return next(
            (
                each
                for each in self.series
                if (each.variant, each.quantity) == (variant, quantity) and each.samples
            ),
            None,
        )

    def failed(self, variant: str, measuring: str) -> int:
        """How often it did not answer."""
        return sum((each.variant, each.measuring) == (variant, measuring) for each in self.failures)

    @property
    def priced(self) -> tuple[PricedVariant, ...]:
        """Those that were made."""
        return tuple(each for each in self.variants if not each.failed)
