"""A page of everything that a price list can hold, in the system's Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from slimgo.report.price.page import page
from slimgo.values.price import PriceList
from tests.unit.plan.price.lists import everything


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
    return everything()


@pytest.fixture(scope="session")
def file(known: PriceList, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(known), encoding="utf-8")
    return path
