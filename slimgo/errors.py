"""What the user is told when something cannot go on: what happened, why, what to do.

Each error has one exit code; the doors turn it into one clear line and that code.
"""

from __future__ import annotations


def visible(text: str) -> str:
    """The text with everything but printable characters as Python would write it: `\\x1b`."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


class SlimgoError(Exception):
    """Something the user should know; never shown as a traceback.

    what: what happened. why: the cause, as far as known. cure: what to type or change next.
    Whatever they quote, they hold nothing that a terminal would obey; only why, which may be a
    tool's own words, can have several lines.
    """

    exit_code = 1

    def __init__(self, what: str, *, why: str = "", cure: str = "") -> None:
        super().__init__(what)
        self.what = visible(what)
        self.why = "\n".join(visible(line) for line in why.splitlines())
        self.cure = visible(cure)

    def __str__(self) -> str:
        text = f"{self.what}: {self.why}" if self.why else self.what
        return f"{text}\n  → {self.cure}" if self.cure else text


class BadInput(SlimgoError):
    """A value the user gave (flag, setting, Dockerfile, name) cannot be used."""


class CommandFailed(SlimgoError):
    """A command of the plan ended with another status than 0; why holds its own words."""


class CheckFailed(SlimgoError):
    """A check compared a fact with its expectation and they differ, or the fact is missing."""


class Unreadable(SlimgoError):
    """A fact could not be read off a file or an image. Counts as a failed check."""


class EngineFailed(SlimgoError):
    """An engine refused, died or did not answer in time."""


class LoopbackOnly(EngineFailed):
    """The program listens on its loopback only, which a published port does not reach."""


class ToolMissing(SlimgoError):
    """A tool is not here, too old or does not work; cure is the command that gets it."""

    exit_code = 3


class Stopped(BaseException):
    """A signal asked us to end.

    A BaseException, so that `except SlimgoError` and `except Exception` never swallow it.
    expected: the signal is the usual end of what was asked for, as Ctrl-C is of a server.
    """

    def __init__(self, number: int, *, expected: bool = False) -> None:
        super().__init__(number)
        self.number = number
        self.expected = expected

    @property
    def exit_code(self) -> int:
        """128 + the signal's number, as a shell has it: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + self.number
