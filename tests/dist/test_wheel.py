"""The wheel: installed as a stranger would, away from any checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.integration.gopack.programs import build

PROJECT = Path(__file__).parents[2]
PROGRAMS = PROJECT / "tests/programs/ship"


@pytest.fixture(scope="module")
def wheel() -> Path:
    (found,) = (PROJECT / "dist").glob("slimgo-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment's programs; slimgo is installed there from the wheel."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "virtualenv", "--quiet", folder], check=True)
    python = folder / "bin/python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    return folder / "bin"


def test_it_holds_slimgo_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    rooms = {name.partition("/")[0] for name in names}
    assert {room for room in rooms if not room.endswith(".dist-info")} == {"slimgo"}
    assert "slimgo/py.typed" in names
    # what packs and starts programs is no Python: it must come along
    assert any(name.endswith("stub/x86_64-amd64.bin") for name in names)


def test_the_command_says_its_version(installed: Path, wheel: Path) -> None:
    done = subprocess.run(
        [installed / "slimgo", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"slimgo {wheel.name.split('-')[1]}\n"


def test_it_builds_a_program_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(PROGRAMS / "tool", tmp_path / "tool")
    without = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [installed / "slimgo", "build", "--run", "--version"],
        cwd=tmp_path / "tool",
        env={**without, "SLIMGO_ENGINE": "builtin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "build/tool.tar\n"), done.stderr
    checked = subprocess.run(
        [installed / "slimgo", "check", "build/tool.tar", "--run", "--version"],
        cwd=tmp_path / "tool",
        env=without,
        check=False,
    )
    assert checked.returncode == 0


def away(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run where nothing leads to the checkout."""
    without = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        words, cwd=folder, env=without, capture_output=True, text=True, check=True
    )


def test_gopack_is_a_command_of_its_own(installed: Path, wheel: Path, tmp_path: Path) -> None:
    """By the script that pip makes."""
    build("silent", tmp_path / "it")
    version = away(installed / "gopack", "--version", folder=tmp_path)
    assert version.stdout.startswith(f"gopack {wheel.name.split('-')[1]}, format ")
    packed = away(installed / "gopack", "pack", "it", folder=tmp_path)
    assert packed.stdout.startswith("it.packed: ")


def test_gopack_alone_needs_four_packages_only(wheel: Path, tmp_path: Path) -> None:
    """docs/gopack-use.md says so, for containers."""
    lines = (PROJECT / "docs/gopack-use.md").read_text().splitlines()
    typed = next(line for line in lines if line.startswith("RUN pip install --no-deps"))
    packages = typed.split("slimgo-*.whl ")[1].split()
    assert len(packages) == 4
    subprocess.run([sys.executable, "-m", "virtualenv", "--quiet", tmp_path / "venv"], check=True)
    programs = tmp_path / "venv/bin"
    pip = ("-m", "pip", "install", "--quiet", "--no-deps")
    subprocess.run([programs / "python", *pip, wheel, *packages], check=True)
    build("silent", tmp_path / "it")
    for words in (("pack", "--best", "it"), ("unpack", "it.packed"), ("explain", "it")):
        away(programs / "gopack", *words, folder=tmp_path)
    assert (tmp_path / "it.packed.unpacked").read_bytes() == (tmp_path / "it").read_bytes()
