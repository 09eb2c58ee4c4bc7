"""What is asked of `slimgo price`."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.config.file import nearest_file
from slimgo.config.price import PricePlan, price_plan, seconds_of
from slimgo.errors import BadInput
from slimgo.plan.price.levers import USUAL, in_order
from slimgo.values.target import Target

AMD64 = Target(goos="linux", goarch="amd64")


def names(plan: PricePlan) -> tuple[str, ...]:
    return tuple(in_order(each) for each in plan.variants)


def test_nothing_said_is_the_usual_plan() -> None:
    plan = price_plan({}, AMD64)
    assert names(plan) == USUAL
    assert plan.budget_seconds == 300.0
    assert plan.seed is None
    assert not plan.anew


def test_variants_are_named_once_and_the_first_is_the_baseline() -> None:
    plan = price_plan({"variants": ("stripped", "gopack+stripped", "stripped+gopack")}, AMD64)
    assert names(plan) == ("stripped", "stripped+gopack")


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("5m", 300), ("1.5h", 5400), ("", 0)])
def test_a_time(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["5", "m", "-5m", "5 m", "0s", "5d", "1e3s", "٣m"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(BadInput, match="is no time"):
        seconds_of(text)


@pytest.mark.parametrize("text", ["-1", "a", "1.5", "9" * 12])
def test_what_is_no_seed(text: str) -> None:
    with pytest.raises(BadInput, match="is no seed"):
        price_plan({"seed": text}, AMD64)


def test_releases_of_go_build_each_variant() -> None:
    plan = price_plan({"go": "1.23,1.25.5", "variants": ("plain", "stripped")}, AMD64)
    assert names(plan) == ("go1.23", "go1.23+stripped", "go1.25.5", "go1.25.5+stripped")
    usual = price_plan({"go": "1.23"}, AMD64)
    assert names(usual) == ("go1.23+stripped", "go1.23+stripped+gopack")


def test_a_path_to_a_go_is_no_release() -> None:
    assert names(price_plan({"go": "/usr/local/go/bin/go"}, AMD64)) == USUAL


def test_a_seed() -> None:
    assert price_plan({"seed": "42"}, AMD64).seed == 42


def test_what_is_for_another_processor_is_refused() -> None:
    with pytest.raises(BadInput, match="amd64-v3 is not for linux/arm64"):
        price_plan({"variants": ("amd64-v3",)}, Target(goos="linux", goarch="arm64"))


def test_a_settings_files_variants_are_priced_too_and_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "slimgo.toml").write_text('[variant.mine]\ntags = ["a"]\npack = "upx -1"\n')
    file = nearest_file(tmp_path)
    assert names(price_plan({}, AMD64, file)) == (*USUAL, "mine")
    named = price_plan({"variants": ("plain", "mine")}, AMD64, file)
    assert names(named) == ("plain", "mine")
