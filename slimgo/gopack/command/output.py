"""Where a made file goes: to its name, or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable

from slimgo.gopack import files
from slimgo.gopack.command.jobs import Job
from slimgo.gopack.errors import Refused


def refuse_early(job: Job) -> None:
    """Raises Refused for a place that could not be written to at the end."""
    if job.output is not None:
        files.refuse_what_is_there(job.output, replace=job.replace)
    elif not sys.stdout:
        raise Refused("there is no standard output", cure="name a file with -o")
    elif sys.stdout.isatty():
        raise Refused(
            "a program is not written to a terminal",
            cure="name a file with -o, or hand it on: gopack … -o - FILE > OUT",
        )


def deliver(
    job: Job, data: bytes, approve: Callable[[bytes], None] = lambda _: None
) -> tuple[str, ...]:
    """What it could not do, a line each. Raises Refused, BrokenPipeError, and what approve does."""
    if job.output is not None:
        mode = job.file.stat().st_mode & 0o777
        return files.write(job.output, data, mode, approve, job.file, replace=job.replace)
    approve(data)
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refused(
            "standard output cannot be written", why=error.strerror or str(error)
        ) from error
    return ()
