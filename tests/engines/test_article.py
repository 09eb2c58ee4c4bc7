"""`invoke article --check` with everything there: docs/article.md is what is seen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from slimgo.run.process import Surroundings

HERE = Path(__file__).parents[2]
FILES = ("tasks.py", "invoke.yaml", "Dockerfile", "app", "tests/programs", "docs/article.md",
         "docs/brute.json")  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of its own."""
    path = tmp_path_factory.mktemp("project")
    for name in FILES:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (HERE / name).is_dir() else shutil.copy
        copy(HERE / name, path / name)
    return path


@pytest.fixture(scope="module")
def article(
    project: Path, endpoint: str, podman_here: Surroundings
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`invoke article` in it, with private engines."""

    def invoke(*flags: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "invoke", "article", *flags],
            cwd=project,
            env={
                **os.environ,
                **podman_here.environment,
                "DOCKER_HOST": endpoint,
                "PYTHONPATH": str(HERE),
            },
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    return invoke


def test_the_committed_document_is_what_is_seen_here(
    article: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = article("--check")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr


def test_a_document_that_says_otherwise_is_told_by_its_first_line(
    article: Callable[..., subprocess.CompletedProcess[str]], project: Path
) -> None:
    document = project / "docs/article.md"
    right = document.read_text()
    document.write_text(right.replace("| **wrong** |", "| **holds** |", 1))
    done = article("--check")
    assert done.returncode == 1
    assert "docs/article.md is not what is seen here: | 4 | Since Go 1.5" in done.stderr
    assert "invoke article --write" in done.stderr
    assert "Traceback" not in done.stderr
    written = article("--write")
    assert written.returncode == 0, written.stderr
    assert document.read_text() == right
