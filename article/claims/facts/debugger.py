"""What gdb makes of a program: whether it stops at a line of its source."""

from __future__ import annotations

from pathlib import Path

from article.claims.evidence import Heard, Missing
from article.claims.facts.heard import hear
from slimgo.run.process import Surroundings
from slimgo.values.command import Command


def at_breakpoint(
    program: Path, place: str, arguments: tuple[str, ...], surroundings: Surroundings
) -> Heard | Missing:
    """Runs the program under gdb with a breakpoint at the place, `main.go:37`, to its first stop.

    No settings of the user are read, nothing is asked and nothing is fetched.
    """
    words = ("set breakpoint pending off", f"break {place}", "run")
    script = [part for word in words for part in ("-ex", word)]
    command = Command(argv=("gdb", "-nx", "-batch", *script, "--args", str(program), *arguments))
    return hear(command, surroundings, cure="apt-get install gdb")
