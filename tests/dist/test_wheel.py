"""The wheel: installed as a stranger would, away from any checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

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


def test_gopack_is_a_command_of_its_own(installed: Path, wheel: Path, tmp_path: Path) -> None:
    """As pip makes its script, away from the checkout."""
    without = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    go = installed / "go"
    static = {**without, "CGO_ENABLED": "0"}
    subprocess.run([go, "build", "-C", PROGRAMS / "tool", "-o", tmp_path / "it", "."], env=static, check=True)
    version, packed = (
        subprocess.run(
            [installed / "gopack", *words],
            cwd=tmp_path,
            env=without,
            capture_output=True,
            text=True,
            check=True,
        )
        for words in (("--version",), ("pack", "it"))
    )
    assert version.stdout.startswith(f"gopack {wheel.name.split('-')[1]}, format ")
    assert packed.stdout.startswith("it.packed: ")
    assert subprocess.run([tmp_path / "it.packed", "--version"], check=False).returncode == 0


def test_gopack_alone_needs_four_packages_only(wheel: Path, tmp_path: Path) -> None:
    """docs/gopack-use.md says so, for containers."""
    said = (PROJECT / "docs/gopack-use.md").read_text()
    line = next(line for line in said.splitlines() if line.startswith("RUN pip install"))
    packages = line.split("slimgo-*.whl ")[1].split()
    subprocess.run([sys.executable, "-m", "virtualenv", "--quiet", tmp_path / "venv"], check=True)
    pip = [tmp_path / "venv/bin/python", "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, wheel, *packages], check=True)
    without = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    program = tmp_path / "it"
    build = [sys.executable, "-c", "import sys; from tests.integration.gopack.programs import build; "
             "from pathlib import Path; build('silent', Path(sys.argv[1]))", program]
    subprocess.run(build, cwd=PROJECT, env=os.environ | {"PYTHONPATH": str(PROJECT)}, check=True)
    for words in (("pack", "--best"), ("explain",)):
        done = subprocess.run(
            [tmp_path / "venv/bin/gopack", *words, program],
            env=without,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
