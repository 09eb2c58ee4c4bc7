"""`python -m article.verify`: what the Nox sessions of the article's matrix start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from invoke.config import Config

from article.door import article_settings
from article.matrix import MATRIX
from slimgo.doors import words
from slimgo.doors.cells import command
from slimgo.doors.invoked import must_be_configured
from slimgo.pipeline.results import Results
from slimgo.terminal.door import door


def _article(_: Mapping[str, object]) -> Results:
    here = Path.cwd()
    must_be_configured(here)
    config = Config(project_location=here)
    config.load_project()
    settings = article_settings({}, os.environ, config.get("slimgo") or {}, project=here)
    return Results(settings=settings, matrix=MATRIX)


@door
def main() -> None:
    """Status 0 also for a cell that could not be run: its result says so."""
    words.run(command((), _article), "python -m article.verify")


if __name__ == "__main__":
    main()
