"""What was typed is a program, an image's tar, or the name of an image that is kept here."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.engines.refusal import Refusal
from slimgo.errors import BadInput, SlimgoError, Unreadable
from slimgo.pipeline import look as looking
from tests.unit.pipeline.fakes import FakeEngine
from tests.unit.pipeline.looks import Looker

RUNS = ("COPY program /", 'ENTRYPOINT ["/program"]')


@pytest.fixture
def engine(looker: Looker) -> FakeEngine:
    """Podman, which keeps an image of the name `kept`."""
    images = looker.folder / "images"
    images.mkdir()
    looker.image(*RUNS, name="images/kept.tar")
    engine = FakeEngine(folder=images)
    looker.engines["podman"] = engine
    return engine


def refusal(looker: Looker, typed: str, kind: type[SlimgoError]) -> SlimgoError:
    with pytest.raises(kind) as caught:
        looker.look(typed)
    return caught.value


def test_a_folder_is_refused(looker: Looker) -> None:
    (looker.folder / "cmd").mkdir()
    error = refusal(looker, "cmd", BadInput)
    assert error.what == "cmd is a folder"
    assert error.cure == "name a program or an image's tar in it"


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", b"\x7fEL", b"MZ"])
def test_a_file_that_is_neither_is_refused(looker: Looker, content: bytes) -> None:
    (looker.folder / "file").write_bytes(content)
    error = refusal(looker, "file", Unreadable)
    assert error.what == "file is neither a Linux program (ELF) nor an image's tar"
    assert error.why
    assert looker.tried == []


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (Unreadable("no tar", why="its head is odd"), "its head is odd"),
        (Unreadable("no tar"), "no tar"),
    ],
    ids=str,
)
def test_why_it_is_no_image_is_told(
    looker: Looker, monkeypatch: pytest.MonkeyPatch, problem: Unreadable, why: str
) -> None:
    def broken(_: Path) -> None:
        raise problem

    monkeypatch.setattr(looking, "read_image", broken)
    (looker.folder / "file").touch()
    assert refusal(looker, "file", Unreadable).why == why


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (PermissionError(13, "Permission denied"), "Permission denied"),
        (OSError("a broken disk"), "a broken disk"),
    ],
    ids=str,
)
def test_a_file_that_cannot_be_read_says_why(
    looker: Looker, monkeypatch: pytest.MonkeyPatch, problem: OSError, why: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(Path, "open", broken)
    (looker.folder / "file").touch()
    error = refusal(looker, "file", BadInput)
    assert (error.what, error.why) == ("file cannot be read", why)


def test_an_image_that_starts_nothing_says_what_is_missing(looker: Looker) -> None:
    looker.image("COPY program /")
    error = refusal(looker, "image.tar", Unreadable)
    assert error.what == "image.tar starts nothing"
    assert error.why == "the image names no program"
    assert error.cure == 'add ENTRYPOINT [ "/program" ]'


def test_an_image_is_found_by_its_name(looker: Looker, engine: FakeEngine) -> None:
    result = looker.look("kept")
    assert (result.name, result.program) == ("kept", "/program")
    # the built-in one comes last, and need not be asked
    assert [name for name, _ in looker.tried] == ["docker", "podman"]
    (folder,) = engine.archived
    assert looker.tars[0][0] == folder / "image.tar"
    assert not folder.exists()


@pytest.mark.usefixtures("engine")
def test_the_engine_that_was_named_is_asked_alone(looker: Looker) -> None:
    looker.look("kept", run="", engine="podman")
    assert [name for name, _ in looker.tried] == ["podman"]


@pytest.mark.usefixtures("engine")
def test_a_name_that_nobody_knows_is_told_with_who_was_asked(looker: Looker) -> None:
    looker.engines["docker"] = Refusal(why="it does not answer")
    error = refusal(looker, "other", BadInput)
    assert error.what == "there is no file and no image other"
    assert error.why == (
        "docker: it does not answer; a fake keeps none of that name; builtin: no builtin on PATH"
    )


@pytest.mark.parametrize("typed", ["No Image", "a\0b", "x" * 300])
def test_what_can_be_no_name_is_refused(looker: Looker, typed: str) -> None:
    refusal(looker, typed, BadInput)
    assert looker.tried == []


def test_a_kept_image_that_starts_nothing_is_called_by_its_name(
    looker: Looker, engine: FakeEngine
) -> None:
    looker.image("COPY program /", name="images/empty.tar")
    assert engine.identity("empty")
    assert refusal(looker, "empty", Unreadable).what == "empty starts nothing"


def test_an_engine_is_tried_with_what_is_here(looker: Looker, engine: FakeEngine) -> None:
    looker.look("kept", {"HOME": "/home/x"}, run="", out="made", engine="podman")
    looker.look("kept")
    ((_, chosen), *_, (_, usual)) = looker.tried
    assert (chosen.project, chosen.cache) == (looker.folder, looker.folder / "cache")
    assert (chosen.goarch, chosen.out, usual.out) == ("amd64", "made", "build")
    assert chosen.isolation == looker.isolation
    assert chosen.surroundings.environment["HOME"] == "/home/x"
    assert chosen.surroundings.directory == looker.folder
    assert engine.archived
