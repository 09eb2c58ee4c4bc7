"""What a person sees of `slimgo build`: a line a step, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from slimgo.report.ship import VERB_COLUMNS, needed_lines, not_run, step_line, using_line
from slimgo.report.shrunk import planned_lines
from slimgo.terminal.screen import Terminal, usual_name
from slimgo.values.event import (
    CommandStarted,
    Doing,
    Event,
    Heading,
    NeedsTold,
    Note,
    ShrunkTold,
    StepDone,
)
from slimgo.values.result import StepResult


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
            case Heading(result=result, go=go):
                if go:
                    self.say(using_line(result, go))
                self._head(result, whole=False)  # only what is loud
            case Note(text=text, loud=True):
                self.say(f"! {text}")
            case NeedsTold(found=found, mode=mode):
                self._say_all(needed_lines(found, mode))
            case ShrunkTold(shrunk=shrunk):
                self._say_all(planned_lines(shrunk))
            case CommandStarted(command=command, last_seconds=last_seconds):
                self._busy(usual_name(command), last_seconds=last_seconds)
            case Doing(text=text):
                self._busy(text)
            case StepDone(result=result):
                self._step_done(result)
            case _:
                pass

    def _say_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line, hang=VERB_COLUMNS + 1)

    def _step_done(self, result: StepResult) -> None:
        if result.kind in {"build", "take"} and result.artifact:
            self._built_bytes = result.artifact.size_bytes
        for line in (step_line(result, plain_bytes=self._built_bytes), *not_run(result)):
            self.say(line)
