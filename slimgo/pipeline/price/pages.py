"""The page of a price list, beside what was measured."""

from __future__ import annotations

from pathlib import Path

from slimgo.pipeline.project import Project
from slimgo.report.price.page import page
from slimgo.run.store import write_whole
from slimgo.values.price import PriceList

PAGE = "report.html"


def write_page(project: Project, known: PriceList) -> Path:
    """Its path. Raises BadInput where it cannot be written."""
    file = project.store.build / PAGE
    write_whole(file, page(known).encode())
    return file
