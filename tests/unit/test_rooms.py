"""The general rooms know no program by name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
OF_THE_ARTICLE = re.compile(
    r"app\.go|app\.bin|app\.static|\b3000\b|Hello|Ahmed|slim-go-image|SLIMGO_APP"
)
COUNTS = {"slimgo/plan/surroundings.py"}
"""Files where 3000 is a number of variables, and nobody's port."""
SOURCES = [
    path
    for path in sorted((PROJECT / "slimgo").rglob("*.py"))
    if path.relative_to(PROJECT).as_posix() not in COUNTS and "gopack" not in path.parts
]


def what_only_the_article_means(source: str) -> list[str]:
    return OF_THE_ARTICLE.findall(source)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_general_room_holds_nothing_that_only_the_article_could_mean(path: Path) -> None:
    assert what_only_the_article_means(path.read_text()) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_general_room_imports_the_article(path: Path) -> None:
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not imported & {"article", "tasks", "noxfile"}


def test_what_is_the_articles_is_seen() -> None:
    assert what_only_the_article_means('FILE = "app.go"  # at port 3000') == ["app.go", "3000"]
    assert not what_only_the_article_means("13000 or 30000 apps go")
