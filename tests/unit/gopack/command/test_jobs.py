"""Which file is made of which."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.gopack.command.jobs import Contradiction, Job, jobs


def made(*files: str, output: str = "", in_place: bool = False) -> list[str | None]:
    found = jobs(files, output, ".packed", in_place=in_place, force=False)
    assert [str(each.file) for each in found] == list(files)
    return [None if each.output is None else str(each.output) for each in found]


def test_by_itself_it_stands_beside_each_file() -> None:
    assert made("a", "bin/b") == ["a.packed", "bin/b.packed"]


def test_one_file_goes_where_it_is_said(tmp_path: Path) -> None:
    assert made("bin/a", output="out") == ["out"]
    assert made("bin/a", output="-") == [None]
    assert made("bin/a", output=str(tmp_path)) == [f"{tmp_path}/a"]
    assert made("bin/a", output="not-there/") == ["not-there/a"]


def test_many_go_into_a_folder_or_stay_in_their_place(tmp_path: Path) -> None:
    assert made("bin/a", "b", output=str(tmp_path)) == [f"{tmp_path}/a", f"{tmp_path}/b"]
    assert made("bin/a", "b", in_place=True) == ["bin/a", "b"]


def test_a_file_called_like_standard_output_is_one() -> None:
    assert made("a", output="./-") == ["-"]


@pytest.mark.parametrize(
    ("in_place", "force", "replace"),
    [(False, False, False), (True, False, True), (False, True, True)],
)
def test_what_is_there_is_replaced_only_when_that_is_typed(in_place, force, replace) -> None:
    (job,) = jobs(["a"], "", ".packed", in_place=in_place, force=force)
    assert job == Job(file=Path("a"), output=Path("a" if in_place else "a.packed"), replace=replace)


@pytest.mark.parametrize(
    ("files", "output", "words"),
    [
        (("a", "b"), "out", "-o out is one place, and there are 2 files"),
        (("a", "b"), "-", "-o - is one place"),
        (("a", "b/a"), "folder/", "2 files would become folder/a"),
        (("a", "a"), "", "2 files would become a.packed"),
        (("a", "a.packed"), "", "a.packed is one of the files, and would be made of another"),
    ],
)
def test_words_that_cannot_all_be_followed_are_refused(files, output, words) -> None:
    with pytest.raises(Contradiction, match=words):
        made(*files, output=output)
