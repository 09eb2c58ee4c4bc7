from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.run.store import Store, write_whole


def waiting_is_wrong(text: str) -> None:
    raise AssertionError(text)


def test_a_file_gets_its_name_only_when_it_is_kept(tmp_path: Path) -> None:
    store = Store(build=tmp_path)
    final = tmp_path / "app.bin"
    with store.locked(waiting_is_wrong):
        with store.beside(final) as part:
            part.write_text("half")
        assert not final.exists()
        assert not part.exists()
        with store.beside(final) as part:
            part.write_text("whole")
            store.keep(part, final)
    assert final.read_text() == "whole"
    assert final.stat().st_mode & 0o777 == 0o755


def test_what_another_run_left_half_made_is_removed(tmp_path: Path) -> None:
    store = Store(build=tmp_path)
    store.parts.mkdir(parents=True)
    (store.parts / "app.bin").write_text("half")
    with store.locked(waiting_is_wrong):
        assert list(store.parts.iterdir()) == []


def _hold(build: Path, held: object, release: object) -> None:
    with Store(build=build).locked(waiting_is_wrong):
        held.set()  # type: ignore[attr-defined]
        release.wait(10)  # type: ignore[attr-defined]


def test_a_second_run_says_whom_it_waits_for(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, held, release))
    other.start()
    assert held.wait(10)
    told: list[str] = []

    def waiting(text: str) -> None:
        told.append(text)
        release.set()

    with Store(build=tmp_path).locked(waiting):
        pass
    other.join(10)
    assert told
    assert str(other.pid) in told[0]


def test_records_are_read_as_written_and_nothing_where_there_is_none(tmp_path: Path) -> None:
    store = Store(build=tmp_path)
    with store.locked(waiting_is_wrong):
        assert store.read("app") == b""
        store.write("app", b"{}")
    assert store.read("app") == b"{}"


def test_a_file_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_whole(tmp_path / "nowhere" / "x.json", b"{}")
    with (
        pytest.raises(BadInput, match="cannot be written"),
        Store(build=Path(os.devnull) / "build").locked(waiting_is_wrong),
    ):
        pass
