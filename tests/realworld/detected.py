"""What slimgo finds that a program needs: by its functions, by what it opens, by leaving it out.

Run by measured.py as a process of its own, as the trial is, with the same probes, root, network and
upstream: `python -m tests.realworld.detected CATALOGUE NAME EXECUTABLE PACKED UPSTREAM`. The truth
is not known here. Prints a JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from signal import SIGKILL
from tempfile import NamedTemporaryFile, TemporaryDirectory, TemporaryFile
from typing import Any, cast

from slimgo.checks.needs import needs
from slimgo.checks.removed import by_removal
from slimgo.checks.rounds import Seen, in_rounds
from slimgo.facts.suspicions import suspicions
from slimgo.sandbox.level import Launch, Level
from slimgo.sandbox.opens.observing import Observing
from slimgo.sandbox.spawn import spawn
from slimgo.values.guest import Guest
from slimgo.values.need import Need, NeedName
from slimgo.values.opened import Opened
from slimgo.values.probe import Given
from tests.realworld.asking import problem
from tests.realworld.building import BUILDS
from tests.realworld.candidates import candidates
from tests.realworld.catalogue import Real, given_of, programs
from tests.realworld.guest import (
    BWRAP,
    PROGRAM,
    Started,
    environment,
    furnished,
    isolated,
    upstream,
)
from tests.realworld.starting import starts
from tests.realworld.trial import allow_low_ports, attempt

_INFO, _RULES = 3, 4
"""Descriptors of the launcher's: where it tells the program's pid, where it reads a filter."""


def detected(program: Real, executable: Path, packed: Path, server: Path) -> dict[str, object]:
    """Its needs, each with its standing and why; what the search took; and why the executable, or
    the same packed, fails with what it needs there and nothing else."""
    began = time.process_time()
    suspected = suspicions(executable)
    reading = time.process_time() - began
    env = tuple(pair for probe in program.probes for pair in given_of(probe).env)
    rounds: list[Opened] = []
    tries: list[frozenset[NeedName]] = []

    def look(met: tuple[Need, ...]) -> Seen:
        there = _present(program, frozenset(each.name for each in met))
        opened, passes = _observed(program, executable, server, there)
        rounds.append(opened)
        return Seen(needs=needs(suspected, opened, env=env), passes=passes)

    def works(names: frozenset[NeedName]) -> bool:
        tries.append(names)
        return not attempt(program, executable, server, _present(program, names))

    told, met = in_rounds(look)
    told = by_removal(told, works, met)
    there = _present(program, frozenset(each.name for each in told if each.standing == "needed"))
    files = {"as built": executable, "packed": packed}
    fails = {how: attempt(program, file, server, there) for how, file in files.items()}
    return {
        "fails": {how: why for how, why in fails.items() if why},
        "starts": {} if any(fails.values()) else starts(program, files, server, there),
        "needs": [
            {
                "name": each.name,
                "standing": each.standing,
                "why": each.why,
                "looked_for": [seen.name for seen in each.observations],
            }
            for each in told
        ],
        "lacks": "; ".join(filter(None, (suspected.lacks, *(each.lacks for each in rounds)))),
        "rounds": len(rounds),
        "reading_cpu_seconds": round(reading, 3),
        "removals": len(tries),
    }


def _present(program: Real, names: frozenset[NeedName]) -> frozenset[str]:
    """The candidates of those needs, and what every engine gives."""
    return frozenset(
        each.name
        for each in candidates(program.executes)
        if each.need in names or each.given_by_engines
    )


def _observed(
    program: Real, executable: Path, server: Path, present: frozenset[str]
) -> tuple[Opened, bool]:
    """What it opens in all its probes, and whether they passed."""
    level = Level(
        name="the trial's",
        lacks="",
        own_network=True,
        own_root=True,
        launch=lambda guest: _launch(guest, present),
    )
    observing, passes = Observing(level, begin=_begin), True
    with TemporaryDirectory() as folder:
        authority = Path(folder) / "authority.pem"
        with (
            upstream(server, authority),
            furnished(program, executable, present, authority) as root,
        ):
            for probe in program.probes:
                with _followed(observing, root, given_of(probe), present) as running:
                    passes = not problem(running, probe) and passes
    return observing.opened(), passes


@contextmanager
def _followed(
    observing: Observing, root: Path, given: Given, present: frozenset[str]
) -> Iterator[Started]:
    guest = Guest(
        root=root,
        argv=(PROGRAM, *given.arguments),
        port=0,
        env=tuple(environment(given, present).items()),
        stdin=given.stdin,
    )
    with ExitStack() as left:
        yield cast("Started", observing.start(guest, left=left))


def _launch(guest: Guest, present: frozenset[str]) -> Launch:
    rules = ("--seccomp", str(_RULES))
    words = isolated(guest.root, dict(guest.env), present, _INFO, *rules)
    return Launch(executable=BWRAP, argv=(*words, *guest.argv))


def _begin(guest: Guest, level: Level, *, left: ExitStack, traced: int) -> Any:  # noqa: ANN401 - a Started, handed through
    launch = level.launch(guest)
    log = left.enter_context(NamedTemporaryFile(prefix="said-", dir=BUILDS))  # noqa: SIM115 - it is
    told, tell = os.pipe()
    with (
        os.fdopen(told) as info,
        TemporaryFile() as stdin,
        TemporaryFile() as rules,
    ):
        for file, content in ((stdin, guest.stdin.encode()), (rules, launch.seccomp)):
            file.write(content)
            file.seek(0)
        fds = (stdin.fileno(), log.fileno(), log.fileno(), tell, rules.fileno())
        child = spawn(replace(launch, seccomp=b""), fds, traced=traced)
        os.close(tell)
        left.callback(child.close)
        pid = json.loads(info.read())["child-pid"]

    def end() -> None:
        if child.ended() is None:
            with suppress(ProcessLookupError):
                os.kill(pid, SIGKILL)
        child.ended(None)

    def ended(seconds: float) -> int | None:
        so = child.ended(seconds)
        return so[0] if so else None

    left.callback(end)
    return Started(ended, Path(log.name), pid)


def main(catalogue: str, name: str, executable: str, packed: str, server: str) -> None:
    allow_low_ports()
    (program,) = (each for each in programs(Path(catalogue)) if each.name == name)
    print(json.dumps(detected(program, Path(executable), Path(packed), Path(server))))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
