"""Programs of tests/programs, each in a folder that becomes its root, and what measures them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slimgo.run.process import Surroundings
from slimgo.sandbox.best_level import choose_level
from slimgo.sandbox.trials.trials import Subject, Trials, trials
from slimgo.values.guest import Guest
from tests.programs.build import built_program

ASK = b"GET / HTTP/1.0\r\n\r\n"


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Subject]:
    """Gives a program by name, built once."""
    folder = tmp_path_factory.mktemp("trials")

    def program(name: str, *arguments: str, port: int = 3000, status: int = 0) -> Subject:
        root = folder / name
        if not root.exists():
            root.mkdir()
            built_program(name, root)
        guest = Guest(root=root, argv=(f"./{name}", *arguments), port=port)
        return Subject(guest=guest, ask=ASK if port else b"", status=status)

    return program


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Trials]:
    """On the best level that works here."""
    here = Surroundings(directory=tmp_path, environment={"PATH": os.environ["PATH"]})
    with trials(choose_level("amd64").level, here, writable=tmp_path) as made:
        yield made


@pytest.fixture
def emptied(tmp_path: Path) -> Callable[[Subject], Path]:
    """Gives a folder with the same files as a program's root, below what may be written."""

    def copied(subject: Subject) -> Path:
        return Path(shutil.copytree(subject.guest.root, tmp_path / "files"))

    return copied
