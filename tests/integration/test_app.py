"""The service: Go's own checks, and that it is a good citizen."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"


def go(*words: str) -> subprocess.CompletedProcess[str]:
    spec = importlib.util.find_spec("go")
    assert spec is not None
    assert spec.origin is not None
    tool = Path(spec.origin).parent / "bin" / words[0]
    ours = {"GOENV": "off", "GOWORK": "off", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    clean = {name: value for name, value in os.environ.items() if name != "GOFLAGS"}
    return subprocess.run(
        [str(tool), *words[1:]],
        cwd=APP,
        env=clean | ours,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", [("go", "vet", "."), ("go", "test", ".")])
def test_gos_own_checks_pass(words: tuple[str, ...]) -> None:
    done = go(*words)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_formatted() -> None:
    assert go("gofmt", "-l", ".").stdout == ""


def test_it_is_at_most_twice_as_long_as_the_articles() -> None:
    article_lines = 21
    assert len((APP / "app.go").read_text().splitlines()) <= 2 * article_lines
