"""The text of a first settings file: short, and it says what may follow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from slimgo.values.seen_source import SeenSource

_HEAD = """\
# How slimgo builds, packs and proves the programs of this project.
# slimgo config shows each setting, slimgo build --all makes all of them.
"""
_GRPC = "google.golang.org/grpc"
_LISTENS = frozenset(("net/http", "net", _GRPC))
_WORDS = {
    "time/tzdata": "it has the time zones in itself",
    "os/exec": "it may run other programs, which an image from scratch lacks",
    "os/user": "it may look for users in /etc/passwd, which an image from scratch lacks",
    "plugin": "it may load plugins, which a static program cannot",
}
"""What an import tells the reader."""


def first_settings(programs: Mapping[str, tuple[str, SeenSource]]) -> str:
    """programs: name -> its package as the file names it, and what its source shows."""
    tables = ["\n".join(_table(name, *seen)) for name, seen in programs.items()]
    return "\n".join((_HEAD, *(f"{table}\n" for table in tables)))


def _table(name: str, package: str, seen: SeenSource) -> Iterator[str]:
    key = name if all(char.isalnum() or char in "-_" for char in name) else json.dumps(name)
    yield f"[program.{key}]"
    yield f"package = {json.dumps(package, ensure_ascii=False)}"
    yield from _asked(key, seen)
    for path, words in _WORDS.items():
        if path in seen.imports:
            yield f"# {path}: {words}"
    for file in seen.cgo[:1]:
        yield f'# {file} imports "C": with cgo off, as here, Go leaves it out'


def _asked(key: str, seen: SeenSource) -> Iterator[str]:
    first = seen.ports[0] if seen.ports else None
    if not seen.imports & _LISTENS:
        yield 'run = ["--help"]   # a command: these arguments must succeed'
        yield '# says = "^usage"   # and print something that this pattern is found in'
        return
    if first:
        yield f"port = {first.port}   # seen in {first.where}"
        for other in seen.ports[1:]:
            yield f"# port = {other.port}   # seen in {other.where}"
    else:
        yield "# port = 8080   # where it listens; found out by a start where nobody says it"
    if _GRPC in seen.imports:
        yield f"# [[program.{key}.probe]]   # its health service must say that it serves"
        yield '# kind = "grpc"'
    elif "net/http" in seen.imports:
        yield '# ask = ["/healthz=ok"]   # what it must answer: PATH, PATH=TEXT or PATH~PATTERN'
