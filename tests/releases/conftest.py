"""Where what was seen is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

SEEN = pytest.StashKey[list[dict[str, object]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--releases-seen", type=Path, help="write what was seen to this file (JSON)")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SEEN] = []


def pytest_sessionfinish(session: pytest.Session) -> None:
    path = session.config.getoption("releases_seen")
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(session.config.stash[SEEN], indent=1) + "\n")


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Callable[[dict[str, object]], None]:
    """Where a test leaves what it saw, as a dictionary."""
    return request.config.stash[SEEN].append
