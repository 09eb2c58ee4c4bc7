"""What is explained: a program that was shipped, or an image that was made smaller."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.config.order import Order, order
from slimgo.errors import BadInput
from slimgo.pipeline import explain as explaining
from slimgo.pipeline.explain import shipped
from slimgo.pipeline.shipped import save
from slimgo.run.store import Store
from slimgo.values.shipment import SavedShipment, Shipment
from slimgo.values.shrunk import Shrunk
from tests.unit.blank_result import BLANK

SHRUNK = Shrunk(
    name="web:1",
    disk_size_bytes=0,
    pull_bytes=0,
    own_pull_bytes=0,
    program="/app",
    kept=(),
    gone=(),
)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder in which web:1 was made smaller, as the program `server`."""
    result = replace(BLANK, shrunk=SHRUNK)
    made = Shipment(name="server", result=result, reference="web:1-slim")
    saved = SavedShipment(shipment=made, made_of="", target="linux/amd64")
    save(Store(build=tmp_path / "build"), saved)
    return tmp_path


def of(here: Path, word: str) -> Order:
    return order({}, {}, packages=(word,), here=here)


@pytest.mark.parametrize("word", ["web:1", "server"])
def test_a_smaller_image_is_found_by_its_originals_name_and_by_its_program(
    here: Path, word: str
) -> None:
    shipment, result, current = shipped(of(here, word), {})
    assert (shipment.reference, result.shrunk, current) == ("web:1-slim", SHRUNK, True)


def test_another_is_looked_for_among_the_programs(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explaining, "wanted", lambda *_: ())
    with pytest.raises(BadInput, match="0 programs were named"):
        shipped(of(here, "web:2"), {})
