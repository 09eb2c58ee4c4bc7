from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.facts.embedded import watched


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.txt", "tree/leaf", "tree/deep/leaf", "one/x.bin", "two/y.bin", "[odd]/z"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "linked").symlink_to("tree")
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("a.txt", {"a.txt"}),
        ("not-yet.txt", {"not-yet.txt"}),
        ("tree", {"tree", "tree/deep"}),
        ("all:tree", {"tree", "tree/deep"}),
        ("tree/deep", {"tree/deep"}),
        ("*.txt", {".", "a.txt"}),
        ("t*", {".", "tree", "tree/deep", "two"}),
        ("*/x.bin", {".", "a.txt/x.bin", "tree/x.bin", "one/x.bin", "two/x.bin", "linked/x.bin",
                     "[odd]/x.bin"}),
        ("linked", {"linked"}),
        ("absent/*.txt", {"absent"}),
        ("t[a-r]ee", {".", "a.txt", "tree", "tree/deep", "one", "two", "linked", "[odd]"}),
    ],
)  # fmt: skip
def test_every_folder_in_which_a_new_file_would_match_is_watched(folder, pattern, wanted) -> None:
    found = {path.relative_to(folder).as_posix() for path in watched(folder, [pattern])}
    assert found == wanted
