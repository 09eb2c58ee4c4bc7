from __future__ import annotations

import os
from pathlib import Path

import pytest

from slimgo.facts.seen import look, same, settled
from slimgo.values.sources import Seen


def seen(*paths: Path) -> dict[str, Seen]:
    return {str(path): look(str(path)) for path in paths}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("one")
    os.utime(path, ns=(0, 0))
    return path


def test_what_is_unchanged_is_the_same_and_is_not_read(file: Path, monkeypatch) -> None:
    before = seen(file)

    def read(path: str) -> Seen:
        raise AssertionError(path)

    monkeypatch.setattr("slimgo.facts.seen.look", read)
    assert same(before) == before


def test_an_edit_that_keeps_size_and_time_is_seen_by_its_ctime(file: Path) -> None:
    before = seen(file)
    stamp, born = before[str(file)].stamp, file.stat().st_ctime_ns
    while file.stat().st_ctime_ns == born:  # until the kernel's clock has ticked
        file.write_text("two")
        os.utime(file, ns=(0, 0))
    assert look(str(file)).stamp[:2] == stamp[:2]
    assert same(before) is None


def test_a_file_that_was_only_touched_is_the_same_and_gets_todays_stamp(file: Path) -> None:
    before = seen(file)
    os.utime(file, ns=(1, 1))
    now = same(before)
    assert now is not None
    assert now[str(file)].stamp[1] == 1
    assert now == seen(file)


def test_another_file_under_the_name_is_read(file: Path) -> None:
    before = seen(file)
    other = file.with_name("other")
    other.write_text("two")
    os.utime(other, ns=(0, 0))
    other.replace(file)
    assert same(before) is None


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_is_new_in_a_folder_is_seen(tmp_path: Path, kind: str) -> None:
    before = seen(tmp_path)
    make = {
        "file": lambda path: path.write_text(""),
        "folder": lambda path: path.mkdir(),
        "link": lambda path: path.symlink_to("x"),
    }
    make[kind](tmp_path / "new")
    assert same(before) is None


def test_a_file_in_the_place_of_a_link_to_it_is_another_entry(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    (tmp_path / "name").symlink_to("there")
    before = seen(tmp_path)
    (tmp_path / "name").unlink()
    (tmp_path / "name").write_text("x")
    assert same(before) is None


def test_a_link_counts_as_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("1")
    (tmp_path / "two").write_text("2")
    link = tmp_path / "link"
    link.symlink_to("one")
    before = seen(link)
    link.unlink()
    link.symlink_to("two")
    assert same(before) is None


def test_what_appears_or_goes_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "go.work"
    absent = seen(path)
    assert absent[str(path)] == Seen(kind="absent")
    path.write_text("")
    there = seen(path)
    assert same(absent) is None
    path.unlink()
    assert same(there) is None
    assert same(absent) == absent


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.go")
    assert look(str(tmp_path / "pipe.go")) == Seen(kind="absent")


def test_what_is_younger_than_the_question_is_not_settled(file: Path) -> None:
    born = max(file.stat().st_ctime_ns, file.stat().st_mtime_ns)
    assert not settled([str(file)], born)
    assert not settled([str(file)], born + 99_000_000), "a tick of the kernel's clock may hide it"
    assert settled([str(file)], born + 101_000_000)
    assert settled([str(file.with_name("absent"))], born)
