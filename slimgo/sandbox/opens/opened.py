"""A program is started on the best level that can be traced, and what it opens is listed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from slimgo.errors import SlimgoError
from slimgo.sandbox.level import Level
from slimgo.sandbox.opens.calls import numbers
from slimgo.sandbox.opens.watch import BEGIN_SECONDS, Start, Watch
from slimgo.values.opened import Opened

# e_ident and e_machine of elf.h: 64 bits, and the machine's own instructions
_ELF_64 = b"\x7fELF\x02\x01"
_MACHINES = {"x86_64": 62, "aarch64": 183}


def opened(
    path: Path,
    arguments: tuple[str, ...] = (),
    *,
    watch: Watch,
    environment: Mapping[str, str],
    user: tuple[int, int] = (0, 0),
    port: int = 0,
    levels: Iterable[Level] | None = None,
) -> Opened:
    """Runs a static program in a root of its own that holds nothing else, and says what it opens.

    It is given the arguments, and the environment as a container's program has it.
    user: uid and gid, as an image's. port: where it may listen on a level that allows one port
    only; 0 for the first that it asks for, for which it is started again. levels: tried in this
    order, all there are unless given; the first that can run the program is believed.

    Raises OSError where the file cannot be read. Whatever else stands in the way is told in
    `lacks`. Nothing that was started outlives the call, however it ends.
    """
    why = _not_seen_here(path)
    if why:
        return Opened(lacks=why)
    from slimgo.sandbox.opens.watched import watched

    start = Start(path=path, arguments=arguments, environment=environment, user=user, port=port)
    refused = []
    for level in _levels(levels):
        try:
            seen, began = watched(start, level, watch)
            wanted = 0 if port or level.own_network else _refused_port(seen)
            if wanted:
                seen, began = watched(replace(start, port=wanted), level, watch)
        except SlimgoError as error:
            refused.append(f"{level.name}: {error.why or error.what}")
            continue
        if began or seen.lacks:
            return seen
        refused.append(f"{level.name}: {_why_not(seen)}")
    return Opened(lacks=f"it cannot be started here: {'; '.join(dict.fromkeys(refused))}")


def _refused_port(seen: Opened) -> int:
    """The first port at which a level did not let it listen over TCP; 0 for none."""
    for each in seen.names:
        if each.what == "listens" and each.error == "EACCES" and each.name.startswith("tcp "):
            port = int(each.name.rpartition(":")[2])
            if port:
                return port
    return 0


def _why_not(seen: Opened) -> str:
    """Why a program never ran that a level had started."""
    if seen.status is None:
        return f"it did not begin within {BEGIN_SECONDS:g} s"
    return seen.words or f"it ended with status {seen.status} before the program began"


def _levels(levels: Iterable[Level] | None) -> Iterable[Level]:
    if levels is not None:
        return levels
    from slimgo.sandbox.best_level import all_levels

    return all_levels()


def _not_seen_here(path: Path) -> str:
    """Why the program's calls could not be seen on this machine, whatever is tried."""
    machine = os.uname().machine
    if sys.platform != "linux":
        return f"{sys.platform} runs no Linux programs outside an engine"
    if not numbers(machine):
        return f"the system calls of {machine} are not known here"
    with path.open("rb") as file:
        header = file.read(20)
    if not header.startswith(b"\x7fELF"):
        return "it is no Linux program (ELF)"
    if (
        not header.startswith(_ELF_64)
        or int.from_bytes(header[18:20], "little") != (_MACHINES[machine])
    ):
        return f"it is a program for another processor: only {machine}'s own can be traced"
    return ""
