"""The page as a browser shows it: whole, quiet, inert, sortable, and readable by everyone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from slimgo.plan.price.nothing import from_nothing
from slimgo.plan.price.quantities import MEGABITS
from slimgo.values.price import PriceList
from tests.unit.plan.price.lists import HOSTILE

WIDTHS = (400, 800, 1600)
SCHEMES = ("light", "dark")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The page, and what it asked for and complained of."""

    page: Page
    requests: list[str]
    complaints: list[str]


Show = Callable[..., Shown]


@pytest.fixture
def show(browser: Browser, file: Path) -> Iterator[Show]:
    opened = []

    def shown(*, scheme: str = "light", width: int = 1600, scripts: bool = True) -> Shown:
        context = browser.new_context(
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
        )
        opened.append(context)
        page = context.new_page()
        requests: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        return Shown(page=page, requests=requests, complaints=complaints)

    yield shown
    for context in opened:
        context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_it_asks_for_nothing_complains_of_nothing_and_fits(show, file, scheme, width) -> None:
    shown = show(scheme=scheme, width=width)
    assert shown.requests == [file.as_uri()]
    assert shown.complaints == []
    assert shown.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_that_somebody_could_not_read(show, scheme, width) -> None:
    found = Axe().run(show(scheme=scheme, width=width).page)
    assert found.violations_count == 0, found.generate_report()


def test_what_is_in_a_name_stays_text(show) -> None:
    page = show().page
    assert page.title() == f"{HOSTILE}: what each byte saved costs"
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert HOSTILE in page.locator("h1").inner_text()


def test_figures_in_the_table_are_those_of_the_price_list(show, known: PriceList) -> None:
    page = show().page
    rows = page.locator("table").first.locator("tbody tr")
    assert rows.count() == len(known.variants)
    shown = {
        row.locator("th").inner_text(): row.locator("td[data-value]").evaluate_all(
            "cells => cells.map(cell => Number(cell.dataset.value))"
        )
        for row in rows.all()
    }
    for each in known.priced:
        numbers = shown[each.name]
        assert numbers[:2] == [each.disk_bytes, each.sent_bytes]
        medians = [series.median for series in known.series if series.variant == each.name]
        assert numbers[2:] == pytest.approx(medians)


def test_computed_figures_are_those_of_the_price_list(show, known: PriceList) -> None:
    rows = show().page.locator("table").nth(1).locator("tbody tr")
    lines = from_nothing(known)
    assert rows.count() == len(lines)
    for row in rows.all():
        shown = row.locator("td[data-value]").evaluate_all(
            "cells => cells.map(cell => Number(cell.dataset.value))"
        )
        line = lines[row.locator("th").inner_text()]
        assert shown == pytest.approx([line.at(megabits) for megabits in MEGABITS])


def test_a_heading_sorts_up_and_down_again(show) -> None:
    page = show().page
    head = page.locator("table").first.locator("thead th").nth(1)
    numbers = "cells => cells.map(cell => Number(cell.dataset.value))"
    disk = page.locator("table").first.locator("tbody tr td:nth-child(2)[data-value]")
    head.locator("button").click()
    up = disk.evaluate_all(numbers)
    assert up == sorted(up)
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert disk.evaluate_all(numbers) == up[::-1]
    assert head.get_attribute("aria-sort") == "descending"


def test_what_matters_is_there_without_scripts(show, known: PriceList) -> None:
    page = show(scripts=False).page
    text = page.locator("main").inner_text()
    assert "Smallest disk: " in text
    assert all(each.name in text for each in known.variants)
    assert page.locator("svg").count() == 5


def test_each_picture_has_a_title_words_on_its_axes_and_its_marks_inside(show) -> None:
    page = show().page
    for svg in page.locator("svg").all():
        assert svg.get_attribute("aria-label")
        assert svg.locator(".title").count() >= 1
        assert svg.locator(".label").count() >= 3
        outside = svg.evaluate(
            "svg => { const box = svg.getBoundingClientRect();"
            " return [...svg.querySelectorAll('text, rect, polygon, line')].filter(each => {"
            " const own = each.getBoundingClientRect();"
            " return own.left < box.left - 1 || own.right > box.right + 1"
            " || own.top < box.top - 1 || own.bottom > box.bottom + 1; })"
            ".map(each => each.outerHTML); }"
        )
        assert outside == []
