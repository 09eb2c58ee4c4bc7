"""What the Dockerfile says, what it copies, and what an image is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo import __version__
from slimgo.errors import BadInput
from slimgo.pipeline.dockerfile import (
    copied,
    dockerfile,
    expectation,
    made_of,
    readers,
)
from slimgo.pipeline.written import ignore_build_folder, write, written
from slimgo.plan.engines import ENGINES
from slimgo.values.target import Target
from tests.unit.pipeline.workshop import Workshop

Opened = Callable[[], Workshop]


@pytest.fixture
def here(workshop: Opened) -> Workshop:
    return workshop()


def test_a_program_with_a_text_has_its_dockerfile_written(here: Workshop) -> None:
    text = "FROM scratch # é\n"
    here.ships(replace(here.project.program, context="build/a/hello", dockerfile=text))
    assert written(here.project) == {"build/a/hello/Dockerfile": text.encode()}
    write(here.project)
    file = here.project.path("build/a/hello/Dockerfile")
    assert file.read_text(encoding="utf-8") == text
    before = file.stat()
    write(here.project)
    assert file.stat() == before
    file.write_text("FROM other\n")
    write(here.project)
    assert file.read_text(encoding="utf-8") == text


def test_a_project_keeps_a_dockerfile_of_its_own(here: Workshop) -> None:
    before = here.project.path("Dockerfile").read_bytes()
    write(here.project)
    assert written(here.project) == {}
    assert here.project.path("Dockerfile").read_bytes() == before


def test_git_is_kept_from_the_build_folder_unless_it_says_something_itself(here: Workshop) -> None:
    there = here.project.store.build
    for build in (there / "a" / "b", there):
        here.project = replace(here.project, store=replace(here.project.store, build=build))
        ignore_build_folder(here.project)
        file = build / ".gitignore"
        assert file.read_bytes() == b"*\n"
    file.write_bytes(b"!kept\n")
    ignore_build_folder(here.project)
    assert file.read_bytes() == b"!kept\n"


@pytest.mark.parametrize(
    ("content", "why"), [(b"FROM scratch # \xff\n", "can't decode"), (None, "No such file")]
)
def test_a_dockerfile_that_cannot_be_read_is_named(
    here: Workshop, content: bytes | None, why: str
) -> None:
    path = here.project.path("Dockerfile")
    path.write_bytes(content) if content else path.unlink()
    with pytest.raises(BadInput) as caught:
        dockerfile(here.project)
    assert caught.value.what == f"{path} cannot be read"
    assert why in caught.value.why


def test_a_dockerfile_is_read_as_utf_8_with_its_arguments(here: Workshop) -> None:
    here.project.path("Dockerfile").write_text(
        'FROM scratch\nARG BIN=other\nCOPY ["é", "${BIN}", "/"]\n', encoding="utf-8"
    )
    here.ships(replace(here.project.program, build_args=(("BIN", "program"),)))
    assert [copy.source for copy in dockerfile(here.project).copies] == ["é", "program"]


def test_a_file_is_expected_with_its_mode_size_and_content(here: Workshop) -> None:
    here.project.path("program").chmod(0o700)
    expected = expectation(here.project, here.engine)
    assert not isinstance(expected, BadInput)
    sha256 = hashlib.sha256(b"\x7fELF").hexdigest()
    assert expected.files == (("/program", 0o755, 4, sha256),)
    assert expected.target == here.project.target
    assert expected.created == "1970-01-01T00:00:00Z"
    here.engine.kind = ENGINES["docker"]
    expected = expectation(here.project, here.engine)
    assert not isinstance(expected, BadInput)
    assert (expected.files[0][1], expected.created) == (0o700, "")


def test_the_time_of_an_image_is_the_one_that_was_asked_for(here: Workshop) -> None:
    surroundings = replace(here.project.surroundings, environment={"SOURCE_DATE_EPOCH": "86400"})
    here.project = replace(here.project, surroundings=surroundings)
    expected = expectation(here.project, here.engine)
    assert not isinstance(expected, BadInput)
    assert expected.created == "1970-01-02T00:00:00Z"


def test_only_an_engine_that_builds_more_takes_what_we_cannot_read(here: Workshop) -> None:
    file = here.project.path("Dockerfile")
    file.write_text("FROM scratch\nRUN true\n")
    with pytest.raises(BadInput, match="RUN"):
        expectation(here.project, here.engine)
    here.engine.kind = ENGINES["docker"]
    unread = expectation(here.project, here.engine)
    assert isinstance(unread, BadInput)
    assert "RUN" in unread.what
    file.unlink()
    with pytest.raises(BadInput, match="cannot be read"):
        expectation(here.project, here.engine)


@pytest.mark.parametrize(
    ("ignored", "refused_by"),
    [
        ({".dockerignore": "program"}, r"COPY program: \.dockerignore"),
        (
            {"Dockerfile.dockerignore": "program", ".dockerignore": ""},
            r"COPY program: Dockerfile\.dockerignore",
        ),
        ({"Dockerfile.dockerignore": "", ".dockerignore": "program"}, ""),
    ],
)
def test_the_dockerfiles_own_ignore_file_goes_first(
    here: Workshop, ignored: dict[str, str], refused_by: str
) -> None:
    for name, text in ignored.items():
        here.project.path(name).write_text(text)
    if refused_by:
        with pytest.raises(BadInput, match=refused_by):
            copied(here.project)
    else:
        assert copied(here.project) == {"program": here.project.path("program")}


@pytest.mark.parametrize(
    "name",
    [
        *("program", "Dockerfile", "Dockerfile.dockerignore", ".dockerignore"),
        *("Dockerfile.containerignore", ".containerignore"),
    ],
)
def test_an_image_is_made_of_every_file_that_decides(here: Workshop, name: str) -> None:
    step = here.steps()[0]
    before = made_of(here.project, here.engine, step)
    assert before == made_of(here.project, here.engine, step)
    with here.project.path(name).open("ab") as file:
        file.write(b"# more\n")
    assert made_of(here.project, here.engine, step) != before


def test_an_image_is_made_of_its_files_modes(here: Workshop) -> None:
    step = here.steps()[0]
    before = made_of(here.project, here.engine, step)
    here.project.path("program").chmod(0o700)
    assert made_of(here.project, here.engine, step) != before


def test_an_image_is_made_of_its_command_its_engine_and_its_surroundings(here: Workshop) -> None:
    step, project = here.steps()[0], here.project
    keys = [made_of(project, here.engine, step)]
    keys.append(made_of(project, here.engine, replace(step, command=here.steps()[1].command)))
    dated = replace(project.surroundings, environment={"SOURCE_DATE_EPOCH": "1"})
    keys.append(made_of(replace(project, surroundings=dated), here.engine, step))
    arm64 = Target(goos="linux", goarch="arm64")
    keys.append(made_of(replace(project, target=arm64), here.engine, step))
    here.engine.version = "2"
    keys.append(made_of(project, here.engine, step))
    assert len({*keys}) == len(keys)


def test_a_verdict_depends_on_who_exported_and_who_ran(here: Workshop) -> None:
    assert readers(here.engine) == (__version__, "fake", "1", "none at all")
