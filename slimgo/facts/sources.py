"""What a build is made of: every file that Go may read below a module, by content."""

from __future__ import annotations

import os
import re
from pathlib import Path

from slimgo.facts.binary import digest

_LOCAL_REPLACE = re.compile(r"""=>\s*["`]?((?:\.{1,2}/|/)[^\s"`]*)""")
"""A `replace` directive's right side that is a folder (Go modules reference, "replace")."""


def source_digests(module: Path) -> list[tuple[str, str]]:
    """(path, sha256) of each file below the module and below each local module it is replaced
    by. Links are followed, as Go follows them; a folder that was seen is not entered again."""
    pairs: dict[str, str] = {}
    seen: set[Path] = set()
    waiting = [module]
    while waiting:
        folder = waiting.pop()
        if folder.resolve() in seen:
            continue
        for path in _files(folder, seen):
            pairs[os.path.relpath(path, module)] = digest(path)
        go_mod = folder / "go.mod"
        if go_mod.is_file():
            text = go_mod.read_text("utf-8", "replace")
            waiting += [folder / found for found in _LOCAL_REPLACE.findall(text)]
    return sorted(pairs.items())


def _files(folder: Path, seen: set[Path]) -> list[Path]:
    found = []
    for where, folders, files in os.walk(folder, followlinks=True):
        real = Path(where).resolve()
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        found += [Path(where, name) for name in files if Path(where, name).is_file()]
    return found
