"""What may be compared is, and what may not is refused with the reason."""

from __future__ import annotations

from dataclasses import replace

from slimgo.checks.price.changes import changes
from slimgo.plan.price import quantities as q
from slimgo.values.price import PriceList
from tests.unit.plan.price.lists import prices, variant


def taken(ratio: float, disk: float = 1.0, rounds: int = 8) -> PriceList:
    return prices(
        variant("plain", pull=4),
        variant("packed", disk, pull=disk),
        taken={
            ("plain", q.START): [1.0, 2.0] * (rounds // 2),
            ("packed", q.START): [ratio, 2 * ratio] * (rounds // 2),
        },
    )


def outcomes(before: PriceList, after: PriceList) -> dict[tuple[str, str], str]:
    return {(each.variant, each.what): each.outcome for each in changes(before, after).changes}


def test_the_same_twice() -> None:
    assert {*outcomes(taken(3), taken(3)).values()} == {"same", "no difference seen"}
    assert changes(taken(3), taken(3)).refused == ()


def test_bytes_are_exact_and_ratios_have_intervals() -> None:
    found = outcomes(taken(3, disk=1.0), taken(2, disk=1.1))
    assert found["packed", "disk"] == "larger"
    assert found["packed", "pull"] == "larger"
    assert found["packed", q.START] == "smaller"
    assert found["plain", "disk"] == "same"
    assert ("plain", q.START) not in found


def test_another_speed_of_the_same_machine_is_no_change() -> None:
    slow = taken(3)
    series = tuple(
        replace(each, samples=tuple(10 * sample for sample in each.samples)) for each in slow.series
    )
    found = outcomes(taken(3), replace(slow, series=series))
    assert found["packed", q.START] == "no difference seen"


def test_too_few_pairs_say_nothing() -> None:
    assert outcomes(taken(3), taken(9, rounds=4))["packed", q.START] == "not known"


def test_of_another_machine_only_bytes_are_compared() -> None:
    other = replace(taken(9), machine=(("processor", "another"),))
    found = changes(taken(3), other)
    assert {each.what for each in found.changes} == {"disk", "pull"}
    assert all(each.exact for each in found.changes)
    assert "the machines differ (processor)" in found.refused[0]


def test_with_another_baseline_only_bytes_are_compared() -> None:
    other = taken(9)
    variants = (replace(other.variants[0], sha256="ff"), *other.variants[1:])
    found = changes(taken(3), replace(other, variants=variants))
    assert {each.what for each in found.changes} == {"disk", "pull"}
    assert "plain is another program in each" in found.refused[0]


def test_a_variant_that_is_in_one_only_is_said() -> None:
    found = changes(prices(variant("plain"), variant("new")), prices(variant("plain")))
    assert found.refused == ("new is in one of them only",)
