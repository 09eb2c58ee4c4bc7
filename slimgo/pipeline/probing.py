"""A program started as its probes say, one after another, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from slimgo.checks.running import check_command, check_lives, check_probe, check_worker
from slimgo.facts.probe import lived, probe, ran_to_its_end
from slimgo.values.probe import CommandLine, Lives, Probe, Service, Unknown, Worker
from slimgo.values.question import ProbeFacts
from slimgo.values.running import Running
from slimgo.values.verdict import Verdict, skipped

_NOT_STARTED = ProbeFacts(answers=(), exit=None, ended_by_itself=False, left=None, words="")
_AGAIN = 4
"""How often a probe that failed is tried again."""
_AGAIN_SECONDS = 10.0
"""No further time is begun so long after the first."""

Starts = Callable[[Probe], AbstractContextManager[Callable[[], Running]]]
"""Starts a program with what a probe gives it, as often as is asked for within the context."""


@dataclass(frozen=True, kw_only=True)
class Probed:
    """What came of one probe."""

    how: Probe
    facts: ProbeFacts
    verdicts: tuple[Verdict, ...]
    """With names that no other probe of the program has."""


def all_probed(
    probes: Sequence[Probe], starts: Starts, *, again: int = _AGAIN, go_on: bool = False
) -> tuple[Probed, ...]:
    """Each in order; those behind one that fails are not tried, unless go_on. One that fails is
    tried again so often, and how often it passed is told: it stays failed."""
    done: list[Probed] = []
    for number, how in enumerate(probes, start=1):
        until = time.monotonic() + _AGAIN_SECONDS
        with starts(how) as start:
            facts, verdicts = probed(start, how)
            if _failed(verdicts):
                verdicts = _with_chance(start, how, verdicts, again=again, until=until)
        done.append(Probed(how=how, facts=facts, verdicts=numbered(verdicts, number)))
        if _failed(verdicts) and not go_on:
            break
    return tuple(done)


def verdicts_of(done: Sequence[Probed]) -> tuple[Verdict, ...]:
    """Of all probes, in order."""
    return tuple(verdict for each in done for verdict in each.verdicts)


def numbered(verdicts: Sequence[Verdict], number: int) -> tuple[Verdict, ...]:
    """Those of the main probe keep their names."""
    if number == 1:
        return tuple(verdicts)
    return tuple(replace(each, check=f"{each.check}, probe {number}") for each in verdicts)


def probed(start: Callable[[], Running], how: Probe) -> tuple[ProbeFacts, tuple[Verdict, ...]]:
    """start: with what the probe gives. The facts, and what they show."""
    match how:
        case Service():
            facts = probe(start, how)
            return facts, check_probe(facts, how)
        case CommandLine():
            facts = ran_to_its_end(start)
            return facts, check_command(facts, how)
        case Worker():
            facts = lived(start, seconds=how.seconds, stop_seconds=how.stop_seconds)
            return facts, check_worker(facts, how)
        case Lives():
            facts = lived(start, seconds=how.seconds)
            return facts, check_lives(facts, how)
        case Unknown():
            return _NOT_STARTED, (skipped("runs", "it is not known what it does"),)


def _with_chance(
    start: Callable[[], Running],
    how: Probe,
    verdicts: tuple[Verdict, ...],
    *,
    again: int,
    until: float,
) -> tuple[Verdict, ...]:
    """The verdicts; the first that failed tells how often the probe passed, where it ever did.

    until: a monotonic time.
    """
    tried, passes = 1, 0
    while tried <= again and time.monotonic() < until:
        passes += not _failed(probed(start, how)[1])
        tried += 1
    if not passes:
        return verdicts
    at = next(at for at, each in enumerate(verdicts) if each.status == "fail")
    red = verdicts[at]
    said = f"{red.evidence}; the probe passes {passes} of {tried} times"
    return (*verdicts[:at], replace(red, evidence=said), *verdicts[at + 1 :])


def _failed(verdicts: Sequence[Verdict]) -> bool:
    return any(each.status == "fail" for each in verdicts)
