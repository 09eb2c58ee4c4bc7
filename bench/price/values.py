"""What `slimgo price` itself takes, against its limits."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.estimate import Estimate

MOST_SECONDS = 300.0
"""Of the usual plan: eight variants on two CPUs."""
MOST_SPREAD = 0.10
"""How far the interval of a start's ratio may reach, as a part of the ratio."""
MOST_RENDER_SECONDS = 1.0
MOST_BYTES = 150_000_000


@dataclass(frozen=True, kw_only=True)
class Own:
    """Of one run at rest."""

    date: str
    load: float
    """Of the machine before, over a minute."""
    machine: tuple[tuple[str, str], ...]
    seconds: float
    """From the command's start to its end: making the variants is part of it."""
    variants: int
    spread: float
    """The widest of all start ratios, of every way to start; a part of its ratio."""
    overhead_seconds: Estimate
    """That a start takes longer as it is measured."""
    render_seconds: float
    """Of the page, the median of several."""
    peak_bytes: int
    """The most that the command itself had resident."""
    levers: tuple[tuple[str, int], ...]
    """The article's service, stripped and packed by gopack, with each of the other levers (with
    several where a + stands between them): bytes on the disk. The first with none."""
