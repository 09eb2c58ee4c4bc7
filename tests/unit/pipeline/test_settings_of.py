"""The settings of each program that an order names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slimgo.config.order import Order
from slimgo.errors import BadInput
from slimgo.pipeline.shipping import settings_of
from tests.unit.pipeline.orders import Shipyard
from tests.unit.pipeline.workshop import Settings


def one(wanted: Order, **ambient: str) -> Settings:
    (found,) = settings_of(wanted, ambient, packer="gopack")
    return found


@pytest.fixture
def server(yard: Shipyard) -> Shipyard:
    yard.has("server")
    return yard


def test_a_program_has_what_was_chosen_for_it(server: Shipyard) -> None:
    found = one(server.order("./cmd/server", go="a go"), HOME="/home/x")
    assert found.program.name == "server"
    assert found.program.source.package == "./cmd/server"
    assert (found.project, found.packer, found.port) == (server.folder, "gopack", 8080)
    assert found.ambient == {"HOME": "/home/x"}
    assert found.go == "a go"
    assert server.asked == [(("./cmd/server",), server.folder)]


def test_go_is_asked_as_it_is_typed_there(server: Shipyard) -> None:
    one(server.order(), HOME="/home/x", GOFLAGS="-mod=mod")
    (where,) = server.surroundings
    assert where.directory == server.folder
    assert where.environment["HOME"] == "/home/x"
    # a workspace counts, as it does for `go build`
    assert where.environment.get("GOWORK") != "off"


def test_without_a_home_go_keeps_its_files_in_the_cache(server: Shipyard) -> None:
    one(server.order())
    assert server.surroundings[0].environment["GOPATH"] == str(server.cache / "go")


def test_paths_go_is_taken_where_none_was_named(server: Shipyard, tmp_path: Path) -> None:
    server.here.finds_on_path(tmp_path / "bin", "go")
    found = one(server.order(), PATH=str(tmp_path / "bin"))
    assert found.go == str(tmp_path / "bin/go")
    assert one(server.order()).go == ""
    assert server.asked_of == [str(tmp_path / "bin/go"), ""]


def test_who_agrees_gets_the_go_that_the_module_asks_for(server: Shipyard) -> None:
    wanted = server.order(fetch_go=True, go="a go")
    assert one(wanted).go == "a fetched go"
    assert server.fetched_for == [("a go", wanted)]
    assert server.asked_of == ["a fetched go"]


def test_programs_are_looked_for_with_their_build_tags(server: Shipyard) -> None:
    one(server.order(tags="a,b"))
    assert server.asked_with == ("a", "b")


def test_who_does_not_agree_gets_nothing_fetched(server: Shipyard) -> None:
    one(server.order())
    assert server.fetched_for == []


@pytest.mark.parametrize("flag", ["name", "tag"])
def test_several_programs_cannot_have_one_name(yard: Shipyard, flag: str) -> None:
    yard.has("a")
    named: dict[str, Any] = {flag: "mine"}
    wanted = yard.order(**named)
    assert len(settings_of(wanted, {}, packer="")) == 1
    yard.has("b")
    with pytest.raises(BadInput) as caught:
        settings_of(wanted, {}, packer="")
    assert caught.value.what == f"--{flag} is for one program, and 2 were named"
    assert caught.value.cure == "leave it out"


def test_several_programs_have_settings_of_their_own(yard: Shipyard) -> None:
    yard.has("a", "b")
    found = settings_of(yard.order(), {}, packer="")
    assert [each.program.name for each in found] == ["a", "b"]
    assert [each.program.tag for each in found] == ["a", "b"]


def test_where_everything_is_made_can_be_chosen(server: Shipyard) -> None:
    found = one(server.order(out="elsewhere/made"))
    assert found.build == server.folder / "elsewhere/made"
