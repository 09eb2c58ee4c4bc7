"""Programs that are built alike are built by one command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from slimgo.pipeline.steps.program import make_program
from slimgo.pipeline.together import built_together
from slimgo.plan.ship import binary_steps
from slimgo.values.event import CommandStarted
from slimgo.values.probe import Unknown
from slimgo.values.program import Source
from slimgo.values.step import Step
from tests.unit.pipeline.tools import elf
from tests.unit.pipeline.workshop import Settings, Workshop


@dataclass
class Several:
    """Programs of the workshop's module, each with the step that builds it."""

    here: Workshop

    def program(
        self,
        package: str,
        *,
        name: str = "",
        path: str | None = None,
        folder: str = ".",
        tags: tuple[str, ...] = (),
        **other: Any,  # noqa: ANN401  any field of a source
    ) -> tuple[Settings, Step]:
        project = self.here.project
        path = f"example.com/m/{Path(package).name}" if path is None else path
        made = Source(folder=folder, package=package, path=path, tags=tags, **other)
        program = replace(
            project.program, name=name or Path(package).name, source=made, probes=(Unknown(),)
        )
        (build,) = binary_steps(program, packing=None, target=project.target, host=project.host)
        return replace(project.settings, program=program), build

    def built(self, *programs: tuple[Settings, Step]) -> Mapping[str, Path]:
        return built_together(self.here.project, programs)

    def folder(self) -> Path:
        return self.here.project.store.parts / "together-1"


@pytest.fixture
def several(workshop: Callable[[], Workshop]) -> Several:
    return Several(workshop())


def test_one_command_builds_them_all(several: Several) -> None:
    made = several.built(several.program("./cmd/a"), several.program("./cmd/b"))
    folder = several.folder()
    assert made == {"build/a/a": folder / "a", "build/b/b": folder / "b"}
    assert (folder / "a").read_bytes() == elf(b"./cmd/a")
    assert several.here.go.done.count("build") == 1


def test_the_command_is_told_as_it_is_typed(several: Several) -> None:
    several.built(several.program("./a", tags=("x",)), several.program("./b", tags=("x",)))
    (event,) = (each for each in several.here.told if isinstance(each, CommandStarted))
    folder = several.folder().relative_to(several.here.project.settings.project)
    assert str(event.command) == (
        "GOOS=linux CGO_ENABLED=0 go build -trimpath -buildvcs=false -tags x "
        f"-ldflags '-s -w' -o {folder}/ ./a ./b"
    )


def test_another_target_is_built_for(several: Several) -> None:
    several.here.project = replace(
        several.here.project, target=replace(several.here.project.target, goarch="arm64")
    )
    several.built(several.program("./a"), several.program("./b"))
    assert several.here.go.environments[-1]["GOARCH"] == "arm64"


def test_twice_in_one_run_is_no_harm(several: Several) -> None:
    programs = several.program("./a"), several.program("./b")
    several.built(*programs)
    assert several.built(*programs).keys() == {"build/a/a", "build/b/b"}


def test_one_alone_is_built_by_itself(several: Several) -> None:
    assert several.built(several.program("./a")) == {}
    assert several.here.go.done.count("build") == 0


def test_what_is_there_already_is_not_built_again(several: Several) -> None:
    first, second, third = (several.program(each) for each in ("./a", "./b", "./c"))
    project = several.here.project
    make_program(replace(project, settings=first[0]), first[1])
    several.here.go.done.clear()
    assert several.built(first, second) == {}
    assert several.built(first, second, third).keys() == {"build/b/b", "build/c/c"}


@pytest.mark.parametrize(
    "other",
    [
        {"tags": ("x",)},
        {"ldflags": ("-X 'a=b'",)},
        {"folder": "below"},
        {"gcflags": ("-l",)},
        {"goamd64": "v2"},
        {"cgo": "glibc"},
    ],
    ids=str,
)
def test_programs_that_are_built_otherwise_are_built_by_themselves(
    several: Several, other: dict[str, Any]
) -> None:
    assert several.built(several.program("./a"), several.program("./b", **other)) == {}
    assert several.here.go.done.count("build") == 0


def test_a_program_under_another_name_than_gos_is_found_by_gos(several: Several) -> None:
    made = several.built(several.program("./a", name="renamed"), several.program("./b"))
    assert {makes: path.name for makes, path in made.items()} == {
        "build/renamed/renamed": "a",
        "build/b/b": "b",
    }


def test_of_two_that_go_gives_one_name_the_second_is_built_by_itself(several: Several) -> None:
    """Go would overwrite the first."""
    first, second = several.program("./x/a", name="one"), several.program("./y/a", name="two")
    assert several.built(first, second) == {}
    made = several.built(first, second, several.program("./b"))
    assert made.keys() == {"build/one/one", "build/b/b"}


def test_each_group_that_is_built_alike_is_one_command(several: Several) -> None:
    tagged = [several.program(each, tags=("x",)) for each in ("./c", "./d")]
    made = several.built(several.program("./a"), *tagged, several.program("./b"))
    assert len(made) == 4
    assert several.here.go.done.count("build") == 2


def test_where_no_path_is_known_the_folder_gives_the_name(several: Several) -> None:
    made = several.built(several.program("./a", path=""), several.program("./b", path=""))
    assert made.keys() == {"build/a/a", "build/b/b"}


def test_where_the_command_fails_each_says_why_by_itself(several: Several) -> None:
    several.here.go.broken = "it does not compile"
    assert several.built(several.program("./a"), several.program("./b")) == {}


def test_what_was_not_made_is_built_by_itself(several: Several) -> None:
    several.here.go.leaves_out = "./b"
    assert several.built(several.program("./a"), several.program("./b")).keys() == {"build/a/a"}


def test_a_step_that_makes_no_program_is_a_mistake_of_ours(several: Several) -> None:
    steps = [
        (settings, replace(step, variant=None, name=f"step {settings.program.name}"))
        for settings, step in (several.program("./a"), several.program("./b"))
    ]
    with pytest.raises(ValueError, match="step a makes no program"):
        several.built(*steps)


@pytest.mark.parametrize(("cgo", "count"), [("", 2), ("zig", 2), ("glibc", 0)])
def test_where_a_linker_has_something_to_say_each_is_linked_by_itself(
    several: Several, cgo: str, count: int
) -> None:
    programs = [several.program(f"./cmd/{name}", cgo=cgo) for name in ("one", "two")]
    assert len(several.built(*programs)) == count
