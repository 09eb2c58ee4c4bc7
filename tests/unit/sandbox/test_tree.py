"""Owners, modes and changes of a folder's files."""

from __future__ import annotations

import os
from pathlib import Path

from slimgo.sandbox import tree


def test_modes_are_given_to_what_lies_in_a_folder_before_the_folder(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a").write_text("x")
    tree.place(
        str(tmp_path), [("/d", 0o500, -1, -1), ("/d/a", 0o640, -1, -1), ("/", 0o755, -1, -1)]
    )
    assert (tmp_path / "d").stat().st_mode & 0o777 == 0o500
    assert (tmp_path / "d/a").stat().st_mode & 0o777 == 0o640
    tree.empty(str(tmp_path))


def test_what_was_added_changed_and_deleted_is_told(tmp_path: Path) -> None:
    for name in ("kept", "edited", "gone"):
        (tmp_path / name).write_text(name)
    (tmp_path / "folder").mkdir()
    before = tree.snapshot(str(tmp_path))
    (tmp_path / "edited").write_text("edited!")
    (tmp_path / "gone").unlink()
    (tmp_path / "folder/new").write_text("four")
    assert tree.differences(before, tree.snapshot(str(tmp_path))) == [
        ("changed", "/edited", 7),
        ("added", "/folder/new", 4),
        ("deleted", "/gone", 0),
    ]


def test_a_file_that_was_made_and_taken_away_is_a_change_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.utime(tmp_path / "folder", ns=(1, 1))
    os.utime(tmp_path, ns=(1, 1))
    before = tree.snapshot(str(tmp_path))
    (tmp_path / "folder/note").write_text("x")
    (tmp_path / "folder/note").unlink()
    (tmp_path / "kept").write_text("x")  # this one is told by its own name
    assert tree.differences(before, tree.snapshot(str(tmp_path))) == [
        ("changed", "/folder", 0),
        ("added", "/kept", 1),
    ]


def test_a_tree_too_deep_for_one_path_is_looked_at_and_emptied(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    here = os.open(root, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 250, dir_fd=here)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert "/" + "d" * 250 in tree.snapshot(str(root))
    tree.empty(str(root))
    assert not [*root.iterdir()]


def test_an_edit_that_keeps_size_and_time_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("one")
    os.utime(file, ns=(1, 1))
    before = tree.snapshot(str(tmp_path))
    file.write_text("two")
    os.utime(file, ns=(1, 1))
    seen = tree.differences(before, tree.snapshot(str(tmp_path)))
    assert [path for _, path, _ in seen] == ["/a"]


def test_a_folder_that_forbids_it_is_emptied_all_the_same(tmp_path: Path) -> None:
    inner = tmp_path / "root/a/b"
    inner.mkdir(parents=True)
    (inner / "file").write_text("x")
    (tmp_path / "root/link").symlink_to(tmp_path)
    inner.chmod(0)
    inner.parent.chmod(0o500)
    tree.empty(str(tmp_path / "root"))
    assert not [*(tmp_path / "root").iterdir()]
    assert tmp_path.is_dir()
