"""What a program's source shows: what it imports, and the ports that stand in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from slimgo.facts.go_list import stream
from slimgo.facts.mains import WITH_C
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command
from slimgo.values.main import Main
from slimgo.values.seen_source import SeenPort, SeenSource

_FIELDS = "Dir,ImportPath,Standard,Module,GoFiles,CgoFiles"
_ADDRESS = re.compile(r'"(?:[\w.-]*|\[[0-9a-fA-F:]*\]):(\d{2,5})"')
"""`":8080"`, `"0.0.0.0:8080"`: as net.Listen takes it."""
_NAMED = re.compile(r'(?i)\bport"?\s*(?:,|:?=|:)\s*"?(\d{2,5})\b')
"""`port := 8080`, `flag.Int("port", 8080, …)`."""
_LAST_PORT = 65535


def seen_source(main: Main, surroundings: Surroundings, *, tags: tuple[str, ...]) -> SeenSource:
    """Asks Go for the packages, and reads the files of the program's own module."""
    flags = ("-tags", ",".join(tags)) if tags else ()
    command = Command(
        argv=(
            *("go", "list", "-C", str(main.project / main.folder), "-deps", "-e"),
            *(*flags, f"-json={_FIELDS}", main.package),
        ),
        env=WITH_C,
    )
    packages = [*stream(run(command, surroundings, check=False).stdout)]
    own = [each for each in packages if (each.get("Module") or {}).get("Main")]
    files = [Path(each["Dir"], name) for each in own for name in _files(each)]
    return SeenSource(
        imports=frozenset(str(each.get("ImportPath", "")) for each in packages),
        ports=tuple(_ports(files, main.project)),
        cgo=tuple(
            os.path.relpath(Path(each["Dir"], name), main.project)
            for each in packages
            if not each.get("Standard")
            for name in each.get("CgoFiles") or ()
        ),
    )


def _files(package: dict[str, Any]) -> Iterable[str]:
    return [*(package.get("GoFiles") or ()), *(package.get("CgoFiles") or ())]


def _ports(files: Iterable[Path], project: Path) -> Iterator[SeenPort]:
    known = set()
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        for number, line in enumerate(lines, 1):
            code = line.partition("//")[0]
            for match in (*_ADDRESS.finditer(code), *_NAMED.finditer(code)):
                port = int(match[1])
                if 0 < port <= _LAST_PORT and port not in known:
                    known.add(port)
                    yield SeenPort(port=port, where=f"{os.path.relpath(path, project)}:{number}")
