"""The programs with needs, built once, and the level they are started on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from slimgo.run.host import host_goarch
from slimgo.sandbox.best_level import choose_level
from slimgo.sandbox.level import Level
from tests.programs.build import built_program


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A program of tests/programs/needs-NAME."""
    folder = tmp_path_factory.mktemp("needs")
    return cache(lambda name: built_program(f"needs-{name}", folder))


@pytest.fixture(scope="session")
def own() -> Level:
    """One with a root and a network of the program's own."""
    level = choose_level(host_goarch()).level
    if not (level.own_root and level.own_network):
        pytest.skip("not run: no level here has its own root and network")
    return level
