"""How it is found out whether a program works: it is started, watched, and told to end."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.question import Asked, Question

ANYTHING = Question(path="/", match="anything")
"""What is asked of a service of which nothing else is known."""


@dataclass(frozen=True, kw_only=True)
class GivenFile:
    """A file that a program finds when it is started for a probe."""

    path: str
    """Absolute, where it finds it."""
    source: str
    """Of the file on this machine, absolute."""
    sha256: str = ""
    """Of its content, in hex: another content is another probe."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a program is started with for a probe, beside what its image says."""

    arguments: tuple[str, ...] = ()
    """In place of the image's own; none leave those."""
    env: tuple[tuple[str, str], ...] = ()
    """Added to the image's own."""
    files: tuple[GivenFile, ...] = ()
    stdin: str = ""
    """What it reads from standard input, as UTF-8, and then its end."""


NOTHING = Given()


@dataclass(frozen=True, kw_only=True)
class Service:
    """It listens at a TCP port, answers, and ends on SIGTERM."""

    port: int
    questions: tuple[Asked, ...] = (ANYTHING,)
    """In the order in which they are asked."""
    handles_sigterm: bool = False
    """Whether it must end with status 0 on SIGTERM; else any end will do."""
    given: Given = NOTHING

    @property
    def first(self) -> Asked:
        """What is asked where any answer will do: its start is timed until then."""
        return self.questions[0] if self.questions else ANYTHING


def service(port: int, questions: tuple[Asked, ...], given: Given = NOTHING) -> Service:
    """The usual question where there are none."""
    return Service(port=port, questions=questions or (ANYTHING,), given=given)


@dataclass(frozen=True, kw_only=True)
class CommandLine:
    """It does what its arguments say, and ends by itself."""

    given: Given = NOTHING
    status: int = 0
    """What it must end with."""
    says: str = ""
    """A regular expression that must be found in what it prints; empty for anything."""
    port: int = 0
    """It listens nowhere."""


@dataclass(frozen=True, kw_only=True)
class Worker:
    """It runs until it is told to end, and is asked nothing."""

    seconds: float = 2.0
    """It must still run after so long."""
    stop_seconds: float = 10.0
    """It must end within so long of SIGTERM, by itself."""
    given: Given = NOTHING
    port: int = 0
    """It is not asked, wherever it listens."""


@dataclass(frozen=True, kw_only=True)
class Lives:
    """All that is asked of a program of which nothing is known: it starts and does not die."""

    seconds: float = 2.0
    """For so long."""
    given: Given = NOTHING
    port: int = 0
    """Where it listens is not known."""


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """Nothing is known of it yet: it is not started."""

    questions: tuple[Asked, ...] = ()
    """What is asked of it once it is known where it listens."""
    given: Given = NOTHING
    port: int = 0


Probe = Service | CommandLine | Worker | Lives | Unknown
