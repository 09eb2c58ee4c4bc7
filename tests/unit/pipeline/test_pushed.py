"""What a registry would get, and what that depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from slimgo.oci.compress import WRITER
from slimgo.pipeline.pushed import pushed_as, pushed_bytes
from slimgo.values.target import Target
from tests.unit.pipeline.workshop import Workshop

WITH_AN_ARGUMENT = 'FROM scratch\nARG BIN\nCOPY ["${BIN}", "/"]\n'


@pytest.fixture(params=[".", "context"])
def here(workshop: Callable[[], Workshop], request: pytest.FixtureRequest) -> Workshop:
    """One whose context is the project's folder, and one whose is another."""
    here = workshop()
    here.ships(replace(here.project.program, context=request.param))
    folder = here.project.path(request.param)
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(WITH_AN_ARGUMENT)
    large = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(9))
    (folder / "large").write_bytes(large)
    (folder / "small").write_bytes(b"small")
    return here


def test_a_larger_program_costs_more(here: Workshop) -> None:
    small, large = (pushed_bytes(here.project, name) for name in ("small", "large"))
    assert small
    assert large
    assert small + 200 < large < small + 400
    assert list(here.project.store.parts.iterdir()) == []


def test_the_target_is_part_of_what_is_pushed(here: Workshop) -> None:
    other = replace(here.project, target=Target(goos="linux", goarch="riscv64"))
    assert pushed_bytes(other, "small") != pushed_bytes(here.project, "small")


@pytest.mark.parametrize(
    "content", [b"FROM scratch\nRUN true\n", b"FROM scratch # \xff\n", None, b"FROM debian\n"]
)
def test_of_a_dockerfile_that_we_cannot_read_nothing_is_said(
    here: Workshop, content: bytes | None
) -> None:
    file = here.project.path(here.project.program.context) / "Dockerfile"
    file.write_bytes(content) if content else file.unlink()
    assert pushed_bytes(here.project, "small") is None


def test_of_a_program_that_is_not_there_nothing_is_said(here: Workshop) -> None:
    assert pushed_bytes(here.project, "none") is None


def test_a_dockerfile_is_read_as_utf_8(here: Workshop) -> None:
    folder = here.project.path(here.project.program.context)
    text = f"{WITH_AN_ARGUMENT}LABEL a=é\n"
    (folder / "Dockerfile").write_text(text, encoding="utf-8")
    assert pushed_bytes(here.project, "small")


def test_it_depends_on_the_writer_the_dockerfile_and_what_is_ignored(here: Workshop) -> None:
    digest = hashlib.sha256(WITH_AN_ARGUMENT.encode()).hexdigest()
    assert pushed_as(here.project) == (WRITER, f"Dockerfile {digest}")
    folder = here.project.path(here.project.program.context)
    empty = hashlib.sha256(b"").hexdigest()
    for name in (".dockerignore", "Dockerfile.dockerignore"):
        (folder / name).touch()
    assert pushed_as(here.project)[2:] == (
        f"Dockerfile.dockerignore {empty}",
        f".dockerignore {empty}",
    )
