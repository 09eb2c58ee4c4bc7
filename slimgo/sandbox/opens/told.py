"""What a tracer writes while a program runs, read as it comes."""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Iterator
from typing import Any

from slimgo.sandbox.opens.seen import Name

_READ_BYTES = 1 << 16
_CUT_OFF = "the process that traces it ended before the program did"


class Told:
    """Reads a Tracer's lines off a descriptor, which it closes."""

    def __init__(self, reads: int) -> None:
        self._reads = reads
        self._rest = b""
        self.so_far: list[Name] = []
        """Every name, in order."""
        self.began = False
        """Whether the program itself runs, or ran."""
        self.lacks = ""
        """Why no more is told than that; empty where nothing stands in the way."""
        self.all = False
        """Whether the program has ended, or its tracer has: nothing more will come."""

    def names(self, deadline: float) -> Iterator[Name]:
        """Each as it comes, until nothing more will or the monotonic deadline has passed."""
        while not self.all:
            yield from self._read()
            left = max(0.0, deadline - time.monotonic())
            if not self.all and not select.select([self._reads], [], [], left)[0]:
                return

    def close(self) -> None:
        os.close(self._reads)

    def _read(self) -> Iterator[Name]:
        """What is there by now."""
        while select.select([self._reads], [], [], 0)[0]:
            piece = os.read(self._reads, _READ_BYTES)
            if not piece:
                self.all = True
                self.lacks = self.lacks or _CUT_OFF
                return
            *lines, self._rest = (self._rest + piece).split(b"\n")
            for line in lines:
                yield from self._take(json.loads(line))
            if self.all:
                return

    def _take(self, line: dict[str, Any]) -> list[Name]:
        self.began = self.began or "began" in line
        self.all = self.all or "ended" in line
        self.lacks = self.lacks or str(line.get("lacks", ""))
        if "name" not in line:
            return []
        what, name, error = line["name"]
        self.so_far.append((what, name, error))
        return self.so_far[-1:]
