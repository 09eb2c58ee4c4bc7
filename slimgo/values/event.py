"""What happens during a run, as events for listeners. The terminal is one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slimgo.values.command import Command
from slimgo.values.needs_found import NeedsFound
from slimgo.values.result import Result, StepResult
from slimgo.values.shrunk import Shrunk
from slimgo.values.tool import Tool


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A run begins: with these versions, on this engine, for this target."""

    result: Result
    whole: bool
    """All of it is of interest; otherwise only what is loud."""
    go: Tool | None = None
    """The Go that builds, where a person may wonder which one it is."""


@dataclass(frozen=True, kw_only=True)
class StepStarted:
    """A step begins."""

    number: int
    """The step's place in the whole way, from 1."""
    name: str


@dataclass(frozen=True, kw_only=True)
class CommandStarted:
    """A command as a person would type it, now at work."""

    command: Command
    last_seconds: float = 0.0
    """How long the same command took the last time; 0 where that is not known."""


@dataclass(frozen=True, kw_only=True)
class CommandKnown:
    """A command that made what is there; it need not run again."""

    command: Command


@dataclass(frozen=True, kw_only=True)
class Doing:
    """What takes a while now, in a few words: `measuring the start, 3 of 10`."""

    text: str


@dataclass(frozen=True, kw_only=True)
class StepDone:
    """A step and all that is known of it now."""

    result: StepResult


@dataclass(frozen=True, kw_only=True)
class Note:
    """A line the reader should not miss; loud ones stand out."""

    text: str
    loud: bool = False


@dataclass(frozen=True, kw_only=True)
class NeedsTold:
    """What was found out of a program's needs."""

    found: NeedsFound
    mode: tuple[str, ...]
    """What was to be added: `auto`, `none`, or needs by name."""


@dataclass(frozen=True, kw_only=True)
class ShrunkTold:
    """What is kept of an image that exists, and what goes."""

    shrunk: Shrunk


Event = (
    Heading
    | StepStarted
    | CommandStarted
    | CommandKnown
    | Doing
    | StepDone
    | Note
    | NeedsTold
    | ShrunkTold
)
Tell = Callable[[Event], None]


def notes_once(tell: Tell) -> Tell:
    """The same listener without repeated notes: three builds may give the same one."""
    told: set[Note] = set()

    def listener(event: Event) -> None:
        if isinstance(event, Note):
            if event in told:
                return
            told.add(event)
        tell(event)

    return listener
