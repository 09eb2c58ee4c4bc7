"""`python -m attack.inside KIT PLACE`: attacks each level as the user who runs it; prints JSON.

Needs the standard library and slimgo only, so that any Python can run it in any place.
KIT: a folder made by make_kit. PLACE: what to call where this is.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from attack.hand import ByHand
from attack.kit import SETUID, Kit
from attack.prey import free_port, prey
from slimgo.errors import EngineFailed
from slimgo.run.host import host_goarch
from slimgo.sandbox.best_level import all_levels, choose_level
from slimgo.sandbox.landlock import kernel_abi
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import Level
from slimgo.values.guest import Guest
from slimgo.values.isolation import Attacked, Place
from slimgo.values.running import Running

_SECONDS = 20.0
_STARTS = 20
_NOBODY = 65534


def attack_all(kit: Kit, place: str) -> Place:
    """Each level there is, best first."""
    levels = {level.name: level for level in reversed(list(all_levels()))}
    done = [attack(kit, level) for level in reversed(levels.values())]
    starts = _starts(kit, [levels[each.level] for each in done if not each.refused])
    return Place(
        name=place,
        abi=kernel_abi(),
        levels=tuple(replace(each, start_seconds=starts.get(each.level, ())) for each in done),
        by_hand=attack_by_hand(kit),
    )


def attack(kit: Kit, level: Level) -> Attacked:
    """What the probe could do on the level, or why the level cannot be had."""
    try:
        choose_level(host_goarch(), (level,))
    except EngineFailed as error:
        return Attacked(level=level.name, refused=error.why.partition(": ")[2])

    def begin(argv: tuple[str, ...], port: int) -> Running:
        # as root, an image that names no user: the worst there is
        user, group = os.geteuid(), os.getegid()
        return start(Guest(root=kit.root, argv=argv, port=port, uid=user, gid=group), level)

    return replace(_attempts(kit, begin), level=level.name, lacks=level.lacks)


def attack_by_hand(kit: Kit) -> Attacked:
    """What the probe could do when nothing isolates it."""
    return _attempts(kit, lambda argv, port: ByHand(argv, kit.root, port))


def _attempts(kit: Kit, begin: Callable[[tuple[str, ...], int], Running | ByHand]) -> Attacked:
    kit.empty_inside()
    with tempfile.TemporaryDirectory(dir=kit.outside) as name, prey(Path(name), kit.probe) as its:
        port = free_port()
        setuid = f"./{SETUID}" if (kit.root / SETUID).exists() else ""
        told = json.dumps(its.told(port=port, setuid=setuid))
        with begin(("./app.bin", told), port) as running:
            claimed = _answer(running)
            effects = its.effects()
        effects["stay behind"] = its.ends_left_behind()
    return Attacked(level="by hand", attempts=judged(claimed, effects))


def judged(claimed: list[tuple[str, str]], effects: dict[str, bool]) -> tuple[tuple[str, str], ...]:
    """claimed: each attempt and why it failed, empty where it did not. An effect outweighs that."""
    return tuple(
        (name, "" if effects.get(name, not why) else why or "it had no effect")
        for name, why in claimed
    )


def _answer(running: Running | ByHand) -> list[tuple[str, str]]:
    connection = http.client.HTTPConnection("localhost", timeout=_SECONDS)
    connection.sock = running.connect(_SECONDS)
    try:
        connection.request("GET", "/")
        return [(name, why) for name, why in json.load(connection.getresponse())]
    finally:
        connection.close()


def _starts(kit: Kit, levels: list[Level]) -> dict[str, tuple[float, ...]]:
    """Seconds from the start to an accepted connection, in turn, as the usual image's user."""
    taken: dict[str, list[float]] = {level.name: [] for level in levels}
    for turn in range(1 + _STARTS):
        for level in levels:
            port = free_port()
            program = Guest(
                root=kit.root,
                argv=("./app.bin", "idle", str(port)),
                port=port,
                uid=_NOBODY,
                gid=_NOBODY,
            )
            began = time.monotonic()
            with start(program, level) as running:
                running.connect(_SECONDS).close()
                if turn:  # the first finds cold caches
                    taken[level.name].append(round(time.monotonic() - began, 5))
    return {name: tuple(seconds) for name, seconds in taken.items()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(attack_all(Kit(folder=Path(sys.argv[1])), sys.argv[2]))))
