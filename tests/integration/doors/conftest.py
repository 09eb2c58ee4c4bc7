"""Modules of people who have never heard of slimgo, and its command typed in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.doors.module import Module

PROGRAMS = Path(__file__).parents[2] / "programs" / "ship"


@pytest.fixture
def module(tmp_path: Path) -> Callable[[str], Module]:
    def copied(name: str) -> Module:
        folder = tmp_path / name
        shutil.copytree(PROGRAMS / name, folder)
        return Module(path=folder)

    return copied
