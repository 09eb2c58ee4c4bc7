"""What a person sees of `slimgo build`: a line a step, on standard error."""

from __future__ import annotations

import sys

from slimgo.report.heading import engine_lines
from slimgo.report.ship import not_run, step_line
from slimgo.terminal import Terminal, usual_name
from slimgo.values.event import (
    CommandKnown,
    CommandStarted,
    Doing,
    Event,
    Heading,
    Note,
    StepDone,
    StepStarted,
)


class Lines(Terminal):
    """A listener for events. verbose: every command and check, as `invoke` shows them."""

    def __init__(self, *, verbose: bool, dry: bool) -> None:
        super().__init__(sys.stderr, dry=dry)
        self._verbose = verbose
        self._built_bytes = 0

    def __call__(self, event: Event) -> None:
        if self._verbose:
            super().__call__(event)
            return
        match event:
            case Heading(result=result):
                for text, loud in engine_lines(result):
                    if loud:
                        self.say(f"! {text}")
            case CommandKnown() | StepStarted():
                pass
            case Note(text=text, loud=True):
                self.say(f"! {text}")
            case CommandStarted(command=command, last_seconds=last_seconds):
                self._busy(usual_name(command), last_seconds=last_seconds)
            case Doing(text=text):
                self._busy(text)
            case StepDone(result=result):
                if result.kind == "build" and result.artifact:
                    self._built_bytes = result.artifact.size_bytes
                self.say(step_line(result, plain_bytes=self._built_bytes))
                for line in not_run(result):
                    self.say(line)
            case _:
                pass
