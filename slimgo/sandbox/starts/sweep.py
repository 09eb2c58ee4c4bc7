"""Starts two programs in a table of surroundings, each as isolated as the machine allows."""

from __future__ import annotations

import json
import marshal
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from slimgo.errors import EngineFailed
from slimgo.run.process import Surroundings, run
from slimgo.sandbox.level import Level
from slimgo.sandbox.portlock import turn_at
from slimgo.sandbox.starts.namespaces import in_namespaces, launch_inside
from slimgo.sandbox.starts.outside import unix_sockets
from slimgo.values.command import Command
from slimgo.values.guest import Guest
from slimgo.values.surrounding import PairOfStarts, StartOutcome, Surrounding

_CHILD = """
import sys
sys.path.append(sys.argv[1])
from slimgo.sandbox.starts.child import main
main()
"""
_PACKAGES = str(Path(__file__).parents[3])
_SILENT_SECONDS = 60.0
_AT_ONCE = 2
_WHOLE_SECONDS = 900.0


@dataclass(frozen=True, kw_only=True)
class Starter:
    """What starts need."""

    folder: Path
    """Where a request may be written."""
    level: Level
    """How far to isolate them."""
    surroundings: Surroundings
    """With Python and nothing else that matters."""
    ask: bytes = b""
    """The bytes a program is sent once it listens; empty to send none."""


Start = tuple[Guest, Surrounding]


def pairs(
    starter: Starter, unpacked: Guest, packed: Guest, table: Sequence[Surrounding]
) -> tuple[PairOfStarts, ...]:
    """Both programs in each surrounding. Raises EngineFailed where nothing can be started so.

    Where the packed program printed other words than the unpacked one, that is started again:
    words that differ by themselves (times, addresses) are no difference.
    """
    starts = [(guest, each) for each in table for guest in (unpacked, packed)]
    seen = outcomes(starter, starts)
    first, second = seen[::2], seen[1::2]
    doubtful = [
        at
        for at, (one, other) in enumerate(zip(first, second, strict=True))
        if one != other and (one.kind, one.status) == (other.kind, other.status)
    ]
    again = outcomes(starter, [(unpacked, table[at]) for at in doubtful]) if doubtful else ()
    more = dict(zip(doubtful, again, strict=True))
    return tuple(
        PairOfStarts(
            surrounding=each.name,
            unpacked=(first[at], more[at]) if at in more else (first[at],),
            packed=second[at],
        )
        for at, each in enumerate(table)
    )


def outcomes(
    starter: Starter, starts: Sequence[Start], *, at_once: int = _AT_ONCE
) -> tuple[StartOutcome, ...]:
    """What came of each start, in order. Raises EngineFailed, CommandFailed.

    at_once: how many, where each has a network of its own and no companion that they share; on the
    machine's network they go one by one, and no other run of slimgo has the port meanwhile.
    """
    level = starter.level
    reaches = {port for guest, _ in starts for port in guest.reaches}
    request = {
        "own_network": level.own_network,
        "workers": at_once if level.own_network and not reaches else 1,
        "seconds": _SILENT_SECONDS,
        "ask": starter.ask,
        "starts": [
            (number, launch_inside(level, guest) | _of_probe(guest), asdict(surrounding))
            for number, (guest, surrounding) in enumerate(starts)
        ],
    }
    file = starter.folder / "starts.marshal"
    with ExitStack() as stack:
        if not level.own_network:
            for port in {guest.port for guest, _ in starts}:
                stack.enter_context(turn_at(port))
        led_out = stack.enter_context(unix_sockets(reaches)) if level.own_network else {}
        file.write_bytes(marshal.dumps({**request, "outside": led_out}))
        stack.callback(file.unlink, missing_ok=True)
        command, programs = _command(starter, file, starts)
        here = replace(starter.surroundings, programs=programs)
        done = run(command, here, timeout_seconds=_WHOLE_SECONDS, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if done.status or len(found) != len(starts):
        last = done.words.splitlines()[-1:] or ["it said nothing"]
        raise EngineFailed(
            f"the process that starts programs ended with status {done.status}", why=last[0]
        )
    found.sort(key=lambda each: int(each.pop("number")))
    return tuple(StartOutcome(**each) for each in found)


def _of_probe(guest: Guest) -> dict[str, Any]:
    return {"stdin": guest.stdin.encode(), "port": guest.port}


def _command(
    starter: Starter, file: Path, starts: Sequence[Start]
) -> tuple[Command, Mapping[str, Path]]:
    """The child, in namespaces where the level has them; and where its programs stand."""
    words = ("-I", "-S", "-c", _CHILD, _PACKAGES, str(file))
    cgroups = {str(Path(each.cgroup).parent) for _, each in starts if each.cgroup}
    return in_namespaces(
        starter.level,
        words,
        unshare=("--unshare-all",),
        more=tuple(word for folder in sorted(cgroups) for word in ("--bind", folder, folder)),
    )
