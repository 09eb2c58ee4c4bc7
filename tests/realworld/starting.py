"""What a packed program's start costs: both are started in turn, as in the trial, for their first
probe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from slimgo.facts.timing import start_prices
from slimgo.values.probe import CommandLine, Service
from slimgo.values.running import Running
from tests.realworld.asking import asked, problem, silent, unsaid, until_right
from tests.realworld.catalogue import Real, Says, Settles, given_of
from tests.realworld.guest import Started, furnished, started, upstream

REPEATS = 9
_LOOK_SECONDS = 0.0005
_UP_SECONDS = 60.0


def starts(
    program: Real, files: Mapping[str, Path], server: Path, present: frozenset[str]
) -> dict[str, dict[str, list[float]]]:
    """Of each executable, by name: seconds to its first answer, or to its end, and bytes of memory
    at most resident then, both as samples. What isolates it takes a few milliseconds of each start.
    """

    def start(executable: Path) -> Callable[[], Running]:
        # only what start_prices takes of a Running
        return lambda: cast("Running", _begun(program, executable, server, present))

    taken = start_prices(
        {name: start(file) for name, file in files.items()},
        until=lambda running: _until(cast("_Begun", running).started, program.probes[0]),
        repeats=REPEATS,
        doing=lambda _: None,
    )
    return {
        name: {each.what: [round(one, 6) for one in each.samples] for each in measured}
        for name, measured in taken.items()
    }


class _Begun:
    def __init__(self, started: Started, began: float) -> None:
        self.started, self.began, self.pid = started, began, started.pid


@contextmanager
def _begun(
    program: Real, executable: Path, server: Path, present: frozenset[str]
) -> Iterator[_Begun]:
    """In a new root and with a new upstream: no start finds what an earlier one left there."""
    with TemporaryDirectory() as folder:
        authority = Path(folder) / "authority.pem"
        with (
            upstream(server, authority),
            furnished(program, executable, present, authority) as root,
        ):
            began = time.monotonic()
            with started(root, given_of(program.probes[0]), present) as running:
                yield _Begun(running, began)


def _until(running: Started, probe: Service | Settles | CommandLine | Says) -> None:
    """Raises AssertionError where the probe fails."""
    match probe:
        case CommandLine():
            wrong = problem(running, probe)
        case Says():
            wrong = _soon(running, partial(unsaid, running, probe))
        case Settles():
            wrong = _soon(running, partial(silent, probe.service.port))
        case Service():
            wrong = _soon(running, partial(silent, probe.port))
            wrong = wrong or asked(probe.port, probe.questions[0])
    assert not wrong, wrong


def _soon(running: Started, wrong: Callable[[], str]) -> str:
    return until_right(running, wrong, _UP_SECONDS, again=_LOOK_SECONDS)
