"""From the words that were typed to an exit status. What takes long to import waits until then."""

from __future__ import annotations

import os
import signal
import sys

from slimgo.gopack.command.typed import parser
from slimgo.gopack.ending import end_at_signals

_NOBODY_READS = 128 + signal.SIGPIPE


def main(arguments: list[str] | None = None) -> int:
    """arguments: the process's own by default. Ends the process at signals (ending.py), and with 2
    at words that cannot be understood."""
    end_at_signals()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads, which nothing here needs
    try:
        try:
            return _follow(arguments)
        finally:
            if sys.stdout:  # a process may be started without any
                sys.stdout.flush()
    except BrokenPipeError:
        # what is still buffered is dropped: a flush at the end would only fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NOBODY_READS


def _follow(arguments: list[str] | None) -> int:
    words = parser()
    typed = words.parse_args(arguments)
    from slimgo.gopack.command.follow import follow
    from slimgo.gopack.command.jobs import Contradiction

    try:
        return follow(typed)
    except Contradiction as error:
        words.exit(2, f"gopack: {error}\n")
