"""A command is a value: shown, scripted, run and recorded from the same text."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, replace

_FLAG_WITH_VALUE = re.compile(r"(--?[A-Za-z][\w-]*=)(.*)", re.DOTALL)


def quoted(argument: str) -> str:
    """The argument as a person would type it in a POSIX shell: `--format='{{.Size}}'`."""
    match = _FLAG_WITH_VALUE.fullmatch(argument)
    return match[1] + shlex.quote(match[2]) if match and match[2] else shlex.quote(argument)


@dataclass(frozen=True, kw_only=True)
class Command:
    """One call of a program, from the project's folder."""

    argv: tuple[str, ...]
    """The program under its usual name, then its arguments."""
    env: tuple[tuple[str, str], ...] = ()
    """What it is given on top of the fixed environment, shown in front of it."""
    output: str | None = None
    """The one argument that names what it makes. A runner may put a name beside it there, so that a
    half-made file never bears the real name."""

    def __post_init__(self) -> None:
        if self.output is not None and self.argv.count(self.output) != 1:
            raise ValueError(f"{self.output!r} is not exactly one argument of {self.argv}")

    @property
    def words(self) -> tuple[str, ...]:
        """As typed in a shell, each quoted: variables, program, arguments."""
        pairs = (f"{name}={shlex.quote(value)}" for name, value in self.env)
        return (*pairs, *(quoted(argument) for argument in self.argv))

    def __str__(self) -> str:
        return " ".join(self.words)

    def with_output(self, output: str) -> Command:
        """The same command making its result under another name."""
        if self.output is None:
            raise ValueError(f"{self.argv[0]} names no output")
        argv = tuple(output if word == self.output else word for word in self.argv)
        return replace(self, argv=argv, output=output)
