"""One image for each target of a program."""

from __future__ import annotations

import json

import pytest

from slimgo.errors import BadInput, Stopped
from slimgo.pipeline.explain import shipped as explained
from slimgo.pipeline.merge import merged
from slimgo.pipeline.shipped import saved_in
from slimgo.pipeline.shipping import run, scripted, ship
from slimgo.pipeline.wanted import wanted
from slimgo.terminal.screen import Terminal
from slimgo.values.event import Event, Note
from tests.unit.pipeline.orders import Shipyard

BOTH = ("linux/amd64", "linux/arm64")


def quiet(_: object) -> None:
    pass


@pytest.fixture
def server(yard: Shipyard) -> Shipyard:
    yard.has("server")
    (yard.folder / "slimgo.toml").write_text('[program.server]\npackage = "./cmd/server"\n')
    return yard


def test_this_machines_target_changes_nothing(server: Shipyard) -> None:
    usual = wanted(server.order(), {})
    here = wanted(server.order(target=("linux/amd64",)), {})
    assert [each.settings for each in here] == [each.settings for each in usual]
    assert [(each.target, each.title, each.native) for each in here] == [("", "server", None)]


def test_each_target_counts_as_one(server: Shipyard) -> None:
    titles = [each.title for each in wanted(server.order(target=BOTH), {})]
    assert titles == ["server", "server linux/arm64"]
    second = wanted(server.order(target=BOTH, shard="2/2"), {})
    assert [each.title for each in second] == ["server linux/arm64"]
    here = wanted(server.order(target=BOTH), {}, only_here=True)
    assert [each.title for each in here] == ["server"]


@pytest.mark.parametrize(
    ("pack", "goarch", "packer", "note"),
    [
        (None, "arm64", "gopack", ""),
        (None, "loong64", "", "gopack does not pack for linux/loong64: left as it is built"),
        ("none", "loong64", "", ""),
        ("upx", "mips", "upx", ""),
    ],
)
def test_what_packs_for_it_packs_it(
    server: Shipyard, pack: str | None, goarch: str, packer: str, note: str
) -> None:
    (found,) = wanted(server.order(pack=pack, target=(f"linux/{goarch}",)), {})
    assert (found.settings.packer, found.note) == (packer, note)
    assert ("pack" in found.way.whole) is bool(packer)


def test_a_packer_that_was_asked_for_must_pack_for_it(server: Shipyard) -> None:
    with pytest.raises(BadInput, match="gopack does not pack for loong64"):
        wanted(server.order(pack="gopack", target=("linux/loong64",)), {})


def test_one_that_is_left_unpacked_is_told(server: Shipyard) -> None:
    told: list[Event] = []
    with pytest.raises(Exception, match="platform"):  # the fake Go builds for amd64
        ship(server.order(pack=None, target=("linux/loong64",)), told.append)
    notes = [each.text for each in told if isinstance(each, Note)]
    assert "gopack does not pack for linux/loong64: left as it is built" in notes


def test_what_it_needs_is_looked_for_on_this_machine(server: Shipyard) -> None:
    with pytest.raises(Exception, match="platform"):
        ship(server.order(target=("linux/arm64",)), quiet)
    other, here = (each.options.settings for each in server.opened)
    assert other.build == server.folder / "build/linux-arm64"
    assert (here.build, here.target) == (server.folder / "build", None)
    # its engine is not looked for
    assert server.opened[1].names == ("build",)
    assert server.opened[1].way.with_engine == frozenset()
    assert (server.folder / "build/.gitignore").is_file()


def test_what_failed_is_saved_with_its_target(server: Shipyard) -> None:
    with pytest.raises(Exception, match="platform"):
        ship(server.order(target=("linux/arm64",)), quiet)
    (saved,) = saved_in(server.folder / "build/linux-arm64/shipped")
    assert (saved.target, saved.shipment.title) == ("linux/arm64", "server linux/arm64")


def test_a_dry_run_prints_a_script_for_each_target(server: Shipyard) -> None:
    text = scripted(server.order(target=BOTH), quiet)
    assert "-o build/server.unpacked ./cmd/server\n" in text
    assert "GOARCH=arm64 CGO_ENABLED=0 go build" in text
    assert "-o build/linux-arm64/server.unpacked ./cmd/server\n" in text
    assert all(each.options.dry for each in server.opened)


def test_only_this_machines_is_served(server: Shipyard) -> None:
    with pytest.raises(Stopped):
        run(server.order(target=("linux/arm64",)), Terminal())
    assert server.served[0][0].program.tag == "server"


def test_one_image_alone_cannot_be_two(server: Shipyard) -> None:
    with pytest.raises(BadInput) as caught:
        ship(server.order(target=BOTH), quiet, single=True)
    assert caught.value.what == "2 images would be made, and one is asked for"


def test_a_target_without_a_result_is_missing(server: Shipyard) -> None:
    ship(server.order(), quiet)
    found = merged(server.order(target=BOTH), {}, [])
    assert found[1].title == "server linux/arm64"
    assert (
        found[1].failure == "no result of these sources: slimgo build server --target linux/arm64"
    )


def test_this_machines_is_explained_first(server: Shipyard) -> None:
    order = server.order("server", target=BOTH)
    with pytest.raises(BadInput, match="server was not shipped yet"):
        explained(order, {})
    with pytest.raises(BadInput) as caught:
        explained(server.order("server", target=("linux/arm64",)), {})
    assert caught.value.what == "server linux/arm64 was not shipped yet"
    assert caught.value.cure == "slimgo build server --target linux/arm64"


def test_its_result_says_its_target(server: Shipyard) -> None:
    ship(server.order(), quiet)
    assert json.loads((server.folder / "build/server.json").read_bytes())["target"] == "linux/amd64"
