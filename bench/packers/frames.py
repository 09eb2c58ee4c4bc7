"""`python -m bench.packers.frames`: what gopack makes of each part of the article's service.

Writes docs/gopack-frames.json: bytes only, so that any machine with the same Go makes the same.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bench.packers.place import PROJECT, build, go_surroundings, go_version
from slimgo.errors import CheckFailed
from slimgo.run.process import run
from slimgo.run.store import write_whole
from slimgo.terminal.door import door
from slimgo.values.command import Command

SAVED = PROJECT / "docs" / "gopack-frames.json"
MACHINES = ("amd64", "arm64")
PARTS = ("text", "lines", "rest", "stub", "whole file")
_SIZES = re.compile(r"^(.{10})(.{26}) *([0-9,]+) +([0-9,]+)\b", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A frame of the payload, the stub with both of its stages, or the whole file."""

    name: str
    """One of PARTS."""
    goarch: str
    size_bytes: int
    """What the frame unpacks to; the stub's code; for the whole file, the program in memory."""
    packed_bytes: int
    """What it takes of the packed file."""


@dataclass(frozen=True, kw_only=True)
class Frames:
    """The service, built with `-trimpath -ldflags "-s -w"` and packed by gopack's default."""

    go: str
    """What `go version` printed."""
    parts: tuple[Part, ...]


def read_table(table: str, goarch: str) -> tuple[Part, ...]:
    """The parts in what `python -m slimgo.gopack explain` prints.

    A frame's own row is its last one: `all`, or its only stream. Raises CheckFailed where a part
    is missing.
    """
    rows: dict[str, tuple[int, int]] = {}
    for frame, stream, size, packed in _SIZES.findall(table):
        name = frame.strip() or stream.strip()
        rows[name] = int(size.replace(",", "")), int(packed.replace(",", ""))
    if missing := [name for name in (*PARTS, "code") if name not in rows]:
        raise CheckFailed(f"explain tells nothing of {', '.join(missing)} for linux/{goarch}")
    first, second = rows["stub"], rows["code"]
    rows["stub"] = first[0] + second[0], first[1] + second[1]
    return tuple(
        Part(name=name, goarch=goarch, size_bytes=rows[name][0], packed_bytes=rows[name][1])
        for name in PARTS
    )


@door
def main() -> None:
    """Builds, packs and saves: some seconds."""
    parts: list[Part] = []
    with tempfile.TemporaryDirectory(prefix="slimgo-frames-") as folder:
        here = go_surroundings(Path(folder))
        for goarch in MACHINES:
            program = Path(folder) / goarch
            build(here, program, PROJECT / "app", ".", GOOS="linux", GOARCH=goarch)
            explain = Command(argv=("python", "-m", "slimgo.gopack", "explain", str(program)))
            parts += read_table(run(explain, here).stdout, goarch)
        frames = Frames(go=go_version(here), parts=tuple(parts))
    write_whole(SAVED, msgspec.json.format(msgspec.json.encode(frames)) + b"\n")


if __name__ == "__main__":
    main()
