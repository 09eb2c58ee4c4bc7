"""What may be compared is, and what may not is refused with the reason."""

from __future__ import annotations

from dataclasses import replace

from slimgo.checks.price.changes import changes
from slimgo.plan.price import quantities as q
from slimgo.values.price import PriceList
from slimgo.values.price_changes import Change
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
    assert found.refused == (
        (
            "only bytes are compared: the machines differ (processor), and times and memory of "
            "another machine say nothing"
        ),
    )


def test_a_machine_of_which_less_is_known_is_another_one() -> None:
    more = replace(taken(3), machine=(("processor", "one"), ("kernel", "6"), ("cpus", "2")))
    for one, other in ((taken(3), more), (more, taken(3))):
        assert "(kernel, cpus)" in changes(one, other).refused[0]


def test_with_another_baseline_only_bytes_are_compared() -> None:
    other = taken(9)
    variants = (replace(other.variants[0], sha256="ff"), *other.variants[1:])
    found = changes(taken(3), replace(other, variants=variants))
    assert {each.what for each in found.changes} == {"disk", "pull"}
    assert found.refused == (
        (
            "only bytes are compared: plain is another program in each, and times and memory are "
            "known against it only"
        ),
    )


def test_a_baseline_that_could_not_be_made_is_said() -> None:
    broken = replace(taken(3), variants=(variant("plain", failed="no"), taken(3).variants[1]))
    for one, other in ((taken(3), broken), (broken, taken(3)), (broken, broken)):
        found = changes(one, other)
        assert found.refused[0] == "only bytes are compared: plain could not be made in one of them"
        assert all(each.exact for each in found.changes)


def test_what_was_asked_otherwise_is_not_compared() -> None:
    found = changes(taken(3), replace(taken(3), asked="another"))
    assert found.refused == (
        "only bytes are compared: the two were not asked the same, or run alike",
    )
    assert all(each.exact for each in found.changes)


def test_each_change_has_both_figures() -> None:
    found = changes(taken(3, disk=1.0), taken(2, disk=0.5)).changes
    assert [each for each in found if each.variant == "packed"] == [
        Change(variant="packed", what="disk", exact=True, before=1e6, after=5e5, outcome="smaller"),
        Change(variant="packed", what="pull", exact=True, before=1e6, after=5e5, outcome="smaller"),
        Change(
            variant="packed", what=q.START, exact=False, before=3.0, after=2.0, outcome="smaller"
        ),
    ]


def test_ratios_that_grow_are_larger() -> None:
    assert outcomes(taken(2), taken(3))["packed", q.START] == "larger"


def test_intervals_that_touch_are_no_difference() -> None:
    def between(low: float, high: float) -> PriceList:
        return prices(
            taken={("plain", q.START): [1.0] * 8, ("packed", q.START): [low, high] * 4},
        )

    assert outcomes(between(1, 2), between(2, 3))["packed", q.START] == "no difference seen"
    assert outcomes(between(2, 3), between(1, 2))["packed", q.START] == "no difference seen"


def test_a_pull_is_compared_where_both_are_known() -> None:
    without = prices(variant("plain"), variant("packed", 1.0))
    for one, other in ((taken(3), without), (without, taken(3))):
        assert {each.what for each in changes(one, other).changes} == {"disk"}


def test_a_variant_that_is_in_one_only_is_said() -> None:
    found = changes(prices(variant("plain"), variant("new")), prices(variant("plain")))
    assert found.refused == ("new is in one of them only",)
