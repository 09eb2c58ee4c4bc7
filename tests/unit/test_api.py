"""The function that does what `slimgo build` does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slimgo import api
from slimgo.config.order import Order
from slimgo.errors import BadInput
from slimgo.values.event import Tell
from slimgo.values.probe import CommandLine, Service


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[Order, Tell]]:
    ordered: list[tuple[Order, Tell]] = []

    def ship(order: Order, tell: Tell, *, single: bool = False) -> tuple[str]:  # noqa: ARG001
        ordered.append((order, tell))
        return ("shipped",)

    monkeypatch.setattr("slimgo.api.ship", ship)
    monkeypatch.chdir(tmp_path)
    return ordered


def test_its_keywords_are_the_commands_options(
    orders: list[tuple[Order, Tell]], tmp_path: Path
) -> None:
    told: list[object] = []
    keywords: dict[str, Any] = {
        "port": 8080,
        "tags": "a,b",
        "values": {"main.v": "1"},
        "best": True,
        "name": "mine",
        "out": "made",
    }
    made: Any = api.build("./cmd/x", here=Path("below"), tell=told.append, **keywords)
    assert made == "shipped"
    ((order, tell),) = orders
    assert (order.words, order.here) == (("./cmd/x",), tmp_path / "below")
    assert order.of().probes[0] == Service(port=8080)
    assert order.of().best
    assert order.of().chosen.pair("values") == {"main.v": "1"}
    assert order.of().chosen.list("tags") == ("a", "b")
    assert [order.of().chosen.text(name) for name in ("name", "out")] == ["mine", "made"]
    assert tell == told.append


def test_without_words_it_is_the_only_program_of_this_folder(
    orders: list[tuple[Order, Tell]], tmp_path: Path
) -> None:
    api.build(run="")
    ((order, _),) = orders
    assert (order.words, order.here, order.of().probes[0]) == ((), tmp_path, CommandLine())


def test_it_makes_one_program(orders: list[tuple[Order, Tell]]) -> None:
    with pytest.raises(BadInput, match="may name several programs"):
        api.build("./cmd/...")
    misspelled: dict[str, Any] = {"prot": 1}
    with pytest.raises(TypeError, match="did you mean 'port'"):
        api.build(**misspelled)
    assert orders == []
