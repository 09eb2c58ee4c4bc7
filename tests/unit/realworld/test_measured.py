"""docs/realworld.json is of the committed programs, and keeps what the project promises."""

from __future__ import annotations

import json
from statistics import median
from typing import Any

from slimgo.values.measurement import START
from tests.realworld import catalogue
from tests.realworld.measured import MEASURED, MOST_IN_VAIN, _files, _line, _true
from tests.realworld.originals import ORIGINALS
from tests.realworld.page import _differ
from tests.realworld.starting import REPEATS
from tests.realworld.truth import known

FOUND: dict[str, Any] = json.loads(MEASURED.read_text())["programs"]
MOST_OF_THE_PULL = 0.52


def test_it_is_of_the_committed_programs() -> None:
    order = catalogue.programs()
    assert list(FOUND) == [program.name for program in order]
    for program in order:
        assert FOUND[program.name]["digest"] == program.digest, f"{program.name} was changed"


def test_no_need_is_missed_and_at_most_one_is_claimed_in_vain() -> None:
    assert {name: each["missed"] for name, each in FOUND.items() if each["missed"]} == {}
    assert sum(len(each["in_vain"]) for each in FOUND.values()) <= MOST_IN_VAIN


def test_what_it_calls_missed_is_what_the_truth_says() -> None:
    for name, truth in known().items():
        true, either = _true(truth)
        needs = set(FOUND[name]["needs"])
        assert sorted(true - needs) == [each for each in FOUND[name]["missed"] if each in true]
        assert sorted(needs - true - either) == FOUND[name]["in_vain"]


def test_every_program_does_packed_what_it_did() -> None:
    assert {name: each["fails"] for name, each in FOUND.items() if each["fails"]} == {}


def test_the_pull_is_about_half_at_the_median() -> None:
    ratios = [each["packed_pull_bytes"] / each["unpacked_pull_bytes"] for each in FOUND.values()]
    assert median(ratios) <= MOST_OF_THE_PULL


def test_of_each_both_starts_and_its_original_were_measured() -> None:
    originals = json.loads(ORIGINALS.read_text())
    assert set(originals) == set(FOUND)
    assert len({each["base_pull_bytes"] for each in originals.values()}) == 1
    for name, each in FOUND.items():
        assert {how: len(taken[START]) for how, taken in each["starts"].items()} == {
            "as built": REPEATS,
            "packed": REPEATS,
        }, name


def test_starts_differ_where_nearly_all_turns_agree() -> None:
    base = [float(number) for number in range(9)]
    later = [each + 0.1 for each in base]
    assert _differ(base, later)
    assert _differ(later, base)
    assert _differ(base, [*later[:8], 0.0])
    assert not _differ(base, [*later[:7], 0.0, 0.0])


def test_what_every_engine_gives_is_no_need_of_an_image() -> None:
    truth = {"least": ["hosts", "tmp", "resolv.conf"], "one_of_these_as_well": ["hostname", "home"]}
    assert _true(truth) == ({"tmp"}, {"home"})


def test_the_files_are_those_that_were_looked_for() -> None:
    looked = ["/usr/share/zoneinfo/Asia/Tokyo", "/usr/lib/locale/TZ/Asia/Tokyo"]
    assert set(_files([{"name": "zones", "looked_for": looked}])) == {looked[0]}
    assert _files([{"name": "programs", "looked_for": ["/bin/sh"]}]) == {}


def test_a_line_says_what_was_wrong() -> None:
    seen = {"packed_pull_bytes": 1, "unpacked_pull_bytes": 2, "needs": ["tmp"]}
    right: dict[str, Any] = {"missed": [], "in_vain": [], "fails": {}}
    assert _line("it", seen | right) == f"✓ {'it':<16} pull ×0.50  needs tmp"
    wrong = {"missed": ["zones"], "in_vain": ["tmp"], "fails": {"packed": "it hangs"}}
    assert _line("it", seen | wrong) == (
        f"✗ {'it':<16} pull ×0.50  needs tmp; missed zones; claimed tmp in vain; packed: it hangs"
    )
