"""What a program says, whatever its status; a tool that is not here is missing evidence."""

from __future__ import annotations

from article.claims.evidence import Heard, Missing
from slimgo.errors import CommandFailed, ToolMissing
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command

_SECONDS = 120


def hear(command: Command, surroundings: Surroundings, *, cure: str) -> Heard | Missing:
    """All it printed, standard error after output. cure: how its program is got."""
    try:
        completed = run(command, surroundings, timeout_seconds=_SECONDS, check=False)
    except ToolMissing:
        return Missing(what=f"no {command.argv[0]} on PATH", cure=cure)
    except CommandFailed as error:
        return Missing(what=error.what, cure="run it again on a quieter machine")
    words = f"{completed.stdout.strip()}\n{completed.stderr.strip()}".strip()
    return Heard(status=completed.status, words=words)
