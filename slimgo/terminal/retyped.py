"""Cures for whoever typed `slimgo`: messages name Invoke's tasks, and this is their door."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

_TASK = re.compile(r"invoke (?P<task>[a-z]+)(?P<options>(?: --[a-z-]+(?:[ =](?!-)[^\s,;:()]+)?)*)")
_RENAMED = {"--with": "--pack"}
_NAMED_ALIKE = frozenset(("doctor",))
_INSTEAD = {"setup": ("--pack", "gopack")}
"""Tasks that slimgo has not -> what it is typed with instead."""
_PHRASES = {
    "work in a copy of it": "build elsewhere: --out FOLDER",
    "use a package that is Go alone": "link its C: --cgo zig; or use a package that is Go alone",
    'take `import "C"` out': 'link its C: --cgo zig; or take `import "C"` out',
}
"""What only slimgo can do better."""


def retyped(text: str, arguments: Sequence[str]) -> str:
    """The text with each task of Invoke as what was typed, changed as the task's options say.

    arguments: of our own process, without its name: `build ./cmd/server --port 8080`.
    """
    for phrase, better in _PHRASES.items():
        text = text.replace(phrase, better)
    return _TASK.sub(lambda found: _command(found, arguments), text)


def _command(found: re.Match[str], arguments: Sequence[str]) -> str:
    task = found["task"]
    if task in _NAMED_ALIKE:
        return f"slimgo {task}"
    options = list(_INSTEAD.get(task, ())) or shlex.split(found["options"].replace("=", " "))
    options = [_RENAMED.get(word, word) for word in options]
    flags = {word for word in options if word.startswith("--")}
    kept = _without(list(arguments), flags)
    return " ".join(shlex.quote(word) for word in ("slimgo", *kept, *options))


def _without(arguments: list[str], flags: set[str]) -> list[str]:
    """The arguments without those flags and their values; and without what only looks."""
    kept, skip = [], False
    for word in arguments:
        if skip:
            skip = False
        elif word in flags and word != "--recheck":
            skip = True
        elif word.partition("=")[0] not in flags:
            kept.append(word)
    return kept
