"""What `go env -w` has written, read as Go reads it."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from slimgo.plan.module_sources import env_file, persisted


def written_by_go_env(ambient: Mapping[str, str]) -> dict[str, str]:
    """Name -> value; empty where there is no such file, or it cannot be read."""
    file = env_file(ambient, system=sys.platform)
    try:
        return persisted(file.read_bytes().decode("utf-8", "surrogateescape")) if file else {}
    except (OSError, ValueError):  # ValueError: a path with a zero byte
        return {}
