"""apt's private configuration, and what is made of its words."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from slimgo.run.apt_sources import Source
from slimgo.run.debian import prepare, reason
from slimgo.run.os_release import is_debian

SOURCE = Source(uris=("http://mirror.example/debian",), suites=("trixie",), components=("main",))


def settings(options: tuple[str, ...]) -> dict[str, str]:
    pairs = [word for flag, word in pairwise(options) if flag == "-o"]
    return dict(pair.split("=", 1) for pair in pairs)


def test_apt_writes_only_to_its_private_folder(tmp_path: Path) -> None:
    told = settings(prepare(tmp_path, [SOURCE], as_root=False))
    for name in ("Dir::State", "Dir::State::Lists", "Dir::Cache", "Dir::Cache::Archives"):
        assert Path(told[name]).is_relative_to(tmp_path)
        assert Path(told[name]).is_dir()


def test_apt_reads_the_one_source_it_is_given(tmp_path: Path) -> None:
    told = settings(prepare(tmp_path, [SOURCE, SOURCE], as_root=False))
    (written,) = Path(told["Dir::Etc::SourceParts"]).iterdir()
    assert written.suffix == ".sources"
    assert written.read_text() == f"{SOURCE}\n{SOURCE}"
    assert told["Dir::Etc::SourceList"] == "/dev/null"


def test_nothing_unsigned_is_taken_whatever_the_system_allows(tmp_path: Path) -> None:
    told = settings(prepare(tmp_path, [SOURCE], as_root=False))
    assert told["APT::Get::AllowUnauthenticated"] == "false"
    assert told["Acquire::AllowInsecureRepositories"] == "false"


@pytest.mark.parametrize("as_root", [True, False])
def test_only_root_has_a_download_user_to_set(tmp_path: Path, as_root: bool) -> None:  # noqa: FBT001
    told = settings(prepare(tmp_path, [SOURCE], as_root=as_root))
    assert ("APT::Sandbox::User" in told) is as_root


def test_a_path_with_spaces_and_quotes_stays_one_word(tmp_path: Path) -> None:
    folder = tmp_path / 'a "b" é'
    assert f"Dir::State={folder}" in prepare(folder, [SOURCE], as_root=False)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("W: a warning\nE: the first\nE: the second\n", "the first"),
        ("W: Failed to fetch it\nN: a note", "Failed to fetch it"),
        ("Err:1 a line of progress\n", ""),
        ("", ""),
    ],
)
def test_apt_s_first_error_is_the_reason_then_its_first_warning(said: str, expected: str) -> None:
    assert reason(said) == expected


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ({"ID": "debian"}, True),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, True),
        ({"ID": "fedora"}, False),
        ({}, False),
    ],
)
def test_debian_and_what_is_made_from_it_is_debian(
    release: dict[str, str],
    expected: bool,  # noqa: FBT001
) -> None:
    assert is_debian(release) is expected
