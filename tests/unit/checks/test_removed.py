"""Needs of which the probes decide, by leaving each cure out."""

from __future__ import annotations

from slimgo.checks.removed import by_removal
from slimgo.values.need import Need, NeedName, Standing


def need(name: NeedName, standing: Standing = "needed") -> Need:
    return Need(name=name, standing=standing, why="it looked for it")


CANDIDATES = (need("tmp"), need("user"), need("zones"), need("mime", "wanted"))
Cures = frozenset[NeedName]


def needed(told: tuple[Need, ...]) -> set[NeedName]:
    return {each.name for each in told if each.standing == "needed"}


def test_what_the_probes_need_is_needed_and_the_rest_is_wanted() -> None:
    tried: list[Cures] = []

    def works(cures: Cures) -> bool:
        tried.append(cures)
        return {"tmp", "zones"} <= cures

    told = by_removal(CANDIDATES, works)
    assert needed(told) == {"tmp", "zones"}
    assert [each.name for each in told] == [each.name for each in CANDIDATES]
    assert told[1].standing == "wanted"
    assert told[1].why == "it looked for it; its probes pass without it"
    assert told[3] == CANDIDATES[3]
    assert len(tried) == 2 + 3


def test_where_the_probes_pass_without_any_cure_one_try_is_enough() -> None:
    tried: list[Cures] = []

    def works(cures: Cures) -> bool:
        tried.append(cures)
        return True

    told = by_removal(CANDIDATES, works)
    assert needed(told) == set()
    assert tried == [frozenset()]


def test_of_two_that_stand_for_each_other_one_is_kept() -> None:
    assert needed(by_removal(CANDIDATES, lambda cures: bool(cures & {"user", "zones"}))) == {
        "zones"
    }


def test_where_no_cure_helps_nothing_changes() -> None:
    assert by_removal(CANDIDATES, lambda _: False) == CANDIDATES


def test_where_nothing_is_needed_nothing_is_tried() -> None:
    def never(_: Cures) -> bool:
        raise AssertionError

    only = (need("mime", "wanted"), need("tmp", "suspected"))
    assert by_removal(only, never) == only


def test_what_no_probe_can_reach_is_kept_though_the_probes_pass_without_it() -> None:
    tried: list[Cures] = []

    def works(cures: Cures) -> bool:
        tried.append(cures)
        return True

    told = by_removal((need("certificates"), need("zones")), works)
    assert needed(told) == {"certificates"}
    assert tried == [frozenset({"certificates"})]
    tried.clear()
    assert needed(by_removal((need("certificates"),), works)) == {"certificates"}
    assert tried == []


def test_what_was_merely_wanted_is_needed_where_the_probes_fail_without_it() -> None:
    wanted: frozenset[NeedName] = frozenset({"mime", "resolver"})
    both = (need("mime", "wanted"), need("resolver", "wanted"), need("zones"))
    told = by_removal(both, lambda cures: "mime" in cures, wanted)
    assert needed(told) == {"mime"}
    assert told[0].why == "it looked for it; its probes fail without it"
    assert told[1] == both[1]
    assert told[2].standing == "wanted"


def test_its_own_that_do_not_do_are_needed_though_no_removal_of_certificates_tells() -> None:
    own = (need("certificates", "wanted"),)
    told = by_removal(own, lambda cures: "certificates" in cures, frozenset({"certificates"}))
    assert needed(told) == {"certificates"}
