"""What is written gets its name in one step, or none; what is there is not replaced unasked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from slimgo.gopack import files
from slimgo.gopack.errors import Refused


def approve(_: bytes) -> None:
    pass


def no_nameless_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_OPEN_FILES", Path("/nowhere"))


def no_hard_links_either(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    no_nameless_files(monkeypatch)
    monkeypatch.setattr(os, "link", refuse)


@pytest.fixture(params=[None, no_nameless_files, no_hard_links_either])
def any_file_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three kinds: Linux's own, those without files that have no name (NFS), and FAT."""
    if request.param:
        request.param(monkeypatch)


def only(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.usefixtures("any_file_system")
class TestOnAnyFileSystem:
    def test_a_free_name_gets_the_whole_file(self, tmp_path: Path) -> None:
        files.write(tmp_path / "out", b"new", 0o751, approve)
        assert only(tmp_path) == {"out": b"new"}
        assert (tmp_path / "out").stat().st_mode & 0o777 == 0o751

    def test_a_file_that_appears_meanwhile_is_left_as_it_is(self, tmp_path: Path) -> None:
        def somebody_writes(_: bytes) -> None:
            (tmp_path / "out").write_bytes(b"theirs")

        with pytest.raises(Refused, match="is there already"):
            files.write(tmp_path / "out", b"new", 0o755, somebody_writes)
        assert only(tmp_path) == {"out": b"theirs"}

    def test_a_link_that_leads_nowhere_is_there_too(self, tmp_path: Path) -> None:
        (tmp_path / "out").symlink_to("nowhere")
        with pytest.raises(Refused, match="is there already"):
            files.write(tmp_path / "out", b"new", 0o755, approve)
        assert (tmp_path / "out").readlink() == Path("nowhere")

    def test_a_file_is_replaced_where_that_is_asked(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_bytes(b"old")
        files.write(tmp_path / "out", b"new", 0o755, approve, replace=True)
        assert only(tmp_path) == {"out": b"new"}

    @pytest.mark.parametrize("replace", [False, True])
    def test_what_is_not_approved_leaves_nothing(self, tmp_path: Path, *, replace: bool) -> None:
        def refuse(_: bytes) -> None:
            raise Refused("no")

        with pytest.raises(Refused, match="no"):
            files.write(tmp_path / "out", b"new", 0o755, refuse, replace=replace)
        assert only(tmp_path) == {}


def test_the_name_is_never_there_without_its_content(tmp_path: Path, monkeypatch) -> None:
    """Between the two steps of a rename without hard links somebody else may look."""
    no_hard_links_either(monkeypatch)
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(5, "I/O error")))
    with pytest.raises(Refused, match="cannot be written: I/O error"):
        files.write(tmp_path / "out", b"new", 0o755, approve)
    assert only(tmp_path) == {}


@pytest.mark.parametrize("replace", [False, True])
def test_a_folder_and_a_device_are_never_replaced(tmp_path: Path, *, replace: bool) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "device").symlink_to("/dev/null")
    for name in ("folder", "device"):
        words = "is no file" if replace else "is there already"
        with pytest.raises(Refused, match=words):
            files.refuse_what_is_there(tmp_path / name, replace=replace)
        with pytest.raises(Refused, match=words):
            files.write(tmp_path / name, b"new", 0o755, approve, replace=replace)
    assert (tmp_path / "device").is_char_device()


def test_a_free_name_is_not_refused(tmp_path: Path) -> None:
    files.refuse_what_is_there(tmp_path / "free", replace=False)
