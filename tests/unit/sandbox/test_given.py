"""Files are placed in a root, and never outside of it; words are fed, and nobody waits for ever."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.sandbox.given import Input, place_given
from slimgo.values.image import ImageFile
from slimgo.values.probe import GivenFile


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


def place(root: Path, path: str, *there: ImageFile) -> dict[str, tuple[str, int, int]]:
    """The image's files afterwards: kind, mode and owner."""
    file = GivenFile(path=path, source=str(root.parent / "mine"))
    return {
        each.path: (each.kind, each.mode, each.uid) for each in place_given(root, [file], there)
    }


def entry(path: str, kind: str = "file") -> ImageFile:
    return ImageFile(path=path, kind=kind, mode=0o711, uid=7, gid=7, size_bytes=0, sha256="")


def test_folders_on_the_way_are_made_and_those_that_are_there_are_left(root: Path) -> None:
    (root / "etc").mkdir(mode=0o711)
    found = place(root, "/etc/a/b", entry("/", "directory"), entry("/etc", "directory"))
    assert found == {
        "/": ("directory", 0o711, 7),
        "/etc": ("directory", 0o711, 7),
        "/etc/a": ("directory", 0o755, 0),
        "/etc/a/b": ("file", 0o644, 0),
    }
    assert (root / "etc/a/b").read_text() == "mine"
    assert (root / "etc/a").stat().st_mode & 0o777 == 0o755


def test_a_file_of_the_image_is_replaced(root: Path) -> None:
    (root / "a").write_text("image's")
    (root / "a").chmod(0o400)
    assert place(root, "/a", entry("/a")) == {"/a": ("file", 0o644, 0)}
    assert (root / "a").read_text() == "mine"
    assert (root / "a").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("target", ["/there", "there", "../../there", "/x/../there"])
def test_a_link_on_the_way_is_followed_within_the_root(root: Path, target: str) -> None:
    (root / "there").mkdir()
    (root / "x").mkdir()
    (root / "link").symlink_to(target)
    assert place(root, "/link/a") == {"/there/a": ("file", 0o644, 0)}
    assert (root / "there/a").read_text() == "mine"


@pytest.mark.parametrize("target", ["/etc/passwd", "../mine", "nowhere"])
def test_a_link_in_its_place_is_replaced_not_followed(root: Path, target: str) -> None:
    (root.parent / "mine").write_text("mine")
    (root / "a").symlink_to(target)
    assert place(root, "/a") == {"/a": ("file", 0o644, 0)}
    assert not (root / "a").is_symlink()
    assert (root.parent / "mine").read_text() == "mine"


def test_what_stands_in_the_way_is_told(root: Path) -> None:
    (root / "file").write_text("")
    (root / "folder").mkdir()
    (root / "one").symlink_to("two")
    (root / "two").symlink_to("one")
    with pytest.raises(BadInput, match="no folder can be made on the way: File exists"):
        place(root, "/file/a")
    with pytest.raises(BadInput, match="it is a folder of the image"):
        place(root, "/folder")
    with pytest.raises(BadInput, match="its folder is a loop"):
        place(root, "/one/a")


def test_no_words_are_the_null_device() -> None:
    reads = Input("")
    assert os.fstat(reads.read_end).st_rdev == os.stat(os.devnull).st_rdev  # noqa: PTH116
    reads.close()
    reads.close()


def test_words_come_with_their_end() -> None:
    reads = Input("ä" * 100_000)
    with os.fdopen(os.dup(reads.read_end), "rb") as program:
        reads.started()
        assert program.read().decode() == "ä" * 100_000
    reads.close()


def test_words_that_nobody_reads_keep_nobody_waiting() -> None:
    Input("x" * 1_000_000).close()
