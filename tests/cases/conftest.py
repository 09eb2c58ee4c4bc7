"""A project of its own for each case: the committed files, with nothing built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.checkout import PROJECT, Checkout

INPUTS = Path(__file__).parent / "inputs"
FILES = ("tasks.py", "invoke.yaml", "Dockerfile", ".dockerignore", "app")
ENDING = """\
FROM scratch
ARG BIN=build/app.static.small.upx.bin
COPY [ "${BIN}", "app.bin" ]
EXPOSE 3000
ENTRYPOINT [ "./app.bin" ]
"""
"""The project's own Dockerfile, for one more line at its end."""


def copy_project(folder: Path) -> None:
    """The committed files, into a folder that is there."""
    for name in FILES:
        source = PROJECT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)


def new_checkout(folder: Path, left: ExitStack) -> Checkout:
    """A project folder in which nothing is built yet."""
    made = Checkout(folder=folder, step="image", left=left)
    made.temporary.mkdir()
    made.path.mkdir()
    copy_project(made.path)
    return made


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """A project folder in which nothing is built yet."""
    with ExitStack() as left:
        yield new_checkout(tmp_path, left)


@pytest.fixture
def case() -> Path:
    """The folder of the cases' input files."""
    return INPUTS


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which everything is made; not to be changed."""
    project = tmp_path_factory.mktemp("made")
    copy_project(project)
    words = [sys.executable, "-m", "invoke", "slim", "--engine", "builtin"]
    env = os.environ | {"PYTHONPATH": str(PROJECT)}
    subprocess.run(words, cwd=project, env=env, capture_output=True, check=True)
    return project


@pytest.fixture(scope="session")
def packing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder in which gopack's work is done: it takes seconds, and is no case here."""
    project = tmp_path_factory.mktemp("packing")
    copy_project(project)
    words = ("-m", "invoke", "pack", "--with", "gopack")
    env = os.environ | {"PYTHONPATH": str(PROJECT)}
    subprocess.run([sys.executable, *words], cwd=project, env=env, capture_output=True, check=True)
    return project / "build"


@pytest.fixture
def packed(checkout: Checkout, packing: Path) -> Checkout:
    """A checkout in which only the image is left to be made."""
    shutil.copytree(packing, checkout.build)
    return checkout
