from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from slimgo.run.scratch import scratch, sweep

_KILLED = """
import os
from slimgo.run.scratch import scratch
with scratch() as folder:
    (folder / "file").touch()
    os.kill(os.getpid(), 9)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_there_for_anyone_until_it_is_left(place: Path) -> None:
    before = os.umask(0o077)
    try:
        with scratch() as folder:
            assert folder.parent == place
            assert folder.stat().st_mode & 0o777 == 0o755
            (folder / "file").touch()
    finally:
        os.umask(before)
    assert list(place.iterdir()) == []


def test_a_sweep_takes_what_a_killed_process_left_and_nothing_else(place: Path) -> None:
    with scratch() as ours:
        killed = subprocess.run(
            [sys.executable, "-c", _KILLED], env=os.environ | {"TMPDIR": str(place)}, check=False
        )
        assert killed.returncode == -9
        (place / "slimgo-other").mkdir()
        (place / "slimgo-scratch-link").symlink_to(place / "slimgo-other")
        (place / "slimgo-scratch-file").touch()
        assert len(list(place.iterdir())) == 5
        sweep()
        names = {"slimgo-other", "slimgo-scratch-link", "slimgo-scratch-file", ours.name}
        assert {entry.name for entry in place.iterdir()} == names


def test_a_folder_that_somebody_removed_is_no_error(place: Path) -> None:
    with scratch() as folder:
        shutil.rmtree(folder)
    assert list(place.iterdir()) == []
