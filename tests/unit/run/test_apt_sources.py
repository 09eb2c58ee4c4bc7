"""Which source a package comes from, read off the system's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.run.apt_sources import (
    Source,
    deb822_sources,
    one_line_sources,
    suites,
    system_sources,
)

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
MIRROR = "http://mirror.example/debian"
DEB822 = f"""\
# the mirror nearby
Types: deb deb-src
URIs: {MIRROR}
Suites: bookworm bookworm-updates
# a comment between fields
Components: main contrib
Signed-By: {KEYRING}

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main

Types: deb-src
URIs: {MIRROR}
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: http://old.example/debian
Suites: bookworm
Components: main
"""
BOOKWORM = {"ID": "debian", "VERSION_CODENAME": "bookworm"}
TRIXIE = {"ID": "debian", "VERSION_CODENAME": "trixie"}


def source(uri: str = MIRROR, suite: str = "bookworm", *components: str) -> Source:
    return Source(uris=(uri,), suites=(suite,), components=components or ("main",))


def test_the_deb822_style_is_read_without_source_packages_and_disabled_stanzas() -> None:
    first, second = deb822_sources(DEB822)
    assert first == Source(
        uris=(MIRROR,),
        suites=("bookworm", "bookworm-updates"),
        components=("main", "contrib"),
        signed_by=KEYRING,
    )
    assert second.suites == ("bookworm-security",)


def test_a_key_of_many_lines_keeps_its_lines() -> None:
    key = "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDMEY\n -----END PGP PUBLIC KEY BLOCK-----"
    stanza = f"Types: deb\nURIs: {MIRROR}\nSuites: trixie\nComponents: main\nSigned-By:{key}\n"
    (read,) = deb822_sources(stanza)
    (again,) = deb822_sources(str(read))
    assert again == read
    assert read.signed_by.endswith(" mDMEY\n -----END PGP PUBLIC KEY BLOCK-----")


@pytest.mark.parametrize(
    ("line", "signed_by"),
    [
        (f"deb {MIRROR} bookworm main contrib  # comment", ""),
        (f"deb [arch=amd64 signed-by={KEYRING}] {MIRROR} bookworm main contrib", KEYRING),
        (f"  deb [ signed-by=/a.gpg,/b.gpg ] {MIRROR} bookworm main contrib", "/a.gpg /b.gpg"),
    ],
)
def test_the_one_line_style_is_read(line: str, signed_by: str) -> None:
    (read,) = one_line_sources(line)
    assert read == Source(
        uris=(MIRROR,),
        suites=("bookworm",),
        components=("main", "contrib"),
        signed_by=signed_by,
    )


@pytest.mark.parametrize("line", ["", f"# deb {MIRROR} bookworm main", f"deb-src {MIRROR} a b"])
def test_other_lines_are_no_sources(line: str) -> None:
    assert not list(one_line_sources(line))


def test_that_a_source_is_trusted_unsigned_is_not_taken_over() -> None:
    (read,) = one_line_sources(f"deb [trusted=yes] {MIRROR} bookworm main")
    assert "rusted" not in str(read)


def test_both_styles_are_found_where_apt_has_them(tmp_path: Path) -> None:
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    (tmp_path / "sources.list").write_text(f"deb {MIRROR} one main\n")
    (folder / "two.list").write_text(f"deb {MIRROR} two main\n")
    (folder / "three.sources").write_text(str(source(MIRROR, "three")))
    (folder / "four.list.save").write_text(f"deb {MIRROR} four main\n")
    assert [read.suites for read in system_sources(tmp_path)] == [("one",), ("three",), ("two",)]


def test_a_system_without_sources_has_none(tmp_path: Path) -> None:
    assert system_sources(tmp_path) == ()


def test_backports_come_from_the_release_s_mirror_with_its_key() -> None:
    (chosen,) = suites(deb822_sources(DEB822), BOOKWORM, {"bookworm"})
    assert (chosen.uris, chosen.suites) == ((MIRROR,), ("bookworm-backports",))
    assert chosen.signed_by == KEYRING


def test_a_release_that_has_it_is_used_itself() -> None:
    sources = [source(suite="trixie"), source(suite="trixie-updates")]
    assert suites(sources, TRIXIE, {"bookworm"}) == (source(suite="trixie"),)


def test_a_release_named_by_its_alias_is_found() -> None:
    assert suites([source(suite="stable")], TRIXIE, ()) == (source(suite="stable"),)
    (chosen,) = suites([source(suite="oldstable")], BOOKWORM, {"bookworm"})
    assert chosen.suites == ("bookworm-backports",)


def test_sources_of_others_are_left_alone() -> None:
    others = [source("https://docker.example", "bookworm", "stable"), source(suite="nodistro")]
    assert suites(others, BOOKWORM, ()) == ()
