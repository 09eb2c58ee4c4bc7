"""Which packages, and where what was seen is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stdlib.packages import CHOICES

SEEN = pytest.StashKey[list[dict[str, object]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--packages", choices=sorted(CHOICES), default="one")
    parser.addoption("--seen", type=Path, help="write what was seen to this file (JSON)")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SEEN] = []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "package" in metafunc.fixturenames:
        metafunc.parametrize("package", CHOICES[metafunc.config.getoption("packages")])


def pytest_sessionfinish(session: pytest.Session) -> None:
    path = session.config.getoption("seen")
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(session.config.stash[SEEN], indent=1) + "\n")


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Callable[[dict[str, object]], None]:
    """Where a test leaves what it saw, as a dictionary."""
    return request.config.stash[SEEN].append
