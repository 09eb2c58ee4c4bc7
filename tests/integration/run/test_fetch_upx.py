"""UPX from Debian's real archive, with the real apt, as whoever runs the tests."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from slimgo.errors import CommandFailed, ToolMissing
from slimgo.run import debian
from slimgo.run.apt_sources import Source, suites, system_sources
from slimgo.run.os_release import is_debian, os_release
from slimgo.run.packer import upx
from slimgo.run.process import Surroundings

pytestmark = pytest.mark.skipif(
    shutil.which("apt-get") is None or not is_debian(os_release()),
    reason="not run: fetching UPX, for this is not Debian",
)

SYSTEM_LISTS = Path("/var/lib/apt/lists")
REMOVED_KEYS = "/usr/share/keyrings/debian-archive-removed-keys.gpg"


def told(_: str) -> None:
    """Nobody listens."""


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    temporary = tmp_path / "tmp é"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    return Surroundings(
        directory=tmp_path,
        environment={**os.environ, "APT_CONFIG": str(hooked(tmp_path))},
        programs={name: Path(shutil.which(name) or "") for name in ("apt-get", "dpkg-deb")},
    )


def hooked(folder: Path) -> Path:
    """A system's apt configuration that allows the unsigned, and hooks on to updates."""
    configuration = folder / "system.conf"
    configuration.write_text(
        f"APT::Update::Post-Invoke {{ \"touch '{folder}/hook-ran'\"; }};\n"
        'Acquire::AllowInsecureRepositories "true";\nAPT::Get::AllowUnauthenticated "true";\n'
    )
    return configuration


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if "upx-" in path.name or "apt-" in path.name]


def test_upx_is_fetched_found_again_and_the_system_s_apt_stays_as_it_was(
    tmp_path: Path, surroundings: Surroundings
) -> None:
    before = sorted((path.name, path.stat().st_mtime_ns) for path in SYSTEM_LISTS.iterdir())
    cache = tmp_path / "a 'cache' é"
    fetched = upx.fetch(cache, surroundings, told)
    assert fetched.path == cache / "upx"
    assert upx.find(None, "", cache, surroundings) == fetched
    assert upx.version_of(fetched.path, surroundings) == fetched.version
    after = sorted((path.name, path.stat().st_mtime_ns) for path in SYSTEM_LISTS.iterdir())
    assert after == before
    assert not (tmp_path / "hook-ran").exists()
    assert left_over(tmp_path) == []


def test_two_fetches_at_once_both_end_with_a_whole_upx(
    tmp_path: Path, surroundings: Surroundings
) -> None:
    with ThreadPoolExecutor() as pool:
        fetches = [pool.submit(upx.fetch, tmp_path / "c", surroundings, told) for _ in range(2)]
        first, second = (fetch.result() for fetch in fetches)
    assert first == second
    assert left_over(tmp_path) == []


def test_without_a_network_the_error_says_so_and_nothing_is_left(
    tmp_path: Path, surroundings: Surroundings
) -> None:
    nowhere = dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")
    offline = Surroundings(
        directory=tmp_path,
        environment={**surroundings.environment, **nowhere},
        programs=surroundings.programs,
    )
    with pytest.raises(ToolMissing, match=r"127\.0\.0\.1") as caught:
        upx.fetch(tmp_path / "cache", offline, told)
    assert "invoke setup" in caught.value.cure
    assert list((tmp_path / "cache").iterdir()) == []
    assert left_over(tmp_path) == []


def test_an_archive_that_another_key_signed_is_refused(
    tmp_path: Path, surroundings: Surroundings
) -> None:
    own = suites(system_sources(Path("/etc/apt")), os_release(), {"bookworm"})[0]
    wrong = Source(
        uris=own.uris, suites=own.suites, components=own.components, signed_by=REMOVED_KEYS
    )
    with pytest.raises(CommandFailed) as caught:
        debian._download("upx-ucl", tmp_path, surroundings, (wrong,))
    assert "not signed" in caught.value.why
    assert not (tmp_path / "usr").exists()


def test_a_package_that_cannot_be_unpacked_leaves_nothing(
    tmp_path: Path, surroundings: Surroundings
) -> None:
    broken = Surroundings(
        directory=tmp_path,
        environment=surroundings.environment,
        programs={**surroundings.programs, "dpkg-deb": Path("/bin/false")},
    )
    with pytest.raises(ToolMissing, match="upx-ucl cannot be fetched"):
        upx.fetch(tmp_path / "cache", broken, told)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_cache_that_cannot_be_made_is_named(tmp_path: Path, surroundings: Surroundings) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    with pytest.raises(ToolMissing, match="UPX cannot be kept in") as caught:
        upx.fetch(in_the_way / "cache", surroundings, told)
    assert "SLIMGO_CACHE" in caught.value.cure
