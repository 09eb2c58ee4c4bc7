"""A project of its own for each test: the committed files, in a folder whose name is no help."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.waiting import PATIENCE_SECONDS

HERE = Path(__file__).parents[2]
FILES = ("tasks.py", "invoke.yaml", "Dockerfile", ".dockerignore", "app")
ODD_NAME = 'it\'s a "test" é'


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How an `invoke` ended and what it printed."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """A project folder, and how its user types commands in it."""

    path: Path

    def start(self, *words: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "invoke", *words],
            cwd=self.path,
            env=os.environ | {"PYTHONPATH": str(HERE)} | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def invoke(self, *words: str, **env: str) -> Outcome:
        process = self.start(*words, **env)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
        assert "Traceback" not in err, err
        return Outcome(status=process.returncode, out=out, err=err)

    def slim(self, *words: str, **env: str) -> Outcome:
        """By the engine that every machine has."""
        return self.invoke("slim", "--engine", "builtin", *words, **env)

    def replace(self, file: str, old: str, new: str) -> None:
        text = (self.path / file).read_text()
        assert old in text
        (self.path / file).write_text(text.replace(old, new))


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout with nothing built."""
    path = tmp_path / ODD_NAME
    path.mkdir()
    for name in FILES:
        source = HERE / name
        if source.is_dir():
            shutil.copytree(source, path / name)
        else:
            shutil.copy(source, path / name)
    return Checkout(path=path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkout, Outcome]:
    """A checkout in which `invoke slim` has run, and how it ended. Not to be changed."""
    path = tmp_path_factory.mktemp("finished") / ODD_NAME
    shutil.copytree(HERE / "app", path / "app")
    for name in FILES:
        if not (HERE / name).is_dir():
            shutil.copy(HERE / name, path / name)
    done = Checkout(path=path)
    return done, done.slim()


@pytest.fixture
def built(finished: tuple[Checkout, Outcome], tmp_path: Path) -> Callable[[], Checkout]:
    """Gives a copy of the finished checkout, which a test may spoil."""

    def copy() -> Checkout:
        path = tmp_path / "copy"
        shutil.copytree(finished[0].path, path)
        return Checkout(path=path)

    return copy
