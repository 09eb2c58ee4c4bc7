"""What a person sees while it runs. Colour and a moving line only on a terminal."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Self, TextIO

from slimgo.report.heading import engine_lines, heading
from slimgo.report.layout import columns, folded, folded_command
from slimgo.report.needs import needs_lines
from slimgo.report.size import duration
from slimgo.report.step import INDENT, labelled, step_lines
from slimgo.terminal.spelling import spelled
from slimgo.values.command import Command
from slimgo.values.event import (
    CommandKnown,
    CommandStarted,
    Doing,
    Event,
    Heading,
    NeedsTold,
    Note,
    StepDone,
    StepStarted,
)
from slimgo.values.needs_found import NeedsFound
from slimgo.values.result import Result, StepResult

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status
    from rich.text import Text

_STYLES = (
    (r"✓", "green"),
    (r"✗", "bold red"),
    (r"\(not run\)", "yellow"),
    (r"−\d+ %", "bold"),
    (r"up to date", "dim"),
)


class _Moving:
    """The moving line: what is done, for how long, and how long it took the last time."""

    def __init__(self, text: str, last_seconds: float) -> None:
        self._text = text
        self._last = f" (last time {duration(last_seconds)})" if last_seconds else ""
        self._began = time.monotonic()

    def __rich__(self) -> Text:
        from rich.text import Text

        # whole seconds: what changes faster only flickers
        seconds = int(time.monotonic() - self._began)
        elapsed = f" {seconds} s" if seconds else ""
        return Text(f"{self._text} …{elapsed}{self._last}", no_wrap=True, overflow="ellipsis")


def usual_name(command: Command) -> str:
    """What is at work, in a word or three: `upx`, `go build`, `gopack pack`."""
    program, *rest = command.argv
    if rest[:1] == ["-m"]:
        program, rest = rest[1].rpartition(".")[2], rest[2:]
    verb = rest[:1] if rest and rest[0].isalpha() else []
    return " ".join((program, *verb))


class Terminal:
    """A listener for events. Use as a context manager, so that a moving line is taken away.

    lively: moving line and colour; found out from the stream and the environment by default.
    width: columns that a line may have; None where there is no terminal, or a script is printed.
    dry: only a script is printed, and notes go to standard error.
    """

    def __init__(
        self, stream: TextIO | None = None, *, lively: bool | None = None, dry: bool = False
    ) -> None:
        self.dry = dry
        # a process may be started without any standard output
        self.stream: TextIO = stream or sys.stdout or open(os.devnull, "w")  # noqa: SIM115, PTH123
        on_terminal = self.stream.isatty() and os.environ.get("TERM") != "dumb"
        self.lively = on_terminal if lively is None else lively
        self.width = None if dry else columns(self.stream)
        self._console: Console | None = None
        self._status: Status | None = None
        self._step: tuple[int, str] | None = None
        self._plain_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._rest()

    def __call__(self, event: Event) -> None:
        match event:
            case Heading(result=result, whole=whole):
                self._head(result, whole=whole)
            case StepStarted(number=number, name=name):
                self._step = (number, name)
            case CommandStarted(command=command, last_seconds=last_seconds):
                self._command(command)
                self._busy(usual_name(command), last_seconds=last_seconds)
            case CommandKnown(command=command):
                self._command(command)
            case Doing(text=text):
                self._busy(text)
            case Note(text=text, loud=loud):
                self._note(f"! {text}" if loud else text)
            case NeedsTold(found=found, mode=mode):
                self._needs(found, mode)
            case StepDone(result=result):
                self._done(result)

    def _needs(self, found: NeedsFound, mode: tuple[str, ...]) -> None:
        for line in needs_lines(found, mode=mode):
            self._note(f"needs {line}" if found.added else line)

    def _done(self, result: StepResult) -> None:
        if result.baseline and result.artifact:
            self._plain_bytes = result.artifact.size_bytes
        shown = step_lines(
            result, plain_bytes=self._plain_bytes, now=time.time(), width=self._beside
        )
        for line in shown:
            self._line(line)

    def _head(self, result: Result, *, whole: bool) -> None:
        if whole:
            self.say(heading(result))
        for text, loud in engine_lines(result):
            if whole or loud:
                self(Note(text=text, loud=loud))
        if whole:
            self.say("")

    def _note(self, text: str) -> None:
        if self.dry:  # a script is printed, and must stay one
            print(spelled(text, sys.stderr.encoding), file=sys.stderr, flush=True)
        else:
            self.say(text)

    def say(self, text: str, *, hang: int = 4) -> None:
        """A sentence or a line; where it goes on below, it is indented by `hang` columns."""
        self._print(folded(text, self.width, hang=hang))

    def _print(self, text: str) -> None:
        self._rest()
        text = spelled(text, getattr(self.stream, "encoding", None))
        if self.lively:
            self._rich().print(text, soft_wrap=True, markup=False)
        else:
            print(text, file=self.stream, flush=True)

    def raw(self, text: str) -> None:
        """Lines that have their colours already."""
        self._rest()
        self.stream.write(spelled(text, getattr(self.stream, "encoding", None)))
        self.stream.flush()

    @property
    def _beside(self) -> int | None:
        """Columns beside a step's name."""
        return None if self.width is None else max(self.width - INDENT, INDENT)

    def _command(self, command: Command) -> None:
        lines = folded_command(("$", *command.words), self._beside).splitlines()
        for line in lines:
            self._line(line)

    def _line(self, text: str) -> None:
        """One line of a step; only its first bears the step's name."""
        number, name = self._step or (0, "")
        lines = labelled(number, name, [text]) if self._step else labelled(0, "", ["", text])[1:]
        self._step = None
        self._print(lines[0])

    def _busy(self, text: str, *, last_seconds: float = 0.0) -> None:
        if self.lively and not self.dry:
            self._rest()
            self._status = self._rich().status(_Moving(text, last_seconds))
            self._status.start()

    def _rest(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _rich(self) -> Console:
        if self._console is None:
            from rich.console import Console
            from rich.highlighter import RegexHighlighter
            from rich.theme import Theme

            class Marks(RegexHighlighter):
                highlights = [  # noqa: RUF012  rich's own way to name them
                    f"(?P<mark{index}>{pattern})" for index, (pattern, _) in enumerate(_STYLES)
                ]

            theme = Theme({f"mark{index}": style for index, (_, style) in enumerate(_STYLES)})
            self._console = Console(file=self.stream, highlighter=Marks(), theme=theme, emoji=False)
        return self._console
