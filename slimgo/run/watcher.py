"""A shell that kills a process group when we end, however we end."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, cast

_SHELL = "/bin/sh"
MARK = "STARTED_BY_SLIMGO"
"""A variable of what we start, with a word that nothing else has."""
_WATCH = """\
read -r mark || exit
if read -r group; then
  read -r _ || kill -s KILL -- "-$group"
  exit
fi
for _ in 1 2 3 4 5; do
  for each in /proc/[0-9]*; do
    grep -qsaF "$mark" "$each/environ" && kill -s KILL -- "-${each#/proc/}"
  done
  sleep 0.2
done
"""
"""Kills the group whose number it is told, unless it is told more before its input ends. Where that
ends before the number came, we were killed while we started it: then it looks for the mark."""


@contextmanager
def ended_with_us(mark: str) -> Iterator[Callable[[int], None]]:
    """Gives a function that takes a process group, which is killed when we end, however we end.

    mark: `NAME=VALUE`, a variable of the group alone: it is known by that until its number is told.

    No handler of ours runs on SIGKILL, so a shell waits at the other end of a pipe that the kernel
    closes with us. PR_SET_PDEATHSIG would reach only the first process of the group, and only on
    Linux. Where there is no shell, the group is not watched.
    """
    try:
        watcher = subprocess.Popen(
            (_SHELL, "-c", _WATCH),
            cwd="/",
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what is sent to our own group is not for it
        )
    except OSError:
        yield lambda _: None
        return
    with watcher:
        told = cast("IO[bytes]", watcher.stdin)

        def tell(words: object) -> None:
            with suppress(BrokenPipeError):  # somebody ended the watcher: nobody watches
                told.write(f"{words}\n".encode())

        try:
            tell(mark)
            yield tell
        finally:
            tell("over")
