"""From a task's flags to settings: the few lines that every task shares."""

from __future__ import annotations

import os
from pathlib import Path

from invoke.context import Context

from slimgo.settings import Options, read_settings


def options(
    c: Context,
    *,
    recheck: bool = False,
    json: str = "",
    level: str = "",
    best: bool = False,
    lzma: bool = False,
    brute: bool = False,
    **flags: str,
) -> Options:
    """flags: as typed, empty where left out. Raises BadInput."""
    configured = c.config.get("slimgo", {})
    return Options(
        settings=read_settings(
            flags,
            os.environ,
            dict(configured),
            project=Path.cwd(),
            recheck=recheck,
        ),
        dry=bool(c.config.run.dry),
        json=json,
        level=level,
        efforts={"best": best, "lzma": lzma, "brute": brute},
    )
