"""`python -m attack.inside KIT PLACE`: attacks each rung as the user who runs it; prints JSON.

Needs the standard library and slimgo only, so that any Python can run it in any place.
KIT: a folder made by make_kit. PLACE: what to call where this is.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
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
from slimgo.run.engine.builtin.choice import all_rungs, choose_rung
from slimgo.run.engine.builtin.landlock import kernel_abi
from slimgo.run.engine.builtin.launch import start
from slimgo.run.engine.builtin.rung import Rung
from slimgo.values.isolation import Attacked, Place
from slimgo.values.program import Program
from slimgo.values.running import Running

_GOARCH = {"x86_64": "amd64", "aarch64": "arm64"}
_SECONDS = 20.0
_STARTS = 20
_NOBODY = 65534


def attack_all(kit: Kit, place: str) -> Place:
    """Each rung there is, best first."""
    rungs = {rung.name: rung for rung in reversed(list(all_rungs()))}
    done = [attack(kit, rung) for rung in reversed(rungs.values())]
    starts = _starts(kit, [rungs[each.rung] for each in done if not each.refused])
    return Place(
        name=place,
        abi=kernel_abi(),
        rungs=tuple(replace(each, start_seconds=starts.get(each.rung, ())) for each in done),
        by_hand=attack_by_hand(kit),
    )


def attack(kit: Kit, rung: Rung) -> Attacked:
    """What the probe could do on the rung, or why the rung cannot be had."""
    try:
        choose_rung(_GOARCH[platform.machine()], (rung,))
    except EngineFailed as error:
        return Attacked(rung=rung.name, refused=error.why.partition(": ")[2])

    def begin(argv: tuple[str, ...], port: int) -> Running:
        # as root, an image that names no user: the worst there is
        user, group = os.geteuid(), os.getegid()
        return start(Program(root=kit.root, argv=argv, port=port, uid=user, gid=group), rung)

    return replace(_attempts(kit, begin), rung=rung.name, lacks=rung.lacks)


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
    return Attacked(rung="by hand", attempts=judged(claimed, effects))


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


def _starts(kit: Kit, rungs: list[Rung]) -> dict[str, tuple[float, ...]]:
    """Seconds from the start to an accepted connection, in turn, as the usual image's user."""
    taken: dict[str, list[float]] = {rung.name: [] for rung in rungs}
    for turn in range(1 + _STARTS):
        for rung in rungs:
            port = free_port()
            program = Program(
                root=kit.root,
                argv=("./app.bin", "idle", str(port)),
                port=port,
                uid=_NOBODY,
                gid=_NOBODY,
            )
            began = time.monotonic()
            with start(program, rung) as running:
                running.connect(_SECONDS).close()
                if turn:  # the first finds cold caches
                    taken[rung.name].append(round(time.monotonic() - began, 5))
    return {name: tuple(seconds) for name, seconds in taken.items()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(attack_all(Kit(folder=Path(sys.argv[1])), sys.argv[2]))))
