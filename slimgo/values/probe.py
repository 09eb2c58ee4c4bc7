"""How it is found out whether a program works: it is started, watched, and told to end."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.question import Question

ANYTHING = Question(path="/", match="anything")
"""What is asked of a service of which nothing else is known."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """It listens at a TCP port, answers, and ends on SIGTERM."""

    port: int
    questions: tuple[Question, ...] = (ANYTHING,)
    handles_sigterm: bool = False
    """Whether it must end with status 0 on SIGTERM; else any end will do."""
    arguments: tuple[str, ...] = ()

    @property
    def first_path(self) -> str:
        """What is asked where any answer will do: its start is timed until then."""
        return self.questions[0].path


def service(port: int, questions: tuple[Question, ...]) -> Service:
    """The usual question where there are none."""
    return Service(port=port, questions=questions or (ANYTHING,))


@dataclass(frozen=True, kw_only=True)
class CommandLine:
    """It does what its arguments say, and ends by itself."""

    arguments: tuple[str, ...] = ()
    status: int = 0
    """What it must end with."""
    says: str = ""
    """A regular expression that must be found in what it prints; empty for anything."""
    port: int = 0
    """It listens nowhere."""


@dataclass(frozen=True, kw_only=True)
class Lives:
    """All that is asked of a program of which nothing is known: it starts and does not die."""

    seconds: float = 2.0
    """For so long."""
    arguments: tuple[str, ...] = ()
    port: int = 0
    """Where it listens is not known."""


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """Nothing is known of it yet: it is not started."""

    questions: tuple[Question, ...] = ()
    """What is asked of it once it is known where it listens."""
    arguments: tuple[str, ...] = ()
    port: int = 0


Probe = Service | CommandLine | Lives | Unknown
