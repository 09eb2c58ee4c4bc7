"""Ended processes that a running program has not waited for: its zombies."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

_ZOMBIE = "Z"


def unreaped(pid: int) -> tuple[str, ...] | None:
    """The names of a process's ended children, sorted; those it has adopted as the first process
    of a container are among them. None where this machine does not tell (CONFIG_PROC_CHILDREN), or
    it has ended itself.

    A child that has just ended may be among them a moment before it is waited for.
    """
    found = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                with suppress(OSError):  # waited for meanwhile
                    found.append(Path(f"/proc/{child}/stat").read_text())
    except OSError:
        return None
    return tuple(sorted(_name(stat) for stat in found if _state(stat) == _ZOMBIE))


def _name(stat: str) -> str:
    """In parentheses, and may hold some itself: proc_pid_stat(5)."""
    return stat[stat.index("(") + 1 : stat.rindex(")")]


def _state(stat: str) -> str:
    return stat[stat.rindex(")") + 2 :][:1]
