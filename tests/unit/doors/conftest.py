"""A door, and behind it something that ships nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from slimgo.doors import build as building
from tests.unit.doors.shipped import Yard


@pytest.fixture
def yard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Yard]:
    yard = Yard(tmp_path)
    monkeypatch.setattr(building, "ship", yard.ship)
    monkeypatch.setattr(building, "scripted", yard.scripted)
    monkeypatch.setattr(building, "place", lambda name: tmp_path / name)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    yield yard
    gc.enable()
