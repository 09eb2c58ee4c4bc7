"""The only place that starts a process, and the only import of plumbum."""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from slimgo.errors import CommandFailed, SlimgoError, ToolMissing
from slimgo.run.group import end_group
from slimgo.run.signals_wait import signals_wait
from slimgo.run.time_limit import OutOfTime, time_limit
from slimgo.run.watcher import MARK, ended_with_us
from slimgo.values.command import Command


@dataclass(frozen=True, kw_only=True)
class Request:
    """A command that is done in our own process: what one of its own would be started with."""

    words: tuple[str, ...]
    """The arguments behind the prefix."""
    directory: Path
    """Absolute; the process's own folder does not change."""
    environment: Mapping[str, str]


InProcess = Mapping[tuple[str, ...], Callable[[Request], str]]
"""argv prefix -> what does the rest of the command, and returns what it prints; fails by
SlimgoError."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a command runs in.

    A value that is applied to each command, never a global that is changed.
    """

    directory: Path
    """Where the command runs: the project's folder."""
    environment: Mapping[str, str]
    """The whole environment; nothing is inherited."""
    programs: Mapping[str, Path] = field(default_factory=dict)
    """Usual name -> the executable that is used for it."""
    in_process: InProcess = field(default_factory=dict)
    """So our own module runs without the start of another Python."""

    def program(self, name: str) -> Path:
        """The executable for a usual name. Raises ToolMissing."""
        if name in self.programs:
            return self.programs[name]
        raise ToolMissing(f"{name} is not here", cure=f"put {name} on PATH")


@dataclass(frozen=True, kw_only=True)
class Completed:
    """How a command ended and what it printed."""

    command: Command
    status: int
    """As a shell has it: 128 + n where signal n ended it."""
    stdout: str
    stderr: str
    seconds: float
    """From its start to its end."""

    @property
    def words(self) -> str:
        """The end of its stderr, or of its stdout where that is empty: for an error message."""
        return (self.stderr.strip() or self.stdout.strip())[-2000:]


def run(
    command: Command,
    surroundings: Surroundings,
    *,
    timeout_seconds: float | None = None,
    check: bool = True,
    show: bool = False,
    stdin: bytes | None = None,
) -> Completed:
    """Runs the command to its end and returns what it printed.

    stdin: what it reads from standard input, and then its end; None for /dev/null. What is done in
    our own process reads nothing.

    Its process group is ended when this call is left by an exception (an interrupt, a timeout),
    or we are killed, so nothing keeps running. Raises ToolMissing where there is no such program;
    CommandFailed when it does not end in time, or, with check, when its status is not 0.
    """
    for prefix, do in surroundings.in_process.items():
        if command.argv[: len(prefix)] == prefix:
            request = Request(
                words=command.argv[len(prefix) :],
                directory=surroundings.directory,
                environment={**surroundings.environment, **dict(command.env)},
            )
            return _done_here(command, do, request, timeout_seconds=timeout_seconds, check=check)
    with ExitStack() as stack:
        started = time.monotonic()
        streams = _Streams(
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=None if show else subprocess.PIPE,
            stderr=None if show else subprocess.PIPE,
        )
        process, deliver = _begun(command, surroundings, streams, stack)
        try:
            deliver()
            stdout, stderr = process.communicate(stdin, timeout=timeout_seconds)
        except BaseException as error:
            end_group(process)
            if isinstance(error, subprocess.TimeoutExpired):
                raise _not_in_time(command, timeout_seconds) from None
            raise
    completed = Completed(
        command=command,
        status=process.returncode if process.returncode >= 0 else 128 - process.returncode,
        stdout=_text(stdout),
        stderr=_text(stderr),
        seconds=time.monotonic() - started,
    )
    if check and completed.status:
        raise CommandFailed(
            f"`{command}` ended with status {completed.status}", why=completed.words
        )
    return completed


@contextmanager
def beside(
    command: Command, surroundings: Surroundings, output: IO[bytes]
) -> Iterator[Callable[[], int | None]]:
    """The command runs until the context is left, by whatever way, or we are killed: then its
    process group is ended, by SIGTERM and after some seconds by force.

    output: takes what it prints. Yields how to ask for its status: None while it runs, 128 + n
    where signal n ended it. Raises ToolMissing.
    """
    with ExitStack() as stack:
        streams = _Streams(stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        process, deliver = _begun(command, surroundings, streams, stack)

        def status() -> int | None:
            code = process.poll()
            return 128 - code if code is not None and code < 0 else code

        try:
            deliver()
            yield status
        finally:
            end_group(process)


@dataclass(frozen=True, kw_only=True)
class _Streams:
    """Of a process, as Popen takes them; None for ours."""

    stdin: int | IO[bytes] | None
    stdout: int | IO[bytes] | None
    stderr: int | IO[bytes] | None


def _begun(
    command: Command, surroundings: Surroundings, streams: _Streams, stack: ExitStack
) -> tuple[subprocess.Popen[bytes], Callable[[], None]]:
    """The process, and what hands over a signal that came while it was started.

    stack: ends the watch over its group. Raises ToolMissing.
    """
    # imported late: plumbum takes as long to import as Invoke does to answer `--version`
    from plumbum import local

    local.env.clear()  # plumbum would put its snapshot of the ambient environment under ours
    program = surroundings.program(command.argv[0])
    try:
        with signals_wait() as deliver:
            mark = f"{MARK}={secrets.token_hex(8)}"
            watch = stack.enter_context(ended_with_us(mark))
            # plumbum's own type leaves out what it passes on to Popen (pid, timeouts)
            process = cast(
                "subprocess.Popen[bytes]",
                local[os.fspath(program)].popen(
                    command.argv[1:],
                    cwd=os.fspath(surroundings.directory),
                    env={
                        **surroundings.environment,
                        **dict(command.env),
                        MARK: mark.partition("=")[2],
                    },
                    stdin=streams.stdin,
                    stdout=streams.stdout,
                    stderr=streams.stderr,
                    start_new_session=True,
                ),
            )
            watch(process.pid)
    except OSError as error:
        deliver()  # a signal that came meanwhile goes first
        raise ToolMissing(
            f"{command.argv[0]} cannot be started", why=str(error), cure="invoke doctor"
        ) from error
    return process, deliver


def _done_here(
    command: Command,
    do: Callable[[Request], str],
    request: Request,
    *,
    timeout_seconds: float | None,
    check: bool,
) -> Completed:
    """Runs it in this process: ended in time, and with the status, as one of its own would be.

    With check an error is raised as it is: it says more than a process's last words.
    """
    started = time.monotonic()
    status, printed, words = 0, "", ""
    try:
        with time_limit(timeout_seconds):
            printed = do(request)
    except OutOfTime:
        raise _not_in_time(command, timeout_seconds) from None
    except SlimgoError as error:
        if check:
            raise
        status, words = error.exit_code, f"✗ {error}\n"
    return Completed(
        command=command,
        status=status,
        stdout=printed,
        stderr=words,
        seconds=time.monotonic() - started,
    )


def _not_in_time(command: Command, seconds: float | None) -> CommandFailed:
    return CommandFailed(f"`{command}` did not end within {seconds:g} s, and was ended")


def _text(raw: bytes | str | None) -> str:
    if raw is None:
        return ""
    return raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
