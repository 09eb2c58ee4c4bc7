"""A project of its own for each case: the committed files, with nothing built."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.checkout import PROJECT, Checkout

INPUTS = Path(__file__).parent / "inputs"
FILES = ("tasks.py", "invoke.yaml", "Dockerfile", ".dockerignore", "app")


def new_checkout(folder: Path, left: ExitStack) -> Checkout:
    """A project folder in which nothing is built yet."""
    made = Checkout(folder=folder, step="image", left=left)
    made.temporary.mkdir()
    made.path.mkdir()
    for name in FILES:
        source = PROJECT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, made.path / name)
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
