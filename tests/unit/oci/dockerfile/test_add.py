"""ADD of one tar, and VOLUME: what an image from scratch can have of them."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput
from slimgo.oci.dockerfile.read import image_plan
from slimgo.values.image import Added, ImagePlan


def plan(body: str) -> ImagePlan:
    return image_plan(f"FROM scratch\n{body}\n", {})


@pytest.mark.parametrize(
    "line", ['ADD ["files.tar", "/"]', "ADD files.tar /", "WORKDIR /\nADD ./files.tar ."]
)
def test_a_tar_is_unpacked_at_the_root(line: str) -> None:
    assert plan(line).added == (Added(source="files.tar"),)


def test_it_is_a_layer_of_its_own_and_part_of_what_the_image_is_made_of() -> None:
    read = plan("COPY a /a\nADD x/files.tar /\nCOPY b /b")
    assert [copy.layer for copy in read.copies] == [0, 2]
    assert [each.layer for each in read.added] == [1]
    assert read.sources == ("a", "b", "x/files.tar")
    assert [line.layer for line in read.history] == [0, 1, 2]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("ADD a /", "ADD unpacks archives and fetches URLs"),
        ("ADD a.tar b.tar /", "ADD unpacks archives and fetches URLs"),
        ("ADD https://x/a.tar /", "ADD unpacks archives and fetches URLs"),
        ("ADD --chown=1 a.tar /", "ADD unpacks archives and fetches URLs"),
        ("ADD a.tar /x", "ADD of a tar to /x"),
        ("ADD ../a.tar /", "ADD ../a.tar: outside the context"),
        ("ADD *.tar /", "ADD *.tar: a pattern"),
        ("ADD ['a.tar', '/']", "ADD ['a.tar', '/'] is not JSON"),
    ],
)
def test_any_other_add_is_refused(line: str, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        plan(line)
    assert caught.value.what == f"Dockerfile line 2: {what}"


def test_volumes_are_folders_named_once_and_sorted() -> None:
    read = plan('COPY a /a\nVOLUME /b /a\nVOLUME ["/b"]')
    assert read.config.volumes == ("/a", "/b")
