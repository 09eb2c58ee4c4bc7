"""What every door does: signals become clean ends, errors one clear line and an exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import FrameType
from typing import ParamSpec, TextIO

from slimgo.errors import SlimgoError, Stopped, visible
from slimgo.report.layout import columns, folded
from slimgo.terminal.spelling import spelled
from slimgo.terminal.typed import typed

P = ParamSpec("P")

_WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated", signal.SIGHUP: "hung up"}
_AGAIN_SECONDS = 0.01
_BROKEN_PIPE = 128 + signal.SIGPIPE


def door(body: Callable[P, None]) -> Callable[P, None]:
    """The body as a program's outermost call: it ends the process with the right exit code."""

    @wraps(body)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        # a locale that lacks our marks must not end a run
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        try:
            with stopped_by_signals():
                body(*args, **kwargs)
        except SlimgoError as error:
            error.cure = visible(typed(error.cure))
            _last_words(f"✗ {error}", error.exit_code)
        except Stopped as stopped:
            word = _WORDS[signal.Signals(stopped.number)]
            _last_words("stopped" if stopped.expected else f"✗ {word}", stopped.exit_code)
        except BrokenPipeError:
            _give_up(sys.stdout)  # who read our output has gone
            raise SystemExit(_BROKEN_PIPE) from None
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            _last_words(f"✗ {where}{error.strerror or error}", 1)

    return guarded


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Within it the first SIGINT, SIGTERM or SIGHUP raises Stopped; further ones wait.

    So what is half done is cleared away once, undisturbed. Python drops what is raised while it
    frees an object (in a `__del__`, in a callback of C): there the signal comes again.
    """

    def stop(number: int, _: FrameType | None) -> None:
        for other in wanted:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(number)

    def dropped(what: sys.UnraisableHookArgs) -> None:
        if not isinstance(what.exc_value, Stopped):
            drop(what)
            return
        for number in wanted:
            signal.signal(number, stop)
        # not from here, whose exceptions are dropped too
        again = (threading.main_thread().ident, what.exc_value.number)
        threading.Timer(_AGAIN_SECONDS, signal.pthread_kill, again).start()

    # what was ignored before, as nohup does, stays ignored
    wanted = [
        number
        for number in _WORDS
        if callable(signal.getsignal(number)) or signal.getsignal(number) == signal.SIG_DFL
    ]
    drop, sys.unraisablehook = sys.unraisablehook, dropped
    before = {number: signal.signal(number, stop) for number in wanted}
    try:
        yield
    finally:
        sys.unraisablehook = drop
        for number, handler in before.items():
            signal.signal(number, handler)


def _last_words(text: str, exit_code: int) -> None:
    # a process may be started without either; what cannot be said must not change the exit code
    for stream, words in ((sys.stdout, ""), (sys.stderr, f"{text}\n")):
        if stream:
            try:
                stream.write(spelled(folded(words, columns(stream)), stream.encoding))
                stream.flush()
            except OSError:
                _give_up(stream)
    raise SystemExit(exit_code) from None


def _give_up(stream: TextIO) -> None:
    """Discards what is still buffered: a flush at exit would only fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
