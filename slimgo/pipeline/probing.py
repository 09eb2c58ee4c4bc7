"""A program started as its probe says, and what came of it."""

from __future__ import annotations

from collections.abc import Callable

from slimgo.checks.running import check_command, check_lives, check_probe, check_worker
from slimgo.facts.probe import lived, probe, ran_to_its_end
from slimgo.values.probe import CommandLine, Lives, Probe, Service, Unknown, Worker
from slimgo.values.question import ProbeFacts
from slimgo.values.running import Running
from slimgo.values.verdict import Verdict, skipped

_NOT_STARTED = ProbeFacts(answers=(), exit=None, ended_by_itself=False, left=None, words="")


def probed(start: Callable[[], Running], how: Probe) -> tuple[ProbeFacts, tuple[Verdict, ...]]:
    """start: with the probe's arguments. The facts, and what they show."""
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
