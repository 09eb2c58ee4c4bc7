"""Several programs: one that fails stops no other, each is saved, and results come together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from slimgo.errors import BadInput, CheckFailed, SlimgoError
from slimgo.pipeline.merge import merged
from slimgo.pipeline.shipped import saved_in
from slimgo.pipeline.shipping import Shipped, ship
from slimgo.values.shipment import SavedShipment
from tests.unit.pipeline.orders import Shipyard


def quiet(_: object) -> None:
    pass


@pytest.fixture
def two(yard: Shipyard) -> Shipyard:
    yard.has("a", "b")
    (yard.folder / "slimgo.toml").write_text(
        '[program.a]\npackage = "./cmd/a"\n[program.b]\npackage = "./cmd/b"\n'
    )
    return yard


def saved(yard: Shipyard, name: str) -> SavedShipment:
    (found,) = (
        each for each in saved_in(yard.folder / "build/shipped") if each.shipment.name == name
    )
    return found


def test_one_that_fails_is_told_and_the_others_are_shipped(two: Shipyard) -> None:
    failed: list[tuple[str, SlimgoError]] = []
    done: list[Shipped] = []

    def fail(name: str, error: SlimgoError) -> None:
        failed.append((name, error))
        two.here.engine.running.words = "hello"

    two.here.engine.running.words = "goodbye"
    with pytest.raises(CheckFailed) as caught:
        ship(two.order(all=True, ask=("/=hello",)), quiet, done=done.append, failed=fail)
    assert caught.value.what == "1 of 2 programs ✗"
    assert caught.value.why == "a"
    ((name, error),) = failed
    assert (name, error.what) == ("a", "run: runs ✗")
    assert [each.program.name for each in done] == ["b"]


def test_one_alone_fails_as_it_is(two: Shipyard) -> None:
    two.here.engine.running.words = "goodbye"
    with pytest.raises(CheckFailed) as caught:
        ship(two.order("a", ask=("/=hello",)), quiet)
    assert caught.value.what == "run: runs ✗"


def test_each_is_saved_with_what_failed(two: Shipyard) -> None:
    two.here.engine.running.words = "goodbye"
    with pytest.raises(CheckFailed):
        ship(two.order("a", ask=("/=hello",)), quiet)
    ship(two.order("b"), quiet)
    red, green = saved(two, "a"), saved(two, "b")
    assert (red.target, red.shipment.result) == ("linux/amd64", None)
    assert red.shipment.failure.startswith("run: runs ✗ GET /")
    assert green.shipment.failure == ""
    assert green.shipment.result
    assert green.shipment.reference == "build/b/b"
    assert red.made_of != green.made_of != ""


@pytest.fixture
def merging(two: Shipyard, monkeypatch: pytest.MonkeyPatch) -> Shipyard:
    """made_of is what the order's port says."""

    def made_of(program: object, target: str) -> str:
        assert target == "linux/amd64"
        return f"of {getattr(program, 'settings').program.name}"  # noqa: B009  an object here

    monkeypatch.setattr("slimgo.pipeline.merge._made_of", made_of)
    return two


def put(yard: Shipyard, folder: Path, name: str, made_of: str) -> None:
    """The result of a runner, in a folder."""
    ship(yard.order(name), quiet)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    there = yard.folder / f"build/shipped/{name}.json"
    file.write_bytes(msgspec.json.encode(replace(saved(yard, name), made_of=made_of)))
    there.unlink()


def test_results_of_runners_come_together(merging: Shipyard, tmp_path: Path) -> None:
    put(merging, tmp_path / "one/shipped", "a", "of a")
    put(merging, tmp_path / "two", "b", "of b")
    (tmp_path / "two/other.json").write_text("{}")
    found = merged(merging.order(all=True), {}, [tmp_path / "one", tmp_path / "two"])
    assert [(each.name, each.failure) for each in found] == [("a", ""), ("b", "")]


def test_a_result_of_other_sources_counts_as_none(merging: Shipyard, tmp_path: Path) -> None:
    put(merging, tmp_path / "one", "a", "of others")
    put(merging, tmp_path / "one", "b", "")
    found = merged(merging.order(all=True), {}, [tmp_path / "one"])
    assert [each.failure for each in found] == [
        "no result of these sources: slimgo build a",
        "no result of these sources: slimgo build b",
    ]


def test_of_two_runners_that_disagree_the_red_one_counts(merging: Shipyard, tmp_path: Path) -> None:
    put(merging, tmp_path / "one", "a", "of a")
    file = tmp_path / "one/a.json"
    green = msgspec.json.decode(file.read_bytes(), type=SavedShipment)
    red = replace(green, shipment=replace(green.shipment, result=None, error="it broke"))
    (tmp_path / "one/z.json").write_bytes(msgspec.json.encode(red))
    found = merged(merging.order("a"), {}, [tmp_path / "one"])
    assert [each.failure for each in found] == ["it broke"]


def test_a_folder_that_is_not_there_is_refused(merging: Shipyard) -> None:
    with pytest.raises(BadInput, match="there is no folder /none"):
        merged(merging.order("a"), {}, [Path("/none")])
