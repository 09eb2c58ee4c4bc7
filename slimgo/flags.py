"""From a task's flags to settings: the few lines that every task shares."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from invoke.config import DataProxy
from invoke.context import Context

from slimgo.errors import BadInput
from slimgo.settings import Options, ProgramOf, read_settings


def options(
    c: Context,
    *,
    project: Path,
    program: ProgramOf,
    defaults: Mapping[str, str],
    recheck: bool = False,
    read_only: bool = False,
    json: str = "",
    level: str = "",
    best: bool = False,
    lzma: bool = False,
    brute: bool = False,
    least_memory: bool = False,
    **flags: str,
) -> Options:
    """project: the folder of tasks.py. flags: as typed, empty where left out. Raises BadInput."""
    configured = c.config.get("slimgo") or {}
    if not isinstance(configured, (Mapping, DataProxy)):
        raise BadInput(
            f"invoke.yaml: slimgo is {configured!r}", cure="write names and values under `slimgo:`"
        )
    return Options(
        settings=read_settings(
            flags,
            os.environ,
            dict(configured.items()),
            project=project,
            program=program,
            defaults=defaults,
            recheck=recheck,
            read_only=read_only,
            least_memory=least_memory,
        ),
        dry=bool(c.config.run.dry),
        json=json,
        level=level,
        efforts={"best": best, "lzma": lzma, "brute": brute},
    )
