"""Does each file in turn. A failure of one is said, and the others are done all the same."""

from __future__ import annotations

import argparse
import sys

from slimgo.gopack.command.jobs import Job, jobs
from slimgo.gopack.command.progress import Progress
from slimgo.gopack.command.said import say, visible
from slimgo.gopack.command.verbs import SUFFIXES, VERBS
from slimgo.gopack.errors import GopackError, NotEnoughMemory, Refused

_NO_ROOM = ("failed to map segment", "error return without exception set")
"""The words of the C library, and of Python, for a module that they found no memory for."""


def follow(typed: argparse.Namespace) -> int:
    """The exit status. Raises Contradiction, BrokenPipeError."""
    makes = typed.verb in SUFFIXES
    todo = jobs(
        typed.files,
        typed.output if makes else "",
        SUFFIXES.get(typed.verb, ""),
        in_place=makes and typed.in_place,
        force=makes and typed.force,
    )
    return max([_done(job, typed, alone=len(todo) == 1) for job in todo])


def _done(job: Job, typed: argparse.Namespace, *, alone: bool) -> int:
    """The status of one file, of which all is said. alone: whether it is the only one."""
    try:
        with Progress(sys.stderr, visible(job.file.name)) as doing:
            said = VERBS[typed.verb](job, typed, doing)
        _say(said, aloud=typed.verb in SUFFIXES and job.output is None)
    except GopackError as error:
        failure = error
    except (MemoryError, ImportError, SystemError) as error:
        if not isinstance(error, MemoryError) and not any(
            words in str(error) for words in _NO_ROOM
        ):
            raise
        failure = NotEnoughMemory("pack" if typed.verb in {"pack", "explain"} else "unpack")
    else:
        return 0
    named = alone or f" {job.file} " in f" {failure.what} "
    say(f"gopack: {failure}" if named else f"gopack: {job.file}: {failure}", aloud=True)
    return failure.exit_code


def _say(text: str, *, aloud: bool) -> None:
    """Raises Refused where what is made is there, but nobody can be told."""
    try:
        say(text, aloud=aloud)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refused("standard output cannot be written", why=error.strerror or "") from error
