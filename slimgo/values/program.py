"""What a container starts: an image's files, its command line and the process it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Program:
    """root: a folder that holds the image's files and nothing else.

    argv: entrypoint and arguments, as the image has them. env: names and values, and no others.
    uid, gid: who it runs as, in the image's numbers. working_dir: absolute inside root.
    port: where it listens, over TCP.
    """

    root: Path
    argv: tuple[str, ...]
    port: int
    env: tuple[tuple[str, str], ...] = ()
    uid: int = 0
    gid: int = 0
    working_dir: str = "/"
