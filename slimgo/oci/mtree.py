"""A list of files, folders and links, one a line, as mtree(5) has it: bsdtar reads it, too.

Format: NetBSD's mtree(5), of which we write and read `type`, `mode`, `uid`, `gid`, `contents`,
`link` and `time`.
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
    link: str = ""
    """Of a symbolic link: where it leads."""
    mtime: int = 0
    """Seconds since 1970; 0 for the time of whatever is made of the list."""


def mtree(entries: Iterable[Listed]) -> str:
    """The text, a line an entry, in their order."""
    return "".join(f"{line}\n" for line in (_HEAD, *map(_line, entries)))


def _line(entry: Listed) -> str:
    words = [
        f".{_escaped(entry.path)}",
        f"type={_kind(entry)}",
        f"mode={entry.mode:04o}",
        f"uid={entry.uid}",
        f"gid={entry.gid}",
    ]
    words += [f"time={entry.mtime}.0"] if entry.mtime else []
    words += [f"link={_escaped(entry.link)}"] if entry.link else []
    words += [f"contents={_escaped(entry.source)}"] if _kind(entry) == "file" else []
    return " ".join(words)


def _kind(entry: Listed) -> str:
    return "link" if entry.link else "dir" if entry.is_folder else "file"


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
        f"line {number} of the list is no file, no folder and no link",
        cure="write ./etc/app type=file mode=0644 uid=0 gid=0 contents=app",
    )
    if kind not in {"dir", "file", "link"} or not name.startswith("./"):
        raise wrong
    try:
        return Listed(
            path=_unescaped(name[1:]),
            is_folder=kind == "dir",
            mode=int(said["mode"], 8),
            uid=int(said["uid"]),
            gid=int(said["gid"]),
            source=_unescaped(said["contents"]) if kind == "file" else "",
            link=_unescaped(said["link"]) if kind == "link" else "",
            mtime=int(said.get("time", "0").partition(".")[0]),
        )
    except (KeyError, ValueError):
        raise wrong from None


def _escaped(text: str) -> str:
    return _PLAIN.sub(lambda match: b"\\%03o" % match[0][0], text.encode()).decode()


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: bytes((int(match[1], 8) & 0xFF,)), text.encode()).decode()
