"""The files and folders of an image beside its program."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.config.entries import File
from slimgo.config.extras import absolute, extras, owner_of
from slimgo.config.inside import inside
from slimgo.errors import BadInput
from slimgo.values.program import Extra


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a file, a program and a folder."""
    there = tmp_path / "p"
    (there / "static/css").mkdir(parents=True)
    (there / "app.yaml").write_text("a: 1")
    (there / "run.sh").write_text("#!/bin/sh")
    (there / "run.sh").chmod(0o750)
    (there / "static/index.html").write_text("<p>")
    (there / "static/css/a.css").write_text("p {}")
    (tmp_path / "secret").write_text("x")
    return there


def made(folder: Path, *files: object, volumes: tuple[str, ...] = ()) -> tuple[Extra, ...]:
    folders = [(each, "--volume") for each in volumes]
    return extras(files, folders, owner=(7, 8), folder=folder, program="/server")


def refusal(folder: Path, *files: object, volumes: tuple[str, ...] = ()) -> BadInput:
    with pytest.raises(BadInput) as caught:
        made(folder, *files, volumes=volumes)
    return caught.value


def test_a_file_comes_with_the_folders_above_it(folder: Path) -> None:
    assert made(folder, File(source="app.yaml", to="/etc/server/app.yaml")) == (
        Extra(path="/etc", mode=0o755, is_folder=True),
        Extra(path="/etc/server", mode=0o755, is_folder=True),
        Extra(path="/etc/server/app.yaml", mode=0o644, source=str(folder / "app.yaml")),
    )


@pytest.mark.parametrize(
    ("typed", "path", "mode", "owner"),
    [
        ("app.yaml:/a", "/a", 0o644, (0, 0)),
        ("app.yaml:/etc/", "/etc/app.yaml", 0o644, (0, 0)),
        ("run.sh:/run", "/run", 0o755, (0, 0)),
        ("app.yaml:/a:0600:5", "/a", 0o600, (5, 5)),
        ("app.yaml:/a:4755:5:6", "/a", 0o4755, (5, 6)),
    ],
)
def test_it_can_be_typed(
    folder: Path, typed: str, path: str, mode: int, owner: tuple[int, int]
) -> None:
    (file,) = (each for each in made(folder, typed) if not each.is_folder)
    assert (file.path, file.mode, (file.uid, file.gid)) == (path, mode, owner)


def test_of_a_folder_everything_is_taken(folder: Path) -> None:
    found = made(folder, File(source="static", to="/srv", owner="3:4"))
    assert [(each.path, each.is_folder, each.uid, each.gid) for each in found] == [
        ("/srv", True, 3, 4),
        ("/srv/css", True, 3, 4),
        ("/srv/css/a.css", False, 3, 4),
        ("/srv/index.html", False, 3, 4),
    ]


def test_a_volume_is_a_folder_of_the_user(folder: Path) -> None:
    assert made(folder, volumes=("/data/x", "/")) == (
        Extra(path="/data", mode=0o755, is_folder=True),
        Extra(path="/data/x", mode=0o755, uid=7, gid=8, is_folder=True),
    )


@pytest.mark.parametrize(
    ("files", "volumes", "what"),
    [
        (("app.yaml",), (), "--file 'app.yaml' is not FROM:TO[:MODE[:OWNER]]"),
        (("none:/x",), (), "the file none: there is no none in"),
        (("../secret:/x",), (), "the file ../secret: ../secret is outside of the project"),
        (("app.yaml:x",), (), "the place of app.yaml 'x' is no absolute path"),
        (("app.yaml:/",), (), ""),
        (("app.yaml:/x:9",), (), "'9' is no mode"),
        (("app.yaml:/x:0644:me",), (), "the owner of app.yaml 'me' is no number"),
        (("app.yaml:/x", "run.sh:/x"), (), "two files are to be /x"),
        (("app.yaml:/server",), (), "/server is the program itself"),
        (("app.yaml:/x", "run.sh:/x/y"), (), "/x/y lies below /x, which is a file"),
        (("app.yaml:/x",), ("/x",), "--volume: /x is a file of the image"),
        ((), ("x",), "--volume 'x' is no absolute path"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(
    folder: Path, files: tuple[str, ...], volumes: tuple[str, ...], what: str
) -> None:
    if not what:  # a slash at the end puts it into that folder
        assert [each.path for each in made(folder, *files)] == ["/app.yaml"]
        return
    assert refusal(folder, *files, volumes=volumes).what.startswith(what)


def test_a_link_out_of_the_project_is_refused_wherever_it_stands(folder: Path) -> None:
    (folder / "static/link").symlink_to(folder.parent / "secret")
    (folder / "link").symlink_to("../secret")
    for typed in ("link:/x", "static:/srv"):
        error = refusal(folder, typed)
        assert "is outside of the project" in error.what
        assert error.why == f"a link leads out of {folder.resolve()}"
        assert error.cure == "copy it into the project"


def test_a_link_inside_is_what_it_leads_to(folder: Path) -> None:
    (folder / "link").symlink_to("app.yaml")
    (file,) = made(folder, "link:/x")
    assert file.source == str(folder / "app.yaml")


def test_a_folder_that_holds_itself_is_refused(folder: Path) -> None:
    (folder / "static/again").symlink_to("..")
    assert "a link to a folder that it lies in" in refusal(folder, "static:/srv").what


def test_what_is_no_regular_file_is_refused(folder: Path) -> None:
    import os

    os.mkfifo(folder / "static/pipe")
    assert refusal(folder, "static:/srv").what == "static holds pipe, which is no regular file"


@pytest.mark.parametrize(("path", "found"), [("/a//b/../c/", "/a/c"), ("//x", "/x"), ("/", "/")])
def test_a_path_is_taken_in_its_shortest_form(path: str, found: str) -> None:
    assert absolute(path, "--volume") == found


@pytest.mark.parametrize("text", ["", "a", "1:", "1:2:3", "-1", "2147483648", "1:9999999999"])
def test_an_owner_is_a_number(text: str) -> None:
    with pytest.raises(BadInput, match="is no number"):
        owner_of(text, "--user")


def test_a_file_inside_is_named_absolutely(folder: Path) -> None:
    assert inside("static/../app.yaml", folder, "x") == folder.resolve() / "app.yaml"
