"""What was made goes; the lock, and what only links lead to, stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from slimgo.pipeline.clean import clean
from slimgo.run.store import Store
from tests.unit.pipeline.workshop import options_of, settings_in, terminal_of


def build_in(folder: Path) -> Path:
    build = folder / "build"
    for name in (".slimgo/hello/amd64", "hello", "elsewhere"):
        (build / name).mkdir(parents=True)
    for name in ("hello/hello", "slim.json", ".slimgo/hello/amd64/build.json", ".slimgo/record"):
        (build / name).write_text("made")
    (build / "elsewhere").rename(folder / "elsewhere")
    (folder / "elsewhere" / "kept").touch()
    (build / "link").symlink_to(folder / "elsewhere")
    return build


def test_all_that_was_made_is_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build = build_in(tmp_path)
    clean(options_of(settings_in(tmp_path)))
    left = sorted(path.relative_to(build).as_posix() for path in build.rglob("*"))
    assert left == [".slimgo", ".slimgo/lock"]
    assert (tmp_path / "elsewhere" / "kept").exists()
    assert capsys.readouterr().out == "$ rm -rf build\n"


def test_a_link_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    real = build_in(tmp_path).rename(tmp_path / "real")
    (tmp_path / "build").symlink_to(real)
    clean(options_of(settings_in(tmp_path)))
    assert not (tmp_path / "build").is_symlink()
    assert (real / "slim.json").exists()


def test_where_nothing_was_made_nothing_is_made(tmp_path: Path) -> None:
    clean(options_of(settings_in(tmp_path)))
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_says_what_it_would_remove(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # a script's lines are as long as they are
    terminal_of(monkeypatch, 5)
    build = build_in(tmp_path)
    clean(options_of(settings_in(tmp_path), dry=True))
    assert capsys.readouterr().out == "rm -rf build\n"
    assert (build / "slim.json").exists()


def test_another_run_is_waited_for_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build = build_in(tmp_path)
    with Store(build=build).locked(print):
        blocked: list[int] = []

        def flock(_: int, operation: int) -> None:
            if not blocked:
                blocked.append(operation)
                raise BlockingIOError

        monkeypatch.setattr("fcntl.flock", flock)
        clean(options_of(settings_in(tmp_path)))
    told = capsys.readouterr().out
    assert f"another run (process {os.getpid()}) works in build/: waiting" in told
