"""Pages and the sources that name them agree: a renamed page or heading leaves no dead link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PAGES = (*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"))
FOLDERS = ("slimgo", "article", "tests", "bench", "attack", "docs")
SOURCES = [
    *(each for name in FOLDERS for each in PROJECT.glob(f"{name}/**/*.py")),
    *PROJECT.glob("slimgo/gopack/stub/*.[ch]"),
    *PROJECT.glob("*.py"),
    *PAGES,
]
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")
NAMED = re.compile(r"\bdocs/[\w-]+\.(?:md|json|py)\b")


def anchors(page: Path) -> set[str]:
    """The headings as GitHub names them: small letters, no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def dead_links(page: Path) -> list[str]:
    dead = []
    for path, anchor in LINK.findall(page.read_text()):
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(f"{path}#{anchor}" if anchor else path)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_leads_somewhere(page: Path) -> None:
    assert dead_links(page) == []


def test_each_page_of_docs_that_is_named_exists() -> None:
    named = {
        (str(source.relative_to(PROJECT)), name)
        for source in SOURCES
        for name in NAMED.findall(source.read_text())
    }
    assert len(named) > 20
    assert [each for each in sorted(named) if not (PROJECT / each[1]).exists()] == []


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A head\n[a](#a-head) [b](page.md#a-head) [c](#no-head) [d](gone.md)\n")
    assert dead_links(page) == ["#no-head", "gone.md"]
