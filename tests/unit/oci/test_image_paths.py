"""Paths in an image lead where the kernel would lead a program."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimgo.oci.image_paths import ImagePaths
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


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/d/beside", "/d/f"),
        ("/d/absolute", "/app"),
        ("/d/f", "/d/f"),
        ("/d/inner/f", "/d/e/f"),
        ("/d/outer/f", "/e/f"),
    ],
)
def test_a_link_leads_on_from_its_own_folder_or_from_the_root(asked: str, found: str) -> None:
    image = paths(
        ("/app", "file"),
        ("/d/f", "file"),
        ("/d/e/f", "file"),
        ("/e/f", "file"),
        ("/d/beside", "symlink -> f"),
        ("/d/absolute", "symlink -> /app"),
        ("/d/inner", "symlink -> e"),
        ("/d/outer", "symlink -> /e"),
    )
    assert image.resolved(asked) == found


@pytest.mark.parametrize(("links", "found"), [(40, "/app"), (41, "")])
def test_as_many_links_are_followed_as_the_kernel_does(links: int, found: str) -> None:
    chain = [(f"/{number}", f"symlink -> {number - 1}") for number in range(1, links)]
    image = paths(("/app", "file"), ("/0", "symlink -> app"), *chain)
    assert image.resolved(f"/{links - 1}") == found


@pytest.mark.parametrize(
    ("folder", "entered"),
    [
        ("/a", ["/", "/a"]),
        ("/a/b", ["/", "/a", "/a/b"]),
        ("/a/unnamed/c", ["/", "/a", "/a/unnamed/c"]),
        ("/a/f", ["/", "/a"]),
    ],
)
def test_the_named_folders_on_the_way_are_entered_from_the_root_on(
    folder: str, entered: list[str]
) -> None:
    image = paths(
        ("/a/unnamed/c", "directory"),
        ("/a/f", "file"),
        ("/a/b", "directory"),
        ("/a", "directory"),
        ("/", "directory"),
    )
    assert [file.path for file in image.entered(folder)] == entered
