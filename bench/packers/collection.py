"""`python -m bench.packers.collection`: 65 programs, each packed both ways and held to what it was.

Each unpacks to the same bytes, says the same when it is asked something, and `go version -m` reads
the same. Writes docs/programs.json: bytes only, so that any machine with the same tools makes the
same. Names behind the command choose some of them, and nothing is written.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import msgspec
from platformdirs import user_cache_path

from bench.packers.collected import FOREIGN, Foreign, Ours, collected
from bench.packers.place import PROJECT, build, go_surroundings, with_program
from slimgo.errors import CheckFailed, CommandFailed, SlimgoError
from slimgo.run.packer import upx
from slimgo.run.process import Surroundings, run
from slimgo.run.store import write_whole
from slimgo.terminal.door import door
from slimgo.terminal.screen import Terminal
from slimgo.values.command import Command
from slimgo.values.event import Doing
from tests.realworld import building
from tests.realworld.building import Origin

SAVED = PROJECT / "docs" / "programs.json"
AT_ONCE = 2
_PATIENCE_SECONDS = 3.0
_GOPACK = ("python", "-m", "slimgo.gopack")
_WAYS = {"packed": (), "best": ("--best",)}
_LEFT_OUT = re.compile(r"^filter (\S+: left out, .+)$", re.MULTILINE)
_MOMENT = re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ")
"""What Go's package log begins lines with."""

_starting = Lock()
"""Some of them serve at the same port."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What became of a program. Sizes in bytes: unpacked, by gopack's two ways, by `upx -9`."""

    name: str
    origin: str
    """Where it comes from, with its version."""
    bytes: int
    packed: int
    best: int
    upx9: int
    left_out: tuple[str, ...]
    """Filters of the default way, and why."""


def _made(program: Origin | Ours | Foreign, name: str, here: Surroundings) -> Path:
    """Its executable, without symbols."""
    output = here.directory / "plain" / name
    match program:
        case Origin():
            shutil.copy2(building.built(f"packed-{name}", program).stripped, output)
        case Ours(folder=folder, package=package):
            build(here, output, PROJECT / folder, package)
        case Foreign(source=source, command=command):
            given = here.directory / source.name
            given.write_text(source.text)
            words = {"IN": str(given), "OUT": str(output)}
            run(Command(argv=tuple(words.get(word, word) for word in command)), here)
    return output


def _seen(name: str, here: Surroundings) -> Seen:
    """Raises CheckFailed where it is not what it was, CommandFailed where a tool fails."""
    program = collected()[name]
    plain = _made(program, name, here)
    said, told = _said(plain, here), _build_information(plain, here)
    sizes = {}
    for way, flags in _WAYS.items():
        packed, back = (here.directory / kind / name for kind in (way, "back"))
        pack = (*_GOPACK, "pack", "--force", *flags, "-o", str(packed), str(plain))
        unpack = (*_GOPACK, "unpack", "--force", "-o", str(back), str(packed))
        run(Command(argv=pack), here)
        run(Command(argv=unpack), here)
        if back.read_bytes() != plain.read_bytes():
            raise CheckFailed(f"{name}: {way}, it does not come back")
        if (now := _said(packed, here)) != said:
            raise CheckFailed(f"{name}: {way}, it does otherwise", why=f"{said} is now {now}")
        if _build_information(packed, here) != told:
            raise CheckFailed(f"{name}: {way}, its build information is otherwise")
        sizes[way] = packed.stat().st_size
    explained = run(Command(argv=(*_GOPACK, "explain", str(plain))), here).stdout
    by_upx = here.directory / "upx" / name
    run(Command(argv=("upx", "-qq", "-9", "-o", str(by_upx), str(plain))), here)
    return Seen(
        name=name,
        origin=str(program),
        bytes=plain.stat().st_size,
        upx9=by_upx.stat().st_size,
        left_out=tuple(_LEFT_OUT.findall(explained)),
        **sizes,
    )


def _said(path: Path, here: Surroundings) -> tuple[int | str | None, ...]:
    """Status and words of it when it is asked for help, by one name however it is packed; None
    where it goes on running."""
    there = with_program(here, path.name, path)
    with _starting:
        try:
            ended = run(
                Command(argv=(path.name, "--help")),
                there,
                timeout_seconds=_PATIENCE_SECONDS,
                check=False,
            )
        except CommandFailed:
            return (None,)
    said = (words.replace(str(path.parent), "") for words in (ended.stdout, ended.stderr))
    return ended.status, *(_MOMENT.sub("", words) for words in said)


def _build_information(path: Path, here: Surroundings) -> str:
    """Without the file's name; empty of what Go did not build."""
    told = run(Command(argv=("go", "version", "-m", str(path))), here, check=False)
    return told.stdout.removeprefix(str(path))


def _all(
    names: tuple[str, ...], folder: Path, terminal: Terminal
) -> tuple[list[Seen], list[SlimgoError]]:
    """What was seen, and what was otherwise or could not be had."""
    here = go_surroundings(folder)
    for kind in ("plain", "back", "upx", *_WAYS):
        (folder / kind).mkdir()
    cache = user_cache_path("slimgo", appauthor=False)
    here = with_program(here, "upx", upx.find(None, os.environ["PATH"], cache, here).path)
    for tool in {foreign.command[0] for foreign in FOREIGN.values()} - set(here.programs):
        if found := shutil.which(tool):
            here = with_program(here, tool, Path(found))
    seen, failed = [], []
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        doing = [pool.submit(_seen, name, here) for name in names]
        for number, each in enumerate(as_completed(doing), 1):
            terminal(Doing(text=f"{number} of {len(names)}"))
            try:
                one = each.result()
            except SlimgoError as error:
                failed.append(error)
                terminal.say(f"✗ {error}")
            else:
                seen.append(one)
                terminal.say(f"{one.name}: {one.packed:,} and {one.best:,} of {one.bytes:,} bytes")
    finally:
        pool.shutdown(cancel_futures=True)  # an interrupt waits for two programs, not for all
    return sorted(seen, key=lambda one: one.bytes), failed


@door
def main() -> None:
    """Ends with status 0 when all are what they were."""
    parser = argparse.ArgumentParser(prog="python -m bench.packers.collection", description=__doc__)
    parser.add_argument("names", nargs="*", help="some of the programs")
    chosen = parser.parse_args().names
    if unknown := set(chosen) - set(collected()):
        raise CheckFailed(f"there is no {', '.join(sorted(unknown))}")
    with Terminal() as terminal, tempfile.TemporaryDirectory(prefix="slimgo-packed-") as folder:
        seen, failed = _all(tuple(chosen) or tuple(collected()), Path(folder), terminal)
    if failed:
        raise CheckFailed(f"{len(failed)} of {len(seen) + len(failed)} programs failed")
    if not chosen:
        write_whole(SAVED, msgspec.json.format(msgspec.json.encode(seen)) + b"\n")


if __name__ == "__main__":
    main()
