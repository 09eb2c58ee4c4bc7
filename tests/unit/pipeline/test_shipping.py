"""What an order comes to: each program built, packed, made an image of, and proven."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from slimgo.errors import CheckFailed, ToolMissing
from slimgo.pipeline import groups
from slimgo.pipeline import wanted as wanting
from slimgo.pipeline.shipping import Shipped, scripted, ship
from slimgo.values.event import CommandStarted, Event, Heading, StepDone
from slimgo.values.probe import CommandLine, Given
from tests.unit.pipeline.orders import Shipyard
from tests.unit.pipeline.running import FakeSandbox
from tests.unit.pipeline.tools import GO
from tests.unit.pipeline.workshop import NOTHING, PROGRAM

WHOLE = ["build", "pack", "image", "run"]


def quiet(_: object) -> None:
    pass


def test_a_program_is_shipped_and_its_result_saved(yard: Shipyard) -> None:
    yard.has("server")
    (shipped,) = ship(yard.order("./cmd/server"), quiet)
    assert [step.name for step in shipped.result.steps] == WHOLE
    assert not any(step.failures for step in shipped.result.steps)
    assert (shipped.program.name, shipped.project) == ("server", yard.folder)
    saved = json.loads((yard.folder / "build/server.json").read_bytes())
    assert [step["name"] for step in saved["steps"]] == WHOLE
    assert (yard.folder / "build/.gitignore").is_file()
    assert yard.asked == [(("./cmd/server",), yard.folder)]


def test_all_its_steps_are_opened_with_the_build_folder_locked(yard: Shipyard) -> None:
    yard.has("server")
    ship(yard.order(), quiet)
    (opened,) = yard.opened
    assert opened.names == tuple(WHOLE)
    assert opened.options.settings.packer == "upx"
    assert opened.options.dry is False


@pytest.mark.parametrize("whole", [False, True])
def test_the_heading_names_the_go(yard: Shipyard, *, whole: bool) -> None:
    yard.has("server")
    told: list[Event] = []
    ship(yard.order(), told.append, whole=whole)
    (heading,) = (each for each in told if isinstance(each, Heading))
    assert (heading.whole, heading.go) == (whole, GO)
    assert heading.result.versions[0] == ("go", GO.version)


def test_by_default_what_is_loud_is_told(yard: Shipyard) -> None:
    yard.has("server")
    told: list[Event] = []
    ship(yard.order(), told.append)
    assert not next(each for each in told if isinstance(each, Heading)).whole
    # a step's events come by the project
    assert any(isinstance(each, StepDone) for each in told)


def test_several_programs_are_built_by_one_command(yard: Shipyard) -> None:
    yard.has("a", "b")
    shipped = ship(yard.order(), quiet)
    assert [each.program.name for each in shipped] == ["a", "b"]
    commands = [each.command for each in yard.here.told if isinstance(each, CommandStarted)]
    assert sum(command.argv[:2] == ("go", "build") for command in commands) == 1
    assert len(yard.opened) == 1
    assert (yard.folder / "build/b.json").is_file()


def test_one_program_is_not_built_together_with_others(
    yard: Shipyard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(groups, "built_together")
    yard.has("a")
    assert ship(yard.order(), quiet)


def test_programs_of_two_build_folders_are_shipped_one_after_the_other(yard: Shipyard) -> None:
    yard.has("a", project="one")
    yard.has("b", project="two")
    yard.has("c", project="one")
    shipped = ship(yard.order(), quiet)
    assert [each.program.name for each in shipped] == ["a", "c", "b"]
    assert [each.options.settings.project.name for each in yard.opened] == ["one", "two"]
    assert (yard.folder / "two/build/.gitignore").is_file()


def test_what_is_shipped_is_known_at_once(yard: Shipyard) -> None:
    yard.has("a", "b")
    seen: list[Shipped] = []

    def done(one: Shipped) -> None:
        seen.append(one)
        yard.here.engine.running.words = "goodbye"

    with pytest.raises(CheckFailed):
        ship(yard.order(ask=("/=hello",)), quiet, done=done)
    assert [each.program.name for each in seen] == ["a"]


def test_what_a_program_does_is_found_out_first(yard: Shipyard, sandbox: FakeSandbox) -> None:
    sandbox.at_once = True
    yard.here.isolates()
    yard.has("tool")
    yard.here.engine.running.at_once = True
    (shipped,) = ship(yard.order(port=None, pack="none"), quiet)
    assert shipped.program.probe == CommandLine(given=Given(arguments=("--help",)))


def test_where_no_engine_works_the_program_is_made(yard: Shipyard) -> None:
    yard.has("server")
    yard.here.project = replace(yard.here.project, engine=None, engine_reason="no docker")
    (shipped,) = ship(yard.order(), quiet)
    assert [step.name for step in shipped.result.steps] == ["build", "pack"]
    assert shipped.reference == str(yard.folder / "build/server/server")


@pytest.mark.parametrize(
    ("engine", "reference"),
    [
        ("docker", "hello"),
        ("podman", "hello"),
        ("builtin", "{project}/build/hello.tar"),
        ("", "{project}/./hello"),
    ],
)
def test_what_was_made_is_named_as_it_is_found_again(
    yard: Shipyard, engine: str, reference: str
) -> None:
    shipped = Shipped(result=replace(NOTHING, engine=engine), program=PROGRAM, project=yard.folder)
    assert shipped.reference == str(reference.format(project=yard.folder)).replace("/./", "/")


def test_a_dry_run_prints_a_script_for_each_program(yard: Shipyard) -> None:
    yard.has("a", "b")
    text = scripted(yard.order(), quiet)
    assert text.count("#!/bin/sh") == 2
    first, second = (f"-o build/{name}.unpacked ./cmd/{name}\n" for name in ("a", "b"))
    assert text.index(first) < text.index(second)
    assert "\n\n#!/bin/sh" in text
    assert yard.here.go.done == []
    (opened,) = yard.opened
    assert (opened.options.dry, opened.names) == (True, tuple(WHOLE))


@pytest.mark.parametrize(
    ("pack", "goarch", "packer"),
    [
        (None, "amd64", "gopack"),
        (None, "loong64", ""),
        ("upx", "mips", "upx"),
        ("none", "amd64", ""),
    ],
)
def test_what_packs_follows_from_the_order_and_the_processor(
    yard: Shipyard,
    monkeypatch: pytest.MonkeyPatch,
    pack: str | None,
    goarch: str,
    packer: str,
) -> None:
    monkeypatch.setattr(wanting, "host_goarch", lambda: goarch)
    yard.has("a")
    scripted(yard.order(pack=pack), quiet)
    (opened,) = yard.opened
    assert opened.options.settings.packer == packer
    assert ("pack" in opened.names) is bool(packer)


def test_who_wants_it_smaller_gets_it_packed_closer(yard: Shipyard) -> None:
    yard.has("a")
    assert "upx -9" in scripted(yard.order(), quiet)
    assert "upx --best" in scripted(yard.order(best=True), quiet)


def test_a_script_goes_where_its_project_is(yard: Shipyard) -> None:
    yard.has("a", project="below")
    folder = yard.folder / "below"
    assert f"cd {folder}" in scripted(yard.order(), quiet)
    here = replace(yard.order(), here=folder)
    assert f"cd {folder}" not in scripted(here, quiet)


def test_where_go_is_missing_nothing_is_shipped(
    yard: Shipyard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise ToolMissing("no Go")

    monkeypatch.setattr("slimgo.pipeline.wanted.go_of", missing)
    with pytest.raises(ToolMissing):
        ship(yard.order(), quiet)
    assert yard.opened == []
