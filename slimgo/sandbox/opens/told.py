"""What a tracer writes while a program runs, read as it comes."""

from __future__ import annotations

import json
import os
import select
import time
from typing import Any

from slimgo.sandbox.opens.seen import Name

_READ_BYTES = 1 << 16


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
        """Why the tracer can tell no more than that; empty where nothing stands in its way."""
        self.cut_off = False
        """Whether its tracer has ended without a word."""
        self.all = False
        """Whether the program has ended, or its tracer has: nothing more will come."""

    def more(self, deadline: float) -> bool:
        """Waits for more until the monotonic deadline, and takes it.

        False when nothing came until then, when it has passed, or all has come before.
        """
        left = deadline - time.monotonic()
        if self.all or left < 0 or not select.select([self._reads], [], [], left)[0]:
            return False
        piece = os.read(self._reads, _READ_BYTES)
        if not piece:
            self.all = True
            self.cut_off = True
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        return True

    def close(self) -> None:
        """May be called again."""
        if self._reads >= 0:
            os.close(self._reads)
            self._reads = -1

    def _take(self, line: dict[str, Any]) -> None:
        self.began = self.began or "began" in line
        self.all = self.all or "ended" in line
        self.lacks = self.lacks or str(line.get("lacks", ""))
        if "name" in line:
            what, name, error = line["name"]
            self.so_far.append((what, name, error))
