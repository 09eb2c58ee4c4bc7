"""A program that ends at the first thing it lacks is looked at again with that there."""

from __future__ import annotations

from collections.abc import Iterator

from slimgo.checks.rounds import Seen, in_rounds
from slimgo.values.need import Need, NeedName, Observation, Standing


def need(name: NeedName, standing: Standing = "needed", *looked_for: str) -> Need:
    seen = tuple(Observation(need=name, name=path, found=False) for path in looked_for)
    return Need(name=name, standing=standing, why=standing, observations=seen)


class Program:
    """Shows one round after the other, and notes what was met in each."""

    def __init__(self, *rounds: Seen) -> None:
        self._rounds: Iterator[Seen] = iter(rounds)
        self.met: list[set[NeedName]] = []

    def look(self, met: tuple[Need, ...]) -> Seen:
        self.met.append({each.name for each in met})
        return next(self._rounds)


def fails(*needs: Need) -> Seen:
    return Seen(needs=needs, passes=False)


def passes(*needs: Need) -> Seen:
    return Seen(needs=needs, passes=True)


def test_what_shows_only_behind_the_first_need_is_found() -> None:
    program = Program(
        fails(need("zones"), need("tmp", "suspected")),
        fails(need("tmp")),
        passes(need("user")),
        passes(),
    )
    told, met = in_rounds(program.look)
    assert [(each.name, each.standing) for each in told] == [
        ("zones", "needed"),
        ("tmp", "needed"),
        ("user", "needed"),
    ]
    assert met == {"zones", "tmp", "user"}
    assert program.met == [set(), {"zones"}, {"zones", "tmp"}, {"zones", "tmp", "user"}]


def test_one_round_is_enough_where_nothing_is_needed() -> None:
    program = Program(passes(need("mime", "wanted"), need("tmp", "suspected")))
    told, met = in_rounds(program.look)
    assert {each.name for each in told} == {"mime", "tmp"}
    assert (met, len(program.met)) == (frozenset(), 1)


def test_what_is_wanted_is_met_only_where_the_probes_fail_with_all_that_is_needed() -> None:
    program = Program(
        fails(need("certificates"), need("mime", "wanted")),
        fails(need("mime", "wanted")),
        passes(),
    )
    told, met = in_rounds(program.look)
    assert program.met == [set(), {"certificates"}, {"certificates", "mime"}]
    assert met == {"certificates", "mime"}
    assert [each.standing for each in told] == ["needed", "wanted"]


def test_what_was_needed_once_stays_needed_with_all_that_was_looked_for() -> None:
    program = Program(
        fails(need("zones", "needed", "/usr/share/zoneinfo/A")),
        passes(need("zones", "wanted", "/usr/share/zoneinfo/B")),
        passes(),
    )
    (zones,), _ = in_rounds(program.look)
    assert zones.standing == "needed"
    assert [each.name for each in zones.observations] == [
        "/usr/share/zoneinfo/A",
        "/usr/share/zoneinfo/B",
    ]
    # the second zone is another cure, so there is a third round
    assert len(program.met) == 3


def test_names_that_differ_in_each_round_are_no_reason_for_another() -> None:
    rounds = [fails(need("programs", "needed", f"/tmp/{at}")) for at in range(9)]  # noqa: S108
    program = Program(*rounds)
    in_rounds(program.look)
    assert len(program.met) == 2


def test_zones_without_end_come_to_one() -> None:
    program = Program(*(fails(need("zones", "needed", f"/usr/share/{at}")) for at in range(99)))
    in_rounds(program.look)
    assert len(program.met) == 8
