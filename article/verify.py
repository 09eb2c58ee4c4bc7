"""`python -m article.verify`: what the Nox sessions call, one process a cell."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from invoke.config import Config

from article.door import article_settings
from slimgo.doors.invoked import must_be_configured
from slimgo.terminal.door import door


@door
def main() -> None:
    """Status 0 also for a cell that could not be run: its result says so."""
    parser = argparse.ArgumentParser(prog="python -m article.verify")
    parser.add_argument("cell", nargs="?", help="such as linux-amd64/small-upx9")
    parser.add_argument("--after", default="", help="the cells that come after it, by commas")
    parser.add_argument("--summary", action="store_true", help="sum up all results that there are")
    parser.add_argument("--all", action="store_true", help="with --summary: demand every cell")
    parser.add_argument("--of", default="", help="with --summary: only these cells can fail it")
    asked = parser.parse_args()
    if bool(asked.cell) == asked.summary:
        parser.error("either a cell or --summary")
    from slimgo.pipeline.summary import summary
    from slimgo.pipeline.verify import verify

    here = Path.cwd()
    must_be_configured(here)
    config = Config(project_location=here)
    config.load_project()
    settings = article_settings({}, os.environ, config.get("slimgo") or {}, project=here)
    if asked.summary:
        summary(settings, of=_identifiers(asked.of), demand_all=asked.all)
    else:
        verify(settings, asked.cell, _identifiers(asked.after))


def _identifiers(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


if __name__ == "__main__":
    main()
