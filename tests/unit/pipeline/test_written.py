"""What is written for an image before it is built, and the tar of its files."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.engines.builtin import Builtin
from slimgo.pipeline.steps.files import make_files
from slimgo.pipeline.written import written
from slimgo.plan.ship import image_steps
from slimgo.values.command import Command
from slimgo.values.event import CommandStarted
from slimgo.values.program import Extra, ImageChoices
from slimgo.values.step import Step
from tests.unit.pipeline.workshop import Workshop

COMMAND = Command(argv=("x",))
AFTER = Step(number=2, name="pack", kind="pack", command=COMMAND)


@pytest.fixture
def here(workshop: Callable[[], Workshop]) -> Workshop:
    """A program with a folder, a file of the project, and a file whose text is known."""
    made = workshop()
    folder = made.project.settings.project
    (folder / "conf").mkdir()
    (folder / "conf/app.yaml").write_text("a: 1")
    extras = (
        Extra(path="/data", mode=0o1777, uid=5, gid=6, is_folder=True),
        Extra(path="/etc", mode=0o755, is_folder=True),
        Extra(path="/etc/app.yaml", mode=0o644, source=str(folder / "conf/app.yaml")),
        Extra(path="/etc/passwd", mode=0o644, content=b"me:x:5:6::/:\n"),
    )
    made.ships(
        replace(
            made.project.program,
            context="build/hello",
            dockerfile="FROM scratch\n",
            image=ImageChoices(extras=extras),
        )
    )
    made.project = replace(
        made.project,
        surroundings=replace(made.project.surroundings, in_process=Builtin.in_process),
    )
    return made


def step(here: Workshop) -> Step:
    files, *_ = image_steps(here.project.program, build=COMMAND, run=COMMAND, after=AFTER)
    return files


def tar(here: Workshop) -> Path:
    return here.project.path("build/hello/files.tar")


def commands(here: Workshop) -> list[Command]:
    return [each.command for each in here.told if isinstance(each, CommandStarted)]


def test_the_list_names_each_file_from_the_projects_folder(here: Workshop) -> None:
    found = {name: content.decode() for name, content in written(here.project).items()}
    assert found == {
        "build/hello/Dockerfile": "FROM scratch\n",
        "build/hello/files/etc/passwd": "me:x:5:6::/:\n",
        "build/hello/files.mtree": (
            "#mtree\n"
            "./data type=dir mode=1777 uid=5 gid=6\n"
            "./etc type=dir mode=0755 uid=0 gid=0\n"
            "./etc/app.yaml type=file mode=0644 uid=0 gid=0 contents=conf/app.yaml\n"
            "./etc/passwd type=file mode=0644 uid=0 gid=0 contents=build/hello/files/etc/passwd\n"
        ),
    }


def test_the_files_come_before_the_image(here: Workshop) -> None:
    program = here.project.program
    files, image, run = image_steps(program, build=COMMAND, run=COMMAND, after=AFTER)
    assert [each.number for each in (files, image, run)] == [3, 4, 5]
    assert image.needs == ("pack", "files")
    assert str(files.command) == (
        "python -m slimgo.oci tar -o build/hello/files.tar build/hello/files.mtree"
    )
    bare = replace(program, image=ImageChoices())
    image, run = image_steps(bare, build=COMMAND, run=COMMAND, after=AFTER)
    assert (image.number, image.needs, run.number) == (3, ("pack",), 4)


def test_the_tar_is_made_once(here: Workshop) -> None:
    made = make_files(here.project, step(here))
    assert (made.name, made.up_to_date) == ("files", False)
    assert [each.check for each in made.verdicts] == ["holds 2 files, 2 folders"]
    assert made.artifact
    assert made.artifact.size_bytes == tar(here).stat().st_size
    with tarfile.open(tar(here)) as found:
        assert found.getnames() == ["data", "etc", "etc/app.yaml", "etc/passwd"]
    assert make_files(here.project, step(here)).up_to_date
    assert len(commands(here)) == 1


@pytest.mark.parametrize("spoil", ["content", "mode", "tar", "gone"])
def test_it_is_made_again_where_anything_has_changed(here: Workshop, spoil: str) -> None:
    make_files(here.project, step(here))
    before = tar(here).read_bytes()
    program = here.project.program
    match spoil:
        case "content":
            here.project.path("conf/app.yaml").write_text("a: 2")
        case "mode":
            folder, *rest = program.image.extras
            extras = (replace(folder, mode=0o700), *rest)
            here.ships(replace(program, image=ImageChoices(extras=extras)))
        case "tar":
            tar(here).write_bytes(b"x")
        case _:
            tar(here).unlink()
    assert not make_files(here.project, step(here)).up_to_date
    same = spoil in {"tar", "gone"}
    assert (tar(here).read_bytes() == before) is same
