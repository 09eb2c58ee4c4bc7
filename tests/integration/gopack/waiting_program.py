"""A program that waits, and what the kernel shows of it meanwhile."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PAGE = 4096


@dataclass(frozen=True, kw_only=True)
class Mapping:
    start: int
    end: int
    allowed: str
    """As r-xp."""
    name: str
    resident_kb: int


@dataclass(frozen=True, kw_only=True)
class Seen:
    mappings: list[Mapping]
    code: bytes
    """What may be executed of the program's own, but for its last page."""

    def named(self, name: str) -> list[Mapping]:
        return [mapping for mapping in self.mappings if mapping.name == name]


def seen(program: Path, *words: str, prepare: Callable[[], object] | None = None) -> Seen:
    """What there is once it has said something."""
    with subprocess.Popen(
        (program, *words),
        stdout=subprocess.PIPE,
        preexec_fn=prepare,  # noqa: PLW1509  no thread runs here
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        proc = Path(f"/proc/{process.pid}")
        mappings = _mappings((proc / "smaps").read_text())
        first = next(each for each in mappings if "x" in each.allowed)
        with (proc / "mem").open("rb") as memory:
            memory.seek(first.start)
            code = memory.read(first.end - first.start - PAGE)
        process.kill()
    return Seen(mappings=mappings, code=code)


def _mappings(smaps: str) -> list[Mapping]:
    lines = re.findall(
        r"^(\w+)-(\w+) (\S+) \w+ \S+ \d+ *(.*)\n(?:[A-Z].*\n)*?Rss: +(\d+) kB", smaps, re.MULTILINE
    )
    return [
        Mapping(
            start=int(start, 16),
            end=int(end, 16),
            allowed=allowed,
            name=name,
            resident_kb=int(resident),
        )
        for start, end, allowed, name, resident in lines
    ]
