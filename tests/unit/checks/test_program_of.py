"""Which of an image's files is its program."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.access import program_of
from slimgo.values.image import ImageFacts, ImageFile
from tests.unit.checks.images import file, folder, image

PATH = "PATH=/a:/b"


def path(facts: ImageFacts) -> str | None:
    found = program_of(facts)
    return found.path if found else None


def on_path(*files: ImageFile, env: tuple[str, ...] = (PATH,), user: str = "7:8") -> ImageFacts:
    return image(*files, entrypoint=("app",), env=env, user=user)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (image(file("/app"), file("/b"), entrypoint=("/app", "/b"), cmd=("/b",)), "/app"),
        (image(file("/app"), file("/b"), entrypoint=(), cmd=("/app", "/b")), "/app"),
        (image(file("/srv/bin/app"), working_dir="/srv", entrypoint=("bin/app",)), "/srv/bin/app"),
        (image(file("/l", kind="symlink", link="app"), file("/app"), entrypoint=("/l",)), "/app"),
    ],
)
def test_the_first_word_names_the_program(facts: ImageFacts, found: str) -> None:
    assert path(facts) == found


@pytest.mark.parametrize(
    "facts",
    [
        image(file("/app"), user="web"),
        image(file("/app"), entrypoint=()),
        image(file("/app"), entrypoint=("/absent",)),
        image(folder("/app"), entrypoint=("/app",)),
        image(file("/app"), entrypoint=("app",)),
    ],
)
def test_where_nothing_can_be_started_there_is_none(facts: ImageFacts) -> None:
    assert path(facts) is None


@pytest.mark.parametrize(
    ("env", "found"),
    [
        (("PATH=/opt",), "/opt/app"),
        (("LONE", "PATH=/opt"), "/opt/app"),
        (("PATH=/opt", "LONE"), "/opt/app"),
        (("PATH=/absent:/opt:/sbin",), "/opt/app"),
        (("PATH=/x=y",), "/x=y/app"),
        (("PATH=/opt", "PATH=/sbin"), "/sbin/app"),
        (("path=/opt",), "/sbin/app"),
        ((), "/sbin/app"),
        (("PATH=opt",), None),
    ],
)
def test_path_is_the_images_or_the_engines(env: tuple[str, ...], found: str | None) -> None:
    facts = on_path(file("/opt/app"), file("/sbin/app"), file("/x=y/app"), env=env)
    assert path(facts) == found


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ((file("/a/app"), file("/b/app")), "/a/app"),
        ((file("/a/app", 0o600), file("/b/app")), "/b/app"),
        ((folder("/a/app"), file("/b/app")), "/b/app"),
        ((folder("/a", 0o600), file("/a/app"), file("/b/app")), "/b/app"),
        ((file("/a/app", 0o600), file("/b/app", 0o600)), "/a/app"),
        ((file("/a/app", 0, kind="other"), file("/b/app")), "/a/app"),
        ((folder("/a", 0o600), file("/a/app", 0, kind="other"), file("/b/app")), "/b/app"),
    ],
)
def test_on_path_the_first_that_may_be_executed_is_taken_else_the_first(
    files: tuple[ImageFile, ...], found: str
) -> None:
    assert path(on_path(*files)) == found


@pytest.mark.parametrize(
    ("user", "found"),
    [("web", "/a/app"), ("1:ops", "/a/app"), ("1:1", "/b/app")],
)
def test_names_of_the_image_decide_who_may_execute(user: str, found: str) -> None:
    facts = on_path(file("/a/app", 0o550, 7, 9), file("/b/app"), user=user)
    named = replace(facts, passwd="web:x:7:8::/:/bin/false\n", group="ops:x:9:\n")  # noqa: S106 - no secret
    assert path(named) == found
