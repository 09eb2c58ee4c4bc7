"""What is built into a service is seen, with the right sign, and the interval holds the truth."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from slimgo.plan.price import measurings as m
from slimgo.plan.price import quantities as q
from slimgo.plan.price.estimate import difference, ratio
from slimgo.plan.price.measurings import Measuring

_SURE = 0.999
_ROUNDS = 25


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What is built in, and by how much it changes a quantity."""

    built_in: dict[str, str]
    measuring: Measuring
    quantity: str
    truth: float


EFFECTS = {
    "5 ms of waiting": Effect(
        built_in={"wait": "5ms"}, measuring=m.STARTS, quantity=q.START, truth=0.005
    ),
    "8 MiB that are touched": Effect(
        built_in={"touch": str(8 << 20)}, measuring=m.STARTS, quantity=q.PRIVATE, truth=8 << 20
    ),
    "10,000 bytes more in an answer": Effect(
        built_in={"body": "20001"}, measuring=m.LOAD, quantity=q.ANSWER_BYTES, truth=10_000
    ),
}


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_of_known_size(ruler, measured, name: str) -> None:
    effect = EFFECTS[name]
    way = Measuring(
        name=effect.measuring.name,
        gives=effect.measuring.gives,
        decides=effect.quantity,
        least=_ROUNDS,
        most=_ROUNDS,
    )
    plain, other = ruler.variant("plain"), ruler.variant("other", **effect.built_in)
    (known,) = measured(plain, other, way=way)
    assert not known.failures
    series = known.of("other", effect.quantity), known.of("plain", effect.quantity)
    seen = ratio(*series)
    assert seen is not None
    assert seen.difference == "more"
    found = difference(*series, _SURE)
    assert found is not None
    assert found.sure
    assert found.low <= effect.truth <= found.high, found
