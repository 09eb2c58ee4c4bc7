"""A program of another processor, run by an emulator in its root."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.sandbox.emulate import NAME, emulated
from slimgo.values.guest import Guest
from slimgo.values.image import ImageFile

ROOT = ImageFile(path="/", kind="directory", mode=0o755, uid=0, gid=0, size_bytes=0, sha256="")


@pytest.fixture
def emulator(tmp_path: Path) -> Path:
    (tmp_path / "root").mkdir()
    file = tmp_path / "qemu"
    file.write_bytes(b"emulator")
    return file


@pytest.mark.parametrize(
    ("program", "folder", "named"),
    [
        ("/server", "/", "./server"),
        ("/bin/server", "/data", "./../bin/server"),
        ("./server", "/bin", "././server"),
    ],
)
def test_it_starts_the_program_under_its_own_name(
    emulator: Path, program: str, folder: str, named: str
) -> None:
    root = emulator.parent / "root"
    guest = Guest(root=root, argv=(program, "-v"), port=0, working_dir=folder, files=(ROOT,))
    made = emulated(guest, emulator)
    assert made.argv == (f"/{NAME}", "-0", program, named, "-v")
    assert (root / NAME).read_bytes() == b"emulator"
    assert (root / NAME).stat().st_mode & 0o777 == 0o755
    root_, placed = made.files
    assert root_ == ROOT
    assert (placed.path, placed.mode, placed.uid) == (f"/{NAME}", 0o755, 0)


def test_where_all_is_the_users_own_the_emulator_is_too(emulator: Path) -> None:
    guest = Guest(root=emulator.parent / "root", argv=("/x",), port=0)
    assert emulated(guest, emulator).files == ()
