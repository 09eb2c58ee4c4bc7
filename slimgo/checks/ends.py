"""How a started program ended, and what it left."""

from __future__ import annotations

from slimgo.values.question import ProbeFacts
from slimgo.values.verdict import Verdict, failed, passed, skipped


def ends(facts: ProbeFacts, *, handled: bool) -> Verdict:
    """handled: whether it must end with status 0; one that no handler ended has another."""
    cure = "handle SIGTERM: docker stop kills after 10 s, requests in flight and all"
    if facts.exit is None:
        return failed("ends on SIGTERM", "it still ran and had to be killed", cure)
    if facts.ended_by_itself:
        return failed(
            "ends on SIGTERM",
            f"it had ended before, with status {facts.exit.status}{said(facts)}",
            "keep the program running until SIGTERM comes",
        )
    if facts.exit.status and handled:
        return failed("ends on SIGTERM", f"it ended with status {facts.exit.status}", cure)
    took = f"{facts.exit.seconds * 1000:.0f} ms"
    return passed("ends on SIGTERM", f"status {facts.exit.status} in {took}")


def leaves_nothing(facts: ProbeFacts) -> Verdict:
    """Whether its process has gone."""
    if facts.left is None:
        return skipped("leaves nothing", "the engine's processes are not this machine's")
    if facts.left:
        return failed("leaves nothing", f"{facts.left} is still there", f"end {facts.left}")
    return passed("leaves nothing", "its process is gone")


def said(facts: ProbeFacts) -> str:
    """The last line that it printed, as the end of a sentence; empty where it printed none."""
    last = facts.words.strip().splitlines()[-1:]
    return f"; its last line: {last[0][:200]}" if last else ""
