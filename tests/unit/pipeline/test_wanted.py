"""The settings of each program that an order names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from slimgo.config.order import Order
from slimgo.errors import BadInput
from slimgo.pipeline import wanted as wanting
from slimgo.pipeline.wanted import requested, wanted
from slimgo.values.revision import Revision
from tests.unit.pipeline.orders import Shipyard
from tests.unit.pipeline.workshop import Settings


def one(wanted: Order, **ambient: str) -> Settings:
    ((_, found),) = requested(wanted, ambient, pack=True)
    return found


@pytest.fixture
def server(yard: Shipyard) -> Shipyard:
    yard.has("server")
    return yard


def test_a_program_has_what_was_chosen_for_it(server: Shipyard) -> None:
    found = one(server.order("./cmd/server", go="a go", pack="gopack"), HOME="/home/x")
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
    assert len(requested(wanted, {}, pack=False)) == 1
    yard.has("b")
    with pytest.raises(BadInput) as caught:
        requested(wanted, {}, pack=False)
    assert caught.value.what == f"--{flag} is for one program, and 2 were named"
    assert caught.value.cure == "leave it out"


def test_several_programs_have_settings_of_their_own(yard: Shipyard) -> None:
    yard.has("a", "b")
    found = requested(yard.order(), {}, pack=False)
    assert [each.program.name for _, each in found] == ["a", "b"]
    assert [each.program.tag for _, each in found] == ["a", "b"]


def test_where_everything_is_made_can_be_chosen(server: Shipyard) -> None:
    found = one(server.order(out="elsewhere/made"))
    assert found.build == server.folder / "elsewhere/made"


FILE = """
pack = "none"
[program.api]
package = "./cmd/a"
port = 9090
[program.worker]
package = "./cmd/b"
pack = "upx"
tags = "x"
values = { "main.v" = "{commit}" }
"""


@pytest.fixture
def filed(yard: Shipyard) -> Shipyard:
    """Two programs with a settings file, and one that it does not name."""
    yard.has("a", "b", "c")
    (yard.folder / "slimgo.toml").write_text(FILE)
    for name in "abc":
        (yard.folder / f"cmd/{name}").mkdir(parents=True)
    return yard


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What git was asked for."""
    asked: list[Path] = []

    def revision_of(folder: Path, _: object) -> Revision:
        asked.append(folder)
        return Revision(version="v1", commit="c0ffee", date="", dirty=False)

    monkeypatch.setattr(wanting, "revision_of", revision_of)
    return asked


def plain(yard: Shipyard, *words: str, **asked: Any) -> Order:  # noqa: ANN401  any option
    return yard.order(*words, port=None, pack=None, **asked)


@pytest.mark.usefixtures("git")
def test_a_program_is_named_as_the_settings_file_names_it(filed: Shipyard) -> None:
    ((request, found),) = requested(plain(filed, "api"), {}, pack=True)
    assert (request.program, found.program.name) == ("api", "api")
    assert found.program.source.package == "./cmd/a"
    assert (found.port, found.packer) == (9090, "")
    assert filed.asked[-1] == (("./cmd/a",), filed.folder)


def test_all_are_those_of_the_file_each_with_its_own_settings(
    filed: Shipyard, git: list[Path]
) -> None:
    found = wanted(plain(filed, all=True), {})
    assert [each.settings.program.name for each in found] == ["api", "worker"]
    assert [each.settings.packer for each in found] == ["", "upx"]
    assert found[1].settings.program.source.ldflags == ("-X 'main.v=c0ffee'",)
    assert git == [filed.folder]
    assert filed.asked_with == ("x",)


@pytest.mark.usefixtures("git")
def test_a_folder_has_the_settings_of_the_program_that_it_is(filed: Shipyard) -> None:
    found = requested(plain(filed, "./cmd/a", "./cmd/c"), {}, pack=False)
    assert [request.program for request, _ in found] == ["api", ""]
    assert [each.program.name for _, each in found] == ["api", "c"]
    # who stands above them all builds into the file's folder
    assert {each.project for _, each in found} == {filed.folder}


@pytest.mark.usefixtures("git")
def test_who_stands_in_a_programs_folder_means_it(filed: Shipyard) -> None:
    below = replace(plain(filed), here=filed.folder / "cmd/b")
    ((request, _),) = requested(below, {}, pack=False)
    assert request.program == "worker"


def test_of_several_one_must_be_chosen(filed: Shipyard) -> None:
    with pytest.raises(BadInput) as caught:
        requested(plain(filed), {}, pack=False)
    assert caught.value.what == "slimgo.toml has 2 programs: choose one, or all"
    assert caught.value.why == "slimgo build api\nslimgo build worker"
    assert caught.value.cure == "slimgo build --all"


def test_a_misspelled_program_is_answered_with_the_nearest(filed: Shipyard) -> None:
    with pytest.raises(BadInput) as caught:
        requested(plain(filed, "wroker"), {}, pack=False)
    assert caught.value.what == "slimgo.toml has no program 'wroker'"
    assert caught.value.cure == "write worker"


@pytest.mark.usefixtures("git")
@pytest.mark.parametrize(("shard", "names"), [("1/2", ["api"]), ("2/2", ["worker"]), ("3/3", [])])
def test_a_shard_is_every_nth_program(filed: Shipyard, shard: str, names: list[str]) -> None:
    found = wanted(plain(filed, all=True, shard=shard), {})
    assert [each.settings.program.name for each in found] == names


def test_a_package_that_names_several_is_refused(filed: Shipyard) -> None:
    (filed.folder / "slimgo.toml").write_text('[program.all]\npackage = "./..."')
    with pytest.raises(BadInput, match=r"program\.all\.package names several programs"):
        requested(plain(filed, "all"), {}, pack=False)


@pytest.mark.usefixtures("git")
def test_two_programs_cannot_have_one_name(filed: Shipyard) -> None:
    (filed.folder / "slimgo.toml").write_text('[program.c]\npackage = "./cmd/a"')
    with pytest.raises(BadInput, match="two programs would be called c"):
        requested(plain(filed, "c", "./cmd/c"), {}, pack=False)


def test_a_program_without_a_package_is_the_only_one_there_is(yard: Shipyard) -> None:
    yard.has("a")
    (yard.folder / "slimgo.toml").write_text("[program.mine]\nport = 9090\n")
    ((request, found),) = requested(plain(yard, "./cmd/a"), {}, pack=False)
    assert (request.program, found.program.name, found.port) == ("mine", "mine", 9090)
