"""An attempt is judged by its effect, and by what the probe says only where there is none."""

from __future__ import annotations

from itertools import pairwise

from attack.expected import BITES, expected
from attack.inside import judged


def test_a_claim_without_an_effect_is_no_success() -> None:
    assert judged([("send", "")], {"send": False}) == (("send", "it had no effect"),)


def test_an_effect_that_was_not_claimed_is_one() -> None:
    assert judged([("send", "refused")], {"send": True}) == (("send", ""),)


def test_without_a_look_from_outside_the_probe_is_believed() -> None:
    assert judged([("read", ""), ("list", "no")], {}) == (("read", ""), ("list", "no"))


def test_nothing_that_anyone_can_do_is_expected_of_the_best_level() -> None:
    assert not BITES & expected("bubblewrap", 0)


def test_a_newer_landlock_never_allows_more() -> None:
    for level in ("chroot", "Landlock"):
        allowed = [expected(level, abi) for abi in range(9)]
        assert all(after <= before for before, after in pairwise(allowed))
        assert allowed[0] > allowed[-1]
