"""The ways to measure: what each gives, and when there is enough of it.

Another one is an entry here and a function in pipeline/price/visits.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.plan.price import quantities as q


@dataclass(frozen=True, kw_only=True)
class Measuring:
    """One thing that is done to every variant, round by round."""

    name: str
    """In a few words, behind "measuring": `starts`."""
    gives: tuple[str, ...]
    """Quantities."""
    decides: str
    """The one of them whose ratio to the baseline's must become certain."""
    spread: float = 0.1
    """How far that ratio's interval may reach from its median, as a part of it."""
    least: int = 8
    """Rounds of a variant, at least: 8 have an interval of 99 %."""
    most: int = 200
    """Rounds of a variant, at most: what is not certain then will not be soon."""
    few: bool = False
    """Whether only the baseline and the variant with the smallest pull are measured, where the
    budget is below PLENTY_SECONDS: the others are computed."""


STARTS = Measuring(
    name="starts", gives=(q.START, q.PRIVATE, q.PROPORTIONAL, q.PEAK), decides=q.START, least=12
)
ONE_CPU = Measuring(name="starts on one CPU", gives=(q.START_ONE_CPU,), decides=q.START_ONE_CPU)
COLD = Measuring(
    name="starts with the file not in memory", gives=(q.START_COLD,), decides=q.START_COLD
)
CONTAINER = Measuring(
    name="starts in the container", gives=(q.START_CONTAINER,), decides=q.START_CONTAINER
)
ENGINE = Measuring(
    name="starts by the engine", gives=(q.START_ENGINE,), decides=q.START_ENGINE, most=20
)
LOAD = Measuring(
    name="a load",
    gives=(
        *(q.THROUGHPUT, q.ANSWER_BYTES, q.LATENCY_MEDIAN, q.LATENCY_99),
        *(q.PRIVATE_LOADED, q.PROPORTIONAL_LOADED),
    ),
    decides=q.THROUGHPUT,
    most=20,
)
REPLICAS = Measuring(
    name="replicas",
    gives=tuple(map(q.replicas, q.REPLICAS)),
    decides=q.replicas(max(q.REPLICAS)),
    most=12,
)

NOTHING = Measuring(name="pulls without a limit", gives=(q.NOTHING,), decides=q.NOTHING)
LINKS = {
    megabits: Measuring(
        name=f"pulls at {megabits} Mbit/s",
        gives=(q.nothing_at(megabits),),
        decides=q.nothing_at(megabits),
        most=12,
        few=True,
    )
    for megabits in q.MEGABITS
}

PULLS = (NOTHING, *LINKS.values())

MEASURINGS = {
    each.name: each for each in (STARTS, ONE_CPU, COLD, CONTAINER, ENGINE, LOAD, REPLICAS, *PULLS)
}
"""In the order in which they begin."""

PLENTY_SECONDS = 900.0
"""A budget with which everything is measured."""
