"""Each need: without its cure the program fails, with it it works, and exactly it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.facts.cured import cure
from slimgo.facts.suspicions import suspicions
from slimgo.plan.needs import BY_NAME
from slimgo.sandbox.level import Level
from tests.integration.needs.traits import TRAITS, USER, Trait, found, guest, said
from tests.programs.build import HERE


@pytest.fixture(params=TRAITS, ids=lambda trait: trait.name)
def trait(request: pytest.FixtureRequest) -> Trait:
    row: Trait = request.param
    return row


def test_every_program_with_a_need_has_a_row() -> None:
    there = {path.name for path in HERE.glob("needs-*")}
    rows = {f"needs-{trait.name}" for trait in TRAITS}
    assert there == rows | {"needs-nothing", "needs-asked"}


def test_a_trait_is_found_and_its_cure_works(
    trait: Trait, built: Callable[[str], Path], own: Level, tmp_path: Path
) -> None:
    program = built(trait.name)
    its_own = trait.its_own(program, tmp_path)
    facts, told = found(program, own, guest(program, tmp_path, its_own))
    assert facts.exit
    assert (facts.exit.status == 0) == (not trait.fails_with), facts.words
    assert trait.fails_with in facts.words
    # what is looked up on the way to a server is found as well, and nothing fails by it
    needed = {name: how for name, how in said(told).items() if name != "resolver"}
    assert (needed or said(told)) == {trait.name: trait.standing}

    if not trait.curable:
        return
    (need,) = (each for each in told if each.name == trait.name)
    added = cure(need, USER)
    files = trait.met_by(added.files if added else (), its_own)
    cured = replace(guest(program, tmp_path, files), env=trait.env)
    facts, told = found(program, own, cured)
    assert facts.exit
    assert facts.exit.status == 0, facts.words
    assert trait.name not in said(told)


def test_a_trait_is_suspected_with_the_path_that_leads_there(
    trait: Trait, built: Callable[[str], Path]
) -> None:
    suspected = suspicions(built(trait.name))
    assert (suspected.lacks, suspected.lacks_paths, suspected.brought) == ("", "", ())
    (found,) = (each for each in suspected.found if each.need == trait.name)
    if BY_NAME[trait.name].entrances and not BY_NAME[trait.name].presence_tells:
        assert found.path[0].startswith("main.")
        assert found.path[-1] == found.function in BY_NAME[trait.name].entrances


def test_a_program_that_imports_everything_and_uses_nothing_needs_nothing(
    built: Callable[[str], Path], own: Level, tmp_path: Path
) -> None:
    program = built("nothing")
    facts, told = found(program, own, guest(program, tmp_path))
    assert facts.exit
    assert facts.exit.status == 0
    assert said(told) == {}
    # the linker has left out what nothing calls
    assert {each.need for each in suspicions(program).found} <= {"resolver", "home", "tmp"}
