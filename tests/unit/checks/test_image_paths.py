"""Paths in an image lead where the kernel would lead a program."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimgo.checks.image_paths import ImagePaths
from slimgo.values.image import ImageFile


def paths(*files: tuple[str, str]) -> ImagePaths:
    """Files by their paths and kinds; for a link what it says stands after an arrow."""
    made = []
    for path, described in files:
        kind, _, link = described.partition(" -> ")
        made.append(
            ImageFile(
                path=path, kind=kind, link=link, mode=0o755, uid=0, gid=0, size_bytes=0, sha256=""
            )
        )
    return ImagePaths(tuple(made))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/", "/"),
        ("/app", "/app"),
        ("//app", "/app"),
        ("/d", "/d"),  # no layer names it, a file is in it
        ("/d/", "/d"),
        ("/d/f", "/d/f"),
        ("/d/f/", ""),
        ("/d/f/..", ""),
        ("/d/../app", "/app"),
        ("/absent", ""),
        ("/absent/../app", ""),
        ("/short", "/d/f"),
        ("/long/f", "/d/f"),
        ("/up", "/app"),
        ("/circle", ""),
    ],
)
def test_a_path_is_followed(asked: str, found: str) -> None:
    image = paths(
        ("/app", "file"),
        ("/d/f", "file"),
        ("/short", "symlink -> d/f"),
        ("/long", "symlink -> /d/"),
        ("/up", "symlink -> ../../app"),
        ("/circle", "symlink -> circle"),
    )
    assert image.resolved(asked) == found


names = st.lists(st.sampled_from(["a", "b", "..", ".", ""]), max_size=6).map("/".join)


@given(names, names, names)
def test_every_path_comes_to_an_end(asked: str, link: str, other: str) -> None:
    image = paths(("/a", f"symlink -> {link}"), ("/b/a", f"symlink -> {other}"), ("/b/b", "file"))
    found = image.resolved(f"/{asked}")
    assert found in {"", "/", "/b", "/b/b"}
    assert [file.path for file in image.entered(found)] == []
