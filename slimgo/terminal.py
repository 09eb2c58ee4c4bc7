"""What a person sees while it runs. Colour and a moving line only on a terminal."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Self, TextIO

from slimgo.report.heading import engine_lines, heading
from slimgo.report.step import labelled, step_lines
from slimgo.spelling import spelled
from slimgo.values.event import (
    CommandStarted,
    Doing,
    Event,
    Heading,
    Note,
    StepDone,
    StepStarted,
)
from slimgo.values.result import Result

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

_STYLES = (
    (r"✓", "green"),
    (r"✗", "bold red"),
    (r"\(not run\)", "yellow"),
    (r"−\d+ %", "bold"),
    (r"up to date", "dim"),
)


class Terminal:
    """A listener for events. Use as a context manager, so that a moving line is taken away.

    lively: moving line and colour; found out from the stream and the environment by default.
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
            case CommandStarted(command=command):
                self._line(f"$ {command}")
                self._busy(command.argv[0])
            case Doing(text=text):
                self._busy(text)
            case Note(text=text, loud=loud):
                self._note(f"! {text}" if loud else text)
            case StepDone(result=result):
                if result.name == "app" and result.artifact:
                    self._plain_bytes = result.artifact.size_bytes
                for line in step_lines(result, plain_bytes=self._plain_bytes, now=time.time()):
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

    def say(self, text: str) -> None:
        """One line, as it is."""
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

    def _line(self, text: str) -> None:
        """One line of a step; only its first bears the step's name."""
        number, name = self._step or (0, "")
        lines = labelled(number, name, [text]) if self._step else labelled(0, "", ["", text])[1:]
        self._step = None
        self.say(lines[0])

    def _busy(self, text: str) -> None:
        if self.lively and not self.dry:
            self._rest()
            self._status = self._rich().status(f"{text} …")
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
