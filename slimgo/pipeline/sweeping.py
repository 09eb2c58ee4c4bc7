"""The sweep of starts: a packed program and the unpacked one, in one surrounding after another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from slimgo.checks.starts import CHECK, check_starts
from slimgo.errors import EngineFailed
from slimgo.pipeline.alone import alone, cannot_start, level_of
from slimgo.pipeline.probing import numbered
from slimgo.pipeline.project import Project
from slimgo.pipeline.starts import accompanied
from slimgo.plan.surroundings import SHORT
from slimgo.values.binary import BinaryExpectation
from slimgo.values.event import Doing
from slimgo.values.probe import Lives, Probe, Service, Unknown, Worker
from slimgo.values.question import Question
from slimgo.values.surrounding import Surrounding
from slimgo.values.verdict import Verdict, skipped

if TYPE_CHECKING:
    from slimgo.sandbox.starts.sweep import Starter

_ENDLESS = "of a program that neither listens nor ends no start shows what comes of it"


def swept(
    project: Project, original: Path, packed: Path, expected: BinaryExpectation
) -> tuple[Verdict, ...]:
    """Whether the packed program starts wherever the original does, with what each probe gives it.

    What keeps every probe from it is told once. Those behind one that is red are not swept, as
    they are not tried behind one that fails.
    """
    if why := cannot_start(project):
        return (skipped(CHECK, why),)
    verdicts: list[Verdict] = []
    for number, how in enumerate(project.program.probes, start=1):
        found = _swept(project, how, original, packed, number=number, expected=expected)
        verdicts += numbered(found, number)
        if any(each.status == "fail" for each in verdicts):
            break
    return tuple(verdicts)


def again(table: Sequence[Surrounding]) -> tuple[Surrounding, ...]:
    """Those of a table that a later probe is started in, too: what a probe gives adds to them.

    A packer's code sees of a probe its arguments and variables alone: how many they are, how long,
    and where the stack begins. Left out are one CPU; no or an empty argv[0]; 100,000 arguments,
    which a few more do not change; and the rest of a longer table's walk through a page.

    Of 5,200 packed programs with one bit of that code changed 1,768 still passed three probes by
    themselves, and 3 of them broke in a surrounding: two already with the main probe, one only with
    a later probe's 42 kB of arguments on a stack of 64 kB. These 9 of 13 surroundings took 0.4 to
    1.1 s, all of them 0.7 to 2.1 s; most of what is saved are the 100,000 arguments of a command.
    """
    return tuple(each for each in table if each in SHORT and _adds_up(each))


def _adds_up(surrounding: Surrounding) -> bool:
    return not (surrounding.one_cpu or surrounding.arguments or surrounding.argv0 != "usual")


def in_surroundings(project: Project, how: Probe) -> Starter:
    """Starts its program in surroundings, and asks it what the probe's kind allows."""
    from slimgo.sandbox.starts.sweep import Starter  # a rerun sweeps nothing, and is short

    return Starter(
        folder=project.store.parts,
        level=level_of(project),
        surroundings=project.surroundings,
        ask=_ask(how),
    )


def _swept(
    project: Project,
    how: Probe,
    original: Path,
    packed: Path,
    *,
    number: int,
    expected: BinaryExpectation,
) -> tuple[Verdict, ...]:
    from slimgo.sandbox.starts.sweep import pairs  # as above

    if isinstance(how, (Worker, Lives, Unknown)):
        return (skipped(CHECK, _ENDLESS),)
    table = expected.surroundings if number == 1 else again(expected.surroundings)
    which = f", probe {number}" if number > 1 else ""
    project.tell(Doing(text=f"starting it in {len(table)} surroundings{which}"))
    with (
        accompanied(project.program.companions, project.surroundings),
        alone(project, original, how) as one,
        alone(project, packed, how) as other,
    ):
        try:
            seen = pairs(in_surroundings(project, how), one, other, table)
        except EngineFailed as error:
            return (skipped(CHECK, f"{error.what}: {error.why}"),)
    return check_starts(
        seen,
        packer=expected.packed_by,
        version=project.packers[expected.packed_by].version,
        target=expected.target,
        fault=expected.known_fault,
    )


def _ask(how: Probe) -> bytes:
    """What an HTTP service is sent once it listens. Others are sent nothing: that they listen is
    what comes of a start."""
    first = how.first if isinstance(how, Service) else None
    if not isinstance(first, Question) or first.tls:
        return b""
    return f"GET {first.path} HTTP/1.0\r\n\r\n".encode()
