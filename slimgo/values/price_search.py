"""What a search for the smallest variant under limits found, proved, and did not try."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.price import PricedVariant


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A combination that was built."""

    name: str
    disk_bytes: int
    verdict: str
    """In a clause: `the smallest so far`, `breaks start=+30ms`, `larger than the best`."""


NOT_HERE = " is not here"
"""Behind the name of a packer that a machine lacks."""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """What no combination was tried with, and why."""

    lever: str
    why: str


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """The end of a search."""

    best: PricedVariant | None
    """None where nothing keeps the limits."""
    proved: bool
    """Whether what was not tried cannot be smaller, if levers save no more together than alone;
    false where the budget was spent before."""
    tried: tuple[Tried, ...]
    not_tried: int
    """Combinations."""
    left_out: tuple[LeftOut, ...]
    limits: tuple[str, ...]
    """As typed."""
    baseline_sha256: str
    """Of the plain build: what another one was searched for is no part of this search."""
    shard: tuple[int, int] = (1, 1)
    """Which part of the combinations, and of how many."""
