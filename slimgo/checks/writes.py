"""What a started program wrote, and what its isolation could not show."""

from __future__ import annotations

from slimgo.values.question import ProbeFacts
from slimgo.values.running import Change
from slimgo.values.verdict import Verdict, passed, skipped

_CHANGES_SHOWN = 5


def check_surroundings(facts: ProbeFacts, *, read_only: bool) -> tuple[Verdict, ...]:
    """What it wrote into its image's files, whether it waits for its children, and by name what its
    isolation could not show.

    Writing is no failure: the files go with the container. read_only: whether it was started so
    that it could not; then that it ran is the proof.
    """
    named = tuple(skipped(trait, why) for trait, why in facts.not_shown)
    return (_writes(facts, read_only=read_only), *_waits(facts), *named)


def _waits(facts: ProbeFacts) -> tuple[Verdict, ...]:
    """Nothing where nobody was left to be waited for."""
    if not facts.zombies:
        return ()
    names = ", ".join(dict.fromkeys(facts.zombies))
    why = f"it does not wait for processes that have ended ({names}): `docker run --init` does"
    return (skipped("waits for its children", why),)


def _writes(facts: ProbeFacts, *, read_only: bool) -> Verdict:
    check = "needs no writing"
    if facts.changes is None:
        return skipped(check, "what it writes cannot be told here")
    if facts.changes:
        told = ", ".join(_change(change) for change in facts.changes[:_CHANGES_SHOWN])
        more = len(facts.changes) - _CHANGES_SHOWN
        return skipped(
            check,
            f"it {told}{f' and {more} more' if more > 0 else ''}, which goes with its container",
        )
    return passed(check, "with a read-only root" if read_only else "it wrote nothing")


def _change(change: Change) -> str:
    held = f" ({change.size_bytes:,} B)" if change.size_bytes else ""
    return f"{change.kind} {change.path}{held}"
