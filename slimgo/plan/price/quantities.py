"""What is measured of each variant. Another quantity is an entry here, and in the measuring that
gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slimgo.values.price import Unit


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number that variants are compared by."""

    name: str
    unit: Unit
    means: str
    """In a clause, for whoever reads a table."""
    better: Literal["less", "more"] = "less"
    cost: bool = True
    """Whether a flag that is called free must leave it as it is."""


START = "start"
START_ONE_CPU = "start on one CPU"
START_COLD = "cold start"
START_CONTAINER = "start in the container"
START_ENGINE = "start by the engine"
PRIVATE = "private memory"
PROPORTIONAL = "proportional memory"
PEAK = "peak memory of the start"
PRIVATE_LOADED = "private memory after 10,000 requests"
PROPORTIONAL_LOADED = "proportional memory after 10,000 requests"
THROUGHPUT = "throughput"
ANSWER_BYTES = "bytes of an answer"
LATENCY_MEDIAN = "latency p50"
LATENCY_99 = "latency p99"
NOTHING = "first answer from nothing"
REPLICAS = (1, 2, 8)
MEGABITS = (100, 1000)
"""Of the links that are tried."""


def nothing_at(megabits: int) -> str:
    """The quantity at that bandwidth: `first answer from nothing at 100 Mbit/s`."""
    return f"first answer from nothing at {link(megabits)}"


def link(megabits: float) -> str:
    """`100 Mbit/s`, `2.5 Gbit/s`."""
    if megabits < _GIGA:
        return f"{megabits:.0f} Mbit/s"
    return f"{megabits / _GIGA:.1f} Gbit/s".replace(".0 ", " ")


_GIGA = 1000


def replicas(count: int) -> str:
    """The quantity of so many replicas on one node."""
    return f"memory of {count} replica{'s' if count > 1 else ''}"


_TABLE = (
    Quantity(name=START, unit="s", means="from exec to the first byte of an answer"),
    Quantity(name=START_ONE_CPU, unit="s", means="the same, with one CPU for it"),
    Quantity(name=START_COLD, unit="s", means="the same, with its file read from the disk"),
    Quantity(name=START_CONTAINER, unit="s",
             means="from the release of its container to the first byte of an answer"),
    Quantity(name=START_ENGINE, unit="s",
             means="from the engine's own `run` to the first byte of an answer"),
    Quantity(name=PRIVATE, unit="B", means="held by this process alone, after its first answer"),
    Quantity(name=PROPORTIONAL, unit="B",
             means="the same, and its part of what several processes share"),
    Quantity(name=PEAK, unit="B", means="the most that was resident until its first answer"),
    Quantity(name=PRIVATE_LOADED, unit="B", means="held by this process alone after 10,000 more"),
    Quantity(name=PROPORTIONAL_LOADED, unit="B",
             means="the same, and its part of what several processes share"),
    Quantity(name=THROUGHPUT, unit="1/s", better="more",
             means="requests a second that it answers with as many connections as are allowed"),
    Quantity(name=ANSWER_BYTES, unit="B", means="of its headers and its body"),
    Quantity(name=LATENCY_MEDIAN, unit="s", means="half of the answers came within it"),
    Quantity(name=LATENCY_99, unit="s", means="99 of 100 answers came within it"),
    *(Quantity(name=replicas(count), unit="B",
               means="all their memory, with pages that they share counted once")
      for count in REPLICAS),
    Quantity(name=NOTHING, unit="s", cost=False,
             means="pulled from a registry over a link without limit, unpacked, started, until the "
                   "first byte of an answer"),
    *(Quantity(name=nothing_at(each), unit="s", cost=False, means="the same over such a link")
      for each in MEGABITS),
)  # fmt: skip

QUANTITIES = {each.name: each for each in _TABLE}
