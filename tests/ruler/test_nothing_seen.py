"""A/A: the same binary under two names. A ruler that sees a difference there sees ghosts."""

from __future__ import annotations

from slimgo.plan.price import quantities as q
from slimgo.plan.price.estimate import ratio
from slimgo.plan.price.measurings import Measuring

_PLANS = 100
_NONE_SEEN = 88
"""Of them, at least. The interval of 8 pairs misses the truth in 1 of 100 plans (binomial): more
than 12 misses are a ruler that is wrong, and no bad luck."""
_SHORT = Measuring(name="starts", gives=(q.START, q.PRIVATE), decides=q.START, least=8, most=8)


def test_the_same_binary_twice_shows_no_difference(ruler, measured) -> None:
    same = ruler.variant("one"), ruler.variant("other")
    found = measured(*same, way=_SHORT, seeds=tuple(range(_PLANS)))
    assert not any(known.failures for known in found)
    for quantity in _SHORT.gives:
        ratios = [ratio(known.of("other", quantity), known.of("one", quantity)) for known in found]
        seen = [each.difference for each in ratios if each]
        assert len(seen) == _PLANS
        assert seen.count("none seen") >= _NONE_SEEN, (quantity, seen)
