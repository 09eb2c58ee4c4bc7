"""A file's pages go from memory without root, where it is on a disk."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from slimgo.facts.page_cache import evict, resident_pages


@pytest.fixture
def on_disk() -> Iterator[Path]:
    """A folder beside the tests: where there is a tmpfs at /tmp, files there never leave memory."""
    here = Path(__file__).parent
    words = ("stat", "--file-system", "--format=%T", str(here))
    if subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip() == "tmpfs":
        pytest.skip("not run: the checkout lies in memory (tmpfs)")
    with tempfile.TemporaryDirectory(dir=here) as folder:
        yield Path(folder)


def test_a_file_on_a_disk_is_evicted_and_comes_back_when_it_is_read(on_disk: Path) -> None:
    file = on_disk / "file"
    file.write_bytes(os.urandom(1 << 20))
    assert resident_pages(file) == 256
    assert evict(file)
    assert resident_pages(file) == 0
    file.read_bytes()
    assert resident_pages(file) == 256


def test_one_that_lies_in_memory_stays_there() -> None:
    memory = Path("/dev/shm")  # noqa: S108  where tmpfs is
    if not os.access(memory, os.W_OK):
        pytest.skip("not run: there is no /dev/shm to write to")
    file = memory / f"slimgo-test-{os.getpid()}"
    try:
        file.write_bytes(b"x" * (1 << 16))
        assert not evict(file)
    finally:
        file.unlink()


def test_an_empty_file_has_no_pages(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert resident_pages(file) == 0
    assert evict(file)
