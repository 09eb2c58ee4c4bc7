"""A list of files and folders, one a line, as mtree(5) has it: what bsdtar makes a tar of, too.

Format: NetBSD's mtree(5), of which we write and read `type`, `mode`, `uid`, `gid` and `contents`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from slimgo.errors import BadInput

_HEAD = "#mtree"
_ESCAPED = re.compile(rb"\\([0-7]{3})")
_PLAIN = re.compile(rb"[^!-\[\]-~]|#")  # all but visible ASCII, and a backslash


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A line."""

    path: str
    """Absolute, where it is to be."""
    is_folder: bool
    mode: int
    uid: int
    gid: int
    source: str = ""
    """Of a file: where its content is, from the current folder."""


def mtree(entries: Iterable[Listed]) -> str:
    """The text, a line an entry, in their order."""
    return "".join(f"{line}\n" for line in (_HEAD, *map(_line, entries)))


def _line(entry: Listed) -> str:
    words = [
        f".{_escaped(entry.path)}",
        f"type={'dir' if entry.is_folder else 'file'}",
        f"mode={entry.mode:04o}",
        f"uid={entry.uid}",
        f"gid={entry.gid}",
    ]
    words += [] if entry.is_folder else [f"contents={_escaped(entry.source)}"]
    return " ".join(words)


def read_mtree(text: str) -> tuple[Listed, ...]:
    """What such a text lists. Raises BadInput with the line."""
    lines = text.splitlines()
    return tuple(
        _entry(line.split(), number)
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    )


def _entry(words: list[str], number: int) -> Listed:
    name, *rest = words
    said = dict(word.partition("=")[::2] for word in rest)
    kind = said.get("type")
    wrong = BadInput(
        f"line {number} of the list is no file and no folder",
        cure="write ./etc/app type=file mode=0644 uid=0 gid=0 contents=app",
    )
    if kind not in {"dir", "file"} or not name.startswith("./"):
        raise wrong
    try:
        return Listed(
            path=_unescaped(name[1:]),
            is_folder=kind == "dir",
            mode=int(said["mode"], 8),
            uid=int(said["uid"]),
            gid=int(said["gid"]),
            source=_unescaped(said["contents"]) if kind == "file" else "",
        )
    except (KeyError, ValueError):
        raise wrong from None


def _escaped(text: str) -> str:
    return _PLAIN.sub(lambda match: b"\\%03o" % match[0][0], text.encode()).decode()


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: bytes((int(match[1], 8) & 0xFF,)), text.encode()).decode()
