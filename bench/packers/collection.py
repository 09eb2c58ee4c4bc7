"""`python -m bench.packers.collection`: many programs, packed both ways and held to what they were.

Each unpacks to the same bytes, says the same when it is asked something, and `go version -m` reads
the same. Writes docs/programs.json: bytes only, so that any machine with the same tools makes the
same. Names behind the command choose some of them, and nothing is written.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import msgspec
from platformdirs import user_cache_path

from bench.packers.catalogue import UNPACKING, filled, packing, undoing
from bench.packers.collected import FOREIGN, Foreign, Ours, collected
from bench.packers.place import PROJECT, build, go_surroundings, with_program
from slimgo.errors import CheckFailed, SlimgoError
from slimgo.run.packer import upx
from slimgo.run.process import Surroundings, beside, run
from slimgo.run.store import write_whole
from slimgo.terminal.door import door
from slimgo.terminal.screen import Terminal
from slimgo.values.command import Command
from slimgo.values.event import Doing
from tests.realworld import building
from tests.realworld.building import Origin

SAVED = PROJECT / "docs" / "programs.json"
AT_ONCE = 2
_PATIENCE_SECONDS = 20.0
_LOOK_SECONDS = 0.01
_PORT = 3000
_WAYS = {"packed": "gopack", "best": "gopack --best"}
_LEFT_OUT = re.compile(r"^filter (\S+: left out, .+)$", re.MULTILINE)
_MOMENT = re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ")
"""What Go's package log begins lines with."""

_BEGUN = re.compile(r"^init \S+ @.*\n", re.MULTILINE)
"""What Go's runtime says of each package that it initializes, when it is asked to."""

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
            run(filled(command, str(given), str(output)), here)
    return output


def _seen(name: str, here: Surroundings) -> Seen:
    """Raises CheckFailed where it is not what it was, CommandFailed where a tool fails."""
    program = collected()[name]
    plain = _made(program, name, here)
    said, told = _said(plain, here), _build_information(plain, here)
    sizes = {}
    for way, packer in _WAYS.items():
        packed, back = here.directory / way / name, here.directory / way / f"{name}.back"
        run(packing(packer, str(plain), str(packed)), here)
        run(undoing(UNPACKING, "gopack", str(packed), str(back)), here)
        if back.read_bytes() != plain.read_bytes():
            raise CheckFailed(f"{name}: {way}, it does not come back")
        if (now := _said(packed, here)) != said:
            raise CheckFailed(f"{name}: {way}, it does otherwise", why=f"{said} is now {now}")
        if _build_information(packed, here) != told:
            raise CheckFailed(f"{name}: {way}, its build information is otherwise")
        sizes[way] = packed.stat().st_size
    explain = ("python", "-m", "slimgo.gopack", "explain", str(plain))
    explained = run(Command(argv=explain), here).stdout
    by_upx = here.directory / "upx" / name
    run(packing("upx -9", str(plain), str(by_upx)), here)
    return Seen(
        name=name,
        origin=str(program),
        bytes=plain.stat().st_size,
        upx9=by_upx.stat().st_size,
        left_out=tuple(_LEFT_OUT.findall(explained)),
        **sizes,
    )


def _said(path: Path, here: Surroundings) -> tuple[int | str, str]:
    """Status and words of it when it is asked for help, by one name however it is packed; or that
    it serves instead, or that it only sits there, once Go's runtime has begun. Raises CheckFailed
    where it does none of these."""
    here = replace(here, environment={**here.environment, "GODEBUG": "inittrace=1"})
    there = with_program(here, path.name, path)
    with _starting, tempfile.TemporaryFile() as output:
        if _serves():
            raise CheckFailed(
                f"somebody listens at port {_PORT}, as if it were {path.name}",
                cure="end that program",
            )
        with beside(Command(argv=(path.name, "--help")), there, output) as status:
            until = time.monotonic() + _PATIENCE_SECONDS
            while (does := _does(status())) is None and time.monotonic() < until:
                time.sleep(_LOOK_SECONDS)
        output.seek(0)
        words, packages = _BEGUN.subn("", output.read().decode(errors="replace"))
    if does is None and not packages:
        raise CheckFailed(f"{path} neither begins nor ends")
    if not isinstance(does, int):
        return does or "sits", ""
    return does, _MOMENT.sub("", words.replace(str(path.parent), ""))


def _does(status: int | None) -> int | str | None:
    return "serves" if status is None and _serves() else status


def _serves() -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", _PORT)) == 0


def _build_information(path: Path, here: Surroundings) -> str:
    """Without the file's name; empty of what Go did not build."""
    told = run(Command(argv=("go", "version", "-m", str(path))), here, check=False)
    return told.stdout.removeprefix(str(path))


def _all(
    names: tuple[str, ...], folder: Path, terminal: Terminal
) -> tuple[list[Seen], list[SlimgoError]]:
    """What was seen, and what was otherwise or could not be had."""
    here = go_surroundings(folder)
    for kind in ("plain", "upx", *_WAYS):
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
