"""A finished checkout, made once, and copies of it that a fault may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.checkout import PROJECT, Checkout

FILES = ("tasks.py", "invoke.yaml", "Dockerfile", ".dockerignore", "app")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout in which `invoke slim` has run. Not to be changed."""
    done = Checkout(folder=tmp_path_factory.mktemp("finished"), step="image")
    done.temporary.mkdir()
    shutil.copytree(PROJECT / "app", done.path / "app")
    for name in FILES:
        if not (PROJECT / name).is_dir():
            shutil.copy(PROJECT / name, done.path / name)
    outcome = done.invoke(*done.command)
    assert outcome.status == 0, outcome
    return done


@pytest.fixture
def before(finished: Checkout, tmp_path: Path) -> Iterator[Callable[[str], Checkout]]:
    """Gives a copy of the finished checkout, one step of which is yet to be done."""
    with ExitStack() as left:

        def copy(step: str) -> Checkout:
            checkout = Checkout(folder=tmp_path, step=step, left=left)
            checkout.temporary.mkdir()
            shutil.copytree(finished.path, checkout.path)
            checkout.undo()
            return checkout

        yield copy
