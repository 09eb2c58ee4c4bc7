"""Paths of a root are followed within it."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.sandbox.inside import inside


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/a/b", "a/b"),
        ("a//b/", "a/b"),
        ("/../../a", "a"),
        ("/link/x", "a/x"),
        ("/absolute/x", "etc/x"),
        ("/up/x", "etc/x"),
        ("/link", "a"),
        ("/", ""),
    ],
)
def test_no_link_and_no_name_leads_out_of_the_root(tmp_path: Path, path: str, place: str) -> None:
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "absolute").symlink_to("/etc")
    (tmp_path / "up").symlink_to("../../../etc")
    assert inside(tmp_path, path) == tmp_path / place


def test_a_link_at_its_end_may_stay(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("a")
    assert inside(tmp_path, "/link", last=False) == tmp_path / "link"
    assert inside(tmp_path, "/link/link", last=False) == tmp_path / "a/link"


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match="Too many levels"):
        inside(tmp_path, "/a/x")
