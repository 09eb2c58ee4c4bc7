"""A page of everything that a price list can hold, in the system's Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from slimgo.plan.price import quantities as q
from slimgo.plan.price.quantities import QUANTITIES
from slimgo.report.price.page import page
from slimgo.values.price import Doubt, NotMeasured, PriceList, Reference
from tests.unit.plan.price.lists import prices, variant

HOSTILE = '<script>document.title="taken"</script><img src=x onerror="document.title=1">&amp;"\''
"""A name that would take the page over, if it could."""


def whole() -> PriceList:
    """Eight variants and one that could not be made, every quantity, doubts and references."""
    names = ("plain", "stripped", "stripped+upx", "stripped+upx-lzma", "stripped+gopack",
             "stripped+gopack-best", "stripped+gopack+no-http2", HOSTILE)  # fmt: skip
    sizes = (8.35, 5.77, 2.35, 1.85, 1.15, 1.10, 1.08, 1.04)
    made = [
        replace(
            variant(name, size, pull=size / 2 if number < 2 else size, lost=("symbols",)),
            commands=("go build -o x .", HOSTILE),
        )
        for number, (name, size) in enumerate(zip(names, sizes, strict=True))
    ]
    taken = {}
    for number, each in enumerate(made):
        for name, quantity in QUANTITIES.items():
            base = {"s": 0.004, "B": 6_000_000, "1/s": 23_000}[quantity.unit]
            taken[each.name, name] = [base * (1 + number / 2 + turn / 50) for turn in range(12)]
        taken[each.name, q.nothing_at(100)] = [0.4 + number / 100] * 6
    known = prices(*made, variant("broken", failed=HOSTILE), taken=taken)
    return replace(
        known,
        program=HOSTILE,
        not_measured=(NotMeasured(what="replicas", why=HOSTILE),),
        doubts=(Doubt(what=HOSTILE, why="because", cure="end it"),),
        references=(Reference(name=HOSTILE, size_bytes=1_821_876, source="2019"),),
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("not run: no chromium on PATH: apt-get install chromium")
    with sync_playwright() as playwright:
        # root may not use Chromium's own sandbox; it is shown our own page only
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def known() -> PriceList:
    return whole()


@pytest.fixture(scope="session")
def file(known: PriceList, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(known), encoding="utf-8")
    return path
