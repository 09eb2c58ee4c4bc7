"""Where a probe may give its program a file, and with which mode."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.plan.given_files import folders_above, read_given, unseen, why_not
from slimgo.values.probe import GivenFile


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/a", ""),
        ("/etc/hosts.d/x", ""),
        ("/process/a", ""),
        ("a", "it is no absolute path in its plain form"),
        ("", "it is no absolute path in its plain form"),
        ("/", "it is no absolute path in its plain form"),
        ("/a/", "it is no absolute path in its plain form"),
        ("/a//b", "it is no absolute path in its plain form"),
        ("/a/./b", "it is no absolute path in its plain form"),
        ("//a", "it is no absolute path in its plain form"),
        ("/a/../b", "its path leads upwards"),
        ("/etc/hosts", "an engine puts something of its own there"),
        ("/proc", "an engine puts something of its own there"),
        ("/dev/x", "an engine puts something of its own there"),
    ],
)
def test_where_a_file_may_stand(path: str, why: str) -> None:
    assert why_not(path) == why


@pytest.mark.parametrize(("source", "mode"), [(0o600, 0o644), (0o777, 0o755), (0o444, 0o644)])
def test_everybody_may_read_it(tmp_path: Path, source: int, mode: int) -> None:
    (tmp_path / "x").write_bytes(b"\xff")
    (tmp_path / "x").chmod(source)
    file = GivenFile(path="/x", source=str(tmp_path / "x"))
    assert read_given([file]) == [(file, b"\xff", mode)]


def test_what_cannot_be_given_is_told_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot give its program a: it is no absolute path"):
        read_given([GivenFile(path="a", source="")])
    with pytest.raises(BadInput, match="which a probe gives as /x, cannot be read: No such file"):
        read_given([GivenFile(path="/x", source=str(tmp_path / "none"))])
    with pytest.raises(BadInput, match="cannot be read: Is a directory"):
        read_given([GivenFile(path="/x", source=str(tmp_path))])


def test_the_folders_above_a_file_begin_at_the_root() -> None:
    assert folders_above("/a/b/c") == ["/a", "/a/b"]
    assert folders_above("/a") == []


def test_files_are_seen_where_the_root_is_the_programs_own() -> None:
    file = GivenFile(path="/x", source="")
    assert unseen([file], level="x", own_root=True) == ""
    assert unseen([], level="x", own_root=False) == ""
    assert unseen([file], level="x", own_root=False) == (
        "isolation x shows the program this machine's files, not those of its probe"
    )
