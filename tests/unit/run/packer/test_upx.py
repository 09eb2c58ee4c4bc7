"""Which UPX is taken, and what is said of one that will not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.errors import ToolMissing
from slimgo.run.packer import upx
from slimgo.run.process import Surroundings


@pytest.fixture
def surroundings(tmp_path: Path) -> Surroundings:
    return Surroundings(directory=tmp_path, environment={"PATH": "/usr/bin:/bin"})


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "the cache"


def program(path: Path, script: str) -> Path:
    """A stand-in for UPX: what is looked at is only how it answers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def answering(path: Path, version: str) -> Path:
    return program(path, f"echo 'upx {version}'\necho 'UCL data compression library 1.03'")


def test_the_named_one_wins_over_all_others(
    tmp_path: Path, cache: Path, surroundings: Surroundings
) -> None:
    answering(tmp_path / "bin" / "upx", "5.0.0")
    answering(cache / "upx", "4.2.4")
    named = answering(tmp_path / "my own", "4.2.2")
    found = upx.find(str(named), str(tmp_path / "bin"), cache, surroundings)
    assert (found.path, found.version) == (named, "4.2.2")


def test_one_on_the_path_comes_before_the_fetched_one(
    tmp_path: Path, cache: Path, surroundings: Surroundings
) -> None:
    there = answering(tmp_path / "bin" / "upx", "4.2.2")
    answering(cache / "upx", "4.2.4")
    found = upx.find(None, str(tmp_path / "bin"), cache, surroundings)
    assert (found.path, found.origin) == (there, "on PATH")


@pytest.mark.parametrize("answer", ["echo upx 4.1.0", "echo upx 3.96", "exit 1", "echo hello"])
def test_one_on_the_path_that_will_not_do_gives_way_to_the_fetched_one(
    tmp_path: Path, cache: Path, surroundings: Surroundings, answer: str
) -> None:
    program(tmp_path / "bin" / "upx", answer)
    kept = answering(cache / "upx", "4.2.2")
    found = upx.find(None, str(tmp_path / "bin"), cache, surroundings)
    assert found.path == kept


def test_where_there_is_none_the_error_says_what_was_passed_over(
    tmp_path: Path, cache: Path, surroundings: Surroundings
) -> None:
    old = answering(tmp_path / "bin" / "upx", "3.96")
    with pytest.raises(ToolMissing, match=r"UPX is not here") as caught:
        upx.find(None, str(tmp_path / "bin"), cache, surroundings)
    assert f"{old} is UPX 3.96 (4.2 or newer is needed)" in caught.value.why
    assert caught.value.cure


@pytest.mark.parametrize("version", ["3.96", "4.1.9"])
def test_a_named_one_that_is_too_old_is_an_error(
    tmp_path: Path, cache: Path, surroundings: Surroundings, version: str
) -> None:
    old = answering(tmp_path / "old", version)
    with pytest.raises(ToolMissing, match=r"4\.2 or newer"):
        upx.find(str(old), "", cache, surroundings)


@pytest.mark.parametrize("version", ["4.2", "4.2.2", "4.10.1", "5.0"])
def test_new_enough_is_compared_by_number(
    tmp_path: Path, cache: Path, surroundings: Surroundings, version: str
) -> None:
    new = answering(tmp_path / "new", version)
    assert upx.find(str(new), "", cache, surroundings).version == version


def test_a_named_one_that_is_not_there_is_an_error(
    tmp_path: Path, cache: Path, surroundings: Surroundings
) -> None:
    answering(tmp_path / "bin" / "upx", "4.2.2")
    with pytest.raises(ToolMissing, match="there is no program /nowhere/upx"):
        upx.find("/nowhere/upx", str(tmp_path / "bin"), cache, surroundings)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("kill -SEGV $$", "status 139"),
        ("exit 3", "status 3"),
        ("echo UPX the game", "answered 'UPX the game'"),
        ("true", "answered ''"),
    ],
)
def test_one_that_crashes_or_talks_nonsense_is_named_in_one_line(
    tmp_path: Path, surroundings: Surroundings, script: str, why: str
) -> None:
    assert why in refusal(program(tmp_path / "upx", script), surroundings)


def test_one_that_hangs_is_named_in_one_line(
    tmp_path: Path, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upx, "_VERSION_SECONDS", 0.2)
    assert "did not end" in refusal(program(tmp_path / "upx", "sleep 3600"), surroundings)


def refusal(path: Path, surroundings: Surroundings) -> str:
    with pytest.raises(ToolMissing, match="is no working UPX") as caught:
        upx.version_of(path, surroundings)
    assert "\n" not in caught.value.why
    return caught.value.why


def test_a_file_that_is_no_program_is_no_working_upx(
    tmp_path: Path, surroundings: Surroundings
) -> None:
    path = tmp_path / "upx"
    path.write_bytes(b"\x7fELF, but not really")
    path.chmod(0o755)
    with pytest.raises(ToolMissing, match="is no working UPX"):
        upx.version_of(path, surroundings)


def test_one_that_was_asked_before_is_not_asked_again(
    tmp_path: Path, cache: Path, surroundings: Surroundings
) -> None:
    asked = tmp_path / "asked"
    path = program(tmp_path / "upx", f"echo once >> '{asked}'\necho upx 4.2.2")
    for _ in range(2):
        upx.find(str(path), "", cache, surroundings)
    assert asked.read_text() == "once\n"


def test_a_cache_that_cannot_be_written_is_done_without(
    tmp_path: Path, surroundings: Surroundings
) -> None:
    path = answering(tmp_path / "upx", "4.2.2")
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert upx.find(str(path), "", in_the_way / "cache", surroundings).version == "4.2.2"


def with_programs(folder: Path, *names: str) -> str:
    """A search path on which only these are found."""
    for name in names:
        program(folder / name, "true")
    return str(folder)


@pytest.mark.parametrize(
    ("release", "programs", "cure"),
    [
        ({"ID": "debian"}, ("apt-get", "dpkg-deb"), "invoke setup"),
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, ("apt-get", "dpkg-deb"), "invoke setup"),
        ({"ID": "debian"}, (), "invoke slim --with gopack   (needs no UPX)"),
        (
            {"ID": "fedora"},
            ("dnf",),
            "invoke slim --with gopack   (needs no UPX; or dnf install upx as root)",
        ),
        (
            {"ID": "arch"},
            ("pacman", "conda"),
            "invoke slim --with gopack   (needs no UPX; or pacman -S upx as root)",
        ),
        ({}, ("brew",), "invoke slim --with gopack   (needs no UPX; or brew install upx)"),
    ],
)
def test_the_cure_is_what_this_machine_has(
    tmp_path: Path, release: dict[str, str], programs: tuple[str, ...], cure: str
) -> None:
    assert upx.how_to_get(release, with_programs(tmp_path / "bin", *programs)) == cure


def test_a_system_without_apt_is_told_what_works_instead_of_fetching(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upx, "os_release", lambda: {"ID": "debian"})
    search = with_programs(tmp_path / "bin")
    there = Surroundings(directory=tmp_path, environment={"PATH": search})
    with pytest.raises(ToolMissing) as caught:
        upx.fetch(cache, there, print)
    assert caught.value.cure == "invoke slim --with gopack   (needs no UPX)"
    assert not cache.exists()
