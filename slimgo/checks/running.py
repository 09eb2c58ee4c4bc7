"""Whether a started program did what it must: answer, end when told, leave nothing."""

from __future__ import annotations

import re

from slimgo.checks.answers import answers
from slimgo.checks.ends import ends, leaves_nothing, said
from slimgo.plan.matching import short
from slimgo.values.probe import CommandLine, Lives, Service, Worker
from slimgo.values.question import ProbeFacts
from slimgo.values.verdict import Verdict, failed, passed


def check_probe(facts: ProbeFacts, service: Service) -> tuple[Verdict, ...]:
    """The verdicts: runs, ends on SIGTERM, leaves nothing."""
    return (
        answers(facts, service),
        ends(facts, handled=service.handles_sigterm),
        leaves_nothing(facts),
    )


def check_command(facts: ProbeFacts, probe: CommandLine) -> tuple[Verdict, ...]:
    """The verdicts: runs, leaves nothing."""
    return (_does(facts, probe), leaves_nothing(facts))


def _does(facts: ProbeFacts, probe: CommandLine) -> Verdict:
    typed = " ".join(probe.given.arguments) or "no arguments"
    if facts.exit is None:
        cure = "name arguments that it ends with, as in --run '--version'"
        return failed("runs", f"with {typed} it does not end{said(facts)}", cure)
    if facts.exit.status != probe.status:
        return failed(
            "runs",
            f"with {typed} it ended with status {facts.exit.status}, "
            f"wanted {probe.status}{said(facts)}",
            "",
        )
    if probe.says and not re.search(probe.says, facts.words, re.MULTILINE):
        return failed("runs", f"with {typed} it said {short(facts.words)}, wanted {probe.says}", "")
    return passed("runs", f"{typed}: status {facts.exit.status}")


def check_lives(facts: ProbeFacts, probe: Lives) -> tuple[Verdict, ...]:
    """The verdicts: starts, ends on SIGTERM, leaves nothing."""
    if facts.ended_by_itself:
        status = facts.exit.status if facts.exit else "?"
        return (failed("starts", f"it ended at once with status {status}{said(facts)}", ""),)
    alive = passed("starts", f"it still ran after {probe.seconds:g} s, and nothing was asked")
    return (alive, ends(facts, handled=False), leaves_nothing(facts))


def check_worker(facts: ProbeFacts, worker: Worker) -> tuple[Verdict, ...]:
    """The verdicts: runs, ends on SIGTERM, leaves nothing."""
    if facts.ended_by_itself:
        status = facts.exit.status if facts.exit else "?"
        early = f"it ended with status {status} before {worker.seconds:g} s were over{said(facts)}"
        return (failed("runs", early, ""), leaves_nothing(facts))
    alive = passed("runs", f"it still ran after {worker.seconds:g} s")
    return (alive, _ends_in_time(facts, worker), leaves_nothing(facts))


def _ends_in_time(facts: ProbeFacts, worker: Worker) -> Verdict:
    if facts.exit is not None:
        return ends(facts, handled=False)
    return failed(
        "ends on SIGTERM",
        f"it still ran {worker.stop_seconds:g} s after SIGTERM and had to be killed",
        "handle SIGTERM, or allow it more seconds",
    )
