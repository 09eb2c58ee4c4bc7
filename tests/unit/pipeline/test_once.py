"""Remembered or done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from slimgo.pipeline.once import Done, Outcome, Work, once, record
from slimgo.run.store import Store


@dataclass(frozen=True, kw_only=True)
class Cake:
    """A result. slices: what a later question may want more of."""

    flavour: str
    slices: int = 1


@dataclass
class Kitchen:
    """A folder of records, and what was done in it."""

    store: Store
    done: list[str] = field(default_factory=list)
    there: str = ""
    good: bool = True

    def work(
        self,
        *,
        made_of: str = "flour",
        checked_as: str = "eye",
        complete: Callable[[Cake], Cake] = lambda cake: cake,
    ) -> Work[Cake]:
        def do(good: Cake | None) -> Done[Cake]:
            self.done.append("checked" if good else "made")
            self.there = "cake"
            return Done(result=good or Cake(flavour=made_of), identity=self.there, good=self.good)

        return Work(
            name="cake",
            kind=Cake,
            made_of=made_of,
            identity=self.there,
            checked_as=lambda identity: f"{checked_as} {identity}",
            do=do,
            complete=complete,
        )

    def once(self, work: Work[Cake], *, recheck: bool = False) -> Outcome[Cake]:
        return once(self.store, work, recheck=recheck)


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    store = Store(build=tmp_path)
    store.state.mkdir()
    return Kitchen(store=store)


def test_what_is_as_it_was_is_remembered(kitchen: Kitchen) -> None:
    assert kitchen.once(kitchen.work()).how == "made"
    assert kitchen.once(kitchen.work()) == Outcome(result=Cake(flavour="flour"), how="remembered")
    assert kitchen.done == ["made"]


def test_what_is_made_of_something_else_is_made_anew(kitchen: Kitchen) -> None:
    kitchen.once(kitchen.work())
    assert kitchen.once(kitchen.work(made_of="rye")).how == "made"
    assert kitchen.done == ["made", "made"]


def test_what_was_changed_behind_our_back_is_made_anew(kitchen: Kitchen) -> None:
    kitchen.once(kitchen.work())
    kitchen.there = "crumbs"
    assert kitchen.once(kitchen.work()).how == "made"


def test_what_is_gone_is_made_anew(kitchen: Kitchen) -> None:
    kitchen.once(kitchen.work())
    kitchen.there = ""
    assert kitchen.once(kitchen.work()).how == "made"


def test_other_eyes_check_again_and_make_nothing(kitchen: Kitchen) -> None:
    kitchen.once(kitchen.work())
    assert kitchen.once(kitchen.work(checked_as="nose")).how == "checked"
    assert kitchen.done == ["made", "checked"]
    assert kitchen.once(kitchen.work(checked_as="nose")).how == "remembered"


def test_who_asks_for_it_gets_it_checked_again(kitchen: Kitchen) -> None:
    kitchen.once(kitchen.work())
    assert kitchen.once(kitchen.work(), recheck=True).how == "checked"


def test_what_it_is_made_of_being_unknown_it_is_made_each_time(kitchen: Kitchen) -> None:
    for _ in range(2):
        assert kitchen.once(kitchen.work(made_of="")).how == "made"


def test_what_failed_is_not_remembered(kitchen: Kitchen) -> None:
    kitchen.good = False
    assert kitchen.once(kitchen.work()).how == "made"
    kitchen.good = True
    assert kitchen.once(kitchen.work()).how == "made"
    kitchen.good = False
    assert kitchen.once(kitchen.work(), recheck=True).how == "checked"


def test_what_is_missing_is_added_once(kitchen: Kitchen) -> None:
    added = []

    def more(cake: Cake) -> Cake:
        if cake.slices < 2:
            added.append(cake)
        return replace(cake, slices=2)

    kitchen.once(kitchen.work())
    for _ in range(2):
        outcome = kitchen.once(kitchen.work(complete=more))
        assert outcome == Outcome(result=Cake(flavour="flour", slices=2), how="remembered")
    assert len(added) == 1


@pytest.mark.parametrize("spoiled", [b"", b"{", b"[]", b'{"made_of": 1}'])
def test_a_record_that_cannot_be_read_counts_as_none(kitchen: Kitchen, spoiled: bytes) -> None:
    kitchen.once(kitchen.work())
    kitchen.store.write("cake", spoiled)
    assert record(kitchen.store, "cake", Cake) is None
    assert kitchen.once(kitchen.work()).how == "made"
