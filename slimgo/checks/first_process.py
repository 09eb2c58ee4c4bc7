"""What to say of a program as the first process of a container."""

from __future__ import annotations

from slimgo.values.first_process import FirstProcess, OnSigterm
from slimgo.values.question import ProbeFacts


def first_process(facts: ProbeFacts, unreaped: tuple[str, ...] | None) -> FirstProcess:
    """unreaped: as facts/unreaped.py has read it before the program was told to end."""
    return FirstProcess(on_sigterm=_on_sigterm(facts), unreaped=unreaped)


def _on_sigterm(facts: ProbeFacts) -> OnSigterm:
    if facts.ended_by_itself:
        return "not asked"
    if facts.exit is None:
        return "goes on"
    return "is ended" if facts.exit.status else "ends well"


_SAID: dict[OnSigterm, str] = {
    "ends well": "SIGTERM: it ends with status 0",
    "is ended": "SIGTERM ends it, and not with status 0: what it was doing may be cut off",
    "goes on": "SIGTERM: it goes on, so that an engine kills it after 10 s",
    "not asked": "",
}


def said(seen: FirstProcess) -> tuple[str, ...]:
    """One sentence for each thing that is worth one."""
    lines = [_SAID[seen.on_sigterm]]
    if seen.unreaped:
        names = ", ".join(dict.fromkeys(seen.unreaped))
        lines.append(
            f"it does not wait for processes that have ended ({names}): "
            "start it with an init, as `docker run --init` does"
        )
    return tuple(filter(None, lines))
