"""A probe as ever, and what the program opened meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.observing import Observing, why_not_traced
from slimgo.values.guest import Guest
from slimgo.values.opened import Opened
from slimgo.values.question import ProbeFacts
from slimgo.values.running import Running

Ask = Callable[[Callable[[], Running]], ProbeFacts]
"""Makes the probe: given how the program is started, it asks and ends it. It may start it more than
once; each finds what an earlier one wrote."""


def observed_probe(guest: Guest, level: Level, ask: Ask) -> tuple[ProbeFacts, Opened]:
    """What the probe found, and what all its starts opened.

    Where nothing can be traced on the level the probe is made all the same, and Opened.lacks says
    why. Raises what ask raises, and as launch.start.
    """
    observing = Observing(level, lacks=_lacks(level))
    facts = ask(partial(observing.start, guest))
    return facts, observing.opened()


@cache
def _lacks(level: Level) -> str:
    """Asked once for each level: it takes as long as a start."""
    return why_not_traced(level)
