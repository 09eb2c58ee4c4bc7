"""A terminal of so many columns, and what it shows at the end."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path

from tests.faults.checkout import PROJECT

_PIECES = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\r|\n|.", re.DOTALL)
_ROWS = 200


def shown(raw: str, columns: int) -> list[str]:
    """The rows that a terminal of so many columns shows at the end: as much of ECMA-48 as Rich
    writes. What is too long goes on in the next row, wherever that breaks it."""
    rows: list[list[str]] = [[]]
    row = column = 0
    for piece in _PIECES.finditer(raw):
        match piece[0], piece[2]:
            case "\r", _:
                column = 0
            case "\n", _:
                row += 1
            case _, "A":
                row -= int(piece[1] or 1)
            case _, "K":
                rows[row] = []
            case _, str():
                pass  # colours, the cursor's look
            case char, _:
                if column == columns:
                    row, column = row + 1, 0
                rows += [[] for _ in range(row + 1 - len(rows))]
                rows[row] += [" "] * (column - len(rows[row]))
                rows[row][column : column + 1] = [char]
                column += 1
        rows += [[] for _ in range(row + 1 - len(rows))]
    return ["".join(each).rstrip() for each in rows]


class Screen:
    """A program started on a terminal of its own. Read it to its end with `lines`."""

    def __init__(
        self, words: Sequence[str], folder: Path, columns: int, **environment: str
    ) -> None:
        self._columns = columns
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, columns, 0, 0))
        ambient = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=folder,
            env=ambient | {"TERM": "xterm", "PYTHONPATH": str(PROJECT)} | environment,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.raw = ""

    def read(self) -> bool:
        """Reads what is there, or waits for more; false when the program has closed it."""
        try:
            got = os.read(self._ours, 1 << 16)
        except OSError:  # Linux's way to say that nobody writes any more
            return False
        self.raw += got.decode("utf-8", "replace")
        return bool(got)

    def lines(self) -> list[str]:
        """What stays when the program has ended: a moving line is written over."""
        while self.read():
            pass
        self.process.wait(60)
        os.close(self._ours)
        return shown(self.raw, self._columns)


def shown_in(made: Path, columns: int, *words: str) -> list[str]:
    return Screen(("invoke", *words), made, columns).lines()


def piped_from(made: Path, *words: str) -> str:
    env = os.environ | {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-m", "invoke", *words],
        cwd=made,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
